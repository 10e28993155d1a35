/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-explorer.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A small exploration of two hosts with that preset.
ExploredScenario
Small(const char* preset = "linux")
{
    ExploredScenario scenario;
    scenario.profiles[0] = scenario.profiles[1] =
        Shrink(*Profile::Preset(preset), scenario.retries);
    scenario.mayAbort = false;
    return scenario;
}

/// @return the violation that an exploration meets, or nothing
std::string
ViolationOf(const ExploredScenario& scenario)
{
    Explorer explorer(scenario);
    explorer.Run(100000, [](const Explorer&) {});
    EXPECT_EQ(explorer.Violation().empty(), explorer.Counterexample().empty());
    return explorer.Violation();
}

} // namespace

/// The pairs of states as a person reads them from RFC 9293 3.3.2, 3.5 and 3.6.
TEST(LegalPairs, AsDrawn)
{
    // One letter a state, in the order of State: CLOSED, LISTEN, SYN_SENT, SYN_RCVD, ESTABLISHED,
    // CLOSE_WAIT, LAST_ACK, FIN_WAIT_1, FIN_WAIT_2, CLOSING, TIME_WAIT.
    const std::array<std::string, STATE_COUNT> table = {
        // CLSREWA12GT
        "xxx---x--xx", // CLOSED: not open yet, or ended in order
        "xxx---x--xx", // LISTEN: the same
        "xxxx---x---", // SYN_SENT: the peer has not acknowledged our SYN, but may have it
        "--xxx--x---", // SYN_RCVD: the peer has opened, and knows nothing of a FIN
        "---xx--x---", // ESTABLISHED: the peer may have closed
        "-------xx--", // CLOSE_WAIT: the peer has closed first
        "xx-----xx-x", // LAST_ACK: so it has, and may know our FIN
        "--xxxxxx-x-", // FIN_WAIT_1: nobody has acknowledged our FIN
        "-----xx--x-", // FIN_WAIT_2: the peer has our FIN
        "xx-----xxxx", // CLOSING: both have closed of their own accord
        "xx----x--xx", // TIME_WAIT: so both have each other's FIN
    };
    for (std::size_t client = 0; client < table.size(); ++client)
    {
        for (std::size_t server = 0; server < table.size(); ++server)
        {
            const auto one = static_cast<State>(client);
            const auto other = static_cast<State>(server);
            EXPECT_EQ(IsLegalPair(one, other), table[client][server] == 'x')
                << one << " beside " << other;
        }
    }
}

/// As it is, nothing is found; the violations below are those of the planted defects.
TEST(Exploration, FindsNothingWithoutADefect)
{
    for (const std::string preset : {"rfc9293", "linux", "linux-4", "freebsd"})
    {
        ExploredScenario scenario = Small(preset.c_str());
        scenario.loss = 1;
        EXPECT_EQ(ViolationOf(scenario), "") << preset;
    }
}

/// RFC 7413: the data of a SYN is there, and the connection accepted, in SYN_RCVD.
TEST(Exploration, FastOpenIsAcceptedBeforeTheHandshakeIsDone)
{
    ExploredScenario scenario = Small();
    scenario.fastOpen = ExploredFastOpen::COOKIE;
    scenario.data = {1, 0};
    scenario.profiles[0].fastopen = FastOpen::CLIENT;
    scenario.profiles[1].fastopen = FastOpen::SERVER;
    ExploredWorld world(scenario);
    world.Apply({Choice::CONNECT, 0});
    world.Apply({Choice::DELIVER, 1});
    EXPECT_EQ(world.StateOf(1), State::SYN_RCVD);
    EXPECT_EQ(world.Observed().Current(1).readable, 1U);
    world.Apply({Choice::ACCEPT, 1});
    EXPECT_EQ(world.Violation(), "");
    EXPECT_EQ(ViolationOf(scenario), "");
}

/// SYN cookies: the server has no connection but for a SYN of the client's.
TEST(Exploration, CookiesKeepTheirPromise)
{
    ExploredScenario scenario = Small();
    scenario.profiles[1].syncookies = 2;
    scenario.loss = 1;
    EXPECT_EQ(ViolationOf(scenario), "");
}

