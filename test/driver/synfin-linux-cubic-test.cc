/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/simulator.h"
#include "ns3/synfin-linux-cubic.h"
#include "ns3/tcp-socket-state.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t MSS = 1000;

/// A sender that is always full: each round trip its whole window is acknowledged, two segments at
/// a time, evenly or all at once.
class LinuxCubic : public testing::Test
{
  protected:
    LinuxCubic()
    {
        state->m_segmentSize = MSS;
        SetWindow(10);
        state->m_ssThresh = UINT32_MAX;
    }

    ~LinuxCubic() override
    {
        Simulator::Destroy();
    }

    void SetWindow(uint32_t segments)
    {
        state->m_cWnd = segments * MSS;
    }

    uint32_t Window() const
    {
        return state->m_cWnd / MSS;
    }

    /// A loss that fast recovery repairs.
    void Lose()
    {
        state->m_ssThresh = cubic->GetSsThresh(state, state->m_cWnd);
        state->m_cWnd = state->m_ssThresh.Get();
    }

    /// @param rtt of the round trip
    /// @param spread in which its acknowledgements come
    void RoundTrip(Time rtt, Time spread)
    {
        const uint32_t acks = (Window() + 1) / 2;
        state->m_highTxMark += static_cast<int32_t>(2 * acks * MSS);
        for (uint32_t i = 0; i < acks; ++i)
        {
            Simulator::Schedule(rtt - spread + spread * i / acks, [this, rtt] {
                state->m_lastAckedSeq += 2 * MSS;
                cubic->PktsAcked(state, 2, rtt);
                cubic->IncreaseWindow(state, 2);
            });
        }
        Simulator::Stop(rtt);
        Simulator::Run();
    }

    /// @param seconds until when round trips of 100 ms go on
    void Follow(double seconds)
    {
        const Time rtt = MilliSeconds(100);
        while (Simulator::Now() < Seconds(seconds))
        {
            RoundTrip(rtt, rtt);
        }
    }

    Ptr<TcpSocketState> state{CreateObject<TcpSocketState>()};
    Ptr<TcpLinuxCubic> cubic{CreateObject<TcpLinuxCubic>()};
};

} // namespace

/// RFC 9438 4.2: after a loss at W the window is W - 0.4 (t - K)^3, K = (0.3 W / 0.4)^(1/3) s.
TEST_F(LinuxCubic, GrowsAsItsCurve)
{
    constexpr uint32_t PLATEAU = 1000;
    SetWindow(PLATEAU);
    Lose();
    EXPECT_EQ(Window(), 700U);
    const double k = std::cbrt(0.3 * PLATEAU / 0.4); // 9.1 s
    Follow(k / 2);
    EXPECT_NEAR(Window(), PLATEAU * (1 - 0.3 / 8), 5);
    Follow(k);
    EXPECT_NEAR(Window(), PLATEAU, 2);
    Follow(2 * k);
    EXPECT_NEAR(Window(), PLATEAU * 1.3, 15); // as far above as it was below
}

/// RFC 9438 4.3: at small windows it grows as Reno with the same decrease would, by
/// 3 (1 - 0.7) / (1 + 0.7) = 0.53 of a segment in each round trip.
TEST_F(LinuxCubic, IsNoSlowerThanReno)
{
    SetWindow(10);
    Lose();
    EXPECT_EQ(Window(), 7U);
    for (int i = 0; i < 40; ++i)
    {
        RoundTrip(MilliSeconds(20), MilliSeconds(20));
    }
    // The curve alone: K is 2 s, and after 0.8 s the window 8.
    EXPECT_NEAR(Window(), 7 + 40 * 0.53, 4);
}

/// RFC 9438 4.7: who loses below the last plateau leaves room for others.
TEST_F(LinuxCubic, ConvergesFast)
{
    SetWindow(1000);
    Lose();
    Lose(); // at 700
    EXPECT_EQ(Window(), 490U);
    const double plateau = 0.85 * 700;
    const double k = std::cbrt((plateau - 490) / 0.4);
    Follow(k / 2);
    EXPECT_NEAR(Window(), plateau - (plateau - 490) / 8, 5);
    Follow(k);
    EXPECT_NEAR(Window(), plateau, 2);
}

/// HyStart's train: acknowledgements without a pause for more than half the shortest round trip
/// fill the path.
TEST_F(LinuxCubic, EndsSlowStartAfterHalfARoundTripOfAcks)
{
    const Time rtt = MilliSeconds(40);
    RoundTrip(rtt, MilliSeconds(1));
    RoundTrip(rtt, MilliSeconds(1));
    EXPECT_EQ(Window(), 40U);
    RoundTrip(rtt, MilliSeconds(19));
    EXPECT_EQ(state->m_ssThresh, UINT32_MAX);
    RoundTrip(rtt, MilliSeconds(30));
    EXPECT_LT(state->m_ssThresh, UINT32_MAX);
    EXPECT_LT(state->m_ssThresh, 160 * MSS);
}

/// HyStart's delay: the shortest of a round trip's times has grown by an eighth, at least 4 ms.
TEST_F(LinuxCubic, EndsSlowStartWhenTheQueueGrows)
{
    const Time rtt = MilliSeconds(40);
    for (int i = 0; i < 3; ++i)
    {
        RoundTrip(rtt, MilliSeconds(1));
    }
    RoundTrip(MilliSeconds(44), MilliSeconds(1));
    EXPECT_EQ(state->m_ssThresh, UINT32_MAX);
    RoundTrip(MilliSeconds(47), MilliSeconds(1));
    EXPECT_LT(state->m_ssThresh, UINT32_MAX);
}

/// A timeout forgets the curve: the first window that is lost then is a plateau again.
TEST_F(LinuxCubic, ForgetsAfterATimeout)
{
    SetWindow(1000);
    Lose();
    cubic->CongestionStateSet(state, TcpSocketState::CA_LOSS);
    SetWindow(100);
    Lose();
    EXPECT_EQ(Window(), 70U);
    RoundTrip(MilliSeconds(100), MilliSeconds(100));
    EXPECT_LT(Window(), 75U);
}
