/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TCP_INFO_H
#define SYNFIN_TCP_INFO_H

#include "synfin-simulated-host.h"

namespace ns3
{
namespace synfin
{

/// @return Linux's number of the socket's state (include/net/tcp_states.h)
int LinuxState(const SimulatedSocket& socket, const SimulatedHost& host);

/// @return Linux's struct tcp_info as far as the model knows; the rest is 0
Octets TcpInfo(const SimulatedSocket& socket, const SimulatedHost& host, Time now);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TCP_INFO_H