/// And what they cannot keep: an ACK that comes twice opens two, the second with a client that is
/// somewhere else.
TEST(Exploration, FindsTheGhostOfACookie)
{
    ExploredScenario scenario = Small();
    scenario.profiles[1].syncookies = 2;
    scenario.mayAbort = true;
    scenario.duplicate = 1;
    EXPECT_EQ(ViolationOf(scenario),
              "host 1: in ESTABLISHED beside CLOSE_WAIT: it has the FIN of an end that has not "
              "closed");
}

TEST(Exploration, FindsALostLastAck)
{
    ExploredScenario scenario = Small();
    scenario.defect = Defect::DEAF_TIME_WAIT;
    EXPECT_EQ(ViolationOf(scenario), "host 1: it gave up a peer that answers");
}

TEST(Exploration, FindsAFalseAcknowledgement)
{
    ExploredScenario scenario = Small();
    scenario.data = {1, 0};
    scenario.defect = Defect::BLIND_ACK;
    EXPECT_EQ(ViolationOf(scenario),
              "host 0: in FIN_WAIT_2 beside ESTABLISHED: its FIN was acknowledged by an end that "
              "does not have it");
}

TEST(Exploration, FindsALostFin)
{
    ExploredScenario scenario = Small();
    scenario.loss = 1;
    scenario.defect = Defect::LOST_FIN_BIT;
    EXPECT_EQ(ViolationOf(scenario), "host 0: it gave up a peer that answers");
}

TEST(Exploration, FindsWrongData)
{
    ExploredScenario scenario = Small();
    scenario.data = {1, 0};
    scenario.loss = 1;
    scenario.defect = Defect::SHIFTED_DATA;
    EXPECT_EQ(ViolationOf(scenario), "host 1: octets arrive at the wrong place of the stream");
}

/// ACKs that ask for ACKs go to and fro for ever when nothing limits them.
TEST(Exploration, FindsALivelock)
{
    ExploredScenario scenario = Small("rfc9293");
    scenario.defect = Defect::ECHO;
    for (Profile& profile : scenario.profiles)
    {
        profile.invalid_ratelimit = Time(0);
    }
    EXPECT_EQ(ViolationOf(scenario), "a livelock: it may go round in circles for ever");
}

/// RFC 9293 as it stands: an orphan in FIN_WAIT_2 whose peer is gone waits for ever.
TEST(Exploration, FindsADeadlock)
{
    ExploredScenario scenario = Small("rfc9293");
    scenario.loss = 1;
    scenario.mayAbort = true;
    for (Profile& profile : scenario.profiles)
    {
        profile.keepalive = false;
    }
    EXPECT_EQ(ViolationOf(scenario),
              "a deadlock: nothing can happen, and not both ends are closed");
}

/// What TIME_WAIT is for: without it, the loss of the last ACK resets an end that was in order.
TEST(Exploration, FindsTheWantOfTimeWait)
{
    ExploredScenario scenario = Small();
    scenario.loss = 1;
    for (Profile& profile : scenario.profiles)
    {
        profile.time_wait = Time(0);
    }
    EXPECT_EQ(ViolationOf(scenario),
              "host 1: it was reset, though its peer had neither aborted nor given up");
}

/// The same choices lead to the same state, and the states of the two hosts are not mixed up.
TEST(StateDigest, TellsStatesApart)
{
    const ExploredScenario scenario = Small();
    const auto after = [&scenario](const std::vector<Choice>& choices) {
        ExploredWorld world(scenario);
        for (const Choice& choice : choices)
        {
            world.Apply(choice);
        }
        return StateDigest(world).GetHash();
    };
    const Choice connect{Choice::CONNECT, 0};
    const Choice syn{Choice::DELIVER, 1};
    const Choice synAck{Choice::DELIVER, 0};
    EXPECT_EQ(after({connect, syn}), after({connect, syn}));
    EXPECT_FALSE(after({connect}) == after({connect, syn}));
    EXPECT_FALSE(after({connect, syn}) == after({connect, syn, synAck}));
}

/// With a member more or less, look at StateDigest: does it make two states different? (The newest
/// round-trip time does not: only lookers-on ask for it.)
TEST(StateDigest, KnowsEveryMember)
{
    if (sizeof(void*) != 8)
    {
        GTEST_SKIP() << "the sizes are those of 64-bit machines";
    }
    EXPECT_EQ(sizeof(Connection), 456U);
    EXPECT_EQ(sizeof(TimeWaitRecord), 64U);
}
