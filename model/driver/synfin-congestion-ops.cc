/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-congestion-ops.h"

#include "ns3/simulator.h"

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

/// Later ns-3 keeps the smoothed round-trip time in the state (RFC 6298 2.3).
template <typename STATE>
auto
Smooth(STATE& state, Time rtt, int) -> decltype(state.m_srtt = rtt, void())
{
    const Time old = state.m_srtt.Get();
    const bool first = old.IsZero() || old == Time::Max();
    state.m_srtt = first ? rtt : NanoSeconds((7 * old.GetNanoSeconds() + rtt.GetNanoSeconds()) / 8);
}

template <typename STATE>
void
Smooth(STATE&, Time, long)
{
}

/// From ns-3 3.45 on, BBR asks its host's rate sampler whether the application limits the sender,
/// and tells it that PROBE_RTT does. The samples are ours (SampleRate): what it is told marks none.
template <typename OPS>
auto
SetRateOps(OPS& algorithm, int) -> decltype(algorithm.SetRateOps(Ptr<TcpRateOps>()), void())
{
    if (algorithm.HasCongControl())
    {
        algorithm.SetRateOps(CreateObject<TcpRateLinux>());
    }
}

template <typename OPS>
void
SetRateOps(OPS&, long)
{
}

} // namespace

CongestionOps::CongestionOps(Ptr<TcpCongestionOps> algorithm,
                             uint32_t mss,
                             uint32_t initialWindow,
                             uint32_t initialThreshold)
    : m_state(CreateObject<TcpSocketState>()),
      m_algorithm(algorithm)
{
    SetRateOps(*m_algorithm, 0);
    m_state->m_segmentSize = mss;
    m_state->m_initialCWnd = initialWindow;
    m_state->m_initialSsThresh = initialThreshold;
    m_state->m_cWnd =
        static_cast<uint32_t>(std::min<uint64_t>(1ULL * initialWindow * mss, 1U << 30));
    m_state->m_cWndInfl = m_state->m_cWnd.Get();
    m_state->m_ssThresh = initialThreshold;
    m_algorithm->Init(m_state);
    // As TcpSocketBase when a connection is established: BBR takes its least window from here.
    Enter(TcpSocketState::CA_OPEN);
    m_algorithm->CwndEvent(m_state, TcpSocketState::CA_EVENT_TX_START);
}

CongestionOps::~CongestionOps() = default;

uint32_t
CongestionOps::Window() const
{
    return m_state->m_cWnd;
}

Ptr<const TcpSocketState>
CongestionOps::GetState() const
{
    return m_state;
}

void
CongestionOps::OnAcknowledged(uint32_t acknowledged, uint32_t inFlight, Time rtt, bool recovering)
{
    const uint32_t mss = m_state->m_segmentSize;
    const uint32_t window = m_state->m_cWnd;
    // As in Linux: slow start may double a window that was half used, later it must have been full.
    const bool limited =
        inFlight + mss > window || (window < m_state->m_ssThresh && window < 2ULL * inFlight);
    Count(acknowledged, inFlight, rtt);
    SetWindowLimited(*m_state, limited, 0);
    const uint32_t segments = (m_rest + acknowledged) / mss;
    m_rest = (m_rest + acknowledged) % mss;
    m_algorithm->PktsAcked(m_state, segments, OncePerInstant(rtt));

    if (!recovering && m_state->m_congState != TcpSocketState::CA_OPEN)
    {
        if (m_state->m_congState == TcpSocketState::CA_RECOVERY)
        {
            m_state->m_cWnd = m_state->m_ssThresh.Get(); // RFC 6582 3.2, full acknowledgment
            m_algorithm->CwndEvent(m_state, TcpSocketState::CA_EVENT_COMPLETE_CWR);
        }
        Enter(TcpSocketState::CA_OPEN);
    }
    if (m_algorithm->HasCongControl())
    {
        SampleRate(acknowledged, inFlight, rtt);
    }
    else if (m_state->m_congState != TcpSocketState::CA_RECOVERY && limited && segments > 0)
    {
        m_algorithm->IncreaseWindow(m_state, segments); // after a timeout too: slow start
    }
    m_state->m_cWndInfl = m_state->m_cWnd.Get();
}

