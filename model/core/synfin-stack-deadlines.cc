/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stack.h"
#include "synfin-time-limit.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

// ---- TIME_WAIT ----

void
Stack::EnterTimeWait(const Connection& connection, Step& step)
{
    const auto reopened =
        m_reopened.empty() ? m_reopened.end() : m_reopened.find(connection.Id().Key());
    TimeWaitRecord record =
        reopened != m_reopened.end() ? reopened->second : connection.ToTimeWait();
    record.ephemeral = m_connections[connection.Id().slot].ephemeral;
    std::optional<Time> wait = connection.OwnTimeWait();
    if (m_host.profile.tw_recycle && record.timestamps)
    {
        // Linux tcp_time_wait(): remembered, so that TIME_WAIT may be short.
        const ConnectionInfo info = connection.Info();
        m_peers.Remember(record.tuple, {record.tsRecent, info.tsRecentAt}, step.now);
        record.recycled = !wait.has_value();
        wait = wait.value_or(NanoSeconds(info.rto.GetNanoSeconds() * 7 / 2));
    }
    if (wait && *wait <= Seconds(SHORT_WAIT_S) && !connection.Info().isRecord)
    {
        m_host.counters.Count(StackEvent::TIME_WAIT_SHORT);
    }
    Vacate(connection); // but its port stays in use
    if (m_timeWait.Size() + m_host.counters.finWait2Records >= m_host.profile.max_tw_buckets)
    {
        // Linux tcp_time_wait(): who finds no bucket is CLOSED without having been in TIME_WAIT.
        const auto entry = std::find_if(step.out.transitions.rbegin(),
                                        step.out.transitions.rend(),
                                        [&record](const Transition& transition) {
                                            return transition.to == State::TIME_WAIT &&
                                                   transition.tuple == record.tuple;
                                        });
        NS_ASSERT(entry != step.out.transitions.rend());
        entry->to = State::CLOSED;
        entry->cause = Cause::TIME_WAIT_EVICTED;
        --m_host.inState[static_cast<std::size_t>(State::TIME_WAIT)];
        ++m_host.counters.timeWaitEvicted;
        m_inUse.Remove(record.tuple);
        if (record.ephemeral)
        {
            m_ports.Release(record.tuple);
        }
        return;
    }
    ++m_host.counters.timeWaitEntered;
    m_timeWait.Add(record, wait, step.now);
    if (record.ephemeral && m_timeWait.MayReuse(record.tuple))
    {
        m_ports.OfferAfter(record.tuple, After(step.now, m_host.profile.tw_reuse_delay));
    }
}

TimeWaitRecord
Stack::LeaveTimeWait(uint32_t position, Cause cause, Step& step)
{
    const TimeWaitRecord record = m_timeWait.Remove(position);
    m_inUse.Remove(record.tuple);
    if (record.ephemeral)
    {
        m_ports.Release(record.tuple);
    }
    --m_host.inState[static_cast<std::size_t>(State::TIME_WAIT)];
    StackCounters& counters = m_host.counters;
    counters.timeWaitExpired += cause == Cause::TIME_WAIT_EXPIRED ? 1 : 0;
    counters.timeWaitReused += cause == Cause::TIME_WAIT_REUSED ? 1 : 0;
    counters.timeWaitReset += cause == Cause::TIME_WAIT_RESET ? 1 : 0;
    counters.timeWaitCrashed += cause == Cause::HOST_CRASHED ? 1 : 0;
    step.out.transitions.push_back({record.tuple,
                                    State::TIME_WAIT,
                                    State::CLOSED,
                                    cause,
                                    record.incarnation,
                                    TimeStep(record.entered)});
    return record;
}

// ---- Deadlines ----

void
Stack::Schedule(const Connection& connection, Time now)
{
    ConnectionSlots::Slot& slot = m_connections[connection.Id().slot];
    slot.deadline = connection.GetTimers().NextDeadline().GetTimeStep();
    if (slot.deadline < slot.scheduled)
    {
        slot.scheduled = slot.deadline;
        const int64_t wait = slot.deadline - now.GetTimeStep();
        m_deadlines.Push(slot.deadline, connection.Id(), m_host.wheel.LevelOf(wait));
    }
}

void
Stack::DropStaleDeadlines() const
{
    while (!m_deadlines.IsEmpty())
    {
        const DeadlineQueue::Entry entry = m_deadlines.Top();
        const ConnectionSlots::Slot& slot = m_connections[entry.connection.slot];
        const bool isStale =
            slot.generation != entry.connection.generation || slot.scheduled != entry.time;
        if (!isStale && slot.deadline == entry.time)
        {
            return;
        }
        m_deadlines.Pop();
        if (!m_deadlines.IsEmpty())
        {
            __builtin_prefetch(&m_connections[m_deadlines.Top().connection.slot]);
        }
        if (isStale)
        {
            continue;
        }
        // The connection's timers have moved on since: so does its wake-up call.
        slot.scheduled = slot.deadline;
        if (slot.deadline != NEVER)
        {
            const uint64_t level = m_host.wheel.LevelOf(slot.deadline - entry.time);
            m_deadlines.Push(slot.deadline, entry.connection, level);
        }
    }
}

std::optional<Time>
Stack::NextDeadline() const
{
    DropStaleDeadlines();
    const int64_t earliest = QuietUntil();
    return earliest == NEVER ? std::nullopt : std::optional<Time>(TimeStep(earliest));
}

void
Stack::DoWhatIsDue(Time now, Actions& out)
{
    Step step{now, out};
    const int64_t limit = now.GetTimeStep();
    while (QuietUntil() <= limit)
    {
        DropStaleDeadlines();
        const int64_t timer = m_deadlines.FirstTime();
        const int64_t expiry = m_timeWait.FirstExpiry();
        if (std::min(timer, expiry) > limit)
        {
            return;
        }
        // In the order of time; at the same time the timers of connections come first.
        if (expiry < timer)
        {
            LeaveTimeWait(m_timeWait.First(), Cause::TIME_WAIT_EXPIRED, step);
            continue;
        }
        const ConnectionId id = m_deadlines.Top().connection;
        m_deadlines.Pop();
        m_connections[id.slot].scheduled = NEVER;
        Connection& connection = *m_connections[id.slot].connection;
        const State before = connection.GetState();
        ConnectionSlots::Slot& slot = m_connections[id.slot];
        Listener* listener =
            before == State::SYN_RCVD ? m_connections.FindListener(slot.parent) : nullptr;
        step.listener = listener;
        connection.HandleDeadline(step);
        if (listener && connection.TimeoutCount() > 0)
        {
            listener->Aged(slot.child);
        }
        Settle(connection, before, step);
    }
}

} // namespace synfin
} // namespace ns3
