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

// ---- RFC 9293 3.10.7.4, sixth to eighth: the text of a segment, and its FIN ----

void
Connection::TakeText(const Segment& segment, Step& step)
{
    // Sixth, URG: urgent data is delivered in line, the mark itself is not kept.
    if (segment.Has(Segment::SYN))
    {
        ReceiveText(segment.WithoutSyn(), step);
    }
    else
    {
        ReceiveText(segment, step);
    }
    ReceiveFin(step);
}

void
Connection::ReceiveText(const Segment& segment, Step& step)
{
    // Seventh. What a SYN brought, and waited, comes with the ACK of ours.
    const bool hasText = segment.payload > 0 || segment.Has(Segment::FIN);
    const bool wasComplete = m_reassembly.IsEmpty() && !m_peerFin;
    if (!AwaitsPeerFin(m_state) || (!hasText && wasComplete))
    {
        return; // after the peer's FIN: ignore
    }
    const SequenceNumber32 end = segment.seq + static_cast<int32_t>(segment.payload);
    if (m_orphan && std::max(segment.seq, m_rcvNxt) < std::min(end, m_rcvEdge))
    {
        RefuseText(segment, step);
        return;
    }
    TakeMark(segment, step);
    TuneBuffer(segment.payload, step);
    QueueText(segment, step);
    const bool isNews = !m_reassembly.IsEmpty() && DeliverText(step);
    if (isNews && m_orphan)
    {
        RefuseText(segment, step);
    }
    else if (isNews || segment.payload > 0)
    {
        const bool inOrder = wasComplete && m_reassembly.IsEmpty() && segment.seq <= m_rcvNxt;
        const bool hasFin = Policy().fin_ack_waits && m_peerFin == m_rcvNxt;
        if (m_acking.DataArrived({inOrder, hasFin, step.now, m_roundTrip.Rto()}, m_policy))
        {
            ScheduleAck(m_policy.DelayedAckTimeout(), step);
        }
    }
    else if (hasText && m_peerFin != m_rcvNxt)
    {
        m_acking.Demand(); // a FIN alone, out of order
    }
}

void
Connection::TuneBuffer(uint32_t octets, const Step& step)
{
    const uint32_t most = Policy().rmem_max;
    if (octets == 0 || most <= m_rcvBuffer || m_policy.User().receiveBuffer)
    {
        return;
    }
    if (!m_tuning)
    {
        m_tuning = std::make_unique<BufferTuning>();
    }
    m_rcvBuffer = m_tuning->Received(octets, step.now, m_roundTrip.Srtt(), m_rcvBuffer, most);
}

void
Connection::RefuseText(const Segment& segment, Step& step)
{
    // SHLD-3: data for a user who is gone.
    // The RST must be where the peer expects it, also when our FIN was lost: at SEG.ACK, as in
    // CLOSED.
    Drop(segment, DropReason::AFTER_CLOSE, step);
    SendRst(Rst(segment.ack.GetValue()), step);
    Terminate(State::CLOSED, Cause::USER_ABORT, Notification::ABORTED, step);
}

void
Connection::TakeMark(const Segment& segment, Step& step)
{
    // RFC 3168 6.1.5: what is here already counts no more.
    if (segment.payload == 0 || segment.seq + static_cast<int32_t>(segment.payload) <= m_rcvNxt)
    {
        return;
    }
    const Ecn::Arrival arrival = m_ecn.Look(segment, m_host.ecn);
    if (arrival.isTurn)
    {
        if (m_timers.IsArmed(Timer::DELAYED_ACK))
        {
            SendAck(SegmentKind::NEW, step);
        }
        m_acking.Demand();
    }
    m_ecn.TakeMark(segment, m_host.ecn);
    if (arrival.isHasty)
    {
        m_acking.Hurry(2, Policy());
    }
    if (arrival.isCwr && Policy().quick_acks > 0)
    {
        m_acking.Demand();
    }
}

SequenceNumber32
Connection::RcvNxt() const
{
    return m_rcvNxt;
}

void
Connection::QueueText(const Segment& segment, Step& step)
{
    // The text, cut to the window; the FIN's place is remembered.
    const SequenceNumber32 left = std::max(segment.seq, m_rcvNxt);
    const SequenceNumber32 end = segment.seq + static_cast<int32_t>(segment.payload);
    const SequenceNumber32 right = std::min(end, m_rcvEdge);
    ReportText(segment, right);
    if (segment.Has(Segment::FIN) && end <= m_rcvEdge)
    {
        m_peerFin = end;
    }
    if (left < right)
    {
        // SHLD-31: out of order, it waits.
        for (const SackBlock& part : m_reassembly.Add(left, right))
        {
            Notification notification;
            notification.connection = m_id;
            notification.kind = Notification::PAYLOAD;
            notification.skip = static_cast<uint32_t>(part.left - segment.seq);
            notification.size = static_cast<uint32_t>(part.right - part.left);
            notification.streamOffset = m_rcvOctets + static_cast<uint32_t>(part.left - m_rcvNxt);
            step.out.notifications.push_back(notification);
        }
    }
}

