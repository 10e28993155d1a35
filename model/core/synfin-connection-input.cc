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

void
Connection::SegmentArrives(const Segment& segment, Step& step)
{
    bool isTaken = true;
    if (m_isRecord)
    {
        ArrivesAtRecord(segment, step);
    }
    else if (m_state == State::SYN_SENT)
    {
        if (ArrivesInSynSent(segment, step) && TakesSynAckText(segment))
        {
            // 3.10.7.3: "If there are other controls or text in the segment, then continue
            // processing at the sixth step".
            TakeText(segment, step);
        }
    }
    else if (CheckRepeatedSyn(segment, step) && CheckTimestamps(segment, step) &&
             CheckSequence(segment, step) && CheckRst(segment, step) && CheckSyn(segment, step) &&
             CheckAck(segment, step))
    {
        TakeText(segment, step);
    }
    else
    {
        isTaken = false;
    }
    if (m_state == State::CLOSED || m_state == State::LISTEN || m_state == State::TIME_WAIT)
    {
        return;
    }
    // What was dropped draws an acknowledgement at most, no data.
    if (isTaken && MaySend())
    {
        Output(step);
    }
    if (m_acking.IsDue()) // MUST-58, MUST-59: one for all that this call found
    {
        SendAck(SegmentKind::NEW, step);
    }
    NS_ASSERT(IsConsistent());
}

// ---- RFC 9293 3.10.7.4: the other states ----

bool
Connection::IsAcceptable(const Segment& segment) const
{
    // Table 6, the four cases.
    SequenceNumber32 edge = m_rcvEdge;
    const bool isInSyncache = m_passive && !m_synAcknowledged;
    if (Policy().window_from_buffer && !isInSyncache && m_rcvBuffer > m_unread)
    {
        // FreeBSD tcp_do_segment(): rcv_wnd is the room that there is, told or not.
        edge = std::max(edge, m_rcvNxt + static_cast<int32_t>(m_rcvBuffer - m_unread));
    }
    const uint32_t length = segment.Length();
    if (edge == m_rcvNxt)
    {
        return length == 0 && segment.seq == m_rcvNxt;
    }
    const bool begins = m_rcvNxt <= segment.seq && segment.seq < edge;
    const bool ends = m_rcvNxt < segment.End() && segment.End() <= edge;
    return begins || (length > 0 && ends);
}

bool
Connection::IsSimultaneousSynAck(const Segment& segment) const
{
    // The peer's SYN-ACK repeats the SYN that we know, only its ACK is news (RFC 9293 Figure 7).
    return m_state == State::SYN_RCVD && !m_passive && segment.Has(Segment::SYN | Segment::ACK) &&
           segment.seq == m_irs;
}

bool
Connection::IsAckAtTheEdge(const Segment& segment) const
{
    // Who has filled the window sends ACKs with SEQ = RCV.NXT + RCV.WND, who probes a closed one
    // with one more. Table 6 refuses them, and two such ends would answer each other's ACKs for
    // ever: "special allowance should be made to accept valid ACKs" (and Linux tcp_sequence()).
    const bool isClosed = m_rcvEdge == m_rcvNxt;
    return segment.Length() == 0 && segment.Has(Segment::ACK) && !segment.Has(Segment::RST) &&
           (segment.seq == m_rcvEdge || (isClosed && segment.seq == m_rcvEdge + 1));
}

bool
Connection::IsRstAtFin(const Segment& segment) const
{
    // Linux tcp_reset_check(): macOS, interrupted, sends its RST where its FIN was.
    return Policy().rst_at_fin && m_peerFin && segment.seq == *m_peerFin && m_rcvNxt > *m_peerFin;
}

bool
Connection::CheckRepeatedSyn(const Segment& segment, Step& step)
{
    // A SYN again in SYN_RCVD asks for the SYN-ACK again (as Linux's tcp_check_req() answers it).
    if (m_state == State::SYN_RCVD && segment.Has(Segment::SYN) && !segment.Has(Segment::ACK) &&
        !segment.Has(Segment::RST) && segment.seq == m_irs)
    {
        Drop(segment, DropReason::DUPLICATE_SYN, step);
        m_ecn.TakeSynAgain(segment);
        AnswerDuplicateSyn(step);
        return false;
    }
    return true;
}

