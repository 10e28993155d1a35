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

uint32_t
Connection::EffectiveMss() const
{
    // RFC 9293 MUST-16 with RFC 6691: options come out of the segment.
    return m_sendMss - m_timestamps.Size();
}

uint64_t
Connection::OffsetOf(SequenceNumber32 seq) const
{
    return m_ackedOctets + static_cast<int64_t>(seq - FirstUnacknowledged());
}

bool
Connection::MaySend() const
{
    switch (m_state)
    {
    case State::ESTABLISHED:
    case State::CLOSE_WAIT:
    case State::FIN_WAIT_1:
    case State::CLOSING:
    case State::LAST_ACK:
        return true;
    case State::SYN_RCVD:
        return IsFastOpen(); // RFC 7413 4.2.2
    case State::CLOSED:
    case State::LISTEN:
    case State::SYN_SENT:
    case State::FIN_WAIT_2:
    case State::TIME_WAIT:
        return false;
    }
    return false;
}

void
Connection::TransmitSyn(SegmentKind kind, Step& step)
{
    const bool offer = m_state == State::SYN_SENT;
    Segment segment = offer ? Syn(m_iss.GetValue()) : SynAck(m_iss.GetValue(), m_rcvNxt.GetValue());

    if (!m_policy.NoOptions())
    {
        // MUST-14, SHLD-5, MAY-3, MUST-65, MUST-67; Linux ipv4_default_advmss(), FreeBSD
        // tcp_mssopt(): no more than the path takes from us.
        segment.mss = static_cast<uint16_t>(
            std::min(m_policy.Mss(m_tuple.IsIpv6()), m_host.pathMtus.Mss(m_tuple, step.now)));
    }
    segment.bsdOptions = Policy().bsd_options;
    // RFC 7323 2.2 and 3.2, RFC 2018 2: offer in a SYN, confirm in a SYN-ACK.
    segment.sackPermitted = offer ? m_policy.Sack() : m_sackPermitted;
    if (offer)
    {
        m_timestamps.Offer(m_policy.Timestamps());
    }
    if (offer ? m_policy.WindowScaling() : m_scaling.IsInUse())
    {
        segment.windowScale = Policy().WindowShift(m_rcvBuffer);
    }

    m_ecn.StampSyn(segment, m_policy, m_host.ecn, m_timeouts);

    if (m_sndNxt == m_iss)
    {
        m_sndNxt = m_iss + 1;
        m_roundTrip.Sent(m_sndNxt, step.now);
        if (m_policy.ConnectTimeout().IsStrictlyPositive())
        {
            const Time end = m_host.wheel.Expiry(step.now, m_policy.ConnectTimeout());
            m_timers.Arm(Timer::CONNECT, end);
        }
    }
    else
    {
        m_roundTrip.StopTiming(); // Karn: what was sent twice is not timed (RFC 6298 3)
    }
    if ((m_fastOpen & FastOpen::WANTED) != 0)
    {
        OfferFastOpen(segment, step);
    }
    else if (step.fastOpen && step.fastOpen->cookie.size > 0)
    {
        segment.SetCookie(step.fastOpen->cookie);
    }
    if (kind == SegmentKind::RETRANSMIT)
    {
        m_roundTrip.SynSentAgain();
        ++(offer ? m_host.counters.synRetransmitted : m_host.counters.synAckRetransmitted);
    }
    Emit(segment, kind, 0, step);
    RestartRetransmit(step);
}

