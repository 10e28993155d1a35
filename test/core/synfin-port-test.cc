/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <vector>

using namespace ns3;
using namespace ns3::synfin;

/// Each destination has the whole range; then NO_PORT.
TEST(PortChoice, WholeRangePerDestination)
{
    Actions actions;
    Stack stack(Exchange::Ports(2000, 2099), IsnSecret{1, 2});
    for (const FourTuple& destination :
         {FourTuple{1, 2, 0, 80}, FourTuple{1, 2, 0, 81}, FourTuple{1, 3, 0, 80}})
    {
        std::vector<bool> used(100);
        for (int i = 0; i < 100; ++i)
        {
            const auto opened = stack.Connect(destination, {}, Time(0), actions);
            ASSERT_EQ(opened.error, CallError::NONE);
            ASSERT_GE(opened.tuple.localPort, 2000);
            ASSERT_LE(opened.tuple.localPort, 2099);
            EXPECT_FALSE(used[opened.tuple.localPort - 2000]);
            used[opened.tuple.localPort - 2000] = true;
        }
        EXPECT_EQ(stack.Connect(destination, {}, Time(0), actions).error, CallError::NO_PORT);
    }
    EXPECT_EQ(stack.PortsInUse(), 300U);
    EXPECT_EQ(stack.CountOf(State::SYN_SENT), 300U);
}

/// A port in TIME_WAIT is taken until TIME_WAIT ends.
TEST(PortChoice, TimeWaitHoldsThePort)
{
    Actions actions;
    Stack stack(Exchange::Ports(2000, 2000), IsnSecret{1, 2});
    const FourTuple destination{1, 2, 0, 80};
    const auto opened = stack.Connect(destination, {}, Time(0), actions);
    const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
    stack.SegmentArrives(opened.tuple, SynAck(300, iss + 1), Time(0), actions);
    stack.Close(opened.id, Time(0), actions);
    stack.SegmentArrives(opened.tuple, FinAck(301, iss + 2), Time(0), actions);
    EXPECT_EQ(stack.StateOf(opened.tuple), State::TIME_WAIT);
    EXPECT_EQ(stack.PortsInUse(), 1U);
    EXPECT_EQ(stack.Connect(destination, {}, Seconds(60) - NanoSeconds(1), actions).error,
              CallError::NO_PORT);
    stack.HandleDeadline(Seconds(60), actions);
    EXPECT_EQ(stack.PortsInUse(), 0U);
    EXPECT_EQ(stack.Connect(destination, {}, Seconds(60), actions).error, CallError::NONE);
    EXPECT_EQ(stack.PortsInUse(), 1U);
}

/// bind() before connect(), with and without SO_REUSEADDR: Linux 6.18, measured.
TEST(PortChoice, AFixedPortInTimeWait)
{
    for (const bool timestamps : {true, false})
    {
        Actions actions;
        Stack stack(*Profile::Preset("linux"), IsnSecret{1, 2});
        ConnectionOptions options;
        options.timestamps = timestamps;
        options.reuseAddress = true;
        const FourTuple tuple{1, 2, 5000, 80};
        const auto opened = stack.Connect(tuple, options, Time(0), actions);
        ASSERT_EQ(opened.error, CallError::NONE);
        EXPECT_EQ(stack.Connect(tuple, options, Time(0), actions).error, CallError::NO_PORT);
        const Segment syn = actions.segments.at(0).segment;
        const auto answer = [&syn](Segment segment, uint32_t value) {
            if (syn.timestamps)
            {
                segment.timestamps = Timestamps{value, syn.timestamps->value};
            }
            return segment;
        };
        const uint32_t iss = syn.seq.GetValue();
        stack.SegmentArrives(tuple, answer(SynAck(300, iss + 1), 7), Time(0), actions);
        stack.Close(opened.id, Time(0), actions);
        stack.SegmentArrives(tuple, answer(FinAck(301, iss + 2), 8), Time(0), actions);
        ASSERT_EQ(stack.StateOf(tuple), State::TIME_WAIT);
        options.reuseAddress = false;
        const FourTuple elsewhere{1, 3, 5000, 80};
        EXPECT_EQ(stack.Connect(tuple, options, Time(0), actions).error, CallError::ADDRESS_IN_USE);
        EXPECT_EQ(stack.Connect(elsewhere, options, Time(0), actions).error,
                  CallError::ADDRESS_IN_USE);
        options.reuseAddress = true;
        EXPECT_EQ(stack.Connect(elsewhere, options, Time(0), actions).error, CallError::NONE);
        EXPECT_EQ(stack.Connect(tuple, options, Time(0), actions).error,
                  timestamps ? CallError::NONE : CallError::NO_PORT);
    }
}

