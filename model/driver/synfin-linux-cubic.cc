/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-linux-cubic.h"

#include "ns3/simulator.h"
#include "ns3/tcp-socket-state.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(TcpLinuxCubic);

namespace
{

// As integers where Linux has integers: at small windows the rounding is the law.
constexpr uint32_t SCALE = 1024;    // BICTCP_BETA_SCALE, 1 << BICTCP_HZ
constexpr uint32_t BETA = 717;      // of SCALE: 0.7
constexpr double C = 410.0 / SCALE; // cube_rtt_scale: 0.4
constexpr uint32_t FRIENDLY = 8 * (SCALE + BETA) / 3 / (SCALE - BETA); // beta_scale, eighths
constexpr uint32_t FIRST_PER = 20;                                     // before the first loss
constexpr uint32_t LEAST_PER = 2;       // 1.5 times in a round trip at most
constexpr uint32_t HYSTART_WINDOW = 16; // hystart_low_window
constexpr uint32_t HYSTART_SAMPLES = 8; // HYSTART_MIN_SAMPLES

} // namespace

TypeId
TcpLinuxCubic::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::TcpLinuxCubic")
                            .SetParent<TcpCongestionOps>()
                            .SetGroupName("Synfin")
                            .AddConstructor<TcpLinuxCubic>();
    return tid;
}

std::string
TcpLinuxCubic::GetName() const
{
    return "TcpLinuxCubic";
}

Ptr<TcpCongestionOps>
TcpLinuxCubic::Fork()
{
    return CopyObject<TcpLinuxCubic>(this);
}

Time
TcpLinuxCubic::Now() const
{
    return m_now ? *m_now : Simulator::Now();
}

uint32_t
TcpLinuxCubic::GetSsThresh(Ptr<const TcpSocketState> state, uint32_t)
{
    const uint32_t window = state->GetCwndInSegments();
    m_curve.hasEpoch = false;
    // Fast convergence, RFC 9438 4.7.
    m_curve.lastMax = window < m_curve.lastMax ? window * (SCALE + BETA) / (2 * SCALE) : window;
    return std::max(window * BETA / SCALE, 2U) * state->m_segmentSize;
}

void
TcpLinuxCubic::IncreaseWindow(Ptr<TcpSocketState> state, uint32_t segments)
{
    const uint32_t mss = state->m_segmentSize;
    if (state->m_cWnd < state->m_ssThresh)
    {
        const uint32_t threshold = state->m_ssThresh / mss;
        const uint32_t window = state->GetCwndInSegments();
        const uint32_t room = threshold > window ? threshold - window : 1;
        const uint32_t taken = std::min(segments, room);
        state->m_cWnd += taken * mss;
        segments -= taken;
    }
    if (segments == 0)
    {
        return;
    }
    const uint32_t window = state->GetCwndInSegments();
    Update(window, segments);
    // tcp_cong_avoid_ai()
    uint32_t grown = 0;
    if (m_credit >= m_curve.per)
    {
        m_credit = 0;
        ++grown;
    }
    m_credit += segments;
    grown += m_credit / m_curve.per;
    m_credit %= m_curve.per;
    state->m_cWnd += grown * mss;
}

void
TcpLinuxCubic::Update(uint32_t window, uint32_t segments)
{
    const Time now = Now();
    m_curve.acknowledged += segments;
    if (m_curve.lastWindow == window && m_curve.lastAt.IsPositive() &&
        now - m_curve.lastAt <= MicroSeconds(31250)) // HZ / 32
    {
        return;
    }
    if (!m_curve.hasEpoch || now != m_curve.lastAt)
    {
        m_curve.lastWindow = window;
        m_curve.lastAt = now;
        if (!m_curve.hasEpoch)
        {
            BeginEpoch(window, segments);
        }
        const uint32_t target = Target(now);
        m_curve.per = target > window ? window / (target - window) : 100 * window;
        if (m_curve.lastMax == 0)
        {
            m_curve.per = std::min(m_curve.per, FIRST_PER);
        }
    }
    m_curve.per = std::max(std::min(m_curve.per, FriendlyPer(window)), LEAST_PER);
}

