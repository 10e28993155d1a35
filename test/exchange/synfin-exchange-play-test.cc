/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-exchange-play.h"
#include "ns3/synfin-exchange-sections.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

using Options = std::vector<std::pair<std::string, std::string>>;
using Names = std::vector<std::string>;
using States = std::vector<State>;

constexpr int CLIENT = 0;
constexpr int SERVER = 1;

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

/// @return the names of all segments in the order of sending, a lost one with an x
Names
SegmentsOf(const Play& play)
{
    Names names;
    for (const PlaySegment& segment : play.segments)
    {
        const std::string name = segment.isInjected ? segment.name : ToString(segment.copy);
        names.push_back(name + (segment.fate == SegmentFate::LOST ? " x" : ""));
    }
    return names;
}

/// @return the states that an end enters
States
StatesOf(const Play& play, int side)
{
    States states;
    for (const PlayTransition& transition : play.transitions)
    {
        if (transition.side == side)
        {
            states.push_back(transition.to);
        }
    }
    return states;
}

const PlaySegment&
Find(const Play& play, const std::string& name)
{
    const auto found =
        std::find_if(play.segments.begin(), play.segments.end(), [&](const auto& segment) {
            return name == (segment.isInjected ? segment.name : ToString(segment.copy));
        });
    EXPECT_NE(found, play.segments.end()) << name;
    return *found;
}

/// @return when an end learned something; nothing: it never did
std::optional<Time>
LearnedAt(const Play& play, int side, Fact fact)
{
    for (const PlayKnowledge& knowledge : play.knowledge)
    {
        if (knowledge.side == side && knowledge.fact == fact)
        {
            return knowledge.time;
        }
    }
    return std::nullopt;
}

bool
WasDropped(const Play& play, int side, DropReason reason)
{
    return std::any_of(play.drops.begin(), play.drops.end(), [&](const PlayDrop& drop) {
        return drop.side == side && drop.reason == reason;
    });
}

const Names LIFE{"syn", "synack", "ack", "fin1", "ack1", "fin2", "ack2"};

} // namespace

TEST(Play, NormalLife)
{
    const Play play = PlayWith({});
    EXPECT_EQ(SegmentsOf(play), LIFE);
    EXPECT_EQ(StatesOf(play, CLIENT),
              (States{State::SYN_SENT,
                      State::ESTABLISHED,
                      State::FIN_WAIT_1,
                      State::FIN_WAIT_2,
                      State::TIME_WAIT,
                      State::CLOSED}));
    EXPECT_EQ(StatesOf(play, SERVER),
              (States{State::LISTEN,
                      State::SYN_RCVD,
                      State::ESTABLISHED,
                      State::CLOSE_WAIT,
                      State::LAST_ACK,
                      State::CLOSED}));
    EXPECT_EQ(play.segments[0].arrivals, std::vector<Time>{MilliSeconds(50)});
    EXPECT_EQ(play.ends[CLIENT].inTimeWait->length, Seconds(60));
    EXPECT_FALSE(play.ends[SERVER].inTimeWait);
    EXPECT_EQ(play.end, MilliSeconds(64200));
    EXPECT_TRUE(play.complete);
    EXPECT_TRUE(play.drops.empty());
}

TEST(Play, EveryEdgeOfEveryScenarioIsLegalAndHasASection)
{
    for (int i = 0; i < EXCHANGE_SCENARIO_COUNT; ++i)
    {
        const auto scenario = static_cast<ExchangeScenario>(i);
        for (const std::string& profile : Profile::PresetNames())
        {
            const Play play = PlayWith({{"scenario", ToString(scenario)}, {"profile", profile}});
            EXPECT_EQ(play.segments.empty(), scenario == ExchangeScenario::MANUAL);
            for (const PlayTransition& transition : play.transitions)
            {
                const bool isOneStep = IsLegal(transition.from, transition.to);
                EXPECT_TRUE(isOneStep || transition.cause == Cause::SYN_COOKIE)
                    << ToString(scenario) << " " << profile << " " << transition.from << " "
                    << transition.to;
            }
        }
    }
    EXPECT_STREQ(SectionOf(State::SYN_SENT, Cause::SYN_ACK_RECEIVED), "3.10.7.3");
    EXPECT_STREQ(SectionOf(State::LAST_ACK, Cause::ACK_RECEIVED), "3.10.7.4");
    for (const Edge& edge : LegalEdges())
    {
        EXPECT_STRNE(SectionOf(edge), "") << edge.when;
    }
}

