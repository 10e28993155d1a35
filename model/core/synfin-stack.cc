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
             IsnGenerator(secret, profile.isn_tick, addresses, profile.timestamp_offset),
             TimerWheel(),
             OrFixedWindow(std::move(congestion))},
      m_timeWait(m_host.profile, m_host.wheel),
      m_ports(m_host.profile, m_host.isn)
{
    SetClock();
}

Stack::~Stack() = default;

// ---- Coming and going ----

const Connection*
Stack::Find(ConnectionId id) const
{
    return m_connections.FindConnection(id);
}

Connection&
Stack::Create(const FourTuple& tuple, const ConnectionOptions& options)
{
    m_inUse.Add(tuple);
    return m_connections.AddConnection(m_host, tuple, options);
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
    LeaveListener(id);
    ForgetReopened(id);
    m_connections.Remove(id);
}

void
Stack::LeaveListener(ConnectionId id)
{
    ConnectionSlots::Slot& slot = m_connections[id.slot];
    if (Listener* listener = m_connections.FindListener(slot.parent))
    {
        listener->Forget(slot.child);
        slot.parent = {};
    }
}

// ---- User calls ----

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
    else if (const CallError error = CheckPort(tuple, options, now); error != CallError::NONE)
    {
        return {error, {}, tuple};
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
        m_connections[connection.Id().slot].ephemeral = true;
        m_ports.Take(tuple);
    }
    connection.OpenActive(iss, options, step);
    Schedule(connection, step.now);
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
    const FourTuple key{address, ANY_ADDRESS, port, 0};
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
    if (!MayListen(key, options) ||
        (!options.reuseAddress.value_or(true) && m_inUse.Count(address, port) > 0))
    {
        return {CallError::ADDRESS_IN_USE, {}, key};
    }
    const ConnectionId id = m_connections.AddListener(key,
                                                      backlog,
                                                      options,
                                                      m_host.profile,
                                                      now,
                                                      m_host.counters.queues);
    out.transitions.push_back({key, State::CLOSED, State::LISTEN, Cause::PASSIVE_OPEN, 0, now});
    return {CallError::NONE, id, key};
}

Stack::Opened
Stack::Accept(ConnectionId listenerId)
{
    Listener* listener = m_connections.FindListener(listenerId);
    if (!listener)
    {
        return {CallError::NO_CONNECTION, {}, {}};
    }
    const auto id = listener->Dequeue();
    if (!id)
    {
        return {CallError::WOULD_BLOCK, {}, {}};
    }
    m_connections[id->slot].parent = {};
    const Connection& connection = *m_connections.FindConnection(*id);
    return {CallError::NONE, *id, connection.Tuple(), connection.Incarnation()};
}

bool
Stack::HasAcceptable(ConnectionId listenerId) const
{
    const Listener* listener = m_connections.FindListener(listenerId);
    return listener && listener->HasAcceptable();
}

template <typename Call>
CallError
Stack::Do(ConnectionId id, Time now, Actions& out, const Call& call)
{
    HandleDeadline(now, out);
    Connection* connection = m_connections.FindConnection(id);
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
Stack::Send(ConnectionId id, uint32_t octets, Time now, Actions& out, SendMarks marks)
{
    return Do(id, now, out, [octets, marks](Connection& connection, Step& step) {
        return connection.Send(octets, marks, step);
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
    if (m_connections.FindListener(id))
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
            OrphanCount() >= m_host.profile.max_orphans)
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
    if (Listener* listener = m_connections.FindListener(id))
    {
        listener->SetOptions(options, m_host.profile);
        return CallError::NONE;
    }
    return Do(id, now, out, [&options](Connection& connection, Step& step) {
        connection.SetOptions(options, step);
        return CallError::NONE;
    });
}

// ---- Observation ----

State
Stack::StateOf(const FourTuple& tuple) const
{
    // RFC 9293 3.10.6, STATUS
    const uint32_t slot = m_connections.Find(tuple);
    if (slot != ConnectionSlots::NONE)
    {
        return m_connections[slot].connection->GetState();
    }
    if (m_timeWait.Find(tuple) != TimeWaitTable::NONE)
    {
        return State::TIME_WAIT;
    }
    return m_connections.ListenerFor(tuple) ? State::LISTEN : State::CLOSED;
}

uint32_t
Stack::CountOf(State state) const
{
    return state == State::LISTEN ? m_connections.ListenerCount()
                                  : m_host.inState[static_cast<std::size_t>(state)];
}

uint32_t
Stack::HalfOpenCount() const
{
    return CountOf(State::SYN_RCVD);
}

uint32_t
Stack::PortsInUse() const
{
    return m_ports.Taken();
}

} // namespace synfin
} // namespace ns3
