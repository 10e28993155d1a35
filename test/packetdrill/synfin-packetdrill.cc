/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// packetdrill's interface: each entry of the table hands its call to a Drill.

#include "synfin-drill.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <netinet/tcp.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

Drill* g_drill = nullptr; //!< the one that getsockopt() below asks

Drill&
Of(void* self)
{
    return *static_cast<Drill*>(self);
}

SocketCalls::Buffers
One(const void* buffer, size_t size)
{
    return {{const_cast<void*>(buffer), size}};
}

SocketCalls::Buffers
Many(const iovec* buffers, size_t count)
{
    return SocketCalls::Buffers(buffers, buffers + count);
}

void
Free(void* self)
{
    g_drill = nullptr;
    delete &Of(self);
}

int
Socket(void* self, int domain, int type, int protocol)
{
    return Of(self).Run([=](SocketCalls& calls, SocketCalls::Lock&) {
        return calls.Socket(domain, type, protocol);
    });
}

int
Bind(void* self, int fd, const sockaddr* address, socklen_t length)
{
    return Of(self).Run(
        [=](SocketCalls& calls, SocketCalls::Lock&) { return calls.Bind(fd, address, length); });
}

int
Listen(void* self, int fd, int backlog)
{
    return Of(self).Run(
        [=](SocketCalls& calls, SocketCalls::Lock&) { return calls.Listen(fd, backlog); });
}

int
Accept(void* self, int fd, sockaddr* address, socklen_t* length)
{
    return Of(self).Run([=](SocketCalls& calls, SocketCalls::Lock& lock) {
        return calls.Accept(fd, address, length, lock);
    });
}

int
Connect(void* self, int fd, const sockaddr* address, socklen_t length)
{
    return Of(self).Run([=](SocketCalls& calls, SocketCalls::Lock& lock) {
        return calls.Connect(fd, address, length, lock);
    });
}

ssize_t
Receive(void* self, int fd, const SocketCalls::Buffers& buffers, int flags)
{
    return Of(self).Run([&](SocketCalls& calls, SocketCalls::Lock& lock) {
        return calls.Receive(fd, buffers, flags, lock);
    });
}

ssize_t
Read(void* self, int fd, void* buffer, size_t size)
{
    return Receive(self, fd, One(buffer, size), 0);
}

ssize_t
ReadV(void* self, int fd, const iovec* buffers, int count)
{
    return Receive(self, fd, Many(buffers, count), 0);
}

ssize_t
Recv(void* self, int fd, void* buffer, size_t size, int flags)
{
    return Receive(self, fd, One(buffer, size), flags);
}

ssize_t
RecvFrom(void* self, int fd, void* buffer, size_t size, int flags, sockaddr*, socklen_t* length)
{
    if (length)
    {
        *length = 0; // a stream names no sender
    }
    return Receive(self, fd, One(buffer, size), flags);
}

/// TCP_CM_INQ, where it is asked for and there is room.
void
TellQueue(Drill& drill, int fd, msghdr& message)
{
    std::optional<int> queue;
    drill.Run([&](SocketCalls& calls, SocketCalls::Lock&) {
        queue = calls.QueueToTell(fd);
        return 0;
    });
    const std::size_t room = message.msg_controllen;
    message.msg_controllen = 0;
    if (!queue || !message.msg_control || room < CMSG_SPACE(sizeof(int)))
    {
        return;
    }
    message.msg_controllen = CMSG_SPACE(sizeof(int));
    cmsghdr* control = CMSG_FIRSTHDR(&message);
    control->cmsg_level = SOL_TCP;
    control->cmsg_type = TCP_CM_INQ;
    control->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(control), &*queue, sizeof(int));
}

ssize_t
RecvMsg(void* self, int fd, msghdr* message, int flags)
{
    const ssize_t size = Receive(self, fd, Many(message->msg_iov, message->msg_iovlen), flags);
    if (size >= 0)
    {
        message->msg_namelen = 0;
        message->msg_flags = 0;
        TellQueue(Of(self), fd, *message);
    }
    return size;
}

/// The address of a stream is ignored, but for MSG_FASTOPEN.
ssize_t
Send(void* self,
     int fd,
     const SocketCalls::Buffers& buffers,
     int flags,
     const void* address = nullptr,
     socklen_t length = 0)
{
    return Of(self).Run([&](SocketCalls& calls, SocketCalls::Lock& lock) {
        return calls.Send(fd, buffers, flags, lock, static_cast<const sockaddr*>(address), length);
    });
}

ssize_t
Write(void* self, int fd, const void* buffer, size_t size)
{
    return Send(self, fd, One(buffer, size), 0);
}

ssize_t
WriteV(void* self, int fd, const iovec* buffers, int count)
{
    return Send(self, fd, Many(buffers, count), 0);
}

ssize_t
SendFlags(void* self, int fd, const void* buffer, size_t size, int flags)
{
    return Send(self, fd, One(buffer, size), flags);
}

