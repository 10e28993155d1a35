/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stack.h"

#include "ns3/assert.h"

#include <algorithm>
#include <functional>

namespace ns3
{
namespace synfin
{

namespace
{

/// The key of a listener in its index.
FourTuple
ListenerKey(AddressId address, uint16_t port)
{
    FourTuple key;
    key.localAddress = address;
    key.localPort = port;
    return key;
}

CongestionFactory
OrFixedWindow(CongestionFactory factory)
{
    if (factory)
    {
        return factory;
    }
    return [](ConnectionId, uint32_t) { return std::make_unique<FixedWindow>(1U << 30); };
}

} // namespace

Stack::Stack(const Profile& profile,
             IsnSecret secret,
             CongestionFactory congestion,
             const AddressTable* addresses)
    : m_host{profile,
             IsnGenerator(secret, profile.isn_tick, addresses),
             OrFixedWindow(std::move(congestion))},
      m_timeWait(m_host.profile),
      m_ports(m_host.profile, m_host.isn)
{
}

Stack::~Stack() = default;

// ---- Places ----

ConnectionId
Stack::Allocate()
{
    uint32_t slot;
    if (m_freeSlots.empty())
    {
        slot = static_cast<uint32_t>(m_slots.Size());
        m_slots.Append();
    }
    else
    {
        slot = m_freeSlots.back();
        m_freeSlots.pop_back();
    }
    m_slots[slot].generation = ++m_generation;
    return {slot, m_generation};
}

void
Stack::Free(ConnectionId id)
{
    Slot& slot = m_slots[id.slot];
    slot.generation = 0;
    slot.deadline = slot.scheduled = NEVER;
    slot.parent = {};
    slot.ephemeral = false;
    slot.listener.reset();
    slot.connection.reset();
    m_freeSlots.push_back(id.slot);
}

Connection*
Stack::FindConnection(ConnectionId id)
{
    return const_cast<Connection*>(Find(id));
}

Listener*
Stack::FindListener(ConnectionId id) const
{
    return id.IsValid() && id.slot < m_slots.Size() && m_slots[id.slot].generation == id.generation
               ? m_slots[id.slot].listener.get()
               : nullptr;
}

const Connection*
Stack::Find(ConnectionId id) const
{
    if (!id.IsValid() || id.slot >= m_slots.Size())
    {
        return nullptr;
    }
    const Slot& slot = m_slots[id.slot];
    return slot.generation == id.generation && slot.connection ? &*slot.connection : nullptr;
}

uint32_t
Stack::FindSlot(const TupleIndex& index, const FourTuple& tuple) const
{
    return index.Find(tuple,
                      [this](uint32_t slot) -> const FourTuple& { return m_slots[slot].tuple; });
}

Connection&
Stack::Create(const FourTuple& tuple, const ConnectionOptions& options)
{
    const ConnectionId id = Allocate();
    m_slots[id.slot].connection.emplace(m_host, id, tuple, options);
    m_slots[id.slot].tuple = tuple;
    m_connections.Insert(tuple, id.slot);
    m_inUse.Add(tuple);
    return *m_slots[id.slot].connection;
}

void
Stack::Remove(const Connection& connection)
{
    m_inUse.Remove(connection.Tuple());
    Vacate(connection);
}

void
Stack::Vacate(const Connection& connection)
{
    const ConnectionId id = connection.Id();
    m_connections.Erase(connection.Tuple(), id.slot);
    LeaveListener(id);
    ForgetReopened(id);
    Free(id);
}

void
Stack::LeaveListener(ConnectionId id)
{
    Slot& slot = m_slots[id.slot];
    if (Listener* listener = FindListener(slot.parent))
    {
        listener->Forget(slot.child);
        slot.parent = {};
    }
}

Listener*
Stack::ListenerFor(const FourTuple& tuple) const
{
    uint32_t slot = FindSlot(m_listeners, ListenerKey(tuple.localAddress, tuple.localPort));
    if (slot == TupleIndex::NONE)
    {
        slot =
            FindSlot(m_listeners, ListenerKey(tuple.localAddress & IPV6_ADDRESS, tuple.localPort));
    }
    return slot == TupleIndex::NONE ? nullptr : m_slots[slot].listener.get();
}

// ---- User calls ----

bool
Stack::IsTaken(const FourTuple& tuple, Time now) const
{
    if (FindSlot(m_connections, tuple) != TupleIndex::NONE)
    {
        return true;
    }
    const uint32_t position = m_timeWait.Find(tuple);
    return position != TimeWaitTable::NONE && !m_timeWait.IsReusable(position, now);
}

std::optional<uint16_t>
Stack::ChoosePort(const FourTuple& tuple, Time now)
{
    FourTuple candidate = tuple;
    const auto isFree = [this, &candidate, now](uint16_t port) {
        candidate.localPort = port;
        return !m_bound.Contains(port) && !IsTaken(candidate, now) && !ListenerFor(candidate);
    };
    return m_ports.Choose(tuple, now, std::cref(isFree));
}

uint16_t
Stack::Bind(AddressId address, uint16_t port)
{
    const auto isFree = [this, address](uint16_t candidate) {
        return m_inUse.Count(address, candidate) == 0 && !ListenerFor({address, 0, candidate, 0});
    };
    return m_bound.Take(address, port, m_host.profile.ip_local_port_range, std::cref(isFree));
}

void
Stack::Unbind(AddressId address, uint16_t port)
{
    m_bound.Release(address, port);
}

Stack::Opened
Stack::Connect(FourTuple tuple, const ConnectionOptions& options, Time now, Actions& out)
{
    HandleDeadline(now, out);
    if (IsAnyAddress(tuple.remoteAddress) || tuple.remotePort == 0)
    {
        return {CallError::BAD_ADDRESS, {}, tuple};
    }
    if (options.Validate(m_host.profile))
    {
        return {CallError::BAD_OPTIONS, {}, tuple};
    }
    const bool ephemeral = tuple.localPort == 0;
    if (ephemeral)
    {
        const auto port = ChoosePort(tuple, now);
        if (!port)
        {
            return {CallError::NO_PORT, {}, tuple};
        }
        tuple.localPort = *port;
    }
    else if (IsTaken(tuple, now))
    {
        return {CallError::ADDRESS_IN_USE, {}, tuple};
    }

    Step step{now, out};
    SequenceNumber32 iss = m_host.isn.Next(tuple, now);
    const uint32_t old = m_timeWait.Find(tuple);
    if (old != TimeWaitTable::NONE)
    {
        // tw_reuse: begin beyond everything that the old incarnation sent.
        iss = SequenceNumber32(m_timeWait.At(old).sndNxt + TimeWaitRecord::INCARNATION_GAP);
        LeaveTimeWait(old, Cause::TIME_WAIT_REUSED, step);
    }
    Connection& connection = Create(tuple, options);
    if (ephemeral)
    {
        m_slots[connection.Id().slot].ephemeral = true;
        m_ports.Take(tuple);
    }
    connection.OpenActive(iss, step);
    Schedule(connection);
    return {CallError::NONE, connection.Id(), tuple, options.incarnation};
}

Stack::Opened
Stack::Listen(AddressId address,
              uint16_t port,
              uint32_t backlog,
              const ConnectionOptions& options,
              Time now,
              Actions& out)
{
    HandleDeadline(now, out);
    const FourTuple key = ListenerKey(address, port);
    if (port == 0)
    {
        return {CallError::BAD_ADDRESS, {}, key};
    }
    if (options.Validate(m_host.profile))
    {
        return {CallError::BAD_OPTIONS, {}, key};
    }
    // MUST-41, MUST-42: connections of the same port, in whatever state, are neither in the way nor
    // disturbed, unless the user forbids it as Linux does: inet_csk_get_port() without
    // SO_REUSEADDR, a connection in TIME_WAIT is in use as well.
    if (FindSlot(m_listeners, key) != TupleIndex::NONE ||
        (!options.reuseAddress.value_or(true) && m_inUse.Count(address, port) > 0))
    {
        return {CallError::ADDRESS_IN_USE, {}, key};
    }
    const ConnectionId id = Allocate();
    m_slots[id.slot].listener =
        std::make_unique<Listener>(id, key, backlog, options, m_host.profile, now);
    m_slots[id.slot].tuple = key;
    m_listeners.Insert(key, id.slot);
    out.transitions.push_back({key, State::CLOSED, State::LISTEN, Cause::PASSIVE_OPEN, 0, now});
    return {CallError::NONE, id, key};
}

Stack::Opened
Stack::Accept(ConnectionId listenerId)
{
    Listener* listener = FindListener(listenerId);
    if (!listener)
    {
        return {CallError::NO_CONNECTION, {}, {}};
    }
    const auto id = listener->Dequeue();
    if (!id)
    {
        return {CallError::WOULD_BLOCK, {}, {}};
    }
    m_slots[id->slot].parent = {};
    const Connection& connection = *FindConnection(*id);
    return {CallError::NONE, *id, connection.Tuple(), connection.Incarnation()};
}

bool
Stack::HasAcceptable(ConnectionId listenerId) const
{
    const Listener* listener = FindListener(listenerId);
    return listener && listener->HasAcceptable();
}

template <typename Call>
CallError
Stack::Do(ConnectionId id, Time now, Actions& out, const Call& call)
{
    HandleDeadline(now, out);
    Connection* connection = FindConnection(id);
    if (!connection)
    {
        return CallError::NO_CONNECTION;
    }
    Step step{now, out};
    const State before = connection->GetState();
    const CallError error = call(*connection, step);
    Settle(*connection, before, step);
    return error;
}

CallError
Stack::Send(ConnectionId id, uint32_t octets, Time now, Actions& out)
{
    return Do(id, now, out, [octets](Connection& connection, Step& step) {
        return connection.Send(octets, step);
    });
}

CallError
Stack::Receive(ConnectionId id, uint32_t octets, Time now, Actions& out)
{
    return Do(id, now, out, [octets](Connection& connection, Step& step) {
        connection.Receive(octets, step);
        return CallError::NONE;
    });
}

CallError
Stack::Shutdown(ConnectionId id, Time now, Actions& out)
{
    return Do(id, now, out, [](Connection& connection, Step& step) {
        return connection.Shutdown(step);
    });
}

CallError
Stack::Close(ConnectionId id, Time now, Actions& out)
{
    if (FindListener(id))
    {
        HandleDeadline(now, out);
        Step step{now, out};
        CloseListener(id, step);
        return CallError::NONE;
    }
    return Do(id, now, out, [this](Connection& connection, Step& step) {
        const CallError error = connection.Close(step);
        // Linux __tcp_close(): "too many orphaned sockets"; the FIN has left already.
        if (error == CallError::NONE && connection.IsOrphan() &&
            m_orphans >= m_host.profile.max_orphans)
        {
            connection.Abort(Cause::TOO_MANY_ORPHANS, Notification::ABORTED, step);
        }
        return error;
    });
}

CallError
Stack::Abort(ConnectionId id, Time now, Actions& out)
{
    return Do(id, now, out, [](Connection& connection, Step& step) {
        connection.Abort(Cause::USER_ABORT, Notification::ABORTED, step);
        return CallError::NONE;
    });
}

CallError
Stack::SetOptions(ConnectionId id, const ConnectionOptions& options, Time now, Actions& out)
{
    if (options.Validate(m_host.profile))
    {
        return CallError::BAD_OPTIONS;
    }
    if (Listener* listener = FindListener(id))
    {
        listener->SetOptions(options);
        return CallError::NONE;
    }
    return Do(id, now, out, [&options](Connection& connection, Step& step) {
        connection.SetOptions(options, step);
        return CallError::NONE;
    });
}

void
Stack::CloseListener(ConnectionId id, Step& step)
{
    // Whoever is not accepted yet can no longer be: RST, as RFC 9293 3.10.4 has it for queued
    // OPENs.
    const Listener& listener = *m_slots[id.slot].listener;
    while (const auto child = listener.AnyChild())
    {
        Connection& connection = *FindConnection(*child);
        const State before = connection.GetState();
        if (before == State::SYN_RCVD && !m_host.profile.close_resets_half_open)
        {
            connection.Forget(Cause::LISTENER_CLOSED, step);
        }
        else
        {
            connection.Abort(Cause::LISTENER_CLOSED, Notification::ABORTED, step);
        }
        Settle(connection, before, step);
    }
    const FourTuple tuple = listener.Tuple();
    step.out.transitions.push_back(
        {tuple, State::LISTEN, State::CLOSED, Cause::USER_CLOSE, 0, listener.Since()});
    m_listeners.Erase(tuple, id.slot);
    Free(id);
}

// ---- Observation ----

State
Stack::StateOf(const FourTuple& tuple) const
{
    const uint32_t slot = FindSlot(m_connections, tuple);
    if (slot != TupleIndex::NONE)
    {
        return m_slots[slot].connection->GetState();
    }
    if (m_timeWait.Find(tuple) != TimeWaitTable::NONE)
    {
        return State::TIME_WAIT;
    }
    return ListenerFor(tuple) ? State::LISTEN : State::CLOSED;
}

uint32_t
Stack::CountOf(State state) const
{
    return state == State::LISTEN ? static_cast<uint32_t>(m_listeners.Size())
                                  : m_host.inState[static_cast<std::size_t>(state)];
}

uint32_t
Stack::PortsInUse() const
{
    return m_ports.Taken();
}

} // namespace synfin
} // namespace ns3
