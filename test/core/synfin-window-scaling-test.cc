/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-window-scaling.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return what the header of a segment says about a window
uint16_t
Header(const WindowScaling& scaling, Segment segment, uint32_t window)
{
    scaling.SetWindow(segment, window);
    return segment.window;
}

/// @return what a window in a header means
uint32_t
Octets(const WindowScaling& scaling, Segment segment, uint16_t window)
{
    segment.window = window;
    return scaling.WindowOf(segment);
}

} // namespace

/// RFC 7323 2.2: both SYNs have the option, so each direction has the shift of its receiver.
TEST(WindowScaling, Negotiated)
{
    WindowScaling scaling;
    scaling.Negotiate(7, 3);
    EXPECT_TRUE(scaling.IsInUse());
    EXPECT_EQ(scaling.ReceiveShift(), 3);
    EXPECT_EQ(Octets(scaling, Ack(1, 1), 100), 12800U);
    EXPECT_EQ(Header(scaling, Ack(1, 1), 800), 100);
    EXPECT_EQ(scaling.Widest(), 65535U * 8);
}

/// RFC 7323 2.2: "The window field in a segment where the SYN bit is set MUST NOT be scaled."
TEST(WindowScaling, NeverInSyn)
{
    WindowScaling scaling;
    EXPECT_EQ(Header(scaling, Syn(1), 70000), 65535);
    scaling.Negotiate(7, 3);
    EXPECT_EQ(Octets(scaling, SynAck(1, 1), 100), 100U);
    EXPECT_EQ(Header(scaling, SynAck(1, 1), 800), 800);
}

/// RFC 7323 1.3: without the option in both SYNs there is none in either direction.
TEST(WindowScaling, RefusedByEither)
{
    WindowScaling scaling;
    scaling.Negotiate(std::nullopt, 3);
    EXPECT_FALSE(scaling.IsInUse());
    EXPECT_EQ(Octets(scaling, Ack(1, 1), 100), 100U);
    EXPECT_EQ(Header(scaling, Ack(1, 1), 70000), 65535);
}

/// RFC 7323 2.3: a shift beyond 14 is taken as 14.
TEST(WindowScaling, ShiftIsBounded)
{
    WindowScaling scaling;
    scaling.Negotiate(255, 0);
    EXPECT_EQ(Octets(scaling, Ack(1, 1), 1), 16384U);
}

#ifdef NS3_ASSERT_ENABLE
/// Once settled it stays, and before that only a SYN has a window.
TEST(WindowScalingDeathTest, IsSettledOnce)
{
    WindowScaling scaling;
    EXPECT_DEATH(scaling.WindowOf(Ack(1, 1)), "");
    scaling.Negotiate(7, 3);
    EXPECT_DEATH(scaling.Negotiate(7, 3), "settled by the SYNs");
}
#endif
