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

// ---- An orphan in FIN_WAIT_2: how long it waits for the peer's FIN, and as what ----

namespace
{

/// Linux TCP_TIMEWAIT_LEN: no record is kept longer.
const Time RECORD_AT_MOST = Seconds(60);

/// @return 3.5 RTO, time for two retransmissions of the peer's FIN (Linux tcp_fin_time())
Time
RecordAtLeast(Time rto)
{
    return TimeStep(7 * rto.GetTimeStep() / 2);
}

} // namespace

bool
Connection::IsOrphan() const
{
    return m_orphan && m_state != State::TIME_WAIT && m_state != State::CLOSED &&
           m_state != State::LISTEN &&
           (m_state != State::FIN_WAIT_2 || (Policy().fin_wait_2_record && !m_isRecord));
}

bool
Connection::IsFinAhead(const Segment& segment) const
{
    return Policy().fin_wait_2_record && segment.payload == 0 && segment.Has(Segment::FIN) &&
           segment.seq > m_rcvNxt;
}

void
Connection::WaitForFin(bool isLast, Step& step)
{
    const Time timeout = m_policy.FinTimeout();
    if (!m_orphan || timeout.IsZero())
    {
        return;
    }
    if (!Policy().fin_wait_2_record)
    {
        m_timers.Arm(Timer::FIN_WAIT_2, m_host.wheel.Expiry(step.now, timeout));
        return;
    }
    // Linux __tcp_close(), tcp_rcv_state_process(): beyond 60 s it stays a connection first, and so
    // it does when the FIN is about to be taken.
    const Time wait = std::max(timeout, RecordAtLeast(Rto()));
    if (wait <= RECORD_AT_MOST && isLast)
    {
        BecomeRecord(wait, step);
        return;
    }
    const Time before = wait <= RECORD_AT_MOST ? wait : wait - RECORD_AT_MOST;
    m_timers.Disarm(Timer::KEEPALIVE);
    m_timers.Arm(Timer::FIN_WAIT_2, m_host.wheel.Expiry(step.now, before));
}

void
Connection::FinWait2Timeout(Step& step)
{
    // Linux tcp_keepalive_timer(): what exceeds 60 s counts once more.
    const Time rest = std::max(m_policy.FinTimeout(), RecordAtLeast(Rto())) - RECORD_AT_MOST;
    if (Policy().fin_wait_2_record && !m_isRecord && rest.IsStrictlyPositive())
    {
        BecomeRecord(rest, step);
        return;
    }
    Terminate(State::CLOSED, Cause::FIN_WAIT_2_TIMEOUT, Notification::CLOSED, step);
}

void
Connection::BecomeRecord(Time wait, Step& step)
{
    // Linux tcp_time_wait(), inet_twsk_alloc()
    if (m_host.inState[static_cast<std::size_t>(State::TIME_WAIT)] +
            m_host.counters.finWait2Records >=
        Policy().max_tw_buckets)
    {
        ++m_host.counters.timeWaitEvicted;
        Terminate(State::CLOSED, Cause::TIME_WAIT_EVICTED, Notification::CLOSED, step);
        return;
    }
    m_isRecord = true;
    ++m_host.counters.finWait2Records;
    m_acking = AcknowledgementPolicy();
    m_timers.DisarmAll();
    const Time length = std::max(wait, RecordAtLeast(Rto()));
    m_host.counters.Count(StackEvent::RECORD_MADE);
    if (length <= Seconds(SHORT_WAIT_S))
    {
        m_host.counters.Count(StackEvent::RECORD_SHORT);
    }
    m_timers.Arm(Timer::FIN_WAIT_2, m_host.wheel.Expiry(step.now, length));
}

bool
Connection::IsInWindowOfRecord(const Segment& segment) const
{
    // Linux tcp_in_window()
    return segment.seq == m_rcvNxt || (segment.End() > m_rcvNxt && segment.seq < m_rcvEdge) ||
           (segment.Length() == 0 && segment.seq == m_rcvEdge);
}

void
Connection::ArrivesAtRecord(const Segment& segment, Step& step)
{
    // Linux tcp_timewait_state_process(), TCP_FIN_WAIT2; a RST is out of the window as others are.
    const bool isOld = m_timestamps.IsOld(segment, step.now);
    if (isOld || !IsInWindowOfRecord(segment))
    {
        const DropReason reason = isOld ? DropReason::PAWS : DropReason::OUT_OF_WINDOW;
        Drop(segment, reason, step);
        AnswerInvalid(segment, reason, step);
        return;
    }
    if (segment.Has(Segment::RST))
    {
        Terminate(State::CLOSED, Cause::RST_RECEIVED, Notification::RESET, step);
        return;
    }
    if (segment.Has(Segment::SYN) && segment.seq >= m_rcvNxt)
    {
        Drop(segment, DropReason::SYN_CHALLENGED, step);
        SendRst(segment.Has(Segment::ACK) ? Rst(segment.ack.GetValue())
                                          : RstAck(0, segment.End().GetValue()),
                step);
        Terminate(State::CLOSED, Cause::SYN_RECEIVED, Notification::RESET, step);
        return;
    }
    if (!segment.Has(Segment::ACK))
    {
        Drop(segment, DropReason::NO_ACK, step);
        return;
    }
    if (segment.Length() == 0)
    {
        return;
    }
    if (!segment.Has(Segment::FIN) || segment.End() != m_rcvNxt + 1)
    {
        m_host.counters.Count(StackEvent::RECORD_REFUSED);
        RefuseText(segment, step);
        return;
    }
    m_host.counters.Count(StackEvent::RECORD_IN_TIME_WAIT);
    m_timestamps.Follow(segment, m_lastAckSent, step.now);
    m_peerFin = m_rcvNxt;
    ReceiveFin(step);
}

// ---- What TIME_WAIT takes over ----

std::optional<Time>
Connection::OwnTimeWait() const
{
    return m_policy.User().timeWait;
}

TimeWaitRecord
Connection::ToTimeWait() const
{
    TimeWaitRecord record;
    record.tuple = m_tuple;
    record.sndNxt = m_sndNxt.GetValue();
    record.rcvNxt = m_rcvNxt.GetValue();
    record.tsRecent = m_timestamps.Recent();
    record.window = static_cast<uint16_t>(std::min(RcvWnd() >> m_scaling.ReceiveShift(), 65535U));
    record.shift = m_scaling.ReceiveShift();
    record.incarnation = m_incarnation;
    record.timestamps = m_timestamps.IsInUse();
    return record;
}

} // namespace synfin
} // namespace ns3
