/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-address-table.h"

#include "ns3/assert.h"

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

AddressId
AddressTable::Intern(Ipv4Address address)
{
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
    NS_ASSERT((id & IPV6_ADDRESS) == 0 && id < m_ipv4.size());
    return m_ipv4[id];
}

Ipv6Address
AddressTable::Ipv6(AddressId id) const
{
    NS_ASSERT((id & ~IPV6_ADDRESS) < m_ipv6.size());
    return m_ipv6[id & ~IPV6_ADDRESS];
}

const std::string&
AddressTable::ToText(AddressId id) const
{
    const bool isIpv6 = (id & IPV6_ADDRESS) != 0;
    std::vector<std::string>& texts = m_texts[isIpv6 ? 1 : 0];
    const std::size_t index = id & ~IPV6_ADDRESS;
    if (index >= texts.size())
    {
        texts.resize(index + 1);
    }
    if (texts[index].empty())
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
        texts[index] = os.str();
    }
    return texts[index];
}

} // namespace synfin
} // namespace ns3
