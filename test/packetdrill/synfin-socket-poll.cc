/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-poll.h"

#include <cerrno>
#include <utility>

namespace ns3
{
namespace synfin
{

uint32_t
PollMask(const SimulatedSocket& socket, bool acceptable, bool writable)
{
    using Phase = SimulatedSocket::Phase;
    if (socket.phase == Phase::LISTENING)
    {
        return acceptable ? EPOLLIN | EPOLLRDNORM : 0U;
    }
    const bool isClosed = socket.phase == Phase::NEW || socket.phase == Phase::CLOSED;
    const bool endOfInput = socket.peerClosed || socket.readShut;
    uint32_t mask = 0;
    if (isClosed || (endOfInput && socket.writeShut))
    {
        mask |= EPOLLHUP;
    }
    if (endOfInput)
    {
        mask |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
    }
    mask |= socket.isDeferred ? EPOLLOUT | EPOLLWRNORM : 0U;
    if (socket.phase != Phase::CONNECTING)
    {
        mask |= socket.Readable() > 0 ? EPOLLIN | EPOLLRDNORM : 0U;
        mask |= socket.writeShut || writable ? EPOLLOUT | EPOLLWRNORM : 0U;
    }
    mask |= socket.error ? EPOLLERR : 0U;
    return mask;
}

SocketPoll::SocketPoll(Mask mask)
    : m_mask(std::move(mask))
{
}

SocketPoll::~SocketPoll()
{
    for (auto& item : m_items)
    {
        item.second.socket->watcher = nullptr;
    }
}

uint32_t
SocketPoll::Present(const Item& item) const
{
    // A one-shot item that fired waits for nothing, errors included (ep_poll_callback()).
    const uint32_t wanted = item.event.events & ~(EPOLLET | EPOLLONESHOT);
    return wanted == 0 ? 0 : m_mask(*item.socket) & (wanted | EPOLLERR | EPOLLHUP);
}

int
SocketPoll::Control(int operation,
                    int fd,
                    const SimulatedHost::Socket& socket,
                    const epoll_event& event)
{
    const auto found = m_items.find(fd);
    if (operation == EPOLL_CTL_ADD && found != m_items.end())
    {
        return EEXIST;
    }
    if (operation != EPOLL_CTL_ADD && found == m_items.end())
    {
        return ENOENT;
    }
    if (operation == EPOLL_CTL_DEL)
    {
        Forget(fd);
        return 0;
    }
    Item& item = m_items[fd];
    item.socket = socket;
    item.event = event;
    item.ready = Present(item) != 0;
    socket->needsSpace = socket->needsSpace || (m_mask(*socket) & EPOLLOUT) == 0;
    socket->watcher = [this, fd](uint32_t events) {
        Item& signalled = m_items.at(fd);
        signalled.ready =
            signalled.ready || (events & (signalled.event.events | EPOLLERR | EPOLLHUP));
    };
    return 0;
}

void
SocketPoll::Forget(int fd)
{
    const auto found = m_items.find(fd);
    if (found != m_items.end())
    {
        found->second.socket->watcher = nullptr;
        m_items.erase(found);
    }
}

bool
SocketPoll::IsReady() const
{
    for (const auto& item : m_items)
    {
        if (item.second.ready && Present(item.second) != 0)
        {
            return true;
        }
    }
    return false;
}

std::vector<epoll_event>
SocketPoll::Collect(std::size_t most)
{
    std::vector<epoll_event> events;
    for (auto& entry : m_items)
    {
        Item& item = entry.second;
        const uint32_t present = item.ready ? Present(item) : 0;
        if (present == 0 || events.size() == most)
        {
            item.ready = item.ready && present != 0;
            continue;
        }
        epoll_event event = item.event;
        event.events = present;
        events.push_back(event);
        item.ready = (item.event.events & EPOLLET) == 0;
        if (item.event.events & EPOLLONESHOT)
        {
            item.event.events &= EPOLLET | EPOLLONESHOT;
        }
    }
    return events;
}

} // namespace synfin
} // namespace ns3
