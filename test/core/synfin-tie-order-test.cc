/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What happens first at one instant.

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

/// A deadline fires before a segment that arrives at the same instant.
TEST(TieOrder, TimerBeforeSegment)
{
    Actions actions;
    Stack stack(Exchange::Plain("linux"), IsnSecret{1, 2});
    const FourTuple tuple{1, 2, 40000, 80};
    stack.Connect(tuple, {}, Time(0), actions);
    const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
    actions.Clear();
    stack.SegmentArrives(tuple, SynAck(300, iss + 1), Seconds(1), actions);
    ASSERT_EQ(actions.segments.size(), 2U);
    EXPECT_TRUE(actions.segments[0].segment.Has(Segment::SYN));
    EXPECT_EQ(actions.segments[0].kind, SegmentKind::RETRANSMIT);
    EXPECT_EQ(actions.segments[1].segment.flags, Segment::ACK);
    EXPECT_EQ(stack.Counters().synRetransmitted, 1U);
    EXPECT_EQ(stack.StateOf(tuple), State::ESTABLISHED);
}

/// A call that comes late handles what was due, and no more.
TEST(TieOrder, LateWakeUp)
{
    Actions actions;
    Stack stack(Exchange::Plain("linux"), IsnSecret{1, 2});
    stack.Connect({1, 2, 40000, 80}, {}, Time(0), actions);
    actions.Clear();
    stack.HandleDeadline(Seconds(1) - NanoSeconds(1), actions);
    EXPECT_TRUE(actions.segments.empty());
    stack.HandleDeadline(Seconds(1), actions);
    EXPECT_EQ(actions.segments.size(), 1U);
    stack.HandleDeadline(Seconds(1), actions);
    EXPECT_EQ(actions.segments.size(), 1U);
    EXPECT_EQ(*stack.NextDeadline(), Seconds(2));
}