ssize_t
SendTo(void* self,
       int fd,
       const void* buffer,
       size_t size,
       int flags,
       const sockaddr* address,
       socklen_t length)
{
    return Send(self, fd, One(buffer, size), flags, address, length);
}

ssize_t
SendMsg(void* self, int fd, const msghdr* message, int flags)
{
    return Send(self,
                fd,
                Many(message->msg_iov, message->msg_iovlen),
                flags,
                message->msg_name,
                message->msg_namelen);
}

int
Fcntl(void* self, int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    const int argument = va_arg(arguments, int);
    va_end(arguments);
    return Of(self).Run(
        [=](SocketCalls& calls, SocketCalls::Lock&) { return calls.Fcntl(fd, command, argument); });
}

int
Ioctl(void* self, int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    int* value = va_arg(arguments, int*);
    va_end(arguments);
    return Of(self).Run(
        [=](SocketCalls& calls, SocketCalls::Lock&) { return calls.Ioctl(fd, request, value); });
}

int
Close(void* self, int fd)
{
    return Of(self).Run(
        [=](SocketCalls& calls, SocketCalls::Lock& lock) { return calls.Close(fd, lock); });
}

int
Shutdown(void* self, int fd, int how)
{
    return Of(self).Run(
        [=](SocketCalls& calls, SocketCalls::Lock&) { return calls.Shutdown(fd, how); });
}

int
GetSockOpt(void* self, int fd, int level, int name, void* value, socklen_t* length)
{
    return Of(self).Run([=](SocketCalls& calls, SocketCalls::Lock&) {
        return calls.GetOption(fd, level, name, value, length);
    });
}

int
SetSockOpt(void* self, int fd, int level, int name, const void* value, socklen_t length)
{
    return Of(self).Run([=](SocketCalls& calls, SocketCalls::Lock&) {
        return calls.SetOption(fd, level, name, value, length);
    });
}

int
Poll(void* self, pollfd* fds, nfds_t count, int timeout)
{
    return Of(self).Run([=](SocketCalls& calls, SocketCalls::Lock& lock) {
        return calls.Poll(fds, count, timeout, lock);
    });
}

int
NetdevSend(void* self, const void* octets, size_t size)
{
    Of(self).Inject(octets, size);
    return 0;
}

int
NetdevReceive(void* self, void* octets, size_t* size, long long* timeUs)
{
    *size = Of(self).Sniff(octets, *size, timeUs);
    return 0;
}

int
Usleep(void* self, useconds_t us)
{
    Of(self).Sleep(us);
    return 0;
}

int
GetTimeOfDay(void* self, timeval* time, struct timezone*)
{
    *time = Of(self).Look();
    return 0;
}

int
EpollCreate(void* self, int)
{
    return Of(self).Run([](SocketCalls& calls, SocketCalls::Lock&) { return calls.PollCreate(); });
}

int
EpollCtl(void* self, int poll, int operation, int fd, epoll_event* event)
{
    return Of(self).Run([=](SocketCalls& calls, SocketCalls::Lock&) {
        return calls.PollControl(poll, operation, fd, event);
    });
}

int
EpollWait(void* self, int poll, epoll_event* events, int most, int timeout)
{
    return Of(self).Run([=](SocketCalls& calls, SocketCalls::Lock& lock) {
        return calls.PollWait(poll, events, most, timeout, lock);
    });
}

int
Pipe(void*, int*)
{
    return Fail(ENOSYS);
}

int
Splice(void*, int, loff_t*, int, loff_t*, size_t, unsigned int)
{
    return Fail(ENOSYS);
}

} // namespace

void
packetdrill_interface_init(const char* flags, DrillInterface* interface)
{
    DrillSettings settings;
    if (const auto problem = settings.Parse(flags ? flags : ""))
    {
        std::fprintf(stderr, "synfin: --so_flags: %s\n", problem->c_str());
        std::exit(2);
    }
    unsetenv("LD_PRELOAD"); // a script's commands need none of this
    g_drill = new Drill(settings);
    *interface = {g_drill,    Free,          Socket,    Bind,         Listen,      Accept,
                  Connect,    Read,          ReadV,     Recv,         RecvFrom,    RecvMsg,
                  Write,      WriteV,        SendFlags, SendTo,       SendMsg,     Fcntl,
                  Ioctl,      Close,         Shutdown,  GetSockOpt,   SetSockOpt,  Poll,
                  NetdevSend, NetdevReceive, Usleep,    GetTimeOfDay, EpollCreate, EpollCtl,
                  EpollWait,  Pipe,          Splice};
}

/**
 * The C library's own. packetdrill asks for TCP_INFO by it, past its interface: preloaded, this
 * library answers for its descriptors.
 */
extern "C" int
getsockopt(int fd,
           int level,
           int name,
           void* __restrict value,
           socklen_t* __restrict length) noexcept
{
    if (g_drill && g_drill->Owns(fd))
    {
        return GetSockOpt(g_drill, fd, level, name, value, length);
    }
    using Function = int (*)(int, int, int, void*, socklen_t*);
    static const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getsockopt"));
    return next(fd, level, name, value, length);
}
