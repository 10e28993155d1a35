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

SendControl::SendControl(std::unique_ptr<CongestionController> congestion,
                         const Means& means,
                         const Profile& profile,
                         SequenceNumber32 iss)
    : m_congestion(std::move(congestion)),
      m_profile(profile),
      m_means(means),
      m_board(profile.rack ? means.mss : 1),
      m_recover(iss),
      m_smallEnd(iss),
      m_isSampled(m_congestion->DecidesAlone()),
      m_reordering(means.dupackThreshold)
{
}

// ---- What was sent ----

void
SendControl::Sent(SequenceNumber32 begin, SequenceNumber32 end, Time now)
{
    const bool isAgain = !m_board.IsEmpty() && begin < (m_board.end() - 1)->end;
    const bool isAlone = InFlight() == 0;
    if (isAlone || m_isSampled)
    {
        m_congestion->SetNow(now);
        m_congestion->OnSend(m_board.IsEmpty(), isAlone);
    }
    m_board.Sent(begin, end, now);
    m_sentAt = now;
    const auto octets = static_cast<uint32_t>(end - begin);
    if (isAgain && m_spurious.IsOpen())
    {
        m_spurious.SentAgain(now);
    }
    if (IsReducing())
    {
        m_reduction.Sent(octets);
    }
    if (const uint64_t rate = m_congestion->PacingRate())
    {
        m_nextSendAt = std::max(m_nextSendAt, now) + Seconds(8.0 * octets / rate);
    }
}

void
SendControl::Restart(Time now, Time rto)
{
    if (m_profile.slow_start_after_idle > 0 && m_state == State::OPEN && now - m_sentAt > rto)
    {
        m_congestion->OnIdle(now - m_sentAt, rto, m_profile.slow_start_after_idle == 2);
    }
}

// ---- What came back ----

void
SendControl::TakeSack(const Segment& segment,
                      SequenceNumber32 una,
                      SequenceNumber32 nxt,
                      Scoreboard::News& news)
{
    m_hasDuplicate = false;
    for (std::size_t i = 0; i < segment.sackCount; ++i)
    {
        const SackBlock& block = segment.sack[i];
        // RFC 2883 4: the first block lies below the ACK, or in the second.
        const bool isDuplicate =
            i == 0 && (block.right <= segment.ack ||
                       (segment.sackCount > 1 && block.left >= segment.sack[1].left &&
                        block.right <= segment.sack[1].right));
        if (isDuplicate)
        {
            m_hasDuplicate = true;
            m_spurious.Duplicate();
            m_rack.TakeDuplicate(una, nxt);
        }
        else if (block.right > una)
        {
            m_board.Sack(block, news);
        }
    }
}

void
SendControl::MeasureReordering(const Scoreboard::News& news)
{
    // Linux tcp_check_sack_reordering(), tcp_max_reordering.
    if (news.reorderedBy > m_reordering * m_means.mss)
    {
        m_reordering = std::min((news.reorderedBy + m_means.mss - 1) / m_means.mss, 300U);
    }
}

uint32_t
SendControl::CountArrivals(const Ack& ack)
{
    // Without SACK a duplicate ACK tells of a full segment, and an acknowledgement of all but one
    // that they told of (RFC 6582 3.2, step 5).
    const uint32_t before = m_arrived;
    const uint32_t mss = m_means.mss;
    if (ack.isDuplicate)
    {
        const uint32_t inFlight = m_board.InFlight();
        m_arrived = std::min(m_arrived + mss, inFlight > mss ? inFlight - mss : 0);
        return m_arrived > before ? m_arrived - before : 0;
    }
    if (ack.una >= m_recover || m_state == State::OPEN)
    {
        m_arrived = 0;
    }
    else if (ack.una > ack.before)
    {
        const uint32_t told = ack.octets > mss ? ack.octets - mss : 0;
        m_arrived -= std::min(m_arrived, told);
    }
    const uint32_t known = before - m_arrived;
    return ack.octets > known ? ack.octets - known : 0;
}

CongestionController::Delivery
SendControl::Describe(const Ack& ack, const Scoreboard::News& news)
{
    const uint32_t out = m_board.InFlight() + news.delivered;
    CongestionController::Delivery told{};
    told.inFlight = out > m_arrived ? out - m_arrived : 0;
    told.delivered = m_means.hasSack ? news.delivered : CountArrivals(ack);
    told.acknowledged = ack.octets;
    told.rtt = news.sentOnceAt ? ack.now - *news.sentOnceAt : Time(0);
    told.longestRtt = news.firstSentOnceAt ? ack.now - *news.firstSentOnceAt : Time(0);
    told.outstanding = static_cast<uint32_t>(ack.nxt - ack.una);
    told.tellsOfHole = ack.isDuplicate || news.sacked > 0;
    if (news.newest)
    {
        told.sentAt = news.newest->sentAt;
    }
    if (ack.echoMs)
    {
        told.clock = {ack.peerClock, *ack.echoMs};
    }
    return told;
}

