/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What the ladder says of a step is what happened, whatever the segment is called.

#include "ns3/synfin-exchange-play.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

using Options = std::vector<std::pair<std::string, std::string>>;

/// Plays a situation with exact timers.
Play
PlayWith(const Options& options)
{
    Situation situation;
    EXPECT_FALSE(situation.Set("set", "timer_hz=0"));
    for (const auto& [option, value] : options)
    {
        EXPECT_FALSE(situation.Set(option, value)) << option << " " << value;
    }
    EXPECT_FALSE(situation.Validate());
    return PlaySituation(situation, Language::EN);
}

/// The same, with a connection that is open from 0.15 s on and what users do besides.
Play
OpenAnd(Options more)
{
    more.insert(more.begin(),
                {{"scenario", "manual"}, {"at", "0s=server:listen"}, {"at", "0s=client:connect"}});
    return PlayWith(more);
}

/// @return all that the rows of a segment say, each with a space behind it
std::string
SaidOf(const Play& play, const std::string& name)
{
    std::string said;
    for (const LadderRow& row : play.rows)
    {
        const auto* segment = row.segment ? &play.segments[*row.segment] : nullptr;
        const bool isIt =
            segment && name == (segment->isInjected ? segment->name : ToString(segment->copy));
        for (const std::string& note : isIt ? row.notes : std::vector<std::string>())
        {
            said += note + " ";
        }
    }
    return said;
}

/// @return all that rows without a segment say
std::string
SaidOfEnds(const Play& play)
{
    std::string said;
    for (const LadderRow& row : play.rows)
    {
        for (const std::string& note : row.segment ? std::vector<std::string>() : row.notes)
        {
            said += note + " ";
        }
    }
    return said;
}

void
ExpectIn(const std::string& said, const std::string& part)
{
    EXPECT_NE(said.find(part), std::string::npos) << part << "\n" << said;
}

} // namespace

TEST(Words, ASynOfAnotherConnectionIsNotTheSameAgain)
{
    // A half-open connection, and the challenge ACK that finds it.
    const Play play = OpenAnd({{"at", "2s=client:crash"}, {"at", "3s=client:connect"}});
    std::vector<std::string> said;
    for (const LadderRow& row : play.rows)
    {
        if (!row.notes.empty() &&
            (row.cells[0].time > Seconds(2) || row.cells[1].time > Seconds(2)))
        {
            said.push_back(row.notes.front());
        }
    }
    ASSERT_GE(said.size(), 4u);
    ExpectIn(said[0], "not of this connection");
    ExpectIn(said[1], "Its Ack is not of what the client has sent");
    ExpectIn(said[2], "Reset: the server");
    ExpectIn(said[3], "after the last time, and not acknowledged");
    const auto named = [](const PlaySegment& segment) { return segment.name == "challenge"; };
    const auto challenge = std::find_if(play.segments.begin(), play.segments.end(), named);
    ASSERT_NE(challenge, play.segments.end());
    EXPECT_EQ(challenge->label.substr(0, 15), "challenge [ACK]");
    ExpectIn(SaidOf(OpenAnd({{"at", "2s=client:old-syn"}}), "old-syn"), "not of this connection");
    ExpectIn(SaidOf(PlayWith({{"lose", "synack"}, {"set", "server:rto_initial=9s"}}), "syn:2"),
             "The same SYN again");
}

TEST(Words, DataForAClosedUserIsNoAbortOfThisUser)
{
    // Data after the close meets RST.
    const Play play = OpenAnd({{"at", "2s=client:close"}, {"at", "3s=server:send:100"}});
    ExpectIn(SaidOf(play, "data"), "Data after the close");
    EXPECT_EQ(SaidOf(play, "rst"), "Reset: the server drops everything at once. ");
    ExpectIn(SaidOf(OpenAnd({{"at", "2s=client:shutdown"}, {"at", "3s=server:send:100"}}), "data"),
             "yet it still receives");
    ExpectIn(SaidOf(PlayWith({{"scenario", "reset"}}), "rst"), "Abort: no FIN");
}

