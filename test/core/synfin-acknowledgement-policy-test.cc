/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-acknowledgement-policy.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// One connection's acknowledgements, of a host that delays them and has no quick ones.
struct Receiver
{
    explicit Receiver(const ConnectionOptions& options = {})
        : policy(profile, options)
    {
    }

    static Profile Plain()
    {
        Profile profile = *Profile::Preset("rfc9293");
        profile.delayed_ack = true;
        profile.quick_acks = 0;
        return profile;
    }

    /// A segment with data arrives in order.
    /// @return may its ACK wait?
    bool Data(Time now = Seconds(1))
    {
        return acking.DataArrived({true, false, now, Seconds(1)}, policy);
    }

    Profile profile{Plain()};
    ConnectionPolicy policy;
    AcknowledgementPolicy acking;
};

} // namespace

/// SHLD-18, SHLD-19: the first segment waits, the second one draws an ACK.
TEST(AcknowledgementPolicy, EverySecondSegment)
{
    Receiver tcp;
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_TRUE(tcp.Data());
        EXPECT_FALSE(tcp.acking.IsDue());
        EXPECT_FALSE(tcp.Data());
        EXPECT_TRUE(tcp.acking.IsDue());
        tcp.acking.Sent();
        EXPECT_FALSE(tcp.acking.IsDue());
    }
}

/// MAY-13, RFC 5681 4.2: what is out of order, or fills a gap, is acknowledged at once.
TEST(AcknowledgementPolicy, OutOfOrder)
{
    Receiver tcp;
    EXPECT_FALSE(tcp.acking.DataArrived({false, false, Seconds(1), Seconds(1)}, tcp.policy));
    EXPECT_TRUE(tcp.acking.IsDue());
}

/// The user's switches: TCP_QUICKACK, and how many segments an ACK covers.
TEST(AcknowledgementPolicy, UserSwitches)
{
    ConnectionOptions never;
    never.delayedAck = false;
    Receiver quick(never);
    EXPECT_FALSE(quick.Data());
    ConnectionOptions three;
    three.delayedAckCount = 3;
    Receiver slow(three);
    EXPECT_TRUE(slow.Data());
    EXPECT_TRUE(slow.Data());
    EXPECT_FALSE(slow.Data());
}

/// Linux: so many quick ACKs at first, and again after a silence of RTO.
TEST(AcknowledgementPolicy, QuickAcks)
{
    Receiver tcp;
    tcp.profile.quick_acks = 2;
    for (int i = 0; i < 2; ++i)
    {
        EXPECT_FALSE(tcp.Data());
        tcp.acking.Sent();
    }
    EXPECT_TRUE(tcp.Data());
    tcp.acking.Sent();
    EXPECT_TRUE(tcp.Data(Seconds(2)));
    tcp.acking.Sent();
    EXPECT_FALSE(tcp.Data(Seconds(3) + NanoSeconds(1)));
}

/// Linux: who answers data with data is interactive, and gets no quick ACKs.
TEST(AcknowledgementPolicy, Interactive)
{
    Receiver tcp;
    tcp.profile.quick_acks = 16;
    tcp.acking.DataSent(Seconds(1), tcp.profile); // before anything came
    EXPECT_FALSE(tcp.Data(Seconds(1)));
    tcp.acking.Sent();
    tcp.acking.DataSent(Seconds(1), tcp.profile);
    EXPECT_TRUE(tcp.acking.IsInteractive());
    EXPECT_TRUE(tcp.Data(Seconds(1)));
}

/// invalid_ratelimit: one answer, then silence for the interval.
TEST(AcknowledgementPolicy, InvalidSegments)
{
    AcknowledgementPolicy acking;
    EXPECT_TRUE(acking.MayAnswer(Seconds(1)));
    acking.Answered(Seconds(1), MilliSeconds(500));
    EXPECT_FALSE(acking.MayAnswer(MilliSeconds(1500) - NanoSeconds(1)));
    EXPECT_TRUE(acking.MayAnswer(MilliSeconds(1500)));
}
