/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-port-counts.h"

#include "ns3/assert.h"

#include <algorithm>
#include <utility>

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
    return m_pages.empty() ? 0 : m_pages[PlaceOf(KeyOf(address, port))].counts[port % PORTS];
}

bool
PortCounts::Page::IsEmpty() const
{
    return std::all_of(counts.begin(), counts.end(), [](uint32_t count) { return count == 0; });
}

std::size_t
PortCounts::PlaceOf(uint64_t key) const
{
    // Fibonacci hashing (Knuth, volume 3, 6.4): the upper half of the product is well mixed.
    std::size_t place = (key * 0x9e3779b97f4a7c15ULL) >> 32 & m_mask;
    while (m_pages[place].key != key && m_pages[place].key != NONE)
    {
        place = (place + 1) & m_mask;
    }
    return place;
}

void
PortCounts::MakeRoom()
{
    std::vector<Page> old = std::move(m_pages);
    old.erase(std::remove_if(old.begin(),
                             old.end(),
                             [](const Page& page) { return page.key == NONE || page.IsEmpty(); }),
              old.end());
    // Half full at most now, three quarters at the next time.
    std::size_t places = 4;
    while (places < 2 * (old.size() + 1))
    {
        places *= 2;
    }
    m_pages.assign(places, {});
    m_mask = places - 1;
    m_room = places / 4 * 3 - old.size();
    for (const Page& page : old)
    {
        m_pages[PlaceOf(page.key)] = page;
    }
}

void
PortCounts::Change(AddressId address, uint16_t port, int32_t by)
{
    if (m_room == 0)
    {
        MakeRoom();
    }
    Page& page = m_pages[PlaceOf(KeyOf(address, port))];
    NS_ASSERT(by > 0 || page.counts[port % PORTS] > 0);
    if (page.key == NONE)
    {
        page.key = KeyOf(address, port);
        --m_room;
    }
    page.counts[port % PORTS] += static_cast<uint32_t>(by);
}

} // namespace synfin
} // namespace ns3
