/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-send-control.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

// ---- From a loss to its end ----

void
SendControl::Enter(SequenceNumber32 una, SequenceNumber32 nxt, uint32_t delivered)
{
    const auto flight = static_cast<uint32_t>(nxt - una);
    if (m_profile.undo > 1)
    {
        m_spurious.Begin();
    }
    m_state = State::RECOVERY;
    m_recover = nxt;
    m_markedUntil.reset();
    // Without SACK the first is not known to be lost.
    m_congestion->OnLoss(CongestionController::Loss::FAST_RETRANSMIT,
                         InFlight() + (m_means.hasSack ? 0 : m_means.mss));
    m_reduction.Begin(flight - m_board.Count(Fate::SACKED) - m_arrived + delivered);
}

void
SendControl::Leave()
{
    m_arrived = 0;
    m_asksForNew = m_watchesTimeout = false;
    m_rack.EndRecovery();
    m_state = State::OPEN;
    m_congestion->OnRecovered();
}

bool
SendControl::Undo(const Ack& ack, const Scoreboard::News& news)
{
    const uint32_t wanted = m_state == State::LOSS ? 1 : 2;
    const bool isLate = ack.una > ack.before && m_state != State::OPEN;
    const bool isProved =
        m_profile.undo >= wanted && m_spurious.IsProved(isLate ? ack.echoMs : std::nullopt);
    // RFC 5682 3.1, with SACK: something arrives that was never sent again.
    const bool isFrto = m_watchesTimeout && news.firstOriginal && *news.firstOriginal < m_recover;
    if (!isProved && !isFrto)
    {
        return false;
    }
    m_spurious.End();
    m_board.Spare();
    m_arrived = 0;
    m_asksForNew = m_watchesTimeout = false;
    m_state = State::OPEN;
    m_congestion->OnUndo();
    return true;
}

void
SendControl::FollowProbe(const Ack& ack)
{
    // RFC 8985 7.4.2: did the probe repair a loss of which nothing else tells?
    if (!m_probeEnd || ack.una < *m_probeEnd)
    {
        return;
    }
    const bool isBoth = m_hasDuplicate || (ack.isDuplicate && m_board.Count(Fate::SACKED) == 0);
    if (!m_isProbeAgain || isBoth)
    {
        m_probeEnd.reset();
    }
    else if (ack.una > *m_probeEnd || m_board.IsEmpty())
    {
        m_probeEnd.reset();
        if (m_state == State::OPEN)
        {
            m_congestion->OnLoss(CongestionController::Loss::FAST_RETRANSMIT,
                                 m_board.InFlight() + ack.octets);
            m_congestion->OnRecovered();
        }
    }
}

void
SendControl::FollowTimeout(const Ack& ack, const Scoreboard::News& news)
{
    if (!m_watchesTimeout)
    {
        return;
    }
    // RFC 5682 3.1: after the first acknowledgement new data; what follows tells.
    const bool isFirst = ack.una > ack.before && !m_asksForNew;
    m_watchesTimeout = isFirst || (m_asksForNew && !ack.isDuplicate && news.sacked == 0);
    m_asksForNew = isFirst;
}

bool
SendControl::ReorderTimeout(SequenceNumber32 nxt, Time now, Time srtt)
{
    m_reorderWait = Time(0);
    if (m_board.IsEmpty())
    {
        return false;
    }
    const uint32_t lost = m_board.Count(Fate::LOST);
    DetectByRack(now, srtt);
    if (m_board.Count(Fate::LOST) == lost || m_state != State::OPEN)
    {
        return false;
    }
    Enter(m_board.begin()->begin, nxt, 0);
    if (m_profile.prr && !m_isSampled)
    {
        m_congestion->SetWindow(m_reduction.Window(
            {m_means.mss, InFlight(), m_congestion->Threshold(), m_means.mss, false}));
    }
    return true;
}

void
SendControl::SetMss(uint32_t mss)
{
    m_means.mss = mss;
    if (m_profile.rack)
    {
        m_board.SetSegment(mss);
    }
    m_congestion->SetSegment(mss);
}

void
SendControl::LoseLarger(uint32_t before, SequenceNumber32 nxt, SequenceNumber32 streamEnd)
{
    m_board.LoseLarger(before, m_means.mss, streamEnd);
    if (m_board.Count(Fate::LOST) > 0 && m_state == State::OPEN)
    {
        m_spurious.End();
        m_state = State::LOSS;
        m_recover = nxt;
        m_duplicateAcks = 0;
        m_arrived = 0;
        m_watchesTimeout = m_asksForNew = false;
    }
}

void
SendControl::Timeout(SequenceNumber32 una,
                     SequenceNumber32 nxt,
                     SequenceNumber32 streamEnd,
                     bool isFirst)
{
    const bool isData = una < streamEnd;
    const uint32_t inFlight = InFlight();
    m_duplicateAcks = 0;
    m_arrived = 0;
    m_reorderWait = Time(0);
    m_nextSendAt = Time(0);
    if (!m_board.IsEmpty() && m_board.begin()->fate == Fate::SACKED)
    {
        m_board.ForgetSacked(); // RFC 2018 8: the peer reneged
    }
    if (isData)
    {
        const bool isNew = m_state != State::LOSS || isFirst;
        // Linux tcp_enter_loss(): F-RTO is not for a timeout that ends a fast recovery, and what
        // that sent again before the timeout is no evidence against it.
        m_watchesTimeout =
            m_profile.frto && m_means.hasSack && (m_state == State::OPEN || !isFirst);
        m_asksForNew = false;
        if (m_profile.undo > 0 && isNew && (m_state != State::RECOVERY || una >= m_recover))
        {
            m_spurious.Begin();
        }
        m_congestion->OnLoss(isNew ? CongestionController::Loss::TIMEOUT
                                   : CongestionController::Loss::TIMEOUT_AGAIN,
                             inFlight);
        m_markedUntil.reset();
        m_state = State::LOSS;
    }
    m_board.LoseAll();
    m_recover = nxt;
}

} // namespace synfin
} // namespace ns3