void
Connection::ReportText(const Segment& segment, SequenceNumber32 right)
{
    // What SACK will tell of it (RFC 2018 4, RFC 2883 4).
    if (!m_sackPermitted || segment.Length() == 0)
    {
        return;
    }
    const bool hasFin = segment.Has(Segment::FIN) && segment.End() == right + 1;
    if (Policy().dsack)
    {
        std::optional<SackBlock> duplicate = m_reassembly.FirstOverlap(segment.seq, right);
        if (segment.seq < m_rcvNxt)
        {
            duplicate = SackBlock{segment.seq, m_rcvNxt};
        }
        else if (hasFin && m_peerFin && *m_peerFin == right &&
                 (!duplicate || duplicate->right == right))
        {
            duplicate = SackBlock{duplicate ? duplicate->left : right, right + 1};
        }
        m_reassembly.ReportDuplicate(duplicate);
    }
    const SequenceNumber32 end = right + (hasFin && Policy().sack_fin ? 1 : 0);
    if (segment.seq > m_rcvNxt && segment.seq < end)
    {
        m_reassembly.Report({segment.seq, end});
    }
}

bool
Connection::DeliverText(Step& step)
{
    const SequenceNumber32 next = m_reassembly.Advance(m_rcvNxt);
    const auto octets = static_cast<uint32_t>(next - m_rcvNxt);
    if (octets == 0)
    {
        return false;
    }
    m_rcvNxt = next;
    m_rcvOctets += octets;
    m_unread += octets;
    NotifyOctets(Notification::READABLE, octets, m_rcvOctets, step);
    return true;
}

void
Connection::ScheduleAck(const Time& delay, Step& step)
{
    if (!m_timers.IsArmed(Timer::DELAYED_ACK))
    {
        m_timers.Arm(Timer::DELAYED_ACK, m_host.wheel.Expiry(step.now, delay));
    }
}

void
Connection::AcknowledgeFin(Step& step)
{
    // Linux tcp_fin() enters ping-pong mode, so that the user's FIN can bring the ACK; what lasts
    // longer is icsk_ack.ato, which is zero until data comes. __tcp_ack_snd_check(): more than a
    // full segment is acknowledged at once.
    if (!Policy().fin_ack_waits || !m_policy.DelayedAck() ||
        static_cast<uint32_t>(m_rcvNxt - m_lastAckSent) > EffectiveMss())
    {
        m_acking.Demand();
        return;
    }
    ScheduleAck(m_acking.HasData() ? m_policy.DelayedAckTimeout() : Time(0), step);
}

void
Connection::ReceiveFin(Step& step)
{
    // Eighth: FIN, once everything before it is there.
    if (!m_peerFin || *m_peerFin != m_rcvNxt || !AwaitsPeerFin(m_state))
    {
        return;
    }
    m_rcvNxt += 1;
    m_rcvEdge = std::max(m_rcvEdge, m_rcvNxt);
    m_reassembly.ReportDuplicate(std::nullopt); // Linux tcp_fin(): tcp_sack_reset()
    Notify(Notification::PEER_CLOSED, step);
    switch (m_state)
    {
    case State::ESTABLISHED:
        AcknowledgeFin(step);
        Enter(State::CLOSE_WAIT, Cause::FIN_RECEIVED, step);
        break;
    case State::FIN_WAIT_1: // simultaneous close (RFC 9293 Figure 13)
        m_acking.Demand();
        Enter(State::CLOSING, Cause::FIN_RECEIVED, step);
        break;
    case State::FIN_WAIT_2:
        SendAck(SegmentKind::NEW, step);
        Terminate(State::TIME_WAIT, Cause::FIN_RECEIVED, Notification::CLOSED, step);
        break;
    case State::CLOSED:
    case State::LISTEN:
    case State::SYN_SENT:
    case State::SYN_RCVD:
    case State::CLOSE_WAIT:
    case State::CLOSING:
    case State::LAST_ACK:
    case State::TIME_WAIT:
        NS_ASSERT_MSG(false, "a FIN was received in " << m_state);
        break;
    }
}

} // namespace synfin
} // namespace ns3
