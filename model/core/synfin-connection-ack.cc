/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

// ---- RFC 9293 3.10.7.4, fifth: what an acceptable ACK does ----

void
Connection::SampleRoundTrip(const Segment& segment, Step& step)
{
    // MUST-18: RFC 6298 with Karn's algorithm, or what timestamps tell (RFC 7323 4.1).
    if (m_roundTrip.IsTimed(segment.ack))
    {
        m_roundTrip.Acknowledged(step.now, Policy(), m_policy.RtoMin());
    }
    else if (!m_roundTrip.IsTiming())
    {
        if (const auto echoed = m_timestamps.RoundTrip(segment, step.now))
        {
            m_roundTrip.Sample(*echoed, Policy(), m_policy.RtoMin());
        }
    }
}

void
Connection::Acknowledged(const Segment& segment, Step& step)
{
    const auto inFlight = static_cast<uint32_t>(m_sndNxt - m_sndUna);
    const SequenceNumber32 before = m_synAcknowledged ? m_sndUna : m_iss + 1;
    const SequenceNumber32 dataEnd = std::min(segment.ack, m_streamEnd);
    const uint32_t octets = dataEnd > before ? static_cast<uint32_t>(dataEnd - before) : 0;

    SampleRoundTrip(segment, step);
    if (!m_synAcknowledged)
    {
        SynAcknowledged(); // a CLOSE left SYN_RCVD before
        ArmKeepalive(step);
    }
    m_sndUna = segment.ack;
    m_resend = std::max(m_resend, m_sndUna);
    m_ackedOctets += octets;
    m_timeouts = 0;
    m_lossProbe.Advance();
    ArmUserTimeout(step);
    if (m_sndUna != m_sndNxt)
    {
        RestartRetransmit(step); // RFC 6298 5.3
        ArmLossProbe(step);
    }
    else
    {
        m_timers.Disarm(Timer::RETRANSMIT); // 5.2
    }

    const bool isPartial = m_recovery.Advance(m_sndUna, octets, EffectiveMss());
    if (m_congestion && octets > 0)
    {
        m_congestion->OnAcknowledged(octets, inFlight, m_roundTrip.Srtt(), isPartial);
    }
    if (isPartial)
    {
        RetransmitFirst(step); // RFC 6582 3.2, step 5: the next hole
    }
    if (octets > 0)
    {
        Notification notification;
        notification.connection = m_id;
        notification.kind = Notification::ACKNOWLEDGED;
        notification.size = octets;
        notification.streamOffset = m_ackedOctets;
        step.out.notifications.push_back(notification);
    }
    if (m_closing && m_sndUna > m_streamEnd)
    {
        FinAcknowledged(segment, step);
    }
}

void
Connection::FinAcknowledged(const Segment& segment, Step& step)
{
    Notify(Notification::SENT_FIN, step);
    switch (m_state)
    {
    case State::FIN_WAIT_1:
        if (m_orphan && (m_policy.FinTimeout().IsStrictlyNegative() || IsFinAhead(segment)))
        {
            // Linux tcp_rcv_state_process(): TCP_LINGER2, or "out of order FIN after close()"
            SendRst(Rst(segment.ack.GetValue()), step);
            Terminate(State::CLOSED, Cause::USER_ABORT, Notification::ABORTED, step);
            break;
        }
        Enter(State::FIN_WAIT_2, Cause::ACK_RECEIVED, step);
        WaitForFin(segment.End() <= m_rcvNxt, step);
        break;
    case State::CLOSING: // the end of a simultaneous close
        Terminate(State::TIME_WAIT, Cause::ACK_RECEIVED, Notification::CLOSED, step);
        break;
    case State::LAST_ACK:
        Terminate(State::CLOSED, Cause::ACK_RECEIVED, Notification::CLOSED, step);
        break;
    case State::CLOSED:
    case State::LISTEN:
    case State::SYN_SENT:
    case State::SYN_RCVD:
    case State::ESTABLISHED:
    case State::FIN_WAIT_2:
    case State::CLOSE_WAIT:
    case State::TIME_WAIT:
        NS_ASSERT_MSG(false, "a FIN was acknowledged in " << m_state);
        break;
    }
}

void
Connection::TakeEcho(const Segment& segment)
{
    if (!m_congestion || !m_ecn.IsInUse() || segment.ack < m_sndUna)
    {
        return;
    }
    m_congestion->OnEcho(segment.Has(Segment::ECE));
    if (m_ecn.IsReductionDue(segment))
    {
        m_congestion->OnLoss(CongestionController::Loss::ECN,
                             static_cast<uint32_t>(m_sndNxt - m_sndUna));
        m_ecn.Reduced(m_sndNxt);
    }
}

bool
Connection::IsDuplicateAck(const Segment& segment, bool isSackNews) const
{
    // The answer to a probe of a zero window tells of no loss.
    if (m_timers.IsArmed(Timer::PERSIST) || segment.ack != m_sndUna || m_sndUna == m_sndNxt)
    {
        return false;
    }
    // RFC 6675 2: with news of an octet beyond a hole, data or another window make no difference.
    // Linux's receive window grows while it waits for the hole to be filled.
    return isSackNews || (segment.payload == 0 && !segment.Has(Segment::FIN) && // RFC 5681 2
                          m_scaling.WindowOf(segment) == m_sndWnd);
}

void
Connection::DuplicateAck(Step& step)
{
    if (m_recovery.DuplicateAck({m_sndUna, m_sndNxt, m_streamEnd},
                                m_policy.DupackThreshold(),
                                EffectiveMss()))
    {
        Congestion().OnLoss(CongestionController::Loss::FAST_RETRANSMIT,
                            static_cast<uint32_t>(m_sndNxt - m_sndUna));
        m_ecn.Reduced(m_sndNxt);
        RetransmitFirst(step);
        RestartRetransmit(step);
    }
}

void
Connection::TakeWindow(const Segment& segment)
{
    // MUST-1, REC-1: unsigned, and 32 bits wide.
    m_sndWnd = m_scaling.WindowOf(segment);
    m_maxSndWnd = std::max(m_maxSndWnd, m_sndWnd);
    m_sndWl1 = segment.seq;
    m_sndWl2 = segment.Has(Segment::ACK) ? segment.ack : m_sndUna;
}

void
Connection::UpdateSendWindow(const Segment& segment, Step& step)
{
    // RFC 9293 3.10.7.4, fifth: "If SND.UNA =< SEG.ACK =< SND.NXT", and only from segments that are
    // newer than the last that did.
    if (segment.ack >= m_sndUna &&
        (m_sndWl1 < segment.seq || (m_sndWl1 == segment.seq && m_sndWl2 <= segment.ack)))
    {
        const bool wasClosed = m_sndWnd == 0;
        TakeWindow(segment);
        if (wasClosed && m_sndWnd > 0 && m_timers.IsArmed(Timer::PERSIST))
        {
            m_resend = m_sndUna; // what the probe carried was refused
        }
    }
    if (m_timers.IsArmed(Timer::PERSIST))
    {
        // MUST-37, SHLD-17: a peer that answers probes keeps the connection open.
        ArmUserTimeout(step);
    }
}

} // namespace synfin
} // namespace ns3