TEST(Play, TheServerClosesFirst)
{
    const Play play = PlayWith({{"closer", "server"}});
    EXPECT_EQ(SegmentsOf(play), LIFE);
    EXPECT_EQ(Find(play, "fin1").from, SERVER);
    EXPECT_EQ(play.ends[SERVER].inTimeWait->length, Seconds(60));
    EXPECT_EQ(SegmentsOf(PlayWith({{"closer", "both"}})),
              SegmentsOf(PlayWith({{"scenario", "simultaneous-close"}})));
}

TEST(Play, ALostAckOfTheLastFinRestartsTimeWait)
{
    const Play play = PlayWith({{"lose", "ack2"}});
    EXPECT_EQ(Find(play, "ack2").fate, SegmentFate::LOST);
    EXPECT_EQ(Find(play, "ack2").why, FateReason::ASKED);
    EXPECT_TRUE(Find(play, "ack2").arrivals.empty());
    const Time again = Find(play, "fin2:2").arrivals.front();
    EXPECT_EQ(play.end, again + Seconds(60));
    EXPECT_EQ(play.ends[CLIENT].inTimeWait->length, Seconds(60));
    std::vector<PlayTimer> waits;
    std::copy_if(play.timers.begin(),
                 play.timers.end(),
                 std::back_inserter(waits),
                 [](const PlayTimer& timer) { return timer.kind == PlayTimerKind::TIME_WAIT; });
    ASSERT_EQ(waits.size(), 2u);
    EXPECT_EQ(waits[0].until, again);
    EXPECT_FALSE(waits[0].expired);
    EXPECT_EQ(waits[1].from, again);
    EXPECT_TRUE(waits[1].expired);
}

TEST(Play, ASegmentIsNamedByItsSendersCount)
{
    const Play play = PlayWith({{"lose", "server.2"}});
    EXPECT_EQ(Find(play, "ack1").fate, SegmentFate::LOST);
    EXPECT_TRUE(play.neverSent.empty());
    const Play other = PlayWith({{"lose", "server.9"}, {"duplicate", "data"}});
    ASSERT_EQ(other.neverSent.size(), 2u);
    EXPECT_EQ(other.neverSent[0].value, "server.9");
    EXPECT_EQ(other.neverSent[1].name, "duplicate");
}

TEST(Play, ASegmentIsDelayedAndDuplicated)
{
    const Play play = PlayWith({{"delay-segment", "ack1=30ms"}, {"duplicate", "fin1=20ms"}});
    const PlaySegment& fin = Find(play, "fin1");
    EXPECT_EQ(fin.arrivals,
              (std::vector<Time>{fin.sent + MilliSeconds(50), fin.sent + MilliSeconds(70)}));
    EXPECT_EQ(fin.fate, SegmentFate::DUPLICATED);
    const PlaySegment& ack = Find(play, "ack1");
    EXPECT_EQ(ack.arrivals, std::vector<Time>{ack.sent + MilliSeconds(80)});
    EXPECT_EQ(ack.fate, SegmentFate::DELAYED);
    // Both arrivals are drawn, and have the mark of the departure.
    std::vector<std::string> marks;
    for (const LadderRow& row : play.rows)
    {
        if (row.segment && &play.segments[*row.segment] == &fin)
        {
            marks.push_back(row.mark);
        }
    }
    EXPECT_EQ(marks.size(), 3u);
    EXPECT_EQ(std::count(marks.begin(), marks.end(), marks[0]), 3);
    EXPECT_NE(marks[0], "");
}

