/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-calls.h"

#include "synfin-socket-options.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

namespace ns3
{
namespace synfin
{

int
Fail(int error)
{
    errno = error;
    return -1;
}

SocketCalls::SocketCalls(SimulatedHost& host, SocketTable& table, VirtualClock& clock)
    : m_host(host),
      m_table(table),
      m_clock(clock)
{
}

SocketCalls::Handle
SocketCalls::Find(int fd) const
{
    return m_table.FindSocket(fd);
}

uint32_t
SocketCalls::Mask(const SimulatedSocket& socket) const
{
    const bool isListening = socket.phase == SimulatedSocket::Phase::LISTENING;
    return PollMask(socket,
                    isListening && m_host.HasAcceptable(socket.id),
                    m_host.IsWritable(socket));
}

std::optional<Time>
SocketCalls::Deadline(int timeoutMs) const
{
    return timeoutMs < 0 ? std::nullopt
                         : std::optional<Time>(m_clock.Now() + MilliSeconds(timeoutMs));
}

int
SocketCalls::Do(const SimulatedHost::Call& call)
{
    switch (m_host.Do(call, m_clock.Now()))
    {
    case CallError::NONE:
    case CallError::CLOSING:
    case CallError::NO_CONNECTION:
        return 0;
    case CallError::NO_PORT:
        return EADDRNOTAVAIL;
    case CallError::ADDRESS_IN_USE:
        return EADDRINUSE;
    case CallError::BAD_ADDRESS:
    case CallError::BAD_OPTIONS:
        return EINVAL;
    case CallError::WOULD_BLOCK:
        return EAGAIN;
    }
    return EINVAL;
}

int
SocketCalls::Fcntl(int fd, int command, int argument)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    switch (command)
    {
    case F_GETFL:
        return O_RDWR | (socket->nonBlocking ? O_NONBLOCK : 0);
    case F_SETFL:
        socket->nonBlocking = (argument & O_NONBLOCK) != 0;
        return 0;
    case F_GETFD:
    case F_SETFD:
        return 0;
    default:
        return Fail(EINVAL);
    }
}

int
SocketCalls::SetOption(int fd, int level, int name, const void* value, socklen_t length)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    const int error = SocketOptions(m_host).Set(*socket, level, name, value, length, m_clock.Now());
    return error ? Fail(error) : 0;
}

int
SocketCalls::GetOption(int fd, int level, int name, void* value, socklen_t* length)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    const int error = SocketOptions(m_host).Get(*socket, level, name, value, length, m_clock.Now());
    return error ? Fail(error) : 0;
}

int
SocketCalls::Poll(pollfd* fds, nfds_t count, int timeoutMs, Lock& lock)
{
    int ready = 0;
    const auto look = [this, fds, count, &ready]() {
        ready = 0;
        for (nfds_t i = 0; i < count; ++i)
        {
            const Descriptor* descriptor = m_table.Find(fds[i].fd);
            const auto wanted = static_cast<uint32_t>(fds[i].events) | POLLERR | POLLHUP;
            fds[i].revents = POLLNVAL;
            if (descriptor && descriptor->socket)
            {
                SimulatedSocket& socket = *descriptor->socket;
                fds[i].revents = static_cast<short>(Mask(socket) & wanted);
                socket.needsSpace = socket.needsSpace || !m_host.IsWritable(socket);
            }
            ready += fds[i].revents != 0 ? 1 : 0;
        }
        return ready > 0;
    };
    m_clock.WaitFor(look, Deadline(timeoutMs), lock);
    return ready;
}

int
SocketCalls::PollCreate()
{
    const auto mask = [this](const SimulatedSocket& socket) { return Mask(socket); };
    return m_table.Add({nullptr, std::make_shared<SocketPoll>(mask)});
}

int
SocketCalls::PollControl(int poll, int operation, int fd, const epoll_event* event)
{
    const Descriptor* descriptor = m_table.Find(poll);
    if (!descriptor || !descriptor->poll)
    {
        return Fail(descriptor ? EINVAL : EBADF);
    }
    if (!event && operation != EPOLL_CTL_DEL)
    {
        return Fail(EFAULT);
    }
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    const int error =
        descriptor->poll->Control(operation, fd, socket, event ? *event : epoll_event());
    return error ? Fail(error) : 0;
}

int
SocketCalls::PollWait(int poll, epoll_event* events, int most, int timeoutMs, Lock& lock)
{
    const Descriptor* descriptor = m_table.Find(poll);
    if (!descriptor || !descriptor->poll || most <= 0)
    {
        return Fail(descriptor ? EINVAL : EBADF);
    }
    const std::shared_ptr<SocketPoll> instance = descriptor->poll;
    m_clock.WaitFor([instance]() { return instance->IsReady(); }, Deadline(timeoutMs), lock);
    const std::vector<epoll_event> ready = instance->Collect(static_cast<std::size_t>(most));
    std::copy(ready.begin(), ready.end(), events);
    return static_cast<int>(ready.size());
}

} // namespace synfin
} // namespace ns3
