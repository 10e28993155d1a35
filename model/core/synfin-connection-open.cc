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

namespace
{

/// FreeBSD tcp_mss(): @return a buffer of whole segments
uint32_t
WholeSegments(uint32_t buffer, uint32_t mss)
{
    return buffer > mss ? (buffer + mss - 1) / mss * mss : buffer;
}

} // namespace

// ---- RFC 9293 3.10.1, 3.10.7.2: how every handshake begins ----

void
Connection::OpenActive(SequenceNumber32 iss, const ConnectionOptions& options, Step& step)
{
    // RFC 9293 3.10.1: "send a SYN segment ... set SND.UNA to ISS, SND.NXT to ISS+1".
    m_iss = m_sndUna = m_sndNxt = iss;
    m_streamEnd = iss + 1 + static_cast<int32_t>(options.fastOpenData.value_or(0));
    m_fastOpen = options.fastOpenData ? FastOpen::WANTED : 0;
    m_since = step.now;
    Enter(State::SYN_SENT, Cause::ACTIVE_OPEN, step);
    TransmitSyn(SegmentKind::NEW, step);
    ArmUserTimeout(step);
}

void
Connection::OpenPassive(const Segment& syn, SequenceNumber32 iss, bool reopened, Step& step)
{
    // RFC 9293 3.10.7.2, third: SYN in LISTEN.
    m_passive = true;
    m_reopened = reopened;
    m_incarnation = m_peerIncarnation = syn.incarnation;
    m_iss = m_sndUna = m_sndNxt = iss;
    m_streamEnd = iss + 1;
    m_state = State::LISTEN;
    m_since = step.now;
    AcceptOptions(syn, step.now);
    TakeWindow(syn);
    Enter(State::SYN_RCVD, step.isCookie ? Cause::SYN_COOKIE : Cause::SYN_RECEIVED, step);
    if (step.isCookie)
    {
        m_sndNxt = iss + 1;
        AdvertiseWindow();
        return;
    }
    if (step.fastOpen && step.fastOpen->isOpen)
    {
        AcceptFastOpen(syn, step);
    }
    TransmitSyn(SegmentKind::NEW, step);
    if (Policy().syn_text && !IsFastOpen())
    {
        QueueText(syn.WithoutSyn(), step);
    }
}

// ---- RFC 9293 3.10.7.3: SYN-SENT, and how every handshake ends ----

bool
Connection::ArrivesInSynSent(const Segment& segment, Step& step)
{
    // First: ACK.
    const bool hasAck = segment.Has(Segment::ACK);
    if (hasAck && (segment.ack <= m_iss || segment.ack > m_sndNxt))
    {
        RefuseAckInSynSent(segment, step);
        return false;
    }
    // Second: RST, honoured only with an acceptable ACK.
    if (segment.Has(Segment::RST))
    {
        if (hasAck)
        {
            Terminate(State::CLOSED, Cause::REFUSED, Notification::REFUSED, step);
            return false;
        }
        Drop(segment, DropReason::RST_OUT_OF_WINDOW, step);
        return false;
    }
    // Fourth: SYN.
    if (!segment.Has(Segment::SYN))
    {
        Drop(segment, DropReason::NO_ACK, step);
        return false;
    }
    const auto offered = static_cast<int32_t>(RcvWnd()); // by our SYN
    AcceptOptions(segment, step.now);
    TakeWindow(segment);
    if (TakesSynAckText(segment) && segment.Length() > 1)
    {
        m_rcvEdge = m_rcvNxt + offered;
    }
    if (!hasAck)
    {
        // Simultaneous open (MUST-10).
        m_peerIncarnation = segment.incarnation;
        Enter(State::SYN_RCVD, Cause::SYN_RECEIVED, step);
        m_timeouts = 0;
        m_roundTrip.Restart();
        TransmitSyn(SegmentKind::NEW, step);
        if (Policy().synack_text)
        {
            QueueText(segment.WithoutSyn(), step); // until ESTABLISHED
        }
        return false;
    }
    SampleRoundTrip(segment, step);
    SynAcknowledged();
    m_sndUna = segment.ack;
    m_acking.Demand();
    if (m_sndUna == m_sndNxt && m_sndNxt < m_streamEnd)
    {
        m_acking.WriteWaited(Policy());
    }
    CompleteOpen(Cause::SYN_ACK_RECEIVED, step);
    if (m_fastOpen != 0)
    {
        FinishFastOpen(segment, step);
    }
    return true;
}

void
Connection::RefuseAckInSynSent(const Segment& segment, Step& step)
{
    // "If SEG.ACK =< ISS or SEG.ACK > SND.NXT, send a reset (unless the RST bit is set)."
    Drop(segment, DropReason::UNACCEPTABLE_ACK, step);
    if (!segment.Has(Segment::RST))
    {
        SendRst(Rst(segment.ack.GetValue()), step);
    }
    if (Policy().bad_ack_hastens_syn && m_timeouts == 0)
    {
        // Linux: the RST clears the peer's old connection, so that a SYN is welcome
        // (TCP_TIMEOUT_MIN).
        m_timers.Arm(Timer::RETRANSMIT,
                     m_host.wheel.Expiry(step.now, m_host.wheel.TicksOr(2, MilliSeconds(2))));
    }
}