Time
CongestionOps::OncePerInstant(Time rtt)
{
    const bool isFirst = m_lastAck != Simulator::Now();
    m_lastAck = Simulator::Now();
    return isFirst ? rtt : Time(0);
}

void
CongestionOps::OnLoss(Loss loss, uint32_t inFlight)
{
    // MUST-19 by whichever of ns-3's algorithms (MAY-18).
    const auto state = m_state->m_congState.Get();
    m_state->m_bytesInFlight = inFlight;
    m_lost += m_state->m_segmentSize;
    // RFC 5681 3.1: a segment that is lost again does not lower ssthresh again.
    if (state != TcpSocketState::CA_LOSS)
    {
        m_state->m_ssThresh = m_algorithm->GetSsThresh(m_state, inFlight);
    }
    switch (loss)
    {
    case Loss::FAST_RETRANSMIT:
        Enter(TcpSocketState::CA_RECOVERY);
        if (!m_algorithm->HasCongControl())
        {
            m_state->m_cWnd = m_state->m_ssThresh.Get();
        }
        break;
    case Loss::TIMEOUT:
        Enter(TcpSocketState::CA_LOSS);
        m_algorithm->CwndEvent(m_state, TcpSocketState::CA_EVENT_LOSS);
        m_state->m_cWnd = m_state->m_segmentSize;
        break;
    }
    m_state->m_cWndInfl = m_state->m_cWnd.Get();
    m_rest = 0;
}

void
CongestionOps::Enter(TcpSocketState::TcpCongState_t state)
{
    m_algorithm->CongestionStateSet(m_state, state);
    m_state->m_congState = state;
}

void
CongestionOps::Count(uint32_t acknowledged, uint32_t inFlight, Time rtt)
{
    m_delivered += acknowledged;
    m_state->m_nextTxSequence = m_state->m_lastAckedSeq + static_cast<int32_t>(inFlight);
    m_state->m_highTxMark = std::max(m_state->m_highTxMark.Get(), m_state->m_nextTxSequence.Get());
    m_state->m_lastAckedSeq += static_cast<int32_t>(acknowledged);
    m_state->m_lastAckedSackedBytes = acknowledged;
    m_state->m_bytesInFlight = inFlight - std::min(inFlight, acknowledged);
    if (rtt.IsStrictlyPositive())
    {
        m_state->m_lastRtt = rtt;
        m_state->m_minRtt = std::min(m_state->m_minRtt, rtt);
        Smooth(*m_state, rtt, 0);
    }
}

void
CongestionOps::SampleRate(uint32_t acknowledged, uint32_t inFlight, Time rtt)
{
    const Time now = Simulator::Now();
    if (rtt.IsStrictlyPositive())
    {
        // What was delivered when the segment that is acknowledged now was sent.
        while (m_history.size() > 1 && m_history[1].time <= now - rtt)
        {
            m_history.pop_front();
        }
    }
    const Delivered prior = m_history.empty() ? Delivered{now - rtt, 0} : m_history.front();
    m_history.push_back({now, m_delivered});

    TcpRateOps::TcpRateSample sample;
    sample.m_delivered = static_cast<int32_t>(m_delivered - prior.octets);
    sample.m_priorDelivered = static_cast<uint32_t>(prior.octets);
    sample.m_priorTime = prior.time;
    sample.m_interval = std::max(now - prior.time, rtt);
    sample.m_ackElapsed = sample.m_interval;
    sample.m_sendElapsed = sample.m_interval;
    sample.m_priorInFlight = inFlight;
    sample.m_ackedSacked = acknowledged;
    sample.m_bytesLoss = m_lost;
    if (sample.m_interval.IsStrictlyPositive())
    {
        sample.m_deliveryRate = DataRate(
            static_cast<uint64_t>(sample.m_delivered * 8.0 / sample.m_interval.GetSeconds()));
    }
    TcpRateOps::TcpRateConnection connection;
    connection.m_delivered = m_delivered;
    connection.m_deliveredTime = now;
    connection.m_txItemDelivered = static_cast<uint32_t>(prior.octets);
    connection.m_rateDelivered = sample.m_delivered;
    connection.m_rateInterval = sample.m_interval;
    m_algorithm->CongControl(m_state, connection, sample);
    m_lost = 0;
}

} // namespace synfin
} // namespace ns3
