/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-calls.h"

#include <algorithm>
#include <cerrno>

namespace ns3
{
namespace synfin
{

namespace
{

using Phase = SimulatedSocket::Phase;

/// @return the octets; nothing when they are nowhere
std::optional<Octets>
Gather(const SocketCalls::Buffers& buffers)
{
    Octets octets;
    for (const iovec& buffer : buffers)
    {
        if (!buffer.iov_base && buffer.iov_len > 0)
        {
            return std::nullopt;
        }
        const auto* first = static_cast<const uint8_t*>(buffer.iov_base);
        octets.insert(octets.end(), first, first + buffer.iov_len);
    }
    return octets;
}

} // namespace

int
SocketCalls::Defer(SimulatedSocket& socket, const FourTuple& tuple)
{
    // tcp_fastopen_defer_connect(): when data may go with the SYN, it waits for that.
    if (!socket.defersConnect ||
        m_host.Tcp().FastOpenRoom(tuple, socket.options, m_clock.Now()) == 0)
    {
        return EINPROGRESS;
    }
    socket.tuple = tuple;
    socket.phase = Phase::CONNECTING;
    socket.isDeferred = true;
    return 0;
}

int
SocketCalls::SendFast(const Handle& socket,
                      const Octets& octets,
                      bool mayBlock,
                      const sockaddr* address,
                      socklen_t length)
{
    // tcp_sendmsg_fastopen(), __inet_stream_connect()
    if ((m_host.Tcp().GetProfile().fastopen & FastOpen::CLIENT) == 0 ||
        (address && address->sa_family == AF_UNSPEC))
    {
        return EOPNOTSUPP;
    }
    if (socket->phase == Phase::CONNECTED && !socket->reported)
    {
        socket->reported = true; // told once, as by connect()
        return 0;
    }
    if (socket->phase != Phase::NEW && !socket->isDeferred)
    {
        return socket->phase == Phase::CONNECTING ? EALREADY : EISCONN;
    }
    const auto tuple = socket->isDeferred ? socket->tuple : TupleTo(*socket, address, length);
    if (!tuple)
    {
        return EINVAL;
    }
    socket->isDeferred = false;
    // Who waits has all of it queued, so that the rest goes with the handshake's last ACK
    // (sk_write_pending).
    const int error = StartConnect(socket, *tuple, &octets, mayBlock);
    return error ? error : EINPROGRESS;
}

ssize_t
SocketCalls::Send(int fd,
                  const Buffers& buffers,
                  int flags,
                  Lock& lock,
                  const sockaddr* address,
                  socklen_t length)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    constexpr int SUPPORTED =
        MSG_DONTWAIT | MSG_NOSIGNAL | MSG_ZEROCOPY | MSG_EOR | MSG_MORE | MSG_FASTOPEN;
    if (flags & ~SUPPORTED)
    {
        return Fail(EOPNOTSUPP); // MSG_OOB
    }
    const auto octets = Gather(buffers);
    const bool mayBlock = MayBlock(*socket, flags);
    const bool isFast = (flags & MSG_FASTOPEN) != 0 || socket->isDeferred;
    std::size_t sent = 0;
    if (isFast)
    {
        const int error = octets ? SendFast(socket, *octets, mayBlock, address, length) : EFAULT;
        sent = error == EINPROGRESS ? socket->sent.End() : 0;
        if (error && (error != EINPROGRESS || !mayBlock))
        {
            return sent > 0 ? static_cast<ssize_t>(sent) : Fail(error);
        }
    }
    if (socket->phase == Phase::CONNECTING && mayBlock)
    {
        const auto deadline = Until(m_clock.Now(), socket->sendTimeoutUs);
        m_clock.WaitFor([&socket]() { return socket->phase != Phase::CONNECTING; }, deadline, lock);
    }
    if (socket->phase == Phase::CONNECTING)
    {
        return sent > 0 ? static_cast<ssize_t>(sent) : Fail(isFast ? EINPROGRESS : EAGAIN);
    }
    if (isFast && socket->phase == Phase::CLOSED)
    {
        return Fail(FailedConnect(*socket));
    }
    if (socket->error || socket->writeShut || socket->phase != Phase::CONNECTED)
    {
        const int error = socket->TakeError(); // sk_stream_error()
        return Fail(error ? error : EPIPE);
    }
    return octets ? SendRest(socket, *octets, sent, flags, lock) : Fail(EFAULT);
}

ssize_t
SocketCalls::SendRest(const Handle& socket,
                      const Octets& octets,
                      std::size_t written,
                      int flags,
                      Lock& lock)
{
    const bool mayBlock = MayBlock(*socket, flags);
    const std::optional<Time> deadline = Until(m_clock.Now(), socket->sendTimeoutUs);
    const auto isOver = [&socket]() { return socket->error || socket->writeShut; };
    written += Write(*socket, octets, written, flags);
    while (written < octets.size())
    {
        socket->needsSpace = true;
        const auto hasRoom = [&]() { return m_host.IsWritable(*socket) || isOver(); };
        if (!mayBlock || !m_clock.WaitFor(hasRoom, deadline, lock) || isOver())
        {
            break;
        }
        written += Write(*socket, octets, written, flags);
    }
    if (written > 0 || octets.empty())
    {
        return static_cast<ssize_t>(written);
    }
    const int error = isOver() ? EPIPE : EAGAIN;
    return Fail(socket->error ? socket->TakeError() : error);
}

} // namespace synfin
} // namespace ns3
