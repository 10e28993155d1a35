/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-port-counts.h"

#include "ns3/assert.h"

namespace ns3
{
namespace synfin
{

void
PortCounts::Add(const FourTuple& tuple)
{
    Change(tuple.localAddress, tuple.localPort, 1);
    Change(tuple.localAddress & IPV6_ADDRESS, tuple.localPort, 1);
}

void
PortCounts::Remove(const FourTuple& tuple)
{
    Change(tuple.localAddress, tuple.localPort, -1);
    Change(tuple.localAddress & IPV6_ADDRESS, tuple.localPort, -1);
}

uint32_t
PortCounts::Count(AddressId address, uint16_t port) const
{
    const auto page = m_pages.find(KeyOf(address, port));
    return page == m_pages.end() ? 0 : page->second.counts[port % PORTS];
}

void
PortCounts::Change(AddressId address, uint16_t port, int32_t by)
{
    const auto page = m_pages.try_emplace(KeyOf(address, port)).first;
    NS_ASSERT(by > 0 || page->second.counts[port % PORTS] > 0);
    page->second.counts[port % PORTS] += by;
    page->second.sum += by;
    if (page->second.sum == 0)
    {
        m_pages.erase(page);
    }
}

} // namespace synfin
} // namespace ns3
