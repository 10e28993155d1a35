/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SOCKET_OPTIONS_H
#define SYNFIN_SOCKET_OPTIONS_H

#include "synfin-simulated-host.h"

#include <optional>
#include <string>
#include <sys/socket.h>

namespace ns3
{
namespace synfin
{

/// setsockopt(2) and getsockopt(2) on the sockets of one host. All return 0 or an errno.
class SocketOptions
{
  public:
    explicit SocketOptions(SimulatedHost& host);

    int Set(SimulatedSocket& socket,
            int level,
            int name,
            const void* value,
            socklen_t length,
            Time now) const;

    int Get(SimulatedSocket& socket, int level, int name, void* value, socklen_t* length, Time now)
        const;

  private:
    int Apply(const SimulatedSocket& socket, bool keepsNagle, Time now) const;
    int SetFastOpenConnect(SimulatedSocket& socket, int value) const;
    int SetCongestion(SimulatedSocket& socket, const std::string& name) const;
    int SetForSocket(SimulatedSocket& socket, int name, const void* value, socklen_t length) const;
    int SetForTcp(SimulatedSocket& socket, int name, int value) const;
    static int SetForQueues(SimulatedSocket& socket, int name, int value);
    std::optional<int> GetForSocket(SimulatedSocket& socket, int name) const;
    std::optional<int> GetForTcp(const SimulatedSocket& socket, int name) const;
    int MaximumSegment(const SimulatedSocket& socket) const;

    SimulatedHost& m_host; //!< whose sockets
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SOCKET_OPTIONS_H
