/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A crash in so many steps. @return what it did
Actions
Crash(Exchange& tcp, std::size_t most = 1000)
{
    Actions all;
    std::size_t from = 0;
    for (bool isMore = true; isMore;)
    {
        isMore = tcp.Tcp().Crash(most, from, Seconds(1000), all);
    }
    return all;
}

} // namespace

/// Whatever state a connection is in: it ends, its user hears of it, no peer does.
TEST(Crash, EndsAllInSilence)
{
    for (const State state : {State::SYN_SENT,
                              State::SYN_RCVD,
                              State::ESTABLISHED,
                              State::FIN_WAIT_1,
                              State::FIN_WAIT_2,
                              State::CLOSE_WAIT,
                              State::CLOSING,
                              State::LAST_ACK,
                              State::TIME_WAIT})
    {
        auto tcp = Exchange::In(state);
        const Actions crash = Crash(tcp);
        EXPECT_TRUE(crash.segments.empty()) << state;
        const auto end = std::find_if(crash.transitions.begin(),
                                      crash.transitions.end(),
                                      [&](const Transition& one) { return one.from == state; });
        ASSERT_NE(end, crash.transitions.end()) << state;
        EXPECT_EQ(end->to, State::CLOSED);
        EXPECT_EQ(end->cause, Cause::HOST_CRASHED);
        const bool isTold = !crash.notifications.empty();
        EXPECT_EQ(isTold, state != State::TIME_WAIT) << state; // there it was told before
        EXPECT_EQ(tcp.Tcp().Counters().timeWaitCrashed, state == State::TIME_WAIT ? 1U : 0U);
        tcp.ExpectGone();
    }
}

/// A listener goes as well; who was half-open there is not reset; a few at a time are all the same.
TEST(Crash, EndsListenersAndGoesOnWhereItWas)
{
    for (const std::size_t most : {1U, 2U, 1000U})
    {
        auto tcp = Exchange::SynReceived();
        const Actions crash = Crash(tcp, most);
        ASSERT_EQ(crash.transitions.size(), 2U);
        EXPECT_EQ(crash.transitions[0].from, State::SYN_RCVD);
        EXPECT_EQ(crash.transitions[1].from, State::LISTEN);
        EXPECT_EQ(crash.transitions[1].cause, Cause::HOST_CRASHED);
        EXPECT_TRUE(crash.segments.empty());
        EXPECT_EQ(tcp.Tcp().CountOf(State::LISTEN), 0U);
    }
}

/// RFC 9293 3.5.1: who speaks to a connection that nobody remembers is told by RST.
TEST(Crash, IsDiscovered)
{
    auto tcp = Exchange::Established();
    Crash(tcp);
    tcp.Tcp().Restart(Seconds(1001));
    tcp.Receive(Data(301, 101, 10));
    tcp.ExpectSent(Rst(101));
    tcp.ExpectDropped(DropReason::CLOSED_PORT);
}

/// A boot draws new keys, and clocks begin with it.
TEST(Crash, MakesAnotherIncarnation)
{
    const FourTuple tuple{1, 2, 40000, 80};
    for (const uint32_t offset : {0U, 1U, 2U})
    {
        IsnGenerator isn({1, 2}, MicroSeconds(4), nullptr, offset);
        const IsnGenerator old = isn;
        isn.Restart(Seconds(100));
        EXPECT_NE(isn.Next(tuple, Seconds(100)), old.Next(tuple, Seconds(100)));
        EXPECT_NE(isn.Random(0), old.Random(0));
        EXPECT_NE(isn.TimestampOffset(tuple), old.TimestampOffset(tuple));
        EXPECT_EQ(isn.Next(tuple, Seconds(101)) - isn.Next(tuple, Seconds(100)), 250000);
    }
    IsnGenerator clock({1, 2}, MicroSeconds(4), nullptr, 0);
    clock.Restart(Seconds(100));
    EXPECT_EQ(100000 + clock.TimestampOffset(tuple), 0U); // 100 s show 0 ms
}

/// Ports that were taken are free, and what was bound is not.
TEST(Crash, FreesPorts)
{
    auto tcp = Exchange::Closed(Exchange::Ports(40000, 40000));
    Actions ignored;
    tcp.Tcp().Connect({1, 2, 0, 80}, {}, Seconds(1), ignored);
    EXPECT_EQ(tcp.Tcp().PortsInUse(), 1U);
    EXPECT_EQ(tcp.Tcp().Bind(1, 5000), 5000U);
    Crash(tcp);
    tcp.Tcp().Restart(Seconds(1001));
    EXPECT_EQ(tcp.Tcp().PortsInUse(), 0U);
    EXPECT_EQ(tcp.Tcp().Bind(1, 5000), 5000U);
}