void
Connection::TransmitAt(SequenceNumber32 seq, uint32_t room, SegmentKind kind, Step& step)
{
    const SequenceNumber32 recordEnd = m_policy.RecordEnd(seq, m_streamEnd);
    const uint32_t queued = seq < m_streamEnd ? static_cast<uint32_t>(recordEnd - seq) : 0;
    const uint32_t size = std::min(queued, room);
    Segment segment = Ack(seq.GetValue(), m_rcvNxt.GetValue());
    segment.payload = size;
    if (IsFinDue(segment.End(), size))
    {
        segment.flags |= Segment::FIN;
    }
    // MUST-61: the last of what is queued; nothing waits for a PUSH (MUST-60).
    const bool isPushed = recordEnd < m_streamEnd || !m_policy.HasMore();
    if (size > 0 && size == queued && (isPushed || kind == SegmentKind::PROBE))
    {
        segment.flags |= Segment::PSH;
    }
    if (size > 0)
    {
        Sending();
        m_acking.DataSent(step.now, Policy());
    }

    const SequenceNumber32 end = segment.End();
    if (seq < m_sndNxt)
    {
        // A segment counts once, as in Linux (TcpRetransSegs).
        m_host.counters.dataRetransmitted += size > 0 ? 1 : 0;
        m_host.counters.finRetransmitted += size == 0 && segment.Has(Segment::FIN) ? 1 : 0;
        m_roundTrip.SentAgain(seq);
    }
    else
    {
        m_roundTrip.Sent(end, step.now);
    }
    if (end > m_sndNxt)
    {
        const bool wasIdle = m_sndUna == m_sndNxt;
        m_lossProbe.Sent(std::max(seq, m_sndNxt));
        m_sndNxt = end;
        if (size > 0 && size < EffectiveMss())
        {
            Sending().SmallSent(end);
        }
        if (wasIdle)
        {
            ArmUserTimeout(step);
        }
    }
    if (m_sending)
    {
        m_sending->Sent(seq, end, step.now);
    }
    Emit(segment, kind, OffsetOf(seq), step);
}

bool
Connection::IsFinDue(SequenceNumber32 end, uint32_t size) const
{
    // A FIN takes a place in the window like any octet (RFC 9293 3.4), unless it was sent already;
    // one that goes alone was checked by its sender or is a probe.
    return m_closing && end == m_streamEnd &&
           (size == 0 || m_sndNxt > m_streamEnd ||
            static_cast<uint32_t>(end - m_sndUna) < m_sndWnd);
}

void
Connection::SendAck(SegmentKind kind, Step& step)
{
    Segment ack = Ack(m_sndNxt.GetValue(), m_rcvNxt.GetValue());
    if (kind == SegmentKind::NEW && Policy().ack_repeats_fin && m_sndNxt > m_streamEnd &&
        m_sndUna <= m_streamEnd && m_closing)
    {
        // FreeBSD tcp_output(): the state has a FIN in its flags, "be sure not to use a new
        // sequence number".
        ack = FinAck(m_streamEnd.GetValue(), m_rcvNxt.GetValue());
        ++m_host.counters.finRetransmitted;
        m_roundTrip.SentAgain(m_streamEnd);
        kind = SegmentKind::RETRANSMIT;
    }
    Emit(ack, kind, 0, step);
}

void
Connection::SendRst(const Segment& rst, Step& step)
{
    step.out.segments.push_back({m_tuple, m_id, rst, 0, SegmentKind::NEW});
    step.out.segments.back().segment.incarnation = m_incarnation;
    ++m_host.counters.segmentsSent;
}

void
Connection::SendAbortingRst(Step& step)
{
    // RFC 9293 3.10.5: <SEQ=SND.NXT><CTL=RST>
    Segment rst = Rst(m_sndNxt.GetValue());
    if (!Policy().abort_acknowledges)
    {
        SendRst(rst, step);
        return;
    }
    rst = RstAck(m_sndNxt.GetValue(), m_rcvNxt.GetValue());
    Emit(rst, SegmentKind::NEW, 0, step);
}