void
SendControl::TakeEcho(const Ack& ack, const CongestionController::Delivery& delivery)
{
    if (ack.echo != Echo::UNUSED)
    {
        m_congestion->OnEcho(ack.echo != Echo::CLEAR);
    }
    if (delivery.delivered > 0 || delivery.acknowledged > 0)
    {
        m_congestion->OnAck(delivery);
    }
    if (m_markedUntil && ack.una > *m_markedUntil)
    {
        m_markedUntil.reset(); // tcp_end_cwnd_reduction()
        m_congestion->SetWindow(m_congestion->Threshold());
    }
    if (ack.echo == Echo::REDUCES && m_state == State::OPEN)
    {
        // RFC 9937 is for whatever reduces the window (Linux tcp_enter_cwr()).
        const uint32_t window = m_congestion->Window();
        m_congestion->OnLoss(CongestionController::Loss::ECN, InFlight());
        if (m_profile.prr && !m_isSampled)
        {
            m_reduction.Begin(window); // prior_cwnd
            m_congestion->SetWindow(window);
            m_markedUntil = ack.nxt;
        }
    }
}

bool
SendControl::Acknowledged(const Ack& ack, const Scoreboard::News& news)
{
    const bool hasProgress = ack.una > ack.before;
    m_duplicateAcks = ack.isDuplicate ? m_duplicateAcks + 1 : hasProgress ? 0 : m_duplicateAcks;
    CongestionController::Delivery delivery = Describe(ack, news);
    if (delivery.rtt.IsStrictlyPositive())
    {
        m_minRtt = std::min(m_minRtt, delivery.rtt);
    }
    m_rack.Take(news, ack.now, m_minRtt, ack.echoMs);
    MeasureReordering(news);
    TakeEcho(ack, delivery);
    FollowProbe(ack);
    const bool isUndone = Undo(ack, news);
    if (!isUndone && hasProgress && m_state != State::OPEN && ack.una >= m_recover)
    {
        Leave();
    }
    if (!isUndone && m_state == State::LOSS)
    {
        FollowTimeout(ack, news);
    }

    const uint32_t lost = m_board.Count(Fate::LOST);
    Detect(ack);
    bool isUrgent = m_board.Count(Fate::LOST) > lost;
    const bool isSafe = hasProgress && !isUrgent;
    delivery.lost = isUrgent ? m_board.Count(Fate::LOST) - lost : 0;
    if (m_state == State::OPEN && isUrgent)
    {
        Enter(ack.una, ack.nxt, delivery.delivered);
    }
    else
    {
        // What NewReno finds is sent at once, the rest as the window says.
        isUrgent = isUrgent && !m_means.hasSack && m_state == State::RECOVERY;
    }
    delivery.mayGrow = ack.octets > 0 && m_state != State::RECOVERY;
    TellCongestion(delivery, isSafe);
    if (hasProgress)
    {
        m_recover = std::max(m_recover, ack.una);
    }
    return isUrgent;
}

void
SendControl::TellCongestion(const CongestionController::Delivery& delivery, bool isSafe)
{
    if (delivery.delivered == 0 && delivery.acknowledged == 0)
    {
        return;
    }
    m_congestion->OnDelivered(delivery);
    if (IsReducing() && m_profile.prr && !m_isSampled)
    {
        m_congestion->SetWindow(m_reduction.Window(
            {delivery.delivered, InFlight(), m_congestion->Threshold(), m_means.mss, isSafe}));
    }
}

// ---- Which octets are lost ----

void
SendControl::Detect(const Ack& ack)
{
    m_reorderWait = Time(0);
    if (m_board.IsEmpty() || ack.una >= ack.streamEnd)
    {
        return;
    }
    const SequenceNumber32 oldest = m_board.begin()->begin;
    if (!m_means.hasSack)
    {
        const bool isFirst = m_state == State::OPEN && ack.isDuplicate &&
                             m_duplicateAcks == m_means.dupackThreshold && ack.una >= m_recover;
        const bool isPartial = m_state == State::RECOVERY && ack.una > ack.before;
        if (isFirst || isPartial)
        {
            m_board.Lose(oldest, oldest + static_cast<int32_t>(m_means.mss));
        }
        return;
    }
    if (m_profile.rack)
    {
        DetectByRack(ack.now, ack.srtt);
        return;
    }
    m_board.LoseOvertaken(m_means.dupackThreshold, m_means.mss);
    // RFC 6675 5, step 2: duplicate ACKs alone do, too.
    if (m_state == State::OPEN && ack.isDuplicate && ack.una >= m_recover &&
        m_duplicateAcks >= m_means.dupackThreshold && m_board.begin()->fate == Fate::IN_FLIGHT)
    {
        m_board.Lose(oldest, oldest + static_cast<int32_t>(m_means.mss));
    }
}

void
SendControl::DetectByRack(Time now, Time srtt)
{
    const bool isEager = m_state != State::OPEN ||
                         m_board.Count(Fate::SACKED) > (m_means.dupackThreshold - 1) * m_means.mss;
    const Time window =
        m_rack.ReorderWindow(isEager, m_minRtt == Time::Max() ? srtt : m_minRtt, srtt);
    m_reorderWait = m_rack.Detect(m_board, window, now);
}

void
SendControl::Describe(ConnectionInfo& info) const
{
    const uint32_t inFlight = InFlight();
    info.isRecovering = m_state == State::RECOVERY;
    info.isTimedOut = m_state == State::LOSS;
    info.sacked = m_board.Count(Fate::SACKED) + m_arrived;
    info.retransmitted = m_board.Count(Fate::RETRANSMITTED);
    info.lost = m_board.Count(Fate::LOST) + info.retransmitted;
    info.hasDuplicates = m_duplicateAcks > 0 || info.sacked > 0;
    info.reordering = m_reordering;
    info.inflation =
        info.isRecovering && info.bytesInFlight > inFlight ? info.bytesInFlight - inFlight : 0;
    info.congestion = m_congestion.get();
}

} // namespace synfin
} // namespace ns3
