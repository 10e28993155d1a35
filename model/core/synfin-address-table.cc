/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-address-table.h"

#include "ns3/assert.h"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace ns3
{
namespace synfin
{

AddressTable::AddressTable()
    : m_ipv4{Ipv4Address::GetAny()},
      m_ipv6{Ipv6Address::GetAny()}
{
    m_ipv4Ids[m_ipv4[0].Get()] = ANY_ADDRESS;
    m_ipv6Ids[m_ipv6[0]] = IPV6_ADDRESS;
}

size_t
AddressTable::Ipv6Hash::operator()(const Ipv6Address& address) const
{
    uint8_t bytes[16];
    address.GetBytes(bytes);
    return std::hash<std::string_view>()({reinterpret_cast<const char*>(bytes), sizeof(bytes)});
}

AddressTable::Parts
AddressTable::PartsOf(Ipv4Address address)
{
    return {{}, address.Get()};
}

AddressTable::Parts
AddressTable::PartsOf(Ipv6Address address)
{
    uint8_t bytes[16];
    address.GetBytes(bytes);
    Parts parts;
    std::copy(bytes, bytes + parts.high.size(), parts.high.begin());
    std::for_each(bytes + parts.high.size(), bytes + sizeof(bytes), [&parts](uint8_t byte) {
        parts.low = parts.low << 8 | byte;
    });
    return parts;
}

AddressId
AddressTable::Find(const std::vector<Range>& ranges, const Parts& parts)
{
    const auto range = std::find_if(ranges.begin(), ranges.end(), [&parts](const Range& r) {
        return r.first.high == parts.high && parts.low - r.first.low < r.count;
    });
    return range == ranges.end() ? ANY_ADDRESS : range->id + (parts.low - range->first.low);
}

AddressId
AddressTable::Add(std::vector<Range>& ranges, const Parts& first, uint32_t count)
{
    if (const AddressId known = Find(ranges, first))
    {
        return known;
    }
    const AddressId id = ranges.empty() ? RANGED_ADDRESS : ranges.back().id + ranges.back().count;
    NS_ASSERT(count <= 2 * RANGED_ADDRESS - id);
    ranges.push_back({first, count, id});
    return id;
}

AddressTable::Parts
AddressTable::Look(const std::vector<Range>& ranges, AddressId id)
{
    const auto range = std::find_if(ranges.begin(), ranges.end(), [id](const Range& r) {
        return id - r.id < r.count;
    });
    NS_ASSERT(range != ranges.end());
    Parts parts = range->first;
    parts.low += id - range->id;
    return parts;
}

AddressId
AddressTable::AddRange(Ipv4Address first, uint32_t count)
{
    return Add(m_ranges4, PartsOf(first), count);
}

AddressId
AddressTable::AddRange(Ipv6Address first, uint32_t count)
{
    return IPV6_ADDRESS | Add(m_ranges6, PartsOf(first), count);
}

AddressId
AddressTable::Intern(Ipv4Address address)
{
    if (const AddressId ranged = m_ranges4.empty() ? 0 : Find(m_ranges4, PartsOf(address)))
    {
        return ranged;
    }
    const auto [entry, isNew] =
        m_ipv4Ids.emplace(address.Get(), static_cast<AddressId>(m_ipv4.size()));
    if (isNew)
    {
        m_ipv4.push_back(address);
    }
    return entry->second;
}

AddressId
AddressTable::Intern(Ipv6Address address)
{
    if (const AddressId ranged = m_ranges6.empty() ? 0 : Find(m_ranges6, PartsOf(address)))
    {
        return IPV6_ADDRESS | ranged;
    }
    const auto [entry, isNew] =
        m_ipv6Ids.emplace(address, IPV6_ADDRESS | static_cast<AddressId>(m_ipv6.size()));
    if (isNew)
    {
        m_ipv6.push_back(address);
    }
    return entry->second;
}

Ipv4Address
AddressTable::Ipv4(AddressId id) const
{
    if (IsRanged(id))
    {
        return Ipv4Address(Look(m_ranges4, id).low);
    }
    NS_ASSERT((id & IPV6_ADDRESS) == 0 && id < m_ipv4.size());
    return m_ipv4[id];
}

Ipv6Address
AddressTable::Ipv6(AddressId id) const
{
    if (IsRanged(id))
    {
        const Parts parts = Look(m_ranges6, id & ~IPV6_ADDRESS);
        uint8_t bytes[16];
        std::copy(parts.high.begin(), parts.high.end(), bytes);
        for (std::size_t i = parts.high.size(), shift = 24; i < sizeof(bytes); ++i, shift -= 8)
        {
            bytes[i] = static_cast<uint8_t>(parts.low >> shift);
        }
        return Ipv6Address(bytes);
    }
    NS_ASSERT((id & ~IPV6_ADDRESS) < m_ipv6.size());
    return m_ipv6[id & ~IPV6_ADDRESS];
}

const std::string&
AddressTable::ToText(AddressId id) const
{
    const bool isIpv6 = (id & IPV6_ADDRESS) != 0;
    std::vector<std::string>& texts = m_texts[isIpv6 ? 1 : 0];
    const std::size_t index = id & ~IPV6_ADDRESS;
    if (!IsRanged(id) && index >= texts.size())
    {
        texts.resize(index + 1);
    }
    std::string& text = IsRanged(id) ? m_rangedText : texts[index];
    if (text.empty() || IsRanged(id))
    {
        std::ostringstream os;
        if (isIpv6)
        {
            os << Ipv6(id);
        }
        else
        {
            os << Ipv4(id);
        }
        text = os.str();
    }
    return text;
}

} // namespace synfin
} // namespace ns3