void
Connection::AcceptOptions(const Segment& syn, Time now)
{
    m_irs = syn.seq;
    m_rcvNxt = m_rcvEdge = m_lastAckSent = syn.seq + 1;
    // RFC 9293 MUST-14: the peer's MSS, within what the user allows and the device carries.
    m_sendMss = std::max<uint32_t>(syn.mss.value_or(m_sendMss), 64);
    m_sendMss = std::min({m_sendMss, m_policy.Mss(m_tuple.IsIpv6()), m_host.PathMss(m_tuple, now)});
    m_scaling.Negotiate(m_policy.WindowScaling() ? syn.windowScale : std::nullopt,
                        Policy().WindowShift(m_rcvBuffer));
    m_timestamps.Negotiate(m_policy.Timestamps() ? syn.timestamps : std::nullopt, now);
    m_sackPermitted = m_policy.Sack() && syn.sackPermitted;
    m_ecn.Negotiate(syn, m_policy, m_host.ecn, m_passive);
    if (Policy().buffers_by_mss && !m_passive)
    {
        m_rcvBuffer = WholeSegments(m_rcvBuffer, m_sendMss);
    }
}

bool
Connection::IsPassive() const
{
    return m_passive;
}

bool
Connection::CompleteHandshake(const Segment& segment, Step& step)
{
    if (segment.ack <= m_sndUna || segment.ack > m_sndNxt)
    {
        Drop(segment, DropReason::UNACCEPTABLE_ACK, step);
        SendRst(Rst(segment.ack.GetValue()), step);
        return false;
    }
    // Linux tcp_check_req(), TCP_DEFER_ACCEPT; cookie_v4_check() looks for none
    if (step.listener && !IsFastOpen() && !step.isCookie &&
        m_timeouts < step.listener->DeferredTimeouts() && segment.End() == m_rcvNxt &&
        m_reassembly.IsEmpty())
    {
        m_lastAckSeen = true;
        Drop(segment, DropReason::DEFERRED_ACK, step);
        return false;
    }
    if (step.listener && !IsFastOpen() && step.listener->IsAcceptQueueFull())
    {
        m_lastAckSeen = true;
        Drop(segment, DropReason::ACCEPT_QUEUE_FULL, step);
        if (Policy().abort_on_overflow)
        {
            SendRst(Rst(segment.ack.GetValue()), step);
            Terminate(State::CLOSED, Cause::ACCEPT_OVERFLOW, Notification::ABORTED, step);
        }
        return false;
    }
    if (Policy().buffers_by_mss && m_passive)
    {
        m_rcvBuffer = WholeSegments(m_rcvBuffer, m_sendMss); // not in the syncache
    }
    if (m_passive && !Policy().synack_timed)
    {
        m_roundTrip.StopTiming();
    }
    SampleRoundTrip(segment, step);
    SynAcknowledged();
    m_ecn.TakeLastAck(segment, m_policy, m_host.ecn);
    m_sndUna = m_iss + 1;
    TakeWindow(segment);
    if (segment.Has(Segment::SYN) && Policy().dsack && m_sackPermitted)
    {
        m_reassembly.ReportDuplicate(SackBlock{m_irs, m_irs + 1}); // the peer's SYN, once more
    }
    CompleteOpen(step.isCookie ? Cause::SYN_COOKIE : Cause::ACK_RECEIVED, step);
    LoseSynText(segment.ack, step);
    return true;
}

void
Connection::CompleteOpen(Cause cause, Step& step)
{
    Enter(State::ESTABLISHED, cause, step);
    m_timeouts = 0;
    m_timers.Disarm(Timer::RETRANSMIT);
    if (m_sndUna != m_sndNxt)
    {
        RestartRetransmit(step); // what Fast Open sent before
    }
    ArmUserTimeout(step);
    ArmKeepalive(step);
    // Whoever uses it hears of it before anything that it received.
    if (IsFastOpen())
    {
        // and has heard of it
    }
    else if (step.listener)
    {
        step.listener->Announce(step.out);
    }
    else
    {
        Notify(Notification::CONNECTED, step);
    }
    if (m_closing)
    {
        // A CLOSE that waited for the handshake (RFC 9293 3.10.4).
        Enter(State::FIN_WAIT_1, Cause::USER_CLOSE, step);
    }
}

void
Connection::SynAcknowledged()
{
    m_synAcknowledged = true;
    m_roundTrip.SynAcknowledged(Policy());
    m_timers.Disarm(Timer::CONNECT);
    if (IsFastOpen())
    {
        m_host.fastOpen.End(m_id);
    }
}

} // namespace synfin
} // namespace ns3