TEST(Words, WhatIsAheadOfAGapDoesNotCountYet)
{
    const Options deeds{{"at", "1s=client:send:100"}, {"at", "1.001s=client:close"}};
    Options lost = deeds;
    lost.push_back({"lose", "data"});
    ExpectIn(SaidOf(OpenAnd(lost), "fin1"), "What was sent before this FIN is missing");
    Options again = deeds;
    again.push_back({"lose", "ack1"});
    ExpectIn(SaidOf(OpenAnd(again), "fin1:2"), "The same FIN again");
    const Play burst = OpenAnd({{"at", "1s=client:send:2000"}, {"lose", "data"}});
    ExpectIn(SaidOf(burst, "data"), "Lost. No ACK will come for it");
    ExpectIn(SaidOf(burst, "data:2"), "what was sent before them is missing");
    const Play twice = OpenAnd({{"at", "1s=client:send:9"}, {"duplicate", "data"}});
    ExpectIn(SaidOf(twice, "data"), "A copy of what has arrived before");
}

TEST(Words, OldSegmentsProveNothing)
{
    ExpectIn(SaidOf(PlayWith({{"scenario", "old-duplicate-syn"}}), "old-syn"),
             "The server cannot see that");
    Options old{{"at", "1s=client:send:100"},
                {"at", "2s=client:close"},
                {"at", "2.05s=server:close"},
                {"at", "5s=client:connect"},
                {"at", "6s=client:old-data"},
                {"two-msl", "1ms"}};
    ExpectIn(SaidOf(OpenAnd(old), "old-data"), "its timestamp is old");
    old.push_back({"set", "timestamps=false"});
    ExpectIn(SaidOf(OpenAnd(old), "old-data"), "its numbers do not fit");
    old.push_back({"set", "isn_tick=1s"});
    const Play taken = OpenAnd(old);
    ExpectIn(SaidOf(taken, "old-data"), "100 octets of an old connection that happen to fit");
    ExpectIn(SaidOf(taken, "dataack"), "acknowledges what the client has never sent");
}

TEST(Words, InSynSentNumbersAreCompared)
{
    // An answer to an old SYN meets an end that waits for another.
    const Play play = OpenAnd({{"at", "0s=client:old-syn"}, {"delay-segment", "syn=150ms"}});
    ExpectIn(SaidOf(play, "synack"), "Its Ack is not of what the client has sent");
    EXPECT_EQ(SaidOf(play, "synack").find("no such connection"), std::string::npos);
    ExpectIn(SaidOf(play, "syn:2"), "after the last time, and not acknowledged");
}

TEST(Words, AProbeAndItsAnswer)
{
    const Play play = PlayWith({{"scenario", "keep-alive"}, {"set", "keepalive_time=10s"}});
    ExpectIn(SaidOf(play, "ack:2"), "A probe: the server answers");
    ExpectIn(SaidOf(play, "ack:3"), "Client knows: the server is still there.");
    ExpectIn(SaidOf(play, "ack:4"), "knows of no such connection");
}

TEST(Words, WhatDoesNotArriveIsSaid)
{
    ExpectIn(SaidOf(PlayWith({{"scenario", "reset"}, {"lose", "client.3"}}), "rst"),
             "Lost. The server does not learn");
    ExpectIn(SaidOf(PlayWith({{"until", "0s"}}), "syn"), "Still under way");
    // An ACK of data is not that of the handshake.
    const Play play = OpenAnd({{"at", "1s=client:send:9"}, {"lose", "server.2"}});
    ExpectIn(SaidOf(play, "dataack"), "A later ACK makes up for it");
}

TEST(Words, AFullAcceptQueueIsNotTheQueueOfHalfOpenConnections)
{
    ExpectIn(SaidOf(PlayWith({{"scenario", "syn-flood"}, {"set", "server:syncookies=0"}}), "syn"),
             "queue of half-open connections is full");
    ExpectIn(SaidOf(PlayWith({{"scenario", "syn-flood"}, {"set", "server:syncookies=1"}}), "ack"),
             "The cookie comes back");
}