void
Connection::Emit(Segment& segment, SegmentKind kind, uint64_t offset, Step& step)
{
    m_scaling.SetWindow(segment, AdvertiseWindow());
    if (segment.Has(Segment::RST) && Policy().window_from_buffer)
    {
        segment.window = 0;
    }
    m_timestamps.Stamp(segment, step.now);
    const bool isNewData = segment.payload > 0 && kind == SegmentKind::NEW;
    const Ecn::Told told = m_isRecord ? m_ecn.StampRecord(segment, m_host.ecn)
                                      : m_ecn.Stamp(segment, isNewData, m_host.ecn);
    m_host.counters.echoes += told.isEcho ? 1 : 0;
    m_host.counters.reductions += told.isReduction ? 1 : 0;
    if (m_sackPermitted && m_synAcknowledged && segment.payload == 0 && !m_isRecord &&
        m_reassembly.HasReport())
    {
        m_reassembly.FillSack(segment);
    }
    if (m_tuning)
    {
        m_tuning->Sent(step.now);
    }
    if (segment.Has(Segment::ACK))
    {
        m_lastAckSent = m_rcvNxt;
        m_acking.Sent();
        m_timers.Disarm(Timer::DELAYED_ACK);
    }
    segment.incarnation = m_incarnation;
    step.out.segments.push_back({m_tuple, m_id, segment, offset, kind});
    ++m_host.counters.segmentsSent;
}

SequenceNumber32
Connection::WorthwhileEdge() const
{
    // RFC 9293 3.8.6.2.2, MUST-39: the right edge moves by a worthwhile step or not at all, and
    // never back (SHLD-14); without a reader it stays closed (MAY-8).
    const uint32_t free = m_rcvBuffer > m_unread ? m_rcvBuffer - m_unread : 0;
    const uint32_t most = std::min(free, m_scaling.Widest());
    if (Policy().window_from_buffer)
    {
        // FreeBSD tcp_output(): a small rest is none, and what was told is kept.
        const bool isSmall = free < m_rcvBuffer / 4 && free < m_sendMss;
        return std::max(m_rcvEdge, m_rcvNxt + static_cast<int32_t>(isSmall ? 0 : most));
    }
    const SequenceNumber32 edge = m_rcvNxt + static_cast<int32_t>(most);
    const int32_t gain = edge - m_rcvEdge;
    return gain >= static_cast<int32_t>(std::min(m_rcvBuffer / 2, EffectiveMss())) ? edge
                                                                                   : m_rcvEdge;
}

uint32_t
Connection::AdvertiseWindow()
{
    m_rcvEdge = WorthwhileEdge();
    return static_cast<uint32_t>(m_rcvEdge - m_rcvNxt);
}

void
Connection::RestartRetransmit(Step& step)
{
    const Time at = m_host.wheel.Expiry(step.now, m_roundTrip.Rto());
    m_lossProbe.Rearm(at);
    m_timers.Arm(Timer::RETRANSMIT, at);
}

void
Connection::ArmSendTimers(Step& step)
{
    const bool outstanding = m_sndUna != m_sndNxt;
    const bool queued = m_sndNxt < m_streamEnd || (m_closing && m_sndNxt == m_streamEnd);
    if (!outstanding && !queued)
    {
        m_timers.Disarm(Timer::RETRANSMIT);
        m_timers.Disarm(Timer::PERSIST);
        m_probeInterval = Time(0);
        return;
    }
    // RFC 9293 3.8.6.1: a zero window is probed; everything else in flight has the retransmission
    // timer.
    if (!outstanding && m_timers.IsArmed(Timer::PACING))
    {
        return;
    }
    if (!outstanding || (m_sndWnd == 0 && m_synAcknowledged))
    {
        m_timers.Disarm(Timer::RETRANSMIT);
        if (!m_timers.IsArmed(Timer::PERSIST))
        {
            // SHLD-29, SHLD-30: first after RTO, then exponentially; RTO itself stays as it is.
            m_probeInterval = m_probeInterval.IsZero()
                                  ? m_policy.User().persistTimeout.value_or(m_roundTrip.Rto())
                                  : std::min(m_probeInterval + m_probeInterval, Policy().rto_max);
            m_timers.Arm(Timer::PERSIST, m_host.wheel.Expiry(step.now, m_probeInterval));
        }
        return;
    }
    m_probeInterval = Time(0);
    m_timers.Disarm(Timer::PERSIST);
    if (!m_timers.IsArmed(Timer::RETRANSMIT))
    {
        RestartRetransmit(step);
    }
}

} // namespace synfin
} // namespace ns3
