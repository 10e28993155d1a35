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

namespace
{

/// Does an ICMP error end an open, in SYN_SENT or in SYN_RCVD?
bool
EndsOpen(IcmpKind kind, const Profile& policy, bool isSynSent)
{
    switch (policy.icmp_may_rst)
    {
    case 0:
        return false;
    case 2:
        return isSynSent && IsHardOnFreeBsd(kind);
    default:
        return IsHard(kind) || policy.soft_errors_end_open;
    }
}

/// FreeBSD tcp_output(): is a window that opens by so much worth a segment of its own?
bool
IsUpdateWorthIt(uint32_t gain, uint32_t unread, uint32_t buffer, uint32_t mss)
{
    const uint32_t free = buffer > unread ? buffer - unread : 0;
    const bool isMuch = gain >= buffer / 4 || free <= buffer / 8 || buffer <= 8 * mss;
    return (gain >= 2 * mss && isMuch) || uint64_t{gain} * 2 >= buffer;
}

} // namespace

Connection::Connection(HostContext& host,
                       ConnectionId id,
                       const FourTuple& tuple,
                       const ConnectionOptions& options)
    : m_host(host),
      m_id(id),
      m_tuple(tuple),
      m_incarnation(options.incarnation),
      m_policy(host.profile, options),
      m_peerIncarnation(options.incarnation),
      // RFC 9293 MUST-15: what the peer takes when it does not say.
      m_sendMss(tuple.IsIpv6() ? 1220 : 536),
      m_rcvBuffer(options.receiveBuffer.value_or(host.profile.rmem)),
      m_timestamps(host.isn.TimestampOffset(tuple)),
      m_roundTrip(options.rtoInitial.value_or(host.profile.rto_initial))
{
}

// ---- The one door ----

void
Connection::Enter(State to, Cause cause, Step& step)
{
    NS_ASSERT_MSG(IsLegal(m_state, to), "no edge from " << m_state << " to " << to);
    step.out.transitions.push_back({m_tuple, m_state, to, cause, m_incarnation, m_since});
    // A connection that is CLOSED, or forks from a LISTEN that goes on, is not counted in that
    // state.
    if (m_state != State::CLOSED && m_state != State::LISTEN)
    {
        --m_host.inState[static_cast<std::size_t>(m_state)];
    }
    m_host.counters.finWait2Records -= m_isRecord ? 1 : 0;
    m_isRecord = m_isRecord && to == State::TIME_WAIT;
    if (to != State::CLOSED && to != State::LISTEN)
    {
        ++m_host.inState[static_cast<std::size_t>(to)];
    }
    m_state = to;
    m_since = step.now;
}

void
Connection::Terminate(State to, Cause cause, Notification::Kind notification, Step& step)
{
    Enter(to, cause, step);
    if (m_fastOpen != 0)
    {
        LeaveFastOpen(cause == Cause::RST_RECEIVED && !step.listener, step);
    }
    m_timers.DisarmAll();
    Notify(notification, step);
}

void
Connection::Notify(Notification::Kind kind, Step& step)
{
    Notification notification;
    notification.connection = m_id;
    notification.kind = kind;
    step.out.notifications.push_back(notification);
}

void
Connection::NotifyOctets(Notification::Kind kind, uint32_t octets, uint64_t end, Step& step)
{
    Notification notification;
    notification.connection = m_id;
    notification.kind = kind;
    notification.size = octets;
    notification.streamOffset = end;
    step.out.notifications.push_back(notification);
}

// ---- User calls ----

CallError
Connection::CheckSend(uint32_t octets) const
{
    if (m_closing)
    {
        return CallError::CLOSING;
    }
    // Sequence numbers compare within half of their space. The SYN takes no room in the queue.
    constexpr uint32_t MOST = 1U << 30;
    const SequenceNumber32 begin = FirstUnacknowledged();
    if (octets > MOST || static_cast<uint32_t>(m_streamEnd - begin) > MOST - octets)
    {
        return CallError::WOULD_BLOCK;
    }
    return CallError::NONE;
}

CallError
Connection::Send(uint32_t octets, SendMarks marks, Step& step)
{
    // RFC 9293 3.10.2, SEND: queued in SYN_SENT and SYN_RCVD, sent as the windows allow in
    // ESTABLISHED and CLOSE_WAIT; "error: connection closing" afterwards.
    const CallError error = CheckSend(octets);
    if (error != CallError::NONE)
    {
        return error;
    }
    if (m_sending && m_sndNxt <= m_streamEnd)
    {
        m_sending->Filled(static_cast<uint32_t>(m_streamEnd - m_sndNxt));
    }
    m_streamEnd += static_cast<int32_t>(octets);
    m_policy.Mark(m_streamEnd, marks, m_sndUna);
    if (MaySend())
    {
        Output(step, marks.hasMore ? Tail::WAITS : Tail::BY_RULE);
    }
    return CallError::NONE;
}

