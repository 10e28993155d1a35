/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-calls.h"

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>

namespace ns3
{
namespace synfin
{

namespace
{

using Phase = SimulatedSocket::Phase;

} // namespace

int
SocketCalls::Socket(int domain, int type, int protocol)
{
    const int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (domain != AF_INET && domain != AF_INET6)
    {
        return Fail(EAFNOSUPPORT);
    }
    if (kind != SOCK_STREAM || (protocol != 0 && protocol != IPPROTO_TCP))
    {
        return Fail(EPROTONOSUPPORT); // TCP is all that there is
    }
    const auto socket = std::make_shared<SimulatedSocket>();
    const Profile& profile = m_host.Tcp().GetProfile();
    socket->family = domain;
    socket->nonBlocking = (type & SOCK_NONBLOCK) != 0;
    socket->options.reuseAddress = false;
    socket->sendLimit = profile.wmem;
    socket->receiveLimit = profile.rmem;
    return m_table.Add({socket, nullptr});
}

bool
SocketCalls::IsBusy(const SocketAddress& address, const SimulatedSocket& newcomer) const
{
    // inet_csk_get_port(): two may share a port when both allow it and none listens.
    for (const auto& entry : m_table.All())
    {
        const Handle& other = entry.second.socket;
        if (!other || other->tuple.localPort != address.port || other->phase == Phase::CLOSED ||
            other->tuple.remotePort != 0)
        {
            continue;
        }
        const bool overlap = IsAnyAddress(address.address) ||
                             IsAnyAddress(other->tuple.localAddress) ||
                             other->tuple.localAddress == address.address;
        const bool bothReuse = other->options.reuseAddress.value_or(false) &&
                               newcomer.options.reuseAddress.value_or(false);
        if (overlap && (!bothReuse || other->phase == Phase::LISTENING))
        {
            return true;
        }
    }
    return false;
}

int
SocketCalls::Bind(int fd, const sockaddr* address, socklen_t length)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    const auto own = address ? ReadAddress(address, length) : std::nullopt;
    if (!own)
    {
        return Fail(address ? EINVAL : EFAULT);
    }
    if (socket->phase != Phase::NEW || socket->tuple.localPort != 0 || own->port == 0)
    {
        return Fail(EINVAL); // a port is chosen at connect only
    }
    if (IsBusy(*own, *socket))
    {
        return Fail(EADDRINUSE);
    }
    socket->tuple.localAddress = own->address;
    socket->tuple.localPort = own->port;
    return 0;
}

int
SocketCalls::Listen(int fd, int backlog)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    if (socket->phase == Phase::LISTENING)
    {
        return 0;
    }
    if (socket->phase != Phase::NEW || socket->tuple.localPort == 0)
    {
        return Fail(EINVAL);
    }
    Stack::Opened opened;
    const int error = Do([this, &socket, &opened, backlog](Stack& stack, Actions& out) {
        opened = stack.Listen(socket->tuple.localAddress,
                              socket->tuple.localPort,
                              static_cast<uint32_t>(backlog), // a negative one means somaxconn
                              socket->options,
                              m_clock.Now(),
                              out);
        return opened.error;
    });
    if (error)
    {
        return Fail(error);
    }
    socket->phase = Phase::LISTENING;
    m_host.Attach(opened.id, socket);
    return 0;
}

int
SocketCalls::Accept(int fd, sockaddr* address, socklen_t* length, Lock& lock)
{
    const Handle listener = Find(fd);
    if (!listener)
    {
        return -1;
    }
    if (listener->phase != Phase::LISTENING)
    {
        return Fail(EINVAL);
    }
    CallError error = CallError::NONE;
    Handle socket;
    const auto accept = [this, &listener, &error, &socket]() {
        socket = m_host.Accept(listener->id, error);
        return error != CallError::WOULD_BLOCK;
    };
    if (!accept() && (!MayBlock(*listener, 0) || !m_clock.WaitFor(accept, std::nullopt, lock)))
    {
        return Fail(EAGAIN);
    }
    if (!socket)
    {
        return Fail(EINVAL); // the listener was closed
    }
    socket->family = listener->family;
    socket->options = listener->options;
    socket->sendLimit = listener->sendLimit;
    socket->receiveLimit = listener->receiveLimit;
    socket->linger = listener->linger;
    WriteAddress({socket->tuple.remoteAddress, socket->tuple.remotePort},
                 socket->family,
                 address,
                 length);
    return m_table.Add({socket, nullptr});
}

int
SocketCalls::Disconnect(SimulatedSocket& socket)
{
    // connect(2) to AF_UNSPEC: tcp_disconnect()
    Do([this, &socket](Stack& stack, Actions& out) {
        return socket.phase == Phase::LISTENING ? stack.Close(socket.id, m_clock.Now(), out)
                                                : stack.Abort(socket.id, m_clock.Now(), out);
    });
    const auto watcher = socket.watcher;
    SimulatedSocket fresh;
    fresh.family = socket.family;
    fresh.options = socket.options;
    fresh.nonBlocking = socket.nonBlocking;
    fresh.sendLimit = socket.sendLimit;
    fresh.receiveLimit = socket.receiveLimit;
    fresh.linger = socket.linger;
    fresh.watcher = watcher;
    socket = fresh;
    return 0;
}