TEST(Play, AReorderedSegmentArrivesBehindTheNext)
{
    // Two segments at once: more than one full segment is sent.
    const Play play = PlayWith({{"scenario", "manual"},
                                {"at", "0s=server:listen"},
                                {"at", "0s=client:connect"},
                                {"at", "1s=client:send:2000"},
                                {"until", "5s"},
                                {"reorder", "data"}});
    const PlaySegment& first = Find(play, "data");
    const PlaySegment& second = Find(play, "data:2");
    EXPECT_EQ(first.sent, second.sent);
    EXPECT_EQ(first.arrivals, second.arrivals);
    std::vector<std::size_t> order; // of what arrives
    for (const LadderRow& row : play.rows)
    {
        const bool arrives = row.cells[SERVER].time && row.from == CLIENT;
        if (row.segment && arrives && play.segments[*row.segment].segment.payload > 0)
        {
            order.push_back(*row.segment);
        }
    }
    ASSERT_EQ(order.size(), 2u);
    EXPECT_GT(order[0], order[1]);
}

TEST(Play, AReorderedSegmentWithoutANextIsASecondLate)
{
    const Play play = PlayWith({{"reorder", "ack2"}, {"set", "server:rto_initial=10s"}});
    const PlaySegment& last = Find(play, "ack2");
    EXPECT_LE(last.arrivals.front(), last.sent + MilliSeconds(1050));
    EXPECT_GT(last.arrivals.front(), last.sent + MilliSeconds(50));
}

TEST(Play, LossIsDrawnForEachSegmentByItsCount)
{
    const Play play = PlayWith({{"loss", "0.3"}, {"seed", "4"}});
    const auto isLost = [](const PlaySegment& segment) { return segment.why == FateReason::LOSS; };
    EXPECT_TRUE(std::any_of(play.segments.begin(), play.segments.end(), isLost));
    // What differs later begins the same.
    const Play other = PlayWith({{"loss", "0.3"}, {"seed", "4"}, {"lose", "fin2"}});
    for (std::size_t i = 0; i < play.segments.size(); ++i)
    {
        ASSERT_LT(i, other.segments.size());
        if (play.segments[i].copy.name == SegmentName::FIN2)
        {
            break;
        }
        EXPECT_EQ(play.segments[i].fate, other.segments[i].fate) << i;
        EXPECT_EQ(play.segments[i].sent, other.segments[i].sent) << i;
    }
    const Play none = PlayWith({{"loss", "1"}});
    EXPECT_TRUE(std::all_of(none.segments.begin(), none.segments.end(), isLost));
    EXPECT_EQ(StatesOf(none, CLIENT), (States{State::SYN_SENT, State::CLOSED}));
    EXPECT_TRUE(LearnedAt(none, CLIENT, Fact::PEER_IS_GONE));
}

TEST(Play, WhoKnowsWhatWhen)
{
    const Play play = PlayWith({});
    EXPECT_EQ(LearnedAt(play, SERVER, Fact::I_CAN_RECEIVE), MilliSeconds(50));
    EXPECT_EQ(LearnedAt(play, SERVER, Fact::PEER_CAN_SEND), MilliSeconds(50));
    EXPECT_EQ(LearnedAt(play, CLIENT, Fact::I_CAN_SEND), MilliSeconds(100));
    EXPECT_EQ(LearnedAt(play, CLIENT, Fact::PEER_CAN_RECEIVE), MilliSeconds(100));
    EXPECT_EQ(LearnedAt(play, SERVER, Fact::I_CAN_SEND), MilliSeconds(150));
    EXPECT_EQ(LearnedAt(play, SERVER, Fact::PEER_KNOWS), MilliSeconds(150));
    // The client knows that only when the server says something more.
    EXPECT_EQ(LearnedAt(play, CLIENT, Fact::PEER_KNOWS), Find(play, "ack1").arrivals.front());
    EXPECT_EQ(LearnedAt(play, SERVER, Fact::PEER_HAS_CLOSED), Find(play, "fin1").arrivals.front());
    EXPECT_EQ(LearnedAt(play, CLIENT, Fact::MY_CLOSE_ARRIVED), Find(play, "ack1").arrivals.front());
    EXPECT_EQ(LearnedAt(play, CLIENT, Fact::PEER_HAS_CLOSED), Find(play, "fin2").arrivals.front());
    EXPECT_EQ(LearnedAt(play, SERVER, Fact::MY_CLOSE_ARRIVED), Find(play, "ack2").arrivals.front());
    EXPECT_FALSE(LearnedAt(play, CLIENT, Fact::PEER_IS_GONE));
    EXPECT_FALSE(LearnedAt(PlayWith({{"lose", "ack"}, {"until", "1s"}}), SERVER, Fact::I_CAN_SEND));
}

