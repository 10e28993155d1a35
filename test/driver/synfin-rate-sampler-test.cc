/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-rate-sampler.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t MSS = 1000;

/// A sender whose segments are acknowledged one by one.
class RateSamples : public testing::Test
{
  protected:
    void Send(int64_t ms, bool isFirst = false)
    {
        sampler.Sent(MilliSeconds(ms), isFirst);
    }

    /// @return the sample of an ACK of a segment that was sent at sentMs
    TcpRateOps::TcpRateSample Deliver(int64_t ms, int64_t sentMs, uint32_t lost = 0)
    {
        CongestionController::Delivery delivery{};
        delivery.delivered = delivery.acknowledged = MSS;
        delivery.inFlight = 10 * MSS;
        delivery.sentAt = MilliSeconds(sentMs);
        delivery.lost = lost;
        return sampler.Take(delivery, MilliSeconds(ms), MilliSeconds(20));
    }

    RateSampler sampler;
};

} // namespace

/// A segment a millisecond, 20 ms after it was sent: 8 Mbit/s.
TEST_F(RateSamples, AreTheRateOfDelivery)
{
    for (int64_t ms = 0; ms < 100; ++ms)
    {
        if (ms >= 20)
        {
            const auto sample = Deliver(ms, ms - 20);
            if (ms >= 60)
            {
                EXPECT_NEAR(sample.m_deliveryRate.GetBitRate(), 8000000, 1) << ms;
                EXPECT_EQ(sample.m_interval, MilliSeconds(20));
                EXPECT_EQ(sample.m_delivered, static_cast<int32_t>(20 * MSS));
                EXPECT_EQ(sample.m_priorInFlight, 10 * MSS);
                EXPECT_FALSE(sample.m_isAppLimited);
            }
        }
        Send(ms, ms == 0);
    }
    EXPECT_EQ(sampler.Connection().m_delivered, 80 * MSS);
}

/// ACKs that were held up come all at once: what counts is how long the segments took to leave
/// (draft-cheng-iccrg-delivery-rate-estimation, 2.2). ns3::TcpRateLinux keeps the samples apart,
/// too.
TEST_F(RateSamples, OfAcksInABunchAreThoseOfSending)
{
    for (int64_t ms = 0; ms < 40; ++ms)
    {
        Send(ms, ms == 0);
    }
    Deliver(40, 0);
    Send(41);
    for (int64_t ms = 1; ms < 40; ++ms)
    {
        const auto sample = Deliver(60, ms);
        EXPECT_LE(sample.m_deliveryRate, DataRate(8000000)) << ms;
    }
}

TEST_F(RateSamples, TellOfWantOfData)
{
    Send(0, true);
    sampler.Starved(MSS);
    Send(1);
    EXPECT_FALSE(Deliver(20, 0).m_isAppLimited);
    EXPECT_TRUE(Deliver(21, 1).m_isAppLimited);
    Send(22); // the bubble is acknowledged and gone
    EXPECT_FALSE(Deliver(42, 22).m_isAppLimited);
}

TEST_F(RateSamples, TellOfLosses)
{
    Send(0, true);
    EXPECT_EQ(Deliver(20, 0, 3 * MSS).m_bytesLoss, 3 * MSS);
    EXPECT_EQ(Deliver(21, 0).m_bytesLoss, 0U);
}

/// What comes sooner than any round trip was taken for lost and was not.
TEST_F(RateSamples, AreNoneBelowTheShortestRoundTrip)
{
    Send(0, true);
    Deliver(20, 0);
    Send(21);
    Deliver(25, 21);
    Send(26);
    const auto sample = Deliver(27, 26);
    EXPECT_EQ(sample.m_deliveryRate, DataRate(0));
    EXPECT_EQ(sample.m_ackedSacked, MSS);
}
