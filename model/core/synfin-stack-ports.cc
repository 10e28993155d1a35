/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Local ports of a Stack: who may have which.

#include "synfin-stack.h"

#include <functional>

namespace ns3
{
namespace synfin
{

bool
Stack::IsTaken(const FourTuple& tuple, Time now) const
{
    if (m_connections.Find(tuple) != ConnectionSlots::NONE)
    {
        return true;
    }
    const uint32_t position = m_timeWait.Find(tuple);
    return position != TimeWaitTable::NONE && !m_timeWait.IsReusable(position, now);
}

std::optional<uint16_t>
Stack::ChoosePort(const FourTuple& tuple, Time now)
{
    FourTuple candidate = tuple;
    const auto isFree = [this, &candidate, now](uint16_t port) {
        candidate.localPort = port;
        return !m_bound.Contains(port) && !IsTaken(candidate, now) &&
               !m_connections.ListenerFor(candidate);
    };
    return m_ports.Choose(tuple, now, std::cref(isFree));
}

CallError
Stack::CheckPort(const FourTuple& tuple, const ConnectionOptions& options, Time now) const
{
    if (!options.reuseAddress)
    {
        return IsTaken(tuple, now) ? CallError::ADDRESS_IN_USE : CallError::NONE;
    }
    if (!*options.reuseAddress && m_inUse.Count(tuple.localAddress, tuple.localPort) > 0)
    {
        return CallError::ADDRESS_IN_USE; // Linux inet_csk_bind_conflict()
    }
    // Linux __inet_check_established(), tcp_twsk_unique() for a port that is bound: whatever
    // tw_reuse says.
    const uint32_t old = m_timeWait.Find(tuple);
    const bool isTaken = m_connections.Find(tuple) != ConnectionSlots::NONE ||
                         (old != TimeWaitTable::NONE && !m_timeWait.HasTimestamps(old));
    return isTaken ? CallError::NO_PORT : CallError::NONE;
}

uint16_t
Stack::Bind(AddressId address, uint16_t port)
{
    const auto isFree = [this, address](uint16_t candidate) {
        return m_inUse.Count(address, candidate) == 0 &&
               !m_connections.ListenerFor({address, 0, candidate, 0});
    };
    return m_bound.Take(address, port, m_host.profile.ip_local_port_range, std::cref(isFree));
}

void
Stack::Unbind(AddressId address, uint16_t port)
{
    m_bound.Release(address, port);
}

} // namespace synfin
} // namespace ns3