TEST(Play, HalfOpenEndsByRst)
{
    const Play play = PlayWith({{"scenario", "half-open"}});
    EXPECT_EQ(SegmentsOf(play), (Names{"syn", "synack", "ack", "data", "rst"}));
    EXPECT_EQ(play.transitions.back().cause, Cause::RST_RECEIVED);
    EXPECT_TRUE(LearnedAt(play, CLIENT, Fact::PEER_IS_GONE));
    EXPECT_TRUE(WasDropped(play, SERVER, DropReason::CLOSED_PORT));
    const auto crashes =
        std::count_if(play.transitions.begin(), play.transitions.end(), [](const auto& change) {
            return change.cause == Cause::HOST_CRASHED;
        });
    EXPECT_EQ(crashes, 1); // of the connection; the listener is not drawn
}

TEST(Play, AnOldSynMeetsRst)
{
    // RFC 9293 Figure 9, with a client that is not yet there.
    const Play play = PlayWith({{"scenario", "old-duplicate-syn"}});
    EXPECT_EQ(SegmentsOf(play), (Names{"old-syn", "synack", "rst", "syn", "synack", "ack"}));
    EXPECT_EQ(StatesOf(play, SERVER),
              (States{State::LISTEN,
                      State::SYN_RCVD,
                      State::LISTEN,
                      State::SYN_RCVD,
                      State::ESTABLISHED}));
    EXPECT_EQ(play.rows[0].arrow, LadderRow::Arrow::ARRIVAL);
    EXPECT_FALSE(play.rows[0].cells[CLIENT].time); // nobody sends it

    const Play while_ = PlayWith({{"scenario", "manual"},
                                  {"at", "0s=server:listen"},
                                  {"at", "0s=client:connect"},
                                  {"at", "0s=client:old-syn"},
                                  {"delay-segment", "syn=500ms"}});
    EXPECT_LT(Find(while_, "old-syn").seq, 0); // from before the SYN
    EXPECT_EQ(StatesOf(while_, CLIENT), (States{State::SYN_SENT, State::ESTABLISHED}));
}

TEST(Play, KeepAliveFindsThatThePeerForgot)
{
    const Play play = PlayWith({{"scenario", "keep-alive"}, {"set", "keepalive_time=10s"}});
    EXPECT_EQ(SegmentsOf(play), (Names{"syn", "synack", "ack", "ack:2", "ack:3", "ack:4", "rst"}));
    EXPECT_EQ(Find(play, "ack:2").kind, SegmentKind::PROBE);
    EXPECT_EQ(Find(play, "ack:2").sent, MilliSeconds(10100));
    EXPECT_EQ(StatesOf(play, CLIENT).back(), State::CLOSED);
}

TEST(Play, ANewSynEndsTimeWait)
{
    const Play play = PlayWith({{"scenario", "time-wait-reuse"}});
    const States states = StatesOf(play, SERVER);
    const auto waits = std::find(states.begin(), states.end(), State::TIME_WAIT);
    ASSERT_NE(waits, states.end());
    EXPECT_EQ(StatesOf(play, CLIENT).back(), State::ESTABLISHED);
    EXPECT_EQ(states.back(), State::ESTABLISHED);
    EXPECT_EQ(play.segments.back().copy.copy, 1u); // names begin anew
    EXPECT_EQ(play.segments.back().ordinal, 6u);   // counts do not
}

