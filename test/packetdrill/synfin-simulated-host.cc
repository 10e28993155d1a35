/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-simulated-host.h"

#include "synfin-socket-address.h"

#include "ns3/simulator.h"
#include "ns3/synfin-congestion-types.h"

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint32_t ANY_EVENT = ~0U; //!< sk_state_change() wakes whatever is waited for

constexpr uint32_t NO_CONTEXT = 0xffffffff; //!< ns-3's: of no node

/// @return what holds that connection back (tcp_chrono_start())
SocketCounts::Limit
LimitOf(const SimulatedSocket& socket, const Connection* connection)
{
    if (!connection || socket.Queued() == 0)
    {
        return SocketCounts::Limit::NONE;
    }
    const uint32_t inFlight = connection->Info().bytesInFlight;
    const uint64_t unsent = socket.Queued() - std::min<uint64_t>(socket.Queued(), inFlight);
    const uint64_t next = std::min<uint64_t>(unsent, connection->EffectiveMss());
    const CongestionController* congestion = connection->Info().congestion;
    const bool hasWindow = !congestion || congestion->Window() >= inFlight + next;
    return next > 0 && hasWindow && connection->SndWnd() < inFlight + next
               ? SocketCounts::Limit::PEER
               : SocketCounts::Limit::BUSY;
}

} // namespace

SimulatedHost::SimulatedHost(const Profile& profile,
                             bool offload,
                             Dialect dialect,
                             const HostSwitches& switches)
    : m_stack(profile, IsnSecret{1, 2}, MakeCongestion(profile), &Addresses()),
      m_dialect(dialect),
      m_offload(offload),
      m_switches(switches),
      m_start(Simulator::Now())
{
}

CongestionFactory
SimulatedHost::MakeCongestion(const Profile& profile)
{
    // ns-3's congestion controls look at ns-3's clock; what the socket says comes first.
    const CongestionFactory usual = MakeHostCongestion(profile).factory;
    return [this, usual](ConnectionId id, uint32_t mss) {
        const auto found = m_sockets.find(id.Key());
        if (found == m_sockets.end() || found->second->congestion.empty())
        {
            return usual(id, mss);
        }
        Profile own;
        own.congestion_control = found->second->congestion;
        return MakeHostCongestion(own).factory(id, mss);
    };
}

void
SimulatedHost::Follow(Time now)
{
    m_now = now;
    const Time wait = m_start + now - Simulator::Now();
    if (wait.IsStrictlyPositive())
    {
        Simulator::ScheduleWithContext(NO_CONTEXT, wait, [] {});
        Simulator::Run();
    }
}

std::optional<Time>
SimulatedHost::NextEvent() const
{
    return m_stack.NextDeadline();
}

void
SimulatedHost::HandleEvents(Time now)
{
    Follow(now);
    m_stack.HandleDeadline(now, m_actions);
    Drain(now);
}

CallError
SimulatedHost::Do(const Call& call, Time now)
{
    Follow(now);
    const CallError error = call(m_stack, m_actions);
    Drain(now);
    return error;
}

void
SimulatedHost::Receive(const uint8_t* octets, std::size_t size, Time now)
{
    Follow(now);
    const ArrivedDatagram datagram = ParseDatagram(octets, size);
    if (datagram.segment)
    {
        m_arriving = &*datagram.segment;
        for (const auto& entry : m_sockets)
        {
            if (entry.second->tuple == m_arriving->tuple)
            {
                entry.second->counts.Arrived(m_arriving->segment, now);
            }
        }
        m_stack.SegmentArrives(m_arriving->tuple, m_arriving->segment, now, m_actions);
    }
    if (datagram.error)
    {
        TakeError(*datagram.error);
    }
    Drain(now);
    m_arriving = nullptr;
    m_unreachable = 0;
}

void
SimulatedHost::TakeError(const ArrivedError& error)
{
    const SequenceNumber32 seq(error.seq);
    const Connection* connection = m_stack.Find(error.tuple);
    m_strayErrors +=
        connection && (seq < connection->SndUna() || seq >= connection->SndNxt()) ? 1 : 0;
    m_unreachable = IsFreeBsd() ? error.freeBsdNumber : error.number;
    m_stack.IcmpError(error.tuple, seq, error.kind, m_now, m_actions, error.mtu);
}