std::optional<FourTuple>
SocketCalls::TupleTo(const SimulatedSocket& socket, const sockaddr* address, socklen_t length) const
{
    const auto destination = ReadAddress(address, length);
    if (!destination)
    {
        return std::nullopt;
    }
    FourTuple tuple = socket.tuple;
    tuple.remoteAddress = destination->address;
    tuple.remotePort = destination->port;
    if (IsAnyAddress(tuple.localAddress))
    {
        tuple.localAddress = OwnAddress(tuple.remoteAddress); // MUST-44
    }
    return tuple;
}

int
SocketCalls::StartConnect(const Handle& socket,
                          const FourTuple& tuple,
                          const Octets* data,
                          bool queuesAll)
{
    // The SYN must not leave before the socket is known: attach within the call.
    return Do([&](Stack& stack, Actions& out) {
        ConnectionOptions options = socket->options;
        if (data)
        {
            const uint32_t room = stack.FastOpenRoom(tuple, options, m_clock.Now());
            socket->synData = std::min(room, static_cast<uint32_t>(data->size()));
            const uint32_t all = std::min<std::size_t>(data->size(), socket->sendLimit);
            options.fastOpenData = queuesAll ? all : socket->synData;
            socket->sent.Put(0, data->data(), *options.fastOpenData);
        }
        const Stack::Opened opened = stack.Connect(tuple, options, m_clock.Now(), out);
        if (opened.error == CallError::NONE)
        {
            socket->tuple = opened.tuple;
            socket->phase = Phase::CONNECTING;
            m_host.Attach(opened.id, socket);
        }
        return opened.error;
    });
}

int
SocketCalls::FailedConnect(SimulatedSocket& socket)
{
    const int error = socket.TakeError();
    Disconnect(socket); // SS_UNCONNECTED: it may try again
    return error ? error : ECONNABORTED;
}

int
SocketCalls::Connect(int fd, const sockaddr* address, socklen_t length, Lock& lock)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    if (!address)
    {
        return Fail(EFAULT);
    }
    if (address->sa_family == AF_UNSPEC)
    {
        return Disconnect(*socket);
    }
    switch (socket->phase)
    {
    case Phase::NEW: {
        const auto tuple = TupleTo(*socket, address, length);
        if (tuple && Defer(*socket, *tuple) == 0)
        {
            return 0;
        }
        const Octets none;
        const Octets* data = socket->defersConnect ? &none : nullptr;
        const int error = tuple ? StartConnect(socket, *tuple, data, false) : EINVAL;
        if (error)
        {
            return Fail(error);
        }
        if (!MayBlock(*socket, 0))
        {
            return Fail(EINPROGRESS);
        }
        break;
    }
    case Phase::CONNECTING:
        if (!MayBlock(*socket, 0) || socket->isDeferred)
        {
            return Fail(socket->isDeferred ? EISCONN : EALREADY);
        }
        break;
    case Phase::CONNECTED:
        if (!socket->reported)
        {
            break; // told once
        }
        return Fail(EISCONN);
    case Phase::LISTENING:
        return Fail(EISCONN);
    case Phase::CLOSED:
        break;
    }
    m_clock.WaitFor([&socket]() { return socket->phase != Phase::CONNECTING; }, std::nullopt, lock);
    socket->reported = true;
    if (socket->phase == Phase::CONNECTED)
    {
        return 0;
    }
    return Fail(FailedConnect(*socket));
}

void
SocketCalls::Linger(const SimulatedSocket& socket, Lock& lock)
{
    const std::optional<Time> deadline = m_clock.Now() + Seconds(*socket.linger);
    const auto isDone = [this, &socket]() {
        const Connection* connection = m_host.Tcp().Find(socket.id);
        return !connection || !connection->IsOrphan();
    };
    m_clock.WaitFor(isDone, deadline, lock);
}

int
SocketCalls::Close(int fd, Lock& lock)
{
    const Descriptor* descriptor = m_table.Find(fd);
    if (!descriptor)
    {
        return Fail(EBADF);
    }
    const Handle socket = descriptor->socket;
    if (socket)
    {
        for (const auto& entry : m_table.All())
        {
            if (entry.second.poll)
            {
                entry.second.poll->Forget(fd);
            }
        }
        const bool abort = socket->linger == 0U && socket->phase != Phase::LISTENING;
        Do([this, &socket, abort](Stack& stack, Actions& out) {
            return abort ? stack.Abort(socket->id, m_clock.Now(), out)
                         : stack.Close(socket->id, m_clock.Now(), out);
        });
        if (socket->linger.value_or(0) > 0)
        {
            Linger(*socket, lock);
        }
    }
    m_table.Remove(fd);
    return 0;
}

int
SocketCalls::Shutdown(int fd, int how)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR)
    {
        return Fail(EINVAL);
    }
    const bool reads = how != SHUT_WR;
    const bool writes = how != SHUT_RD;
    switch (socket->phase)
    {
    case Phase::NEW:
    case Phase::CLOSED:
        return Fail(ENOTCONN);
    case Phase::LISTENING:
        return reads ? Disconnect(*socket) : 0; // inet_shutdown()
    case Phase::CONNECTING:
        return Disconnect(*socket);
    case Phase::CONNECTED:
        break;
    }
    socket->readShut = socket->readShut || reads;
    if (writes && !socket->writeShut)
    {
        socket->writeShut = true;
        Do([this, &socket](Stack& stack, Actions& out) {
            return stack.Shutdown(socket->id, m_clock.Now(), out);
        });
    }
    SimulatedHost::Signal(*socket, ~0U);
    return 0;
}

} // namespace synfin
} // namespace ns3
