/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

// ---- Answers to what was dropped, and how often there may be one ----

void
Connection::AnswerInvalid(const Segment& segment, DropReason reason, Step& step)
{
    // <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>; segments with data or FIN cannot be part of a loop of
    // ACKs (Linux tcp_oow_rate_limited()).
    const bool isHalfOpen = m_state == State::SYN_RCVD && m_passive;
    const bool hasText = segment.Length() > 0 && !segment.Has(Segment::SYN);
    if (!hasText)
    {
        if (!m_acking.MayAnswer(step.now))
        {
            m_host.counters.Count(m_isRecord                   ? StackEvent::SKIPPED_FIN_WAIT_2
                                  : isHalfOpen                 ? StackEvent::SKIPPED_SYN_RECEIVED
                                  : reason == DropReason::PAWS ? StackEvent::SKIPPED_PAWS
                                                               : StackEvent::SKIPPED_SEQUENCE);
            return;
        }
        m_acking.Answered(step.now, Policy().invalid_ratelimit);
    }
    else if (segment.seq < m_rcvNxt)
    {
        const bool reports = m_sackPermitted && Policy().dsack;
        if (!m_isRecord && !isHalfOpen)
        {
            m_host.counters.Count(StackEvent::ACK_LOST); // Linux tcp_send_dupack()
            if (reports)
            {
                m_host.counters.Count(StackEvent::OLD_REPORTED);
            }
        }
        if (reports)
        {
            m_reassembly.ReportDuplicate(SackBlock{segment.seq, std::min(segment.End(), m_rcvNxt)});
        }
    }
    m_acking.Demand();
}

void
Connection::Challenge(Step& step)
{
    // RFC 5961 3.2, 4.2, 5.2 and its throttle, 7.
    if (!m_acking.MayAnswer(step.now))
    {
        m_host.counters.Count(StackEvent::SKIPPED_CHALLENGE);
        return;
    }
    if (!m_host.MayChallenge(step.now))
    {
        return;
    }
    m_acking.Answered(step.now, Policy().invalid_ratelimit);
    ++m_host.counters.challengeAcks;
    SendAck(SegmentKind::CHALLENGE, step);
}

void
Connection::AnswerDuplicateSyn(Step& step)
{
    if (!m_acking.MayAnswer(step.now))
    {
        m_host.counters.Count(StackEvent::SKIPPED_SYN_RECEIVED);
        return;
    }
    m_acking.Answered(step.now, Policy().synack_ratelimit);
    if (Policy().duplicate_syn_restarts)
    {
        m_timeouts = 0;
        m_roundTrip.Restart();
    }
    TransmitSyn(SegmentKind::RETRANSMIT, step);
}

void
Connection::Drop(const Segment& segment, DropReason reason, Step& step)
{
    ++m_host.counters.drops[static_cast<std::size_t>(reason)];
    step.out.drops.push_back({m_tuple, reason, segment});
}

} // namespace synfin
} // namespace ns3
