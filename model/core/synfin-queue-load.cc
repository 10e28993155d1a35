/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-queue-load.h"

#include "synfin-profile.h"

namespace ns3
{
namespace synfin
{

QueueEntrySize
QueueEntrySize::Of(const Profile& profile, bool isIpv6)
{
    if (profile.syncache_hashsize > 0)
    {
        // FreeBSD 14, amd64, summed up over the fields: struct syncache in tcp_syncache.h; struct
        // socket in socketvar.h and struct tcpcb in tcp_var.h, which holds the inpcb.
        constexpr uint32_t SYNCACHE = 168;
        constexpr uint32_t SOCKET = 960;
        constexpr uint32_t TCPCB = 1320;
        return {SYNCACHE, SOCKET + TCPCB};
    }
    // Linux 6.18, x86-64, objsize in /proc/slabinfo: request_sock_TCP and request_sock_TCPv6, which
    // an entry keeps until accept(2); TCP and TCPv6, its child; struct socket comes with accept(2).
    constexpr uint32_t REQUEST = 320;
    constexpr uint32_t TCP = 2368;
    constexpr uint32_t TCP_V6 = 2496;
    return {REQUEST, REQUEST + (isIpv6 ? TCP_V6 : TCP)};
}

} // namespace synfin
} // namespace ns3
