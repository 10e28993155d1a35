/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include "ns3/synfin-time-limit.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::synfin;

TEST(TimeLimit, AfterDoesNotWrap)
{
    EXPECT_EQ(After(Seconds(1), Seconds(2)), Seconds(3));
    EXPECT_EQ(After(Time::Max() - Seconds(1), Seconds(1)), Time::Max());
    EXPECT_EQ(After(Time::Max() - Seconds(1), Seconds(2)), Time::Max());
    EXPECT_EQ(After(Time::Max(), Time::Max()), Time::Max());
}

TEST(TimeLimit, IsCheckedToTheNanosecond)
{
    const Time last = NanoSeconds(MAX_YEARS * NANOSECONDS_PER_YEAR);
    EXPECT_NO_THROW(CheckTimeLimit(last));
    EXPECT_THROW(CheckTimeLimit(last + NanoSeconds(1)), std::overflow_error);
}

/// A timer that would go off after the end of time never does; it is not overdue at once.
TEST(TimeLimit, NoDeadlineWraps)
{
    Stack stack(Exchange::Plain("linux"), IsnSecret{1, 2});
    Actions out;
    const Time now = Time::Max() - MilliSeconds(500);
    stack.Connect({1, 2, 0, 80}, {}, now, out);
    EXPECT_EQ(out.segments.size(), 1U);
    EXPECT_FALSE(stack.NextDeadline());
    out.Clear();
    stack.HandleDeadline(now + MilliSeconds(400), out);
    EXPECT_TRUE(out.segments.empty());
}
