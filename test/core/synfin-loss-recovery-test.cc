/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-loss-probe.h"
#include "ns3/synfin-loss-recovery.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t MSS = 100;

/// @return that number
SequenceNumber32
At(uint32_t number)
{
    return SequenceNumber32(number);
}

/// Ten segments are in flight, from 1000 to 2000.
struct TenInFlight
{
    TenInFlight()
    {
        recovery.Start(At(999));
        recovery.Advance(At(1000), 0, MSS);
    }

    bool DuplicateAck()
    {
        return recovery.DuplicateAck({At(una), At(2000), At(streamEnd)}, 3, MSS);
    }

    /// @return was it a partial acknowledgement?
    bool Ack(uint32_t number)
    {
        const uint32_t octets = number - una;
        una = number;
        return recovery.Advance(At(number), octets, MSS);
    }

    LossRecovery recovery;
    uint32_t una{1000};
    uint32_t streamEnd{2000};
};

} // namespace

/// RFC 5681 3.2: the third duplicate ACK, and only that one.
TEST(LossRecovery, ThirdDuplicateAck)
{
    TenInFlight tcp;
    EXPECT_FALSE(tcp.DuplicateAck());
    EXPECT_FALSE(tcp.DuplicateAck());
    EXPECT_TRUE(tcp.DuplicateAck());
    EXPECT_TRUE(tcp.recovery.IsRecovering());
    EXPECT_EQ(tcp.recovery.Inflation(), 3 * MSS);
    EXPECT_FALSE(tcp.DuplicateAck());
    EXPECT_EQ(tcp.recovery.Inflation(), 4 * MSS);
}

/// They count in a row.
TEST(LossRecovery, ProgressStartsTheCountAnew)
{
    TenInFlight tcp;
    tcp.DuplicateAck();
    tcp.DuplicateAck();
    tcp.Ack(1100);
    EXPECT_FALSE(tcp.DuplicateAck());
    EXPECT_FALSE(tcp.recovery.IsRecovering());
}

/// RFC 6582 3.2, step 5: a partial acknowledgement tells of the next hole, a full one ends it.
TEST(LossRecovery, PartialAndFullAcknowledgement)
{
    TenInFlight tcp;
    tcp.DuplicateAck();
    tcp.DuplicateAck();
    tcp.DuplicateAck();
    EXPECT_TRUE(tcp.Ack(1200));
    EXPECT_EQ(tcp.recovery.Inflation(), 2 * MSS); // 3 - 2 + 1
    EXPECT_TRUE(tcp.Ack(1900));
    EXPECT_EQ(tcp.recovery.Inflation(), MSS); // never below none, plus one
    EXPECT_FALSE(tcp.Ack(2000));
    EXPECT_FALSE(tcp.recovery.IsRecovering());
    EXPECT_EQ(tcp.recovery.Inflation(), 0U);
}

/// RFC 6582 3.2, step 2: after a timeout, duplicate ACKs of what was in flight then prove nothing.
TEST(LossRecovery, NotAgainForWhatTimedOut)
{
    TenInFlight tcp;
    tcp.recovery.TimedOut(At(2000));
    for (int i = 0; i < 5; ++i)
    {
        EXPECT_FALSE(tcp.DuplicateAck());
    }
    EXPECT_FALSE(tcp.recovery.IsRecovering());
}

/// A FIN alone is no data: its timer sends it again.
TEST(LossRecovery, NotForAFin)
{
    TenInFlight tcp;
    tcp.streamEnd = 1000;
    tcp.DuplicateAck();
    tcp.DuplicateAck();
    EXPECT_FALSE(tcp.DuplicateAck());
}

/// RFC 6675 2: SACK is news when it tells of octets beyond all known ones, and none never sent.
TEST(LossRecovery, SackIsNewsOnce)
{
    TenInFlight tcp;
    Segment ack = Ack(1, 1000);
    ack.sackCount = 1;
    ack.sack[0] = {At(1200), At(1300)};
    EXPECT_TRUE(tcp.recovery.TakeSack(ack, At(2000)));
    EXPECT_FALSE(tcp.recovery.TakeSack(ack, At(2000)));
    ack.sack[0] = {At(1200), At(1400)};
    EXPECT_TRUE(tcp.recovery.TakeSack(ack, At(2000)));
    ack.sack[0] = {At(1200), At(2001)};
    EXPECT_FALSE(tcp.recovery.TakeSack(ack, At(2000)));
    EXPECT_EQ(tcp.recovery.Sacked(), At(1400));
}

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
    EXPECT_FALSE(probe.IsNext());
    EXPECT_EQ(probe.Schedule(Seconds(9)), Seconds(5)); // never after RTO
    EXPECT_TRUE(probe.IsNext());
    EXPECT_TRUE(probe.Take());
    EXPECT_FALSE(probe.Take());
    probe.Advance();
    EXPECT_TRUE(probe.Take());
}
