/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SOCKET_CALLS_H
#define SYNFIN_SOCKET_CALLS_H

#include "synfin-simulated-host.h"
#include "synfin-socket-address.h"
#include "synfin-socket-table.h"
#include "synfin-virtual-clock.h"

#include <optional>
#include <poll.h>
#include <sys/uio.h>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief The socket calls of Linux on a simulated host, blocking where they would.
 *
 * Each returns what the system call returns, and sets errno. The caller holds the clock's lock.
 */
class SocketCalls
{
  public:
    using Lock = VirtualClock::Lock;
    using Buffers = std::vector<iovec>;

    SocketCalls(SimulatedHost& host, SocketTable& table, VirtualClock& clock);

    /// @name Life of a socket (synfin-socket-calls-life.cc)
    /// @{
    int Socket(int domain, int type, int protocol);
    int Bind(int fd, const sockaddr* address, socklen_t length);
    int Listen(int fd, int backlog);
    int Accept(int fd, sockaddr* address, socklen_t* length, Lock& lock);
    int Connect(int fd, const sockaddr* address, socklen_t length, Lock& lock);
    int Close(int fd, Lock& lock);
    int Shutdown(int fd, int how);
    /// @}

    /// @name Data (synfin-socket-calls-data.cc)
    /// @{
    ssize_t Receive(int fd, const Buffers& buffers, int flags, Lock& lock);
    std::optional<int> QueueToTell(int fd) const;
    ssize_t Send(int fd,
                 const Buffers& buffers,
                 int flags,
                 Lock& lock,
                 const sockaddr* address = nullptr,
                 socklen_t length = 0);
    int Ioctl(int fd, unsigned long request, int* value);
    /// @}

    /// @name Waiting and switches (synfin-socket-calls.cc)
    /// @{
    int Fcntl(int fd, int command, int argument);
    int SetOption(int fd, int level, int name, const void* value, socklen_t length);
    int GetOption(int fd, int level, int name, void* value, socklen_t* length);
    int Poll(pollfd* fds, nfds_t count, int timeoutMs, Lock& lock);
    int PollCreate();
    int PollControl(int poll, int operation, int fd, const epoll_event* event);
    int PollWait(int poll, epoll_event* events, int most, int timeoutMs, Lock& lock);
    /// @}

  private:
    using Handle = SimulatedHost::Socket;

    Handle Find(int fd) const;
    uint32_t Mask(const SimulatedSocket& socket) const;
    std::optional<Time> Deadline(int timeoutMs) const;
    int Do(const SimulatedHost::Call& call);
    int Disconnect(SimulatedSocket& socket);
    std::optional<FourTuple> TupleTo(const SimulatedSocket& socket,
                                     const sockaddr* address,
                                     socklen_t length) const;
    int StartConnect(const Handle& socket,
                     const FourTuple& tuple,
                     const Octets* data,
                     bool queuesAll);
    int FailedConnect(SimulatedSocket& socket);
    int Defer(SimulatedSocket& socket, const FourTuple& tuple);
    int SendFast(const Handle& socket,
                 const Octets& octets,
                 bool mayBlock,
                 const sockaddr* address,
                 socklen_t length);
    ssize_t SendRest(const Handle& socket,
                     const Octets& octets,
                     std::size_t written,
                     int flags,
                     Lock& lock);
    bool IsBusy(const SocketAddress& address, const SimulatedSocket& newcomer) const;
    void Linger(const SimulatedSocket& socket, Lock& lock);
    std::size_t Read(SimulatedSocket& socket, const Buffers& buffers, int flags);
    std::size_t Write(SimulatedSocket& socket, const Octets& octets, std::size_t from, int flags);
    uint64_t RoomOfPacket(const SimulatedSocket& socket) const;
    /// @return a deadline that SO_RCVTIMEO or SO_SNDTIMEO sets
    static std::optional<Time> Until(Time now, uint32_t timeoutUs);
    bool MayBlock(const SimulatedSocket& socket, int flags) const;

    SimulatedHost& m_host; //!< the host
    SocketTable& m_table;  //!< descriptors
    VirtualClock& m_clock; //!< time
};

/// @return -1, with errno set
int Fail(int error);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SOCKET_CALLS_H
