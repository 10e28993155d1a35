/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stack.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// Does a segment belong to an earlier incarnation than that one? The simulator knows; TCP cannot.
bool
IsEarlier(const Segment& segment, uint32_t incarnation)
{
    return segment.incarnation < incarnation && segment.incarnation != 0;
}

/// Where a connection was before a segment came, to tell whether the segment moved it.
class Progress
{
  public:
    Progress(const Connection& connection, const Actions& out)
        : m_state(connection.GetState()),
          m_sndUna(connection.SndUna()),
          m_notifications(out.notifications.size())
    {
    }

    bool IsMade(const Connection& connection, const Actions& out) const
    {
        return connection.GetState() != m_state || connection.SndUna() != m_sndUna ||
               std::any_of(out.notifications.begin() + static_cast<std::ptrdiff_t>(m_notifications),
                           out.notifications.end(),
                           [](const Notification& n) { return n.kind == Notification::PAYLOAD; });
    }

  private:
    State m_state;
    SequenceNumber32 m_sndUna;
    std::size_t m_notifications;
};

} // namespace

// ---- RFC 9293 3.10.7: SEGMENT ARRIVES ----

void
Stack::SegmentArrives(const FourTuple& tuple, const Segment& segment, Time now, Actions& out)
{
    HandleDeadline(now, out);
    ++m_host.counters.segmentsReceived;
    Step step{now, out};
    const uint32_t slot = m_connections.Find(tuple);
    if (slot != ConnectionSlots::NONE)
    {
        Connection& connection = *m_connections[slot].connection;
        const State before = connection.GetState();
        const Progress progress(connection, out);
        step.listener = m_connections.FindListener(m_connections[slot].parent);
        connection.SegmentArrives(segment, step);
        if (IsEarlier(segment, connection.PeerIncarnation()))
        {
            ++(progress.IsMade(connection, out) ? m_host.counters.oldDuplicatesAccepted
                                                : m_host.counters.oldDuplicatesRejected);
        }
        Settle(connection, before, step);
        return;
    }
    const uint32_t position = m_timeWait.Find(tuple);
    if (position != TimeWaitTable::NONE)
    {
        ArrivesInTimeWait(position, segment, step);
        return;
    }
    if (Listener* listener = SeekListener(tuple))
    {
        ArrivesInListen(*listener, tuple, segment, step);
        return;
    }
    ArrivesInClosed(tuple, segment, step);
}

void
Stack::Prefetch(const FourTuple& tuple) const
{
    m_connections.Prefetch(tuple);
    m_timeWait.Prefetch(tuple); // for what may end now
}

void
Stack::ArrivesInClosed(const FourTuple& tuple, const Segment& segment, Step& step)
{
    // RFC 9293 3.10.7.1
    if (segment.Has(Segment::RST))
    {
        Drop(tuple, segment, DropReason::RST_TO_NOBODY, step);
        return;
    }
    Drop(tuple, segment, DropReason::CLOSED_PORT, step);
    Reply(tuple,
          segment.Has(Segment::ACK) ? Rst(segment.ack.GetValue())
                                    : RstAck(0, segment.End().GetValue()),
          segment.incarnation,
          step);
}

void
Stack::ArrivesInTimeWait(uint32_t position, const Segment& segment, Step& step)
{
    const TimeWaitRecord record = m_timeWait.At(position);
    m_host.counters.oldDuplicatesRejected += IsEarlier(segment, record.incarnation) ? 1 : 0;
    const TimeWaitTable::Answer answer = m_timeWait.SegmentArrives(position, segment, step.now);
    if (answer.dropped)
    {
        Drop(record.tuple, segment, answer.reason, step);
    }
    if (answer.isOld)
    {
        m_host.counters.Count(StackEvent::PAWS_IN_TIME_WAIT);
    }
    TimeWaitVerdict verdict = answer.verdict;
    Listener* listener = nullptr;
    if (verdict == TimeWaitVerdict::REOPEN)
    {
        listener = SeekListener(record.tuple);
        if (!listener && m_host.profile.tw_ackless == 3)
        {
            // FreeBSD tcp_twcheck() closes it, and tcp_input() finds nobody.
            LeaveTimeWait(position, Cause::TIME_WAIT_REUSED, step);
            ArrivesInClosed(record.tuple, segment, step);
            return;
        }
        if (!listener)
        {
            verdict = TimeWaitVerdict::ACK;
        }
        else if (const auto reason = listener->Refuses(segment, m_host.profile.tw_syn_ends))
        {
            if (m_host.profile.tw_syn_ends)
            {
                LeaveTimeWait(position, Cause::TIME_WAIT_REUSED, step);
            }
            Drop(record.tuple, segment, *reason, step);
            return;
        }
    }
    switch (verdict)
    {
    case TimeWaitVerdict::IGNORE:
        return;
    case TimeWaitVerdict::SKIP:
        m_host.counters.Count(StackEvent::SKIPPED_TIME_WAIT);
        return;
    case TimeWaitVerdict::ACK:
        AcknowledgeInTimeWait(record, step);
        return;
    case TimeWaitVerdict::RST:
        LeaveTimeWait(position, Cause::TIME_WAIT_RESET, step);
        return;
    case TimeWaitVerdict::REOPEN:
        Reopen(position, *listener, segment, step);
        return;
    }
}