void
TcpLinuxCubic::BeginEpoch(uint32_t window, uint32_t segments)
{
    m_curve.hasEpoch = true;
    m_curve.start = Now();
    m_curve.acknowledged = segments;
    m_curve.friendly = window;
    m_curve.origin = std::max(window, m_curve.lastMax);
    m_curve.plateau = std::floor(SCALE * std::cbrt((m_curve.origin - window) / C));
}

uint32_t
TcpLinuxCubic::Target(Time now) const
{
    const double since = (now - m_curve.start + m_curve.delayMin).GetSeconds() * SCALE;
    const double off = (std::floor(since) - m_curve.plateau) / SCALE;
    const auto far = static_cast<int64_t>(C * std::abs(off * off * off)); // saturates in no run
    const int64_t target = off < 0 ? int64_t{m_curve.origin} - far : m_curve.origin + far;
    return static_cast<uint32_t>(std::clamp<int64_t>(target, 0, UINT32_MAX));
}

uint32_t
TcpLinuxCubic::FriendlyPer(uint32_t window)
{
    const uint32_t each = std::max(window * FRIENDLY / 8, 1U);
    // One more when more than that was acknowledged.
    const uint32_t more = m_curve.acknowledged > 0 ? (m_curve.acknowledged - 1) / each : 0;
    m_curve.acknowledged -= more * each;
    m_curve.friendly += more;
    return m_curve.friendly > window ? window / (m_curve.friendly - window) : UINT32_MAX;
}

void
TcpLinuxCubic::PktsAcked(Ptr<TcpSocketState> state, uint32_t, const Time& rtt)
{
    const Time now = Now();
    m_idleSince = now;
    // After a loss the queue is full for a while.
    if (!rtt.IsStrictlyPositive() || (m_curve.hasEpoch && now - m_curve.start < Seconds(1)))
    {
        return;
    }
    if (m_curve.delayMin.IsZero() || rtt < m_curve.delayMin)
    {
        m_curve.delayMin = rtt;
    }
    if (!m_curve.isFound && state->m_cWnd < state->m_ssThresh &&
        state->GetCwndInSegments() >= HYSTART_WINDOW)
    {
        WatchSlowStart(state, rtt);
    }
}

void
TcpLinuxCubic::BeginRound(Ptr<const TcpSocketState> state)
{
    m_round = Round();
    m_round.start = m_round.lastAck = Now();
    m_round.end = state->m_highTxMark;
}

void
TcpLinuxCubic::WatchSlowStart(Ptr<TcpSocketState> state, Time rtt)
{
    const Time now = Now();
    if (state->m_lastAckedSeq > m_round.end)
    {
        BeginRound(state);
    }
    // The train: acknowledgements close to each other that take half the shortest round trip.
    if (now - m_round.lastAck <= MilliSeconds(2)) // hystart_ack_delta_us
    {
        m_round.lastAck = now;
        m_curve.isFound = now - m_round.start > m_curve.delayMin / 2;
    }
    // The delay: the round's shortest round trip has grown.
    m_round.shortest = std::min(m_round.shortest, rtt);
    if (m_round.samples < HYSTART_SAMPLES)
    {
        ++m_round.samples;
    }
    else
    {
        // HYSTART_DELAY_MIN, HYSTART_DELAY_MAX
        const Time more = std::clamp(m_curve.delayMin / 8, MilliSeconds(4), MilliSeconds(16));
        m_curve.isFound = m_curve.isFound || m_round.shortest > m_curve.delayMin + more;
    }
    if (m_curve.isFound)
    {
        state->m_ssThresh = state->m_cWnd.Get();
    }
}

void
TcpLinuxCubic::CongestionStateSet(Ptr<TcpSocketState> state,
                                  const TcpSocketState::TcpCongState_t next)
{
    if (next == TcpSocketState::CA_LOSS)
    {
        m_curve = Curve();
        BeginRound(state);
    }
}

void
TcpLinuxCubic::CwndEvent(Ptr<TcpSocketState>, const TcpSocketState::TcpCAEvent_t event)
{
    // The curve does not go on while nothing is sent.
    if (event == TcpSocketState::CA_EVENT_TX_START && m_curve.hasEpoch && m_idleSince.IsPositive())
    {
        m_curve.start += Now() - m_idleSince;
    }
}

} // namespace synfin
} // namespace ns3
