/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-loss-probe.h"
#include "ns3/synfin-profile.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return that number
SequenceNumber32
At(uint32_t number)
{
    return SequenceNumber32(number);
}

} // namespace

/// RFC 8985 7.2: 2 SRTT, and time for a delayed ACK when the segment is alone; one between two
/// advances (7.3).
TEST(LossProbe, TimeoutAndOnce)
{
    RoundTripTimer roundTrip(Seconds(1));
    LossProbe probe;
    probe.Sent(At(1900));
    EXPECT_EQ(probe.Timeout(roundTrip, At(1000), MilliSeconds(200)), Seconds(1));
    roundTrip.Sample(MilliSeconds(50), *Profile::Preset("linux"), MilliSeconds(200));
    EXPECT_EQ(probe.Timeout(roundTrip, At(1000), MilliSeconds(200)), MilliSeconds(102));
    EXPECT_EQ(probe.Timeout(roundTrip, At(1900), MilliSeconds(200)), MilliSeconds(300));

    probe.Rearm(Seconds(5));
    EXPECT_EQ(probe.GetNext(), LossProbe::Next::TIMEOUT);
    EXPECT_EQ(probe.Schedule(Seconds(9), LossProbe::Next::PROBE), Seconds(5)); // never after RTO
    EXPECT_EQ(probe.GetNext(), LossProbe::Next::PROBE);
    EXPECT_TRUE(probe.Take());
    EXPECT_FALSE(probe.Take());
    probe.Advance();
    EXPECT_TRUE(probe.Take());
}