TEST(Play, AnOldSegmentKillsTimeWait)
{
    // RFC 1337: the ACK that TIME_WAIT sends meets CLOSED, and the RST of that ends it.
    const Play play = PlayWith({{"scenario", "time-wait-assassination"}});
    const Names names = SegmentsOf(play);
    EXPECT_EQ(Names(names.end() - 3, names.end()), (Names{"old-data", "ack2:2", "rst"}));
    EXPECT_EQ(play.transitions.back().cause, Cause::TIME_WAIT_RESET);
    EXPECT_LT(play.end, Seconds(10));
    const Play safe = PlayWith({{"scenario", "time-wait-assassination"}, {"set", "rfc1337=true"}});
    EXPECT_EQ(safe.transitions.back().cause, Cause::TIME_WAIT_EXPIRED);
    EXPECT_GT(safe.end, Seconds(60));
}

TEST(Play, AFloodFillsTheQueueUnlessThereAreCookies)
{
    const Play full = PlayWith({{"scenario", "syn-flood"}, {"set", "server:syncookies=0"}});
    EXPECT_TRUE(WasDropped(full, SERVER, DropReason::SYN_QUEUE_FULL));
    EXPECT_GT(Find(full, "synack").sent, Seconds(10));
    const Play cookies = PlayWith({{"scenario", "syn-flood"}, {"set", "server:syncookies=1"}});
    EXPECT_EQ(SegmentsOf(cookies), (Names{"syn", "synack", "ack"}));
    EXPECT_EQ(cookies.transitions.back().to, State::ESTABLISHED);
    EXPECT_EQ(cookies.transitions.back().cause, Cause::SYN_COOKIE);
}

TEST(Play, UsersDoWhatTheyAreTold)
{
    const Play play = PlayWith({{"scenario", "manual"},
                                {"at", "1s=client:connect"},
                                {"at", "500ms=server:listen"},
                                {"at", "2s=client:send:10"},
                                {"at", "3s=client:shutdown"},
                                {"at", "4s=server:close"},
                                {"at", "5s=client:send"}});
    EXPECT_EQ(SegmentsOf(play),
              (Names{"syn", "synack", "ack", "data", "dataack", "fin1", "ack1", "fin2", "ack2"}));
    ASSERT_EQ(play.actions.size(), 6u);
    EXPECT_EQ(play.actions[0].action.verb, Verb::LISTEN);
    EXPECT_EQ(play.actions[0].action.time, MilliSeconds(500));
    EXPECT_EQ(play.actions[2].action.amount, 10u);
    EXPECT_EQ(play.actions[2].result, CallError::NONE);
    EXPECT_NE(play.actions[5].result, CallError::NONE); // it has closed
    EXPECT_EQ(PlayWith({{"scenario", "manual"}, {"at", "1s=client:close"}}).actions[0].result,
              CallError::NO_CONNECTION);
}

TEST(Play, NumbersAreShownAsAskedFor)
{
    const Play play = PlayWith({{"isn", "1000,5000"}, {"numbers", "absolute"}});
    EXPECT_EQ(play.ends[CLIENT].isn, 1000u);
    EXPECT_EQ(play.ends[SERVER].isn, 5000u);
    EXPECT_EQ(Find(play, "synack").label, "synack [SYN, ACK] Seq=5000 Ack=1001");
    EXPECT_EQ(Find(play, "fin1").absoluteSeq, 1001u);
    EXPECT_EQ(Find(play, "fin1").seq, 1);
    EXPECT_EQ(Find(PlayWith({{"isn", "4294967295"}}), "ack").absoluteSeq, 0u); // they wrap
}

TEST(Play, EndsWhereItIsTold)
{
    const Play play = PlayWith({{"until", "3s"}});
    EXPECT_FALSE(play.complete);
    EXPECT_EQ(play.end, Seconds(3));
    EXPECT_EQ(play.segments.back().copy.name, SegmentName::ACK1);
    // A peer that answers is probed for ever; the play is not.
    const Play probed = PlayWith({{"scenario", "keep-alive"},
                                  {"set", "client:keepalive_time=10s"},
                                  {"at", "1s=client:close"}});
    EXPECT_TRUE(probed.complete);
}

TEST(Play, SameSeedSamePlay)
{
    const auto numbers = [](const char* seed) {
        return PlayWith({{"seed", seed}}).ends[CLIENT].isn;
    };
    EXPECT_EQ(numbers("1"), numbers("1"));
    EXPECT_NE(numbers("1"), numbers("2"));
}