TEST(Words, ACallThatIsRefusedHasARow)
{
    const Play idle = PlayWith({{"scenario", "manual"}, {"at", "2s=client:send:5"}});
    ASSERT_EQ(idle.rows.size(), 1u);
    EXPECT_EQ(idle.rows[0].cells[0].time, Seconds(2));
    ExpectIn(SaidOfEnds(idle), "The client's send is refused: there is no connection.");
    const Play twice = OpenAnd({{"at", "1s=client:connect"}, {"at", "2s=server:listen"}});
    ExpectIn(SaidOfEnds(twice), "The client's connect is refused: these addresses and ports");
    ExpectIn(SaidOfEnds(twice), "The server's listen is refused: these addresses and ports");
    const Play closed = OpenAnd({{"at", "1s=client:shutdown"}, {"at", "2s=client:send:5"}});
    ExpectIn(SaidOfEnds(closed), "The client's send is refused: its user has closed.");
    // Users of the scenarios ask for nothing that is refused.
    for (int i = 0; i < EXCHANGE_SCENARIO_COUNT; ++i)
    {
        const std::string name = ToString(static_cast<ExchangeScenario>(i));
        EXPECT_EQ(SaidOfEnds(PlayWith({{"scenario", name}})).find("refused"), std::string::npos)
            << name;
    }
    ExpectIn(SaidOfEnds(PlayWith({{"scenario", "syn-flood"}})), "16 SYNs arrive from addresses");
}

TEST(Words, ACutPlaySaysSo)
{
    const Play many = OpenAnd({{"at", "1s=client:send:1000000"}});
    EXPECT_FALSE(many.complete);
    EXPECT_EQ(many.rows.back().notes,
              std::vector<std::string>{"Cut off here, after 1000 segments: it would go on."});
    const Play late = OpenAnd({{"at", "48h=client:send:1"}});
    EXPECT_FALSE(late.complete);
    EXPECT_EQ(late.end, Hours(24));
    EXPECT_EQ(late.rows.back().notes,
              std::vector<std::string>{"Cut off here, after 24 h: it would go on."});
    EXPECT_EQ(SaidOfEnds(PlayWith({{"until", "1s"}})), ""); // as it was told
}

TEST(Words, WhyTimeWaitEnded)
{
    const auto why = [](const std::string& scenario) {
        const Play play = PlayWith({{"scenario", scenario}});
        return WhyTimeWait({Seconds(60), Seconds(60)},
                           {play.ends[0].inTimeWait, play.ends[1].inTimeWait},
                           Language::EN);
    };
    ExpectIn(why("normal"), "2MSL (60 s):");
    ExpectIn(why("time-wait-assassination"), "(60 s; here a RST ended it after 2.15 s):");
    ExpectIn(why("time-wait-reuse"), "(60 s; here a new SYN ended it after 2.05 s):");
}

TEST(Words, TheFirstProbeIsAnswered)
{
    // With the clock of a kernel, too, the probe of which is late.
    for (const std::string profile : {"linux", "freebsd", "rfc9293"})
    {
        Situation situation;
        EXPECT_FALSE(situation.Set("scenario", "keep-alive"));
        EXPECT_FALSE(situation.Set("profile", profile));
        const Play play = PlaySituation(situation, Language::EN);
        std::string said;
        for (const LadderRow& row : play.rows)
        {
            said += row.notes.empty() ? "" : row.notes.back() + " ";
        }
        ExpectIn(said.substr(0, said.find("crashes")), "Client knows: the server is still there.");
    }
}

TEST(Knowledge, EndsWithTheConnection)
{
    const auto facts = [](const Play& play, int side, Time until) {
        std::vector<Fact> known;
        for (const PlayKnowledge& knowledge : play.knowledge)
        {
            if (knowledge.side != side || knowledge.time > until)
            {
                continue;
            }
            knowledge.fact == Fact::FORGETS ? known.clear() : known.push_back(knowledge.fact);
        }
        return known;
    };
    const Play crash = PlayWith({{"scenario", "half-open"}});
    EXPECT_FALSE(facts(crash, 1, Seconds(2)).empty());
    EXPECT_TRUE(facts(crash, 1, Seconds(3)).empty());
    const Play reuse = PlayWith({{"scenario", "time-wait-reuse"}});
    EXPECT_TRUE(facts(reuse, 0, MilliSeconds(6260)).empty()); // it has opened again
    EXPECT_EQ(facts(reuse, 1, MilliSeconds(6310)),
              (std::vector<Fact>{Fact::I_CAN_RECEIVE, Fact::PEER_CAN_SEND}));
    const Play again = OpenAnd({{"at", "2s=client:crash"}, {"at", "3s=client:connect"}});
    EXPECT_EQ(facts(again, 1, MilliSeconds(3200)),
              (std::vector<Fact>{Fact::I_CAN_RECEIVE, Fact::PEER_CAN_SEND}));
}