void
Connection::Receive(uint32_t octets, Step& step)
{
    // RFC 9293 3.10.3: what the user took makes room.
    m_unread -= std::min(octets, m_unread);
    // RFC 9293 3.8.6.2.2, MUST-39: tell of a larger window when it is worth a segment of its own:
    // as in Linux __tcp_cleanup_rbuf(), when it doubles; and when the peer might be waiting for it.
    const SequenceNumber32 edge = WorthwhileEdge();
    const uint32_t before = RcvWnd();
    const bool isLarger = edge - m_rcvNxt >= static_cast<int64_t>(2) * before;
    const auto gain = static_cast<uint32_t>(edge - m_rcvEdge);
    const bool isWorthIt = Policy().window_from_buffer
                               ? IsUpdateWorthIt(gain, m_unread, m_rcvBuffer, m_sendMss)
                               : isLarger || before < EffectiveMss();
    if (edge != m_rcvEdge && isWorthIt && IsSynchronized(m_state) && AwaitsPeerFin(m_state))
    {
        SendAck(SegmentKind::NEW, step);
    }
}

CallError
Connection::Shutdown(Step& step)
{
    if (m_closing)
    {
        return CallError::CLOSING;
    }
    switch (m_state)
    {
    case State::SYN_SENT:
        // RFC 9293 3.10.4: delete the TCB.
        Terminate(State::CLOSED, Cause::USER_CLOSE, Notification::CLOSED, step);
        return CallError::NONE;
    case State::SYN_RCVD:
        m_closing = true;
        // RFC 9293 3.10.4: without pending data send the FIN now, else when ESTABLISHED is reached.
        if (m_streamEnd == m_sndNxt)
        {
            Enter(State::FIN_WAIT_1, Cause::USER_CLOSE, step);
            Output(step);
        }
        return CallError::NONE;
    case State::ESTABLISHED:
        m_closing = true;
        Enter(State::FIN_WAIT_1, Cause::USER_CLOSE, step);
        Output(step);
        return CallError::NONE;
    case State::CLOSE_WAIT:
        m_closing = true;
        Enter(State::LAST_ACK, Cause::USER_CLOSE, step);
        Output(step);
        return CallError::NONE;
    case State::CLOSED:
    case State::LISTEN:
    case State::FIN_WAIT_1:
    case State::FIN_WAIT_2:
    case State::CLOSING:
    case State::LAST_ACK:
    case State::TIME_WAIT:
        return CallError::CLOSING;
    }
    return CallError::CLOSING;
}

CallError
Connection::Close(Step& step)
{
    if (m_orphan)
    {
        return CallError::CLOSING;
    }
    m_orphan = true;
    if (m_unread > 0)
    {
        // RFC 9293 MAY-1 and SHLD-3, RFC 2525 2.17: data is lost, and the peer is told so.
        m_host.counters.Count(StackEvent::ABORT_ON_CLOSE);
        Abort(Cause::USER_ABORT, Notification::ABORTED, step);
        return CallError::NONE;
    }
    if (m_state == State::FIN_WAIT_2 && m_policy.FinTimeout().IsStrictlyNegative())
    {
        m_host.counters.Count(StackEvent::ABORT_ON_LINGER);
        Abort(Cause::USER_ABORT, Notification::ABORTED, step); // TCP_LINGER2
    }
    else if (m_state == State::FIN_WAIT_2)
    {
        WaitForFin(true, step);
    }
    return m_closing ? CallError::NONE : Shutdown(step);
}

void
Connection::Abort(Cause cause, Notification::Kind notification, Step& step)
{
    switch (m_state)
    {
    case State::SYN_RCVD:
    case State::ESTABLISHED:
    case State::FIN_WAIT_1:
    case State::FIN_WAIT_2:
    case State::CLOSE_WAIT:
        SendAbortingRst(step);
        break;
    case State::CLOSING:
    case State::LAST_ACK:
        if (cause == Cause::TOO_MANY_ORPHANS)
        {
            // Linux tcp_send_active_reset(), whatever the state: the FIN may get lost.
            SendAbortingRst(step);
        }
        break;
    case State::CLOSED:
    case State::LISTEN:
    case State::SYN_SENT:
    case State::TIME_WAIT:
        break;
    }
    Terminate(State::CLOSED, cause, notification, step);
}

void
Connection::Forget(Cause cause, Step& step)
{
    Terminate(State::CLOSED, cause, Notification::ABORTED, step);
}

