/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-congestion-ops.h"
#include "synfin-linux-cubic.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// ns-3 3.43 and later tell the algorithm whether the window is what limits the sender.
template <typename STATE>
auto
SetWindowLimited(STATE& state, bool limited, int)
    -> decltype(state.m_isCwndLimited = limited, void())
{
    state.m_isCwndLimited = limited;
}

template <typename STATE>
void
SetWindowLimited(STATE&, bool, long)
{
}

/// @return the smoothed round-trip time (RFC 6298 2.3)
Time
Smoothed(Time old, Time rtt)
{
    const bool isFirst = old.IsZero() || old == Time::Max();
    return isFirst ? rtt : NanoSeconds((7 * old.GetNanoSeconds() + rtt.GetNanoSeconds()) / 8);
}

/// TcpSocketBase::EstimateRtt(): what ns-3's algorithms know as the round trip is the smoothed one.
/// Later ns-3 has a place of its own for it, and the sample beside it.
template <typename STATE>
auto
SetRtt(STATE& state, Time rtt, int) -> decltype(state.m_srtt = rtt, Time())
{
    const Time srtt = Smoothed(state.m_srtt.Get(), rtt);
    state.m_lastRtt = rtt;
    state.m_srtt = srtt;
    return srtt;
}

template <typename STATE>
Time
SetRtt(STATE& state, Time rtt, long)
{
    const Time srtt = Smoothed(state.m_lastRtt.Get(), rtt);
    state.m_lastRtt = srtt;
    return srtt;
}

} // namespace

// ---- What an acknowledgement changes in what the algorithm reads ----

void
CongestionOps::OnStart(Time srtt)
{
    // TcpSocketBase times the SYN, and so begins its smoothed round trip with it.
    if (srtt.IsStrictlyPositive())
    {
        TakeRoundTrip(srtt);
    }
}

void
CongestionOps::OnAck(const Delivery& delivery)
{
    m_isLimited = IsLimited(delivery);
    SetWindowLimited(*m_state, m_isLimited, 0);
    Count(delivery);
    if (m_state->m_congState == TcpSocketState::CA_CWR && m_state->m_lastAckedSeq > m_cwrUntil)
    {
        OnRecovered();
    }
    // As Linux's tcp_clean_rtx_queue(), before any other consequence. TcpSocketBase does it after
    // it enters a congestion state and before it leaves one.
    TellArrivals(delivery);
}

void
CongestionOps::TellArrivals(const Delivery& delivery)
{
    if (m_cubic)
    {
        m_algorithm->PktsAcked(m_state, m_segments, delivery.rtt); // as Linux, not smoothed
        return;
    }
    m_untold += m_segments;
    // Westwood divides by the time since it was told the last time.
    if (m_lastAck != m_now && m_rtt.IsStrictlyPositive())
    {
        m_lastAck = m_now;
        m_algorithm->PktsAcked(m_state, m_untold, m_rtt);
        m_untold = 0;
    }
}

bool
CongestionOps::IsLimited(const Delivery& delivery)
{
    // Linux tcp_cwnd_validate(): how full the window was counts for a window of data.
    const uint32_t window = m_state->m_cWnd;
    const bool isFull = delivery.inFlight + m_state->m_segmentSize > window;
    if (m_state->m_lastAckedSeq >= m_usedUntil || isFull ||
        (!m_wasFull && delivery.inFlight > m_mostInFlight))
    {
        m_wasFull = isFull;
        m_mostInFlight = delivery.inFlight;
        m_usedUntil = m_state->m_lastAckedSeq + static_cast<int32_t>(delivery.inFlight);
    }
    // tcp_is_cwnd_limited(): slow start may double a window that was half used.
    return m_wasFull || (window < m_state->m_ssThresh && window < 2ULL * m_mostInFlight);
}

void
CongestionOps::Count(const Delivery& delivery)
{
    const uint32_t mss = m_state->m_segmentSize;
    // What was SACKed before has been counted (Linux tcp_cong_avoid(): acked_sacked).
    m_segments = (m_rest + delivery.delivered) / mss;
    m_rest = (m_rest + delivery.delivered) % mss;
    m_state->m_lastAckedSeq += static_cast<int32_t>(delivery.acknowledged);
    m_state->m_nextTxSequence =
        m_state->m_lastAckedSeq + static_cast<int32_t>(delivery.outstanding);
    m_state->m_highTxMark = m_state->m_nextTxSequence.Get();
    m_state->m_lastAckedSackedBytes = delivery.delivered;
    m_state->m_bytesInFlight = delivery.inFlight - std::min(delivery.inFlight, delivery.delivered);
    if (delivery.longestRtt.IsStrictlyPositive())
    {
        TakeRoundTrip(delivery.longestRtt); // RFC 7323 4.1, without the rounding of timestamps
    }
    if (delivery.clock)
    {
        TakeClock(*delivery.clock);
    }
}

void
CongestionOps::TakeRoundTrip(Time rtt)
{
    m_rtt = SetRtt(*m_state, rtt, 0);
    m_state->m_minRtt = std::min(m_state->m_minRtt, m_rtt);
}

void
CongestionOps::TakeClock(const PeerClock& clock)
{
    // TcpSocketBase::ProcessOptionTimestamp(). There, both clocks are the simulation's, and LP and
    // LEDBAT take the difference for the delay: here the first ACK took half its round trip.
    if (!m_peerOffset)
    {
        const int64_t now = m_now.GetMilliSeconds();
        m_peerOffset = clock.value - static_cast<uint32_t>(now - (now - clock.echoedMs) / 2);
    }
    const uint32_t value = clock.value - *m_peerOffset;
    if (static_cast<int32_t>(value - m_state->m_rcvTimestampValue) >= 0)
    {
        m_state->m_rcvTimestampValue = value;
        m_state->m_rcvTimestampEchoReply = static_cast<uint32_t>(clock.echoedMs);
    }
}

} // namespace synfin
} // namespace ns3