SimulatedHost::Socket
SimulatedHost::Accept(ConnectionId listener, CallError& error)
{
    std::deque<Socket>& dead = m_dead[listener.Key()];
    if (!dead.empty())
    {
        error = CallError::NONE;
        const Socket socket = dead.front();
        dead.pop_front();
        return socket;
    }
    const Stack::Opened opened = m_stack.Accept(listener);
    error = opened.error;
    if (error != CallError::NONE)
    {
        return nullptr;
    }
    m_unaccepted.erase(opened.id.Key());
    const Socket socket = SocketOf(opened.id);
    socket->tuple = opened.tuple;
    return socket;
}

bool
SimulatedHost::HasAcceptable(ConnectionId listener) const
{
    const auto found = m_dead.find(listener.Key());
    return (found != m_dead.end() && !found->second.empty()) || m_stack.HasAcceptable(listener);
}

void
SimulatedHost::FollowUnaccepted(const Transition& transition)
{
    const Connection* connection = m_stack.Find(transition.tuple);
    const ConnectionId listener =
        connection ? m_stack.ListenerOf(connection->Id()) : ConnectionId();
    if (listener.IsValid() && (transition.to != State::SYN_RCVD || connection->IsFastOpen()))
    {
        m_unaccepted[connection->Id().Key()] = listener.Key();
        SocketOf(connection->Id())->tuple = transition.tuple;
    }
}

std::optional<SentDatagram>
SimulatedHost::TakeSent()
{
    if (m_wire.empty())
    {
        return std::nullopt;
    }
    SentDatagram datagram = std::move(m_wire.front());
    m_wire.pop_front();
    return datagram;
}

void
SimulatedHost::Attach(ConnectionId id, const Socket& socket)
{
    m_sockets[id.Key()] = socket;
    socket->id = id;
    socket->counts.dataReceived = m_now;
}

uint64_t
SimulatedHost::Unsent(const SimulatedSocket& socket) const
{
    const Connection* connection = m_stack.Find(socket.id);
    const uint64_t inFlight = connection ? connection->Info().bytesInFlight : 0;
    return socket.Queued() - std::min(socket.Queued(), inFlight);
}

SimulatedHost::Socket
SimulatedHost::SocketOf(ConnectionId id)
{
    Socket& socket = m_sockets[id.Key()];
    if (!socket)
    {
        socket = std::make_shared<SimulatedSocket>();
        socket->phase = SimulatedSocket::Phase::CONNECTED;
        socket->id = id;
        socket->counts.dataReceived = m_now;
    }
    return socket;
}

void
SimulatedHost::Signal(SimulatedSocket& socket, uint32_t events)
{
    if (socket.watcher)
    {
        socket.watcher(events);
    }
}

void
SimulatedHost::Drain(Time now)
{
    Actions actions;
    std::swap(actions, m_actions);
    // The bytes of what leaves must still be here: segments first.
    for (const Transition& transition : actions.transitions)
    {
        if (transition.to == State::CLOSED || transition.to == State::LISTEN)
        {
            m_lives.erase(transition.tuple);
        }
        else
        {
            m_lives.insert(transition.tuple);
            FollowUnaccepted(transition);
        }
    }
    Send(actions.segments, now);
    for (const Notification& notification : actions.notifications)
    {
        Notify(notification);
    }
    for (const auto& entry : m_sockets)
    {
        SimulatedSocket& socket = *entry.second;
        socket.counts.Holds(LimitOf(socket, m_stack.Find(socket.id)), now);
    }
}

