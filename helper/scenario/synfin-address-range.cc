/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-address-range.h"

#include "ns3/synfin-parse.h"

#include <algorithm>
#include <arpa/inet.h>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return true where two addresses have so many first bits in common
bool
HaveInCommon(const std::array<uint8_t, 16>& a, const std::array<uint8_t, 16>& b, uint32_t bits)
{
    const uint32_t whole = bits / 8;
    const uint32_t rest = 8 * (whole + 1) - bits;
    return std::equal(a.begin(), a.begin() + whole, b.begin()) &&
           (bits % 8 == 0 || a[whole] >> rest == b[whole] >> rest);
}

} // namespace

std::optional<AddressRange>
AddressRange::Parse(const std::string& text)
{
    const std::size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    AddressRange range;
    range.m_isIpv6 = address.find(':') != std::string::npos;
    const auto prefix =
        slash == std::string::npos ? std::nullopt : ParseUnsigned(text.substr(slash + 1));
    const int family = range.m_isIpv6 ? AF_INET6 : AF_INET;
    if (!prefix || *prefix > (range.m_isIpv6 ? 128 : 32) ||
        inet_pton(family, address.c_str(), range.m_first.data()) != 1)
    {
        return std::nullopt;
    }
    range.m_prefix = static_cast<uint32_t>(*prefix);
    for (uint32_t bit = range.m_prefix; bit < 8 * range.m_first.size(); ++bit)
    {
        if ((range.m_first[bit / 8] >> (7 - bit % 8) & 1) != 0)
        {
            return std::nullopt;
        }
    }
    return range;
}

std::string
AddressRange::Text() const
{
    char text[INET6_ADDRSTRLEN];
    inet_ntop(m_isIpv6 ? AF_INET6 : AF_INET, m_first.data(), text, sizeof(text));
    return std::string(text) + "/" + std::to_string(m_prefix);
}

uint32_t
AddressRange::Count() const
{
    const uint32_t free = (m_isIpv6 ? 128 : 32) - m_prefix;
    return free < 28 ? 1U << free : MOST;
}

bool
AddressRange::Overlaps(const AddressRange& other) const
{
    return m_isIpv6 == other.m_isIpv6 &&
           HaveInCommon(m_first, other.m_first, std::min(m_prefix, other.m_prefix));
}

AddressId
AddressRange::AddTo(AddressTable& table) const
{
    return m_isIpv6 ? table.AddRange(Ipv6Address::Deserialize(m_first.data()), Count())
                    : table.AddRange(Ipv4Address::Deserialize(m_first.data()), Count());
}

} // namespace synfin
} // namespace ns3
