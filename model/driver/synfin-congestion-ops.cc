/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-congestion-ops.h"

#include "synfin-linux-cubic.h"

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
      m_algorithm(algorithm),
      m_cubic(dynamic_cast<TcpLinuxCubic*>(PeekPointer(algorithm)))
{
    SetRateOps(*m_algorithm, 0);
    m_state->m_segmentSize = mss;
    m_state->m_initialCWnd = initialWindow;
    m_state->m_initialSsThresh = initialThreshold;
    m_state->m_cWnd =
        static_cast<uint32_t>(std::min<uint64_t>(1ULL * initialWindow * mss, 1U << 30));
    m_state->m_cWndInfl = m_state->m_cWnd.Get();
    m_state->m_ssThresh = initialThreshold;
    m_state->m_lastRtt = Time::Max(); // none yet: BBR takes it for its shortest
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

uint32_t
CongestionOps::Threshold() const
{
    return m_state->m_ssThresh;
}

bool
CongestionOps::DecidesAlone() const
{
    return m_algorithm->HasCongControl();
}

uint64_t
CongestionOps::PacingRate() const
{
    return m_state->m_pacing ? m_state->m_pacingRate.Get().GetBitRate() : 0;
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
CongestionOps::SetNow(Time now)
{
    m_now = now;
    if (m_cubic)
    {
        m_cubic->SetNow(now);
    }
}

void
CongestionOps::OnDelivered(const Delivery& delivery)
{
    const uint32_t mss = m_state->m_segmentSize;
    const bool limited = IsLimited(delivery);
    Count(delivery);
    SetWindowLimited(*m_state, limited, 0);
    // What was SACKed before has been counted (Linux tcp_cong_avoid(): acked_sacked).
    const uint32_t counted = delivery.acknowledged > 0 ? m_rest + delivery.delivered : m_rest;
    const uint32_t segments = counted / mss;
    m_rest = counted % mss;
    if (delivery.acknowledged > 0)
    {
        m_algorithm->PktsAcked(m_state, segments, OncePerInstant(delivery.rtt));
    }
    if (m_state->m_congState == TcpSocketState::CA_CWR && m_state->m_lastAckedSeq > m_cwrUntil)
    {
        OnRecovered();
    }
    if (m_algorithm->HasCongControl())
    {
        SampleRate(delivery);
    }
    else if (delivery.mayGrow && m_state->m_congState != TcpSocketState::CA_CWR && limited &&
             segments > 0)
    {
        m_algorithm->IncreaseWindow(m_state, segments); // after a timeout too: slow start
    }
    m_state->m_cWndInfl = m_state->m_cWnd.Get();
}

Time
CongestionOps::OncePerInstant(Time rtt)
{
    const bool isFirst = m_lastAck != m_now;
    m_lastAck = m_now;
    return isFirst ? rtt : Time(0);
}

void
CongestionOps::OnLoss(Loss loss, uint32_t flight)
{
    // MUST-19 by whichever of ns-3's algorithms (MAY-18).
    m_state->m_bytesInFlight = flight;
    m_lost += loss == Loss::ECN ? 0 : m_state->m_segmentSize;
    const auto state = m_state->m_congState.Get();
    if (loss != Loss::ECN && (state == TcpSocketState::CA_OPEN || state == TcpSocketState::CA_CWR))
    {
        m_windowBefore = m_state->m_cWnd;
        m_thresholdBefore = m_state->m_ssThresh;
    }
    // RFC 5681 3.1: a segment that is lost again does not lower ssthresh again.
    if (loss != Loss::TIMEOUT_AGAIN)
    {
        // RFC 5681 3.1: never below two segments, which ns3::TcpDctcp does not see to.
        m_state->m_ssThresh =
            std::max(m_algorithm->GetSsThresh(m_state, flight), 2 * m_state->m_segmentSize);
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
    case Loss::TIMEOUT_AGAIN:
        Enter(TcpSocketState::CA_LOSS);
        m_algorithm->CwndEvent(m_state, TcpSocketState::CA_EVENT_LOSS);
        m_state->m_cWnd = m_state->m_segmentSize;
        break;
    case Loss::ECN:
        // TcpSocketBase::EnterCwr(); the echo of one window may follow that of the one before.
        m_cwrUntil = m_state->m_lastAckedSeq + static_cast<int32_t>(flight);
        Enter(TcpSocketState::CA_CWR);
        if (!m_algorithm->HasCongControl())
        {
            m_state->m_cWnd = m_state->m_ssThresh.Get();
        }
        break;
    }
    m_state->m_cWndInfl = m_state->m_cWnd.Get();
    m_rest = 0;
}

void
CongestionOps::SetWindow(uint32_t octets)
{
    m_state->m_cWnd = octets;
    m_state->m_cWndInfl = octets;
}

void
CongestionOps::OnRecovered()
{
    CompleteReduction(); // RFC 6582 3.2, full acknowledgment
    Enter(TcpSocketState::CA_OPEN);
}

void
CongestionOps::OnUndo()
{
    if (!m_algorithm->HasCongControl())
    {
        m_state->m_ssThresh = std::max(m_state->m_ssThresh.Get(), m_thresholdBefore);
        SetWindow(std::max(m_state->m_cWnd.Get(), m_windowBefore));
    }
    Enter(TcpSocketState::CA_OPEN);
}

void
CongestionOps::OnIdle(Time idle, Time rto, bool decays)
{
    const uint32_t mss = m_state->m_segmentSize;
    uint32_t window = m_state->m_cWnd;
    const auto first =
        static_cast<uint32_t>(std::min<uint64_t>(1ULL * m_state->m_initialCWnd * mss, window));
    if (decays)
    {
        // RFC 2861 3.1; Linux tcp_cwnd_restart()
        m_state->m_ssThresh = std::max(m_state->m_ssThresh.Get(), window / 4 * 3);
        for (Time left = idle - rto; left.IsPositive() && window > first; left -= rto)
        {
            window /= 2;
        }
        window = std::max(window, first);
    }
    else
    {
        window = first;
    }
    SetWindow(window);
    m_algorithm->CwndEvent(m_state, TcpSocketState::CA_EVENT_TX_START);
}

void
CongestionOps::OnEcho(bool isEcho)
{
    m_state->m_ecnState = isEcho ? TcpSocketState::ECN_ECE_RCVD : TcpSocketState::ECN_IDLE;
}

EcnNeeds
CongestionOps::NeedsOf(Ptr<TcpCongestionOps> algorithm)
{
    const CongestionOps asked(algorithm, 1000, 10, UINT32_MAX);
    const TcpSocketState& state = *asked.m_state;
    EcnNeeds needs;
    needs.isNeeded = state.m_useEcn == TcpSocketState::On;
    needs.isExact = state.m_ecnMode == TcpSocketState::DctcpEcn;
    needs.codepoint =
        state.m_ectCodePoint == TcpSocketState::Ect1 ? EcnCodepoint::ECT1 : EcnCodepoint::ECT0;
    return needs;
}

void
CongestionOps::CompleteReduction()
{
    const auto state = m_state->m_congState.Get();
    if (state == TcpSocketState::CA_RECOVERY || state == TcpSocketState::CA_CWR)
    {
        if (!m_algorithm->HasCongControl())
        {
            SetWindow(m_state->m_ssThresh.Get());
        }
        m_algorithm->CwndEvent(m_state, TcpSocketState::CA_EVENT_COMPLETE_CWR);
    }
}

void
CongestionOps::Enter(TcpSocketState::TcpCongState_t state)
{
    m_algorithm->CongestionStateSet(m_state, state);
    m_state->m_congState = state;
}

void
CongestionOps::Count(const Delivery& delivery)
{
    m_delivered += delivery.delivered;
    const uint32_t inFlight = delivery.inFlight - std::min(delivery.inFlight, delivery.delivered);
    m_state->m_lastAckedSeq += static_cast<int32_t>(delivery.acknowledged);
    m_state->m_nextTxSequence = std::max(m_state->m_nextTxSequence.Get(),
                                         m_state->m_lastAckedSeq + static_cast<int32_t>(inFlight));
    m_state->m_highTxMark = m_state->m_nextTxSequence.Get();
    m_state->m_lastAckedSackedBytes = delivery.delivered;
    m_state->m_bytesInFlight = inFlight;
    if (delivery.rtt.IsStrictlyPositive())
    {
        m_state->m_lastRtt = delivery.rtt;
        m_state->m_minRtt = std::min(m_state->m_minRtt, delivery.rtt);
        Smooth(*m_state, delivery.rtt, 0);
    }
}

void
CongestionOps::SampleRate(const Delivery& delivery)
{
    const Time now = m_now;
    const Time rtt = delivery.rtt;
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
    sample.m_priorInFlight = delivery.inFlight;
    sample.m_ackedSacked = delivery.delivered;
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