bool
Connection::CheckTimestamps(const Segment& segment, Step& step)
{
    if (!Policy().tolerate_missing_ts && m_timestamps.AreMissing(segment))
    {
        Drop(segment, DropReason::NO_TIMESTAMPS, step); // RFC 7323 3.2, in silence
        return false;
    }
    // RFC 7323 5.3, R1: PAWS. A SYN is challenged whatever its timestamp (RFC 5961 4.2; Linux
    // tcp_validate_incoming(), FreeBSD tcp_do_segment()).
    const auto isChallenged = [&] {
        return segment.Has(Segment::SYN) && IsSynchronized(m_state) && !Policy().insecure_syn;
    };
    if (m_timestamps.IsOld(segment, step.now) && !isChallenged())
    {
        m_host.counters.Count(StackEvent::PAWS_REJECTED);
        Drop(segment, DropReason::PAWS, step);
        AnswerInvalid(segment, DropReason::PAWS, step);
        return false;
    }
    return true;
}

bool
Connection::CheckSequence(const Segment& segment, Step& step)
{
    // First: the sequence number.
    if (IsSimultaneousSynAck(segment) || IsAckAtTheEdge(segment) || IsAcceptable(segment))
    {
        return true;
    }
    if (segment.Has(Segment::RST))
    {
        if (IsRstAtFin(segment))
        {
            return true;
        }
        Drop(segment, DropReason::RST_OUT_OF_WINDOW, step);
        return false;
    }
    if (segment.Has(Segment::SYN) && IsSynchronized(m_state))
    {
        return true; // RFC 5961 4.2: whatever its sequence number, it is challenged
    }
    Drop(segment, DropReason::OUT_OF_WINDOW, step);
    TakeAckOfRefused(segment, step);
    if (m_state != State::CLOSED && m_state != State::TIME_WAIT && !m_isRecord)
    {
        AnswerInvalid(segment, DropReason::OUT_OF_WINDOW, step);
    }
    return false;
}

void
Connection::TakeAckOfRefused(const Segment& segment, Step& step)
{
    // A zero window. "If the RCV.WND is zero, no segments will be acceptable, but special allowance
    // should be made to accept valid ACKs": what a segment at RCV.NXT acknowledges counts, its text
    // does not.
    if (!segment.Has(Segment::ACK) || !IsSynchronized(m_state) || segment.ack < m_sndUna ||
        segment.ack > m_sndNxt)
    {
        return;
    }
    // Linux tcp_sequence(): the window begins at what was acknowledged last, and includes whatever
    // ends there; FreeBSD tcp_do_segment() cuts off what is old, and looks at the rest.
    const uint32_t mode = Policy().old_segment_ack;
    const bool counts = mode == 2 || (mode == 1 && segment.End() >= m_lastAckSent);
    if (segment.seq > m_rcvNxt || (segment.seq < m_rcvNxt && !counts))
    {
        return;
    }
    TakeAck(segment, step);
    if (m_state == State::TIME_WAIT && Policy().old_segment_ack == 2)
    {
        SendAck(SegmentKind::NEW, step); // FreeBSD tcp_twstart(), TF_ACKNOW
    }
    else if (MaySend())
    {
        Output(step);
    }
}

bool
Connection::CheckRst(const Segment& segment, Step& step)
{
    // Second: RST (RFC 5961 3.2): exact resets, in the window is challenged. It counts at a closed
    // window (MUST-66), and what it carries is not looked at (SHLD-2).
    if (!segment.Has(Segment::RST))
    {
        return true;
    }
    if (segment.seq != m_rcvNxt && !IsRstAtFin(segment) && !Policy().insecure_rst)
    {
        Drop(segment, DropReason::RST_CHALLENGED, step);
        if ((m_fastOpen & FastOpen::ASKED) != 0 && m_rcvOctets == 0)
        {
            SuspectFastOpen(step); // Linux tcp_validate_incoming()
        }
        Challenge(step);
        return false;
    }
    switch (m_state)
    {
    case State::SYN_RCVD:
        // MUST-11: after a passive open back to LISTEN, after an active one "connection refused".
        if (m_reopened && Policy().tw_reopen_returns)
        {
            Terminate(State::TIME_WAIT, Cause::OLD_DUPLICATE_SYN, Notification::RESET, step);
        }
        else if (m_passive)
        {
            // Who has Fast Open's user has no OPEN to return to.
            const State back = IsFastOpen() ? State::CLOSED : State::LISTEN;
            Terminate(back, Cause::RST_RECEIVED, Notification::RESET, step);
        }
        else
        {
            Terminate(State::CLOSED, Cause::REFUSED, Notification::REFUSED, step);
        }
        return false;
    case State::CLOSING:
    case State::LAST_ACK:
        ++m_host.counters.finsAnsweredByReset;
        [[fallthrough]];
    case State::ESTABLISHED:
    case State::FIN_WAIT_1:
    case State::FIN_WAIT_2:
    case State::CLOSE_WAIT:
        // MUST-12: the user hears that it was reset, not closed.
        Terminate(State::CLOSED, Cause::RST_RECEIVED, Notification::RESET, step);
        return false;
    case State::CLOSED:
    case State::LISTEN:
    case State::SYN_SENT:
    case State::TIME_WAIT:
        break;
    }
    NS_ASSERT_MSG(false, "RST processing in " << m_state);
    return false;
}