void
Connection::SetOptions(const ConnectionOptions& options, Step& step)
{
    m_policy.Change(options);
    if (options.keepalive || options.keepaliveTime)
    {
        ArmKeepalive(step);
    }
    if (options.userTimeout && m_timers.IsArmed(Timer::USER_TIMEOUT))
    {
        ArmUserTimeout(step);
    }
    if (MaySend())
    {
        Output(step, options.nagle.value_or(true) ? Tail::BY_RULE : Tail::GOES); // tcp(7)
    }
}

void
Connection::IcmpError(SequenceNumber32 seq, IcmpKind kind, uint32_t mtu, Step& step)
{
    if (seq < m_sndUna || seq >= m_sndNxt) // RFC 5927 4: not about anything in flight
    {
        m_host.counters.Count(StackEvent::ICMP_OUT_OF_WINDOW);
        return;
    }
    const bool tellsMtu = kind == IcmpKind::TOO_LARGE && mtu > 0 && Policy().pmtu_discovery;
    if (tellsMtu)
    {
        TakePathMtu(mtu, step);
    }
    if (kind == IcmpKind::TOO_LARGE && m_state == State::SYN_SENT &&
        (m_fastOpen & FastOpen::HAD_DATA) != 0)
    {
        if (!m_roundTrip.IsSynSentAgain())
        {
            TransmitSyn(SegmentKind::RETRANSMIT, step); // without data (tcp_simple_retransmit())
        }
        return;
    }
    if (tellsMtu || (kind == IcmpKind::TOO_LARGE && m_tuple.IsIpv6()))
    {
        return; // RFC 9293 3.9.2.2: a packet too big is no error for IPv6
    }
    // RFC 5461: a hard error ends an open (SHLD-26), some stacks let any, and it is a soft one
    // later on (MUST-56).
    const bool isAccepted = IsFastOpen() && !step.listener; // its user has it
    const bool isOpening =
        m_state == State::SYN_SENT || (m_state == State::SYN_RCVD && !isAccepted);
    if (isOpening && EndsOpen(kind, Policy(), m_state == State::SYN_SENT))
    {
        Terminate(State::CLOSED, Cause::ICMP_ERROR, Notification::UNREACHABLE, step);
        return;
    }
    Notify(Notification::SOFT_ERROR, step); // MUST-47, SHLD-25
}

// ---- Observation ----

uint32_t
Connection::PeerIncarnation() const
{
    return m_peerIncarnation;
}

ConnectionInfo
Connection::Info() const
{
    const SequenceNumber32 first = std::max(m_sndUna, m_iss + 1);
    const SequenceNumber32 end = std::min(m_sndNxt, m_streamEnd);
    ConnectionInfo info;
    info.rto = m_roundTrip.Rto();
    info.srtt = m_roundTrip.Srtt();
    info.rttvar = m_roundTrip.Rttvar();
    info.latestRtt = m_roundTrip.Latest();
    info.tsRecentAt = m_timestamps.RecentAt();
    info.bytesInFlight = end > first ? static_cast<uint32_t>(end - first) : 0;
    info.probes = m_probes;
    info.receiveBuffer = m_rcvBuffer;
    info.sendShift = m_scaling.SendShift();
    info.receiveShift = m_scaling.ReceiveShift();
    info.hasScaling = m_scaling.IsInUse();
    info.hasTimestamps = m_timestamps.IsInUse();
    info.hasSack = m_sackPermitted;
    info.hasEcn = m_ecn.IsInUse();
    info.isRecord = m_isRecord;
    info.reordering = m_policy.DupackThreshold();
    if (m_sending)
    {
        m_sending->Describe(info);
    }
    return info;
}

bool
Connection::IsConsistent() const
{
    if (m_state == State::CLOSED || m_state == State::LISTEN)
    {
        return m_timers.NextDeadline() == Time::Max();
    }
    return m_sndUna <= m_sndNxt && m_sndNxt <= m_streamEnd + 1 &&
           (!m_sending || m_sending->IsConsistent(FirstUnacknowledged(), m_sndNxt)) &&
           m_ecn.IsConsistent(m_sndNxt) && (m_state == State::SYN_SENT || m_rcvNxt <= m_rcvEdge) &&
           // Whatever is unacknowledged is watched by a timer.
           (m_sndUna == m_sndNxt || m_state == State::TIME_WAIT ||
            m_timers.IsArmed(Timer::RETRANSMIT) || m_timers.IsArmed(Timer::PERSIST)) &&
           // Only what may send is paced.
           (MaySend() || !m_timers.IsArmed(Timer::PACING));
}

} // namespace synfin
} // namespace ns3
