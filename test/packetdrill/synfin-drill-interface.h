/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DRILL_INTERFACE_H
#define SYNFIN_DRILL_INTERFACE_H

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>

extern "C"
{
    /**
     * @brief What packetdrill's --so_filename expects of a stack: a table of functions, each with
     * the table's first entry as its first argument.
     *
     * The order is the interface. Socket calls return what the system calls of their names return
     * and set errno.
     */
    struct DrillInterface
    {
        void* self;
        void (*free)(void*);
        int (*socket)(void*, int, int, int);
        int (*bind)(void*, int, const sockaddr*, socklen_t);
        int (*listen)(void*, int, int);
        int (*accept)(void*, int, sockaddr*, socklen_t*);
        int (*connect)(void*, int, const sockaddr*, socklen_t);
        ssize_t (*read)(void*, int, void*, size_t);
        ssize_t (*readv)(void*, int, const iovec*, int);
        ssize_t (*recv)(void*, int, void*, size_t, int);
        ssize_t (*recvfrom)(void*, int, void*, size_t, int, sockaddr*, socklen_t*);
        ssize_t (*recvmsg)(void*, int, msghdr*, int);
        ssize_t (*write)(void*, int, const void*, size_t);
        ssize_t (*writev)(void*, int, const iovec*, int);
        ssize_t (*send)(void*, int, const void*, size_t, int);
        ssize_t (*sendto)(void*, int, const void*, size_t, int, const sockaddr*, socklen_t);
        ssize_t (*sendmsg)(void*, int, const msghdr*, int);
        int (*fcntl)(void*, int, int, ...);
        int (*ioctl)(void*, int, unsigned long, ...);
        int (*close)(void*, int);
        int (*shutdown)(void*, int, int);
        int (*getsockopt)(void*, int, int, int, void*, socklen_t*);
        int (*setsockopt)(void*, int, int, int, const void*, socklen_t);
        int (*poll)(void*, pollfd*, nfds_t, int);
        /// An IP datagram reaches the host.
        int (*netdev_send)(void*, const void*, size_t);
        /// Waits for the next datagram that the host sends; size 0: none will come.
        int (*netdev_receive)(void*, void*, size_t*, long long*);
        int (*usleep)(void*, useconds_t);
        int (*gettimeofday)(void*, timeval*, struct timezone*);
        int (*epoll_create)(void*, int);
        int (*epoll_ctl)(void*, int, int, int, epoll_event*);
        int (*epoll_wait)(void*, int, epoll_event*, int, int);
        int (*pipe)(void*, int*);
        int (*splice)(void*, int, loff_t*, int, loff_t*, size_t, unsigned int);
    };

    /// The one symbol that packetdrill looks up; flags is the text of --so_flags, or nullptr.
    void packetdrill_interface_init(const char* flags, DrillInterface* interface);
}

#endif // SYNFIN_DRILL_INTERFACE_H
