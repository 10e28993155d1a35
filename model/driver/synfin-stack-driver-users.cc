/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Who hears what: the users of a StackDriver, and who watches.

#include "synfin-stack-driver.h"

#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// What comes with notifications other than Notification::PAYLOAD.
const Ptr<const Packet> NO_PAYLOAD;

} // namespace

void
StackDriver::SetUser(ConnectionId id, StackUser* user)
{
    if (!id.IsValid())
    {
        return;
    }
    if (id.slot >= m_seats.size())
    {
        m_seats.resize(id.slot + 1);
    }
    Seat& seat = m_seats[id.slot];
    if (seat.generation > id.generation)
    {
        m_displaced.erase(id.Key()); // only somebody who leaves comes that late
        return;
    }
    if (seat.user && seat.generation != id.generation)
    {
        m_displaced[ConnectionId{id.slot, seat.generation}.Key()] = seat;
    }
    seat = {id.generation, true, user};
    if (!user)
    {
        m_kept.erase(id.Key());
    }
}

void
StackDriver::Introduce(const Stack::Opened& opened, StackUser* user)
{
    SetUser(opened.id, user);
    if (user && opened.id.IsValid())
    {
        if (const std::shared_ptr<ConnectionWatcher> watcher = user->Watcher())
        {
            Watch(opened.tuple, watcher);
        }
    }
}

void
StackDriver::SeatHalfOpen(const Actions& actions)
{
    for (const Transition& transition : actions.transitions)
    {
        const bool isForked = transition.from == State::LISTEN && transition.to == State::SYN_RCVD;
        const Connection* connection = isForked ? m_stack.Find(transition.tuple) : nullptr;
        const ConnectionId id = connection ? connection->Id() : ConnectionId();
        StackUser* listener = UserOf(m_stack.ListenerOf(id));
        if (StackUser* user = listener ? listener->SeatHalfOpen(id, transition.tuple) : nullptr)
        {
            SetUser(id, user);
        }
    }
}

void
StackDriver::Watch(const FourTuple& tuple, const std::shared_ptr<ConnectionWatcher>& watcher)
{
    m_watchers[tuple] = watcher;
}

std::shared_ptr<ConnectionWatcher>
StackDriver::FindWatcher(const FourTuple& tuple) const
{
    const auto entry = m_watchers.find(tuple);
    return entry != m_watchers.end() ? entry->second : nullptr;
}

void
StackDriver::ShowChanged(const FourTuple& tuple) const
{
    const std::shared_ptr<ConnectionWatcher> watcher = FindWatcher(tuple);
    const Connection* connection = watcher ? m_stack.Find(tuple) : nullptr;
    if (connection)
    {
        watcher->OnChanged(*connection);
    }
}

void
StackDriver::TellWatchers(const Actions& actions)
{
    for (const Transition& transition : actions.transitions)
    {
        const std::shared_ptr<ConnectionWatcher> watcher = FindWatcher(transition.tuple);
        if (!watcher)
        {
            continue;
        }
        watcher->OnTransition(transition);
        ShowChanged(transition.tuple);
        const State left = m_stack.StateOf(transition.tuple);
        if (left == State::CLOSED || (left == State::LISTEN && transition.tuple.remotePort != 0))
        {
            m_watchers.erase(transition.tuple);
        }
    }
    for (const SegmentOut& out : actions.segments)
    {
        ShowChanged(out.tuple);
    }
}

StackUser*
StackDriver::UserOf(ConnectionId id) const
{
    const Seat* seat = SeatOf(id);
    return seat ? seat->user : nullptr;
}

const StackDriver::Seat*
StackDriver::SeatOf(ConnectionId id) const
{
    if (!id.IsValid() || id.slot >= m_seats.size())
    {
        return nullptr;
    }
    if (m_seats[id.slot].generation == id.generation)
    {
        return &m_seats[id.slot];
    }
    const auto displaced = m_displaced.find(id.Key());
    return displaced != m_displaced.end() ? &displaced->second : nullptr;
}

StackDriver::Seat*
StackDriver::SeatOf(ConnectionId id)
{
    return const_cast<Seat*>(std::as_const(*this).SeatOf(id));
}

void
StackDriver::Tell(const Notification& notification, const Ptr<const Packet>& payload)
{
    const ConnectionId id = notification.connection;
    const bool isPayload = notification.kind == Notification::PAYLOAD;
    Seat* seat = SeatOf(id);
    if (seat && seat->isReady)
    {
        Hand(notification, isPayload ? payload : NO_PAYLOAD, seat);
    }
    else if (!seat && IsLast(notification.kind))
    {
        m_kept.erase(id.Key()); // nobody can accept it any more
    }
    else
    {
        m_kept[id.Key()].emplace_back(notification, isPayload ? payload : NO_PAYLOAD);
    }
}

void
StackDriver::Hand(const Notification& notification, const Ptr<const Packet>& payload, Seat* seat)
{
    StackUser* user = seat ? seat->user : nullptr;
    if (IsLast(notification.kind))
    {
        if (seat)
        {
            seat->user = nullptr;
        }
        if (!m_displaced.empty())
        {
            m_displaced.erase(notification.connection.Key());
        }
    }
    if (user)
    {
        user->Notify(notification, payload);
    }
}

void
StackDriver::HandKept(ConnectionId id)
{
    // The user may call back: what then comes for this connection queues up behind.
    auto kept = m_kept.find(id.Key());
    for (std::size_t i = 0; kept != m_kept.end() && i < kept->second.size(); ++i)
    {
        const Kept one = kept->second[i];
        Hand(one.first, one.second, SeatOf(id));
        kept = m_kept.find(id.Key());
    }
    m_kept.erase(id.Key());
}

void
StackDriver::Ready(ConnectionId id)
{
    if (!m_kept.empty())
    {
        HandKept(id);
    }
    if (Seat* seat = SeatOf(id))
    {
        seat->isReady = true;
    }
}

} // namespace synfin
} // namespace ns3