void
Stack::Reopen(uint32_t position, Listener& listener, const Segment& syn, Step& step)
{
    const TimeWaitRecord record = LeaveTimeWait(position, Cause::TIME_WAIT_REUSED, step);
    if (IsEarlier(syn, record.incarnation))
    {
        ++m_host.counters.oldDuplicatesAccepted;
        --m_host.counters.oldDuplicatesRejected;
    }
    const SequenceNumber32 iss(record.sndNxt + TimeWaitRecord::INCARNATION_GAP);
    const Connection& connection = OpenPassive(listener, record.tuple, syn, iss, true, step);
    if (m_host.profile.tw_reopen_returns && !connection.IsFastOpen())
    {
        m_reopened[connection.Id().Key()] = record;
    }
}

void
Stack::ForgetReopened(ConnectionId id)
{
    if (!m_reopened.empty())
    {
        m_reopened.erase(id.Key());
    }
}

bool
Stack::DropTimeWait(const FourTuple& tuple, Time now, Actions& out)
{
    HandleDeadline(now, out);
    const uint32_t position = m_timeWait.Find(tuple);
    if (position == TimeWaitTable::NONE)
    {
        return false;
    }
    Step step{now, out};
    LeaveTimeWait(position, Cause::USER_ABORT, step);
    return true;
}

void
Stack::AcknowledgeInTimeWait(const TimeWaitRecord& record, Step& step)
{
    Segment ack = Ack(record.sndNxt, record.rcvNxt);
    ack.window = record.window;
    if (record.timestamps)
    {
        const uint32_t offset = m_host.isn.TimestampOffset(record.tuple);
        ack.timestamps = Timestamps{TimestampOption::ClockAt(step.now, offset), record.tsRecent};
    }
    Reply(record.tuple, ack, record.incarnation, step);
}

void
Stack::IcmpError(const FourTuple& tuple,
                 SequenceNumber32 seq,
                 IcmpKind kind,
                 Time now,
                 Actions& out,
                 uint32_t mtu)
{
    HandleDeadline(now, out);
    const uint32_t slot = m_connections.Find(tuple);
    if (slot == ConnectionSlots::NONE)
    {
        return;
    }
    Step step{now, out};
    Connection& connection = *m_connections[slot].connection;
    const State before = connection.GetState();
    step.listener = m_connections.FindListener(m_connections[slot].parent);
    connection.IcmpError(seq, kind, mtu, step);
    Settle(connection, before, step);
}

// ---- After each call into a connection ----

void
Stack::Settle(Connection& connection, State before, Step& step)
{
    const State after = connection.GetState();
    CountOrphan(connection);
    if (before == State::SYN_RCVD && after != State::SYN_RCVD)
    {
        LeaveSynReceived(connection);
        m_host.synCache.Remove(m_host.isn, connection.Tuple(), connection.Id());
    }
    if (after == State::TIME_WAIT)
    {
        EnterTimeWait(connection, step);
    }
    else if (after == State::CLOSED || after == State::LISTEN)
    {
        if (m_connections[connection.Id().slot].ephemeral)
        {
            m_ports.Release(connection.Tuple());
        }
        Remove(connection);
    }
    else
    {
        Schedule(connection, step.now);
    }
}

void
Stack::CountOrphan(const Connection& connection)
{
    bool& counted = m_connections[connection.Id().slot].orphan;
    if (connection.IsOrphan() != counted)
    {
        counted = !counted;
        m_host.counters.orphans += counted ? 1 : -1;
    }
}

void
Stack::LeaveSynReceived(const Connection& connection)
{
    const ConnectionId id = connection.Id();
    Listener* listener = m_connections.FindListener(m_connections[id.slot].parent);
    if (!listener)
    {
        return; // simultaneous open
    }
    if (connection.GetState() != State::TIME_WAIT && IsSynchronized(connection.GetState()))
    {
        ForgetReopened(id);
        ++m_host.counters.listenersTook;
        if (!connection.IsFastOpen())
        {
            listener->Enqueue(m_connections[id.slot].child);
        }
    }
}

// ---- Answers for nobody ----

void
Stack::Drop(const FourTuple& tuple, const Segment& segment, DropReason reason, Step& step)
{
    ++m_host.counters.drops[static_cast<std::size_t>(reason)];
    step.out.drops.push_back({tuple, reason, segment});
}

void
Stack::Reply(const FourTuple& tuple, const Segment& segment, uint32_t incarnation, Step& step)
{
    ++m_host.counters.segmentsSent;
    step.out.segments.push_back({tuple, {}, segment, 0, SegmentKind::NEW});
    step.out.segments.back().segment.incarnation = incarnation;
}

} // namespace synfin
} // namespace ns3