bool
Connection::CheckSyn(const Segment& segment, Step& step)
{
    // Fourth: SYN.
    if (!segment.Has(Segment::SYN))
    {
        return true;
    }
    if (m_state == State::SYN_RCVD)
    {
        if (IsSimultaneousSynAck(segment))
        {
            return true;
        }
        if (m_passive && !IsFastOpen())
        {
            // RFC 9293 3.10.7.4: "if the connection was initiated with a passive OPEN, return to
            // the LISTEN state".
            Drop(segment, DropReason::SYN_CHALLENGED, step);
            Terminate(State::LISTEN, Cause::SYN_RECEIVED, Notification::RESET, step);
            return false;
        }
    }
    Drop(segment, DropReason::SYN_CHALLENGED, step);
    if (Policy().insecure_syn && IsSynchronized(m_state) && IsAcceptable(segment))
    {
        // RFC 793 3.9: "If the SYN is in the window it is an error, send a reset".
        SendAbortingRst(step);
        Terminate(State::CLOSED, Cause::SYN_RECEIVED, Notification::RESET, step);
        return false;
    }
    m_host.counters.Count(StackEvent::SYN_CHALLENGED);
    if (m_state == State::ESTABLISHED)
    {
        m_host.counters.Count(StackEvent::SYN_IN_ESTABLISHED);
    }
    // Linux tcp_validate_incoming(): unless its sequence number is refused before.
    m_ecn.SetReflecting(segment.End() >= m_lastAckSent && segment.seq <= m_rcvEdge);
    Challenge(step); // RFC 5961 4.2
    m_ecn.SetReflecting(false);
    return false;
}

bool
Connection::CheckAck(const Segment& segment, Step& step)
{
    // Fifth: ACK.
    if (!segment.Has(Segment::ACK))
    {
        Drop(segment, DropReason::NO_ACK, step);
        return false;
    }
    if (m_state == State::SYN_RCVD && !CompleteHandshake(segment, step))
    {
        return false;
    }
    if (segment.Has(Segment::SYN) && Policy().simultaneous_final_ack)
    {
        m_acking.Demand(); // only the SYN-ACK of a simultaneous open gets here
    }
    if (!CheckAckRange(segment, step))
    {
        return false;
    }
    TakeAck(segment, step);
    return m_state != State::CLOSED && m_state != State::TIME_WAIT && !m_isRecord;
}

bool
Connection::CheckAckRange(const Segment& segment, Step& step)
{
    // MAY-12, RFC 5961 5.2: SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT. There is nothing before
    // our SYN; in FIN_WAIT_1 after a CLOSE in SYN_RCVD that may still be SND.UNA.
    const auto oldest = m_synAcknowledged ? static_cast<int32_t>(m_maxSndWnd) : 0;
    if (segment.ack <= m_sndNxt && (segment.ack >= m_sndUna - oldest || Policy().insecure_ack))
    {
        return true;
    }
    Drop(segment, DropReason::UNACCEPTABLE_ACK, step);
    // Older Linux: tcp_rcv_established() drops it, tcp_rcv_state_process() answers.
    if (segment.ack <= m_sndNxt || m_state != State::ESTABLISHED || Policy().answer_unsent_ack)
    {
        Challenge(step);
    }
    return false;
}

} // namespace synfin
} // namespace ns3
