/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-calls.h"

#include <algorithm>
#include <cerrno>
#include <linux/sockios.h>
#include <sys/ioctl.h>

namespace ns3
{
namespace synfin
{

namespace
{

using Phase = SimulatedSocket::Phase;

std::size_t
SizeOf(const SocketCalls::Buffers& buffers)
{
    std::size_t size = 0;
    for (const iovec& buffer : buffers)
    {
        size += buffer.iov_len;
    }
    return size;
}

bool
HasNull(const SocketCalls::Buffers& buffers)
{
    return std::any_of(buffers.begin(), buffers.end(), [](const iovec& buffer) {
        return !buffer.iov_base && buffer.iov_len > 0;
    });
}

} // namespace

std::optional<Time>
SocketCalls::Until(Time now, uint32_t timeoutUs)
{
    return timeoutUs == 0 ? std::nullopt : std::optional<Time>(now + MicroSeconds(timeoutUs));
}

bool
SocketCalls::MayBlock(const SimulatedSocket& socket, int flags) const
{
    return !socket.nonBlocking && (flags & MSG_DONTWAIT) == 0;
}

std::size_t
SocketCalls::Read(SimulatedSocket& socket, const Buffers& buffers, int flags)
{
    const std::size_t size = std::min<uint64_t>(SizeOf(buffers), socket.Readable());
    const Octets octets = socket.received.Get(socket.received.Begin(), size);
    std::size_t copied = 0;
    for (const iovec& buffer : buffers)
    {
        const std::size_t part = std::min(buffer.iov_len, size - copied);
        if ((flags & MSG_TRUNC) == 0) // tcp(7): throws away
        {
            std::copy_n(octets.begin() + copied, part, static_cast<uint8_t*>(buffer.iov_base));
        }
        copied += part;
    }
    if ((flags & MSG_PEEK) == 0)
    {
        socket.received.Release(socket.received.Begin() + size);
        Do([this, &socket, size](Stack& stack, Actions& out) {
            return stack.Receive(socket.id, static_cast<uint32_t>(size), m_clock.Now(), out);
        });
    }
    return size;
}

ssize_t
SocketCalls::Receive(int fd, const Buffers& buffers, int flags, Lock& lock)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    if (flags & (MSG_OOB | MSG_ERRQUEUE))
    {
        return Fail(flags & MSG_OOB ? EINVAL : EAGAIN); // neither is kept
    }
    if (socket->phase == Phase::NEW || socket->phase == Phase::LISTENING)
    {
        return Fail(ENOTCONN);
    }
    // tcp_recvmsg(): data first, then an error, then the end of the stream.
    const std::size_t wanted = flags & MSG_WAITALL ? SizeOf(buffers) : 1;
    const auto isOver = [&socket, wanted]() {
        return socket->Readable() >= wanted || socket->error || socket->peerClosed ||
               socket->readShut || socket->phase == Phase::CLOSED;
    };
    if (!isOver() && MayBlock(*socket, flags))
    {
        m_clock.WaitFor(isOver, Until(m_clock.Now(), socket->receiveTimeoutUs), lock);
    }
    if (socket->Readable() > 0)
    {
        return HasNull(buffers) ? Fail(EFAULT)
                                : static_cast<ssize_t>(Read(*socket, buffers, flags));
    }
    if (const int error = socket->TakeError())
    {
        return Fail(error);
    }
    return isOver() ? 0 : Fail(EAGAIN);
}

std::optional<int>
SocketCalls::QueueToTell(int fd) const
{
    const Handle socket = Find(fd);
    if (!socket || !socket->tellsQueue)
    {
        return std::nullopt;
    }
    // tcp_inq_hint(): the end of the stream is worth a read, too.
    const auto rest = static_cast<int>(socket->Readable());
    return rest == 0 && socket->peerClosed ? 1 : rest;
}

uint64_t
SocketCalls::RoomOfPacket(const SimulatedSocket& socket) const
{
    // tcp_sendmsg_locked(): what is not sent yet is one packet, until it is full; a next one needs
    // less than TCP_NOTSENT_LOWAT before it. Its size is half the peer's window at most
    // (tcp_bound_to_half_wnd()).
    const Connection* connection = m_host.Tcp().Find(socket.id);
    const uint64_t lowat = m_host.NotSentLowat(socket);
    if (!connection || lowat == UINT32_MAX)
    {
        return UINT64_MAX;
    }
    constexpr uint32_t MOST = 65536 - 1 - 320; // sk_gso_max_size - 1 - MAX_TCP_HEADER
    const uint32_t mss = connection->EffectiveMss();
    const uint64_t full = std::max(std::min(connection->SndWnd() / 2, MOST) / mss * mss, mss);
    const uint64_t unsent = m_host.Unsent(socket);
    const uint64_t inLast = unsent % full;
    return inLast > 0 ? full - inLast : unsent < lowat ? full : 0;
}

std::size_t
SocketCalls::Write(SimulatedSocket& socket, const Octets& octets, std::size_t from, int flags)
{
    std::size_t written = 0;
    while (from + written < octets.size())
    {
        const uint64_t left = octets.size() - from - written;
        const std::size_t size = std::min({left, socket.Room(), RoomOfPacket(socket)});
        if (size == 0)
        {
            break;
        }
        const bool isLast = size == left;
        const SendMarks marks{isLast && (flags & MSG_MORE) != 0, isLast && (flags & MSG_EOR) != 0};
        socket.sent.Put(socket.sent.End(), octets.data() + from + written, size);
        Do([&](Stack& stack, Actions& out) {
            return stack.Send(socket.id, static_cast<uint32_t>(size), m_clock.Now(), out, marks);
        });
        written += size;
    }
    return written;
}

int
SocketCalls::Ioctl(int fd, unsigned long request, int* value)
{
    const Handle socket = Find(fd);
    if (!socket)
    {
        return -1;
    }
    if (!value)
    {
        return Fail(EFAULT);
    }
    const Connection* connection = m_host.Tcp().Find(socket->id);
    switch (request)
    {
    case SIOCINQ: // FIONREAD
        if (socket->phase == Phase::LISTENING)
        {
            return Fail(EINVAL);
        }
        *value = static_cast<int>(socket->Readable());
        return 0;
    case SIOCOUTQ:
        *value = static_cast<int>(socket->Queued());
        return 0;
    case SIOCOUTQNSD: {
        const auto inFlight =
            connection ? static_cast<uint64_t>(connection->SndNxt() - connection->SndUna()) : 0;
        *value = static_cast<int>(socket->Queued() - std::min(socket->Queued(), inFlight));
        return 0;
    }
    case FIONBIO:
        socket->nonBlocking = *value != 0;
        return 0;
    default:
        return Fail(ENOTTY);
    }
}

} // namespace synfin
} // namespace ns3
