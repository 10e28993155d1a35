/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SOCKET_POLL_H
#define SYNFIN_SOCKET_POLL_H

#include "synfin-simulated-host.h"

#include <cstdint>
#include <map>
#include <memory>
#include <sys/epoll.h>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @return poll(2)'s bits of a socket: Linux tcp_poll()
/// @param socket the socket
/// @param acceptable a listener has a connection to accept
/// @param writable SimulatedHost::IsWritable()
uint32_t PollMask(const SimulatedSocket& socket, bool acceptable, bool writable);

/**
 * @brief An epoll instance: level- and edge-triggered, one-shot.
 *
 * As in Linux, an item becomes ready when its socket signals an event that it waits for; waiting
 * takes the ready ones whose event still holds.
 */
class SocketPoll
{
  public:
    using Mask = std::function<uint32_t(const SimulatedSocket&)>;

    /// @param mask tells the present bits of a socket
    explicit SocketPoll(Mask mask);
    ~SocketPoll();
    SocketPoll(const SocketPoll&) = delete;
    SocketPoll& operator=(const SocketPoll&) = delete;

    /// epoll_ctl(2). @return 0 or an errno
    int Control(int operation,
                int fd,
                const SimulatedHost::Socket& socket,
                const epoll_event& event);

    /// The descriptor was closed.
    void Forget(int fd);

    /// @return true when Collect would find something
    bool IsReady() const;

    /// @return what is ready, at most so many
    std::vector<epoll_event> Collect(std::size_t most);

  private:
    struct Item
    {
        SimulatedHost::Socket socket;
        epoll_event event{};
        bool ready{false};
    };

    uint32_t Present(const Item& item) const;

    Mask m_mask;                 //!< a socket's bits
    std::map<int, Item> m_items; //!< by descriptor
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SOCKET_POLL_H