void
SimulatedHost::Send(const std::vector<SegmentOut>& segments, Time now)
{
    std::vector<bool> isLast(segments.size(), false);
    for (const auto& entry : m_sockets)
    {
        Packetization& packets = entry.second->packets;
        const Connection* connection = m_stack.Find(entry.second->id);
        if (m_offload && connection)
        {
            const uint32_t largest = packets.LargestOf(*connection, m_switches.minTsoSegs);
            packets.Cut(segments, connection->Id(), largest, now, isLast);
        }
    }
    for (std::size_t i = 0; i < segments.size(); ++i)
    {
        const SegmentOut& out = segments[i];
        Segment segment = out.segment;
        Octets payload;
        const auto sender = m_sockets.find(out.connection.Key());
        if (sender != m_sockets.end())
        {
            sender->second->counts.Left(segment,
                                        out.streamOffset,
                                        out.kind == SegmentKind::RETRANSMIT,
                                        now);
        }
        if (segment.payload > 0)
        {
            // tcp_send_syn_data(): what was in a SYN is a packet of its own.
            const bool wasInSyn =
                !segment.Has(Segment::SYN) &&
                out.streamOffset + segment.payload == SocketOf(out.connection)->synData;
            isLast[i] = isLast[i] || (m_offload && wasInSyn);
            payload = SocketOf(out.connection)->sent.Get(out.streamOffset, segment.payload);
        }
        if (isLast[i])
        {
            segment.flags |= Segment::PSH;
        }
        m_wire.push_back({now, MakeDatagram(out.tuple, segment, payload)});
    }
}

void
SimulatedHost::Notify(const Notification& notification)
{
    const Socket socket = SocketOf(notification.connection);
    if (IsLast(notification.kind))
    {
        End(socket, notification);
        m_sockets.erase(notification.connection.Key());
        return;
    }
    switch (notification.kind)
    {
    case Notification::CONNECTED:
        socket->phase = SimulatedSocket::Phase::CONNECTED;
        socket->counts.dataReceived = m_now; // tcp_finish_connect(): lrcvtime
        Signal(*socket, ANY_EVENT);
        break;
    case Notification::ACCEPTABLE:
        Signal(*socket, EPOLLIN | EPOLLRDNORM);
        break;
    case Notification::PAYLOAD:
        socket->hasSynData = socket->hasSynData || m_arriving->segment.Has(Segment::SYN);
        socket->received.Put(notification.streamOffset,
                             m_arriving->payload.data() + notification.skip,
                             notification.size);
        break;
    case Notification::READABLE:
        socket->readable = notification.streamOffset;
        Signal(*socket, EPOLLIN | EPOLLRDNORM);
        break;
    case Notification::ACKNOWLEDGED:
        socket->hasSynData = socket->hasSynData ||
                             (socket->synData > 0 && notification.streamOffset >= socket->synData &&
                              m_arriving && m_arriving->segment.Has(Segment::SYN));
        socket->sent.Release(notification.streamOffset);
        socket->packets.Release(notification.streamOffset, m_now);
        socket->counts.Acknowledged(notification.streamOffset);
        if (socket->needsSpace && IsWritable(*socket))
        {
            socket->needsSpace = false;
            Signal(*socket, EPOLLOUT | EPOLLWRNORM);
        }
        break;
    case Notification::PEER_CLOSED:
        socket->peerClosed = true;
        Signal(*socket, ANY_EVENT);
        break;
    case Notification::SOFT_ERROR:
        socket->softError = IsFreeBsd() ? 0 : m_unreachable; // tcp_notify() keeps it to itself
        break;
    case Notification::SENT_FIN:
        Signal(*socket, ANY_EVENT);
        break;
    default: // R1_REACHED says nothing to a socket
        break;
    }
}

void
SimulatedHost::End(const Socket& socket, const Notification& notification)
{
    // Linux tcp_reset(), tcp_write_err(), tcp_v4_err()
    const bool inCloseWait = socket->peerClosed && !socket->writeShut;
    switch (notification.kind)
    {
    case Notification::RESET:
        socket->error = inCloseWait && !IsFreeBsd() ? EPIPE : ECONNRESET;
        break;
    case Notification::REFUSED:
        socket->error = ECONNREFUSED;
        break;
    case Notification::TIMED_OUT:
        socket->error = socket->softError ? socket->softError : ETIMEDOUT;
        break;
    case Notification::UNREACHABLE:
        socket->error = m_unreachable;
        break;
    default: // closed in order, or by the user
        break;
    }
    const auto unaccepted = m_unaccepted.find(notification.connection.Key());
    if (unaccepted != m_unaccepted.end())
    {
        if (socket->error && !IsFreeBsd())
        {
            m_dead[unaccepted->second].push_back(socket);
        }
        m_unaccepted.erase(unaccepted);
    }
    socket->phase = SimulatedSocket::Phase::CLOSED;
    socket->id = {};
    socket->peerClosed = true;
    socket->writeShut = true;
    Signal(*socket, ANY_EVENT);
}

} // namespace synfin
} // namespace ns3