/// Whatever ends a connection gives its port back.
TEST(PortChoice, IsReleased)
{
    Actions actions;
    Stack stack(Exchange::Ports(2000, 2000), IsnSecret{1, 2});
    for (int i = 0; i < 5; ++i)
    {
        actions.Clear();
        const auto opened = stack.Connect({1, 2, 0, 80}, {}, Time(0), actions);
        ASSERT_EQ(opened.error, CallError::NONE);
        const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
        if (i % 2 == 0)
        {
            stack.SegmentArrives(opened.tuple, RstAck(0, iss + 1), Time(0), actions);
        }
        else
        {
            stack.Abort(opened.id, Time(0), actions);
        }
        EXPECT_EQ(stack.PortsInUse(), 0U);
    }
}

/// tw_reuse=1 takes a port over from TIME_WAIT when there is no other, after the delay.
TEST(PortChoice, TakenOverFromTimeWait)
{
    Profile profile = Exchange::Ports(2000, 2000);
    profile.timestamps = true;
    profile.tw_reuse = 1;
    Actions actions;
    Stack stack(profile, IsnSecret{1, 2});
    const FourTuple destination{1, 2, 0, 80};
    const auto opened = stack.Connect(destination, {}, Time(0), actions);
    const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
    Segment synAck = SynAck(300, iss + 1);
    synAck.timestamps = Timestamps{5, 1};
    stack.SegmentArrives(opened.tuple, synAck, Time(0), actions);
    stack.Close(opened.id, Time(0), actions);
    Segment fin = FinAck(301, iss + 2);
    fin.timestamps = Timestamps{5, 1};
    stack.SegmentArrives(opened.tuple, fin, Time(0), actions);
    EXPECT_EQ(stack.Connect(destination, {}, Seconds(1), actions).error, CallError::NO_PORT);
    EXPECT_EQ(stack.Connect(destination, {}, MilliSeconds(1001), actions).error, CallError::NONE);
    EXPECT_EQ(stack.PortsInUse(), 1U);
    EXPECT_EQ(stack.Counters().timeWaitReused, 1U);
    EXPECT_EQ(stack.CountOf(State::TIME_WAIT), 0U);
}

/// A port that somebody listens on, or that was bound by hand, is not chosen.
TEST(PortChoice, AvoidsWhatIsTaken)
{
    Actions actions;
    Profile profile = Exchange::Ports(2000, 2002);
    profile.port_selection = PortSelection::RFC6056_3;
    Stack stack(profile, IsnSecret{1, 2});
    stack.Listen(ANY_ADDRESS, 2000, 1, {}, Time(0), actions);
    EXPECT_EQ(stack.Connect({1, 2, 2001, 80}, {}, Time(0), actions).error, CallError::NONE);
    EXPECT_EQ(stack.PortsInUse(), 0U); // it was not chosen by the stack
    const auto opened = stack.Connect({1, 2, 0, 80}, {}, Time(0), actions);
    EXPECT_EQ(opened.tuple.localPort, 2002);
    EXPECT_EQ(stack.Connect({1, 2, 0, 80}, {}, Time(0), actions).error, CallError::NO_PORT);
}

/// RFC 6056 3.3.3: where the search starts depends on destination and secret.
TEST(PortChoice, StartsWhereTheHashSays)
{
    const auto first = [](uint64_t secret, AddressId remote) {
        Actions actions;
        Stack stack(Exchange::Ports(10000, 60000), IsnSecret{secret, 2});
        return stack.Connect({1, remote, 0, 80}, {}, Time(0), actions).tuple.localPort;
    };
    EXPECT_EQ(first(1, 2), first(1, 2));
    EXPECT_NE(first(1, 2), first(1, 3));
    EXPECT_NE(first(1, 2), first(2, 2));
}
