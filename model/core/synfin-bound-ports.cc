/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-bound-ports.h"

namespace ns3
{
namespace synfin
{

bool
BoundPorts::IsTaken(AddressId address, uint16_t port) const
{
    const auto taken = m_taken.equal_range(port);
    for (auto it = taken.first; it != taken.second; ++it)
    {
        const AddressId other = it->second;
        const bool sameVersion = ((other ^ address) & IPV6_ADDRESS) == 0;
        const bool any = IsAnyAddress(other) || IsAnyAddress(address);
        if (sameVersion && (any || other == address))
        {
            return true;
        }
    }
    return false;
}

uint16_t
BoundPorts::Take(AddressId address,
                 uint16_t port,
                 PortRange range,
                 const std::function<bool(uint16_t)>& isFree)
{
    for (uint32_t tries = 0; port == 0 && tries < range.Size(); ++tries)
    {
        const auto candidate = static_cast<uint16_t>(range.low + m_next++ % range.Size());
        port = IsTaken(address, candidate) || !isFree(candidate) ? 0 : candidate;
    }
    if (port == 0 || IsTaken(address, port))
    {
        return 0;
    }
    m_taken.emplace(port, address);
    return port;
}

void
BoundPorts::Release(AddressId address, uint16_t port)
{
    const auto taken = m_taken.equal_range(port);
    for (auto it = taken.first; it != taken.second; ++it)
    {
        if (it->second == address)
        {
            m_taken.erase(it);
            return;
        }
    }
}

} // namespace synfin
} // namespace ns3
