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
    if (m_algorithm->HasCongControl())
    {
        m_sampler = std::make_unique<RateSampler>();
    }
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

void
CongestionOps::SetSegment(uint32_t mss)
{
    // Linux counts both in segments.
    const auto scaled = [&](uint32_t octets) {
        const uint64_t other = 1ULL * octets * mss / m_state->m_segmentSize;
        return octets < 1U << 30 ? static_cast<uint32_t>(std::min<uint64_t>(other, 1U << 30))
                                 : octets;
    };
    SetWindow(std::max(scaled(m_state->m_cWnd.Get()), mss));
    m_state->m_ssThresh = scaled(m_state->m_ssThresh.Get());
    m_state->m_segmentSize = mss;
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
CongestionOps::OnSend(bool isFirst, bool isAlone)
{
    if (isAlone)
    {
        m_state->m_bytesInFlight = 0;
        m_algorithm->CwndEvent(m_state, TcpSocketState::CA_EVENT_TX_START);
    }
    if (m_sampler)
    {
        m_sampler->Sent(m_now, isFirst);
    }
}

void
CongestionOps::OnStarved(uint32_t inFlight)
{
    if (m_sampler)
    {
        m_sampler->Starved(inFlight);
    }
}

void
CongestionOps::OnDelivered(const Delivery& delivery)
{
    const auto state = m_state->m_congState.Get();
    if (state == TcpSocketState::CA_OPEN && delivery.tellsOfHole)
    {
        Enter(TcpSocketState::CA_DISORDER);
    }
    else if (state == TcpSocketState::CA_DISORDER && !delivery.tellsOfHole)
    {
        Enter(TcpSocketState::CA_OPEN);
    }
    if (m_sampler)
    {
        m_state->m_bytesInFlight =
            delivery.inFlight - std::min(delivery.inFlight, delivery.delivered + delivery.lost);
        const auto sample = m_sampler->Take(delivery, m_now, m_state->m_minRtt);
        m_algorithm->CongControl(m_state, m_sampler->Connection(), sample);
    }
    else if (delivery.mayGrow && state != TcpSocketState::CA_CWR && m_isLimited && m_segments > 0)
    {
        // After a timeout too: slow start. In CA_DISORDER as Linux does (tcp_may_raise_cwnd()),
        // TcpSocketBase does not.
        m_algorithm->IncreaseWindow(m_state, m_segments);
    }
    m_state->m_cWndInfl = m_state->m_cWnd.Get();
}

void
CongestionOps::OnLoss(Loss loss, uint32_t flight)
{
    // MUST-19 by whichever of ns-3's algorithms (MAY-18).
    m_state->m_bytesInFlight = flight;
    const auto state = m_state->m_congState.Get();
    if (loss != Loss::ECN && state != TcpSocketState::CA_RECOVERY &&
        state != TcpSocketState::CA_LOSS)
    {
        m_windowBefore = m_state->m_cWnd;
        m_thresholdBefore = m_state->m_ssThresh;
    }
    if (loss == Loss::FAST_RETRANSMIT)
    {
        Enter(TcpSocketState::CA_RECOVERY);
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
        if (!m_algorithm->HasCongControl())
        {
            m_state->m_cWnd = m_state->m_ssThresh.Get();
        }
        break;
    case Loss::TIMEOUT:
    case Loss::TIMEOUT_AGAIN:
        m_algorithm->CwndEvent(m_state, TcpSocketState::CA_EVENT_LOSS);
        Enter(TcpSocketState::CA_LOSS);
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

} // namespace synfin
} // namespace ns3
