/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-address.h"

#include <utility>

namespace ns3
{
namespace synfin
{

Ipv4Address
ScenarioAddress4(uint32_t subnet, uint32_t end)
{
    return Ipv4Address((10U << 24) + 4 * subnet + end);
}

Ipv6Address
ScenarioAddress6(uint32_t subnet, uint32_t end)
{
    // Unique local addresses (RFC 4193): ns-3's routers forward none of 2001:db8::/32.
    uint8_t bytes[16] = {0xfd};
    bytes[5] = static_cast<uint8_t>(subnet >> 16);
    bytes[6] = static_cast<uint8_t>(subnet >> 8);
    bytes[7] = static_cast<uint8_t>(subnet);
    bytes[15] = static_cast<uint8_t>(end);
    return Ipv6Address(bytes);
}

namespace
{

/// The addresses of a host, or some of them, by version of IP.
struct Versions
{
    std::vector<AddressId> ipv4;
    std::vector<AddressId> ipv6;
};

/// Adds the addresses of one end of a subnet. With two versions the ids of both are the same but
/// for IPV6_ADDRESS: DirectWire looks for hosts without it.
void
Intern(const ScenarioParameters& parameters,
       uint32_t subnet,
       uint32_t end,
       AddressTable& table,
       Versions& versions)
{
    if (parameters.HasIpv4())
    {
        versions.ipv4.push_back(table.Intern(ScenarioAddress4(subnet, end)));
    }
    if (parameters.HasIpv6())
    {
        versions.ipv6.push_back(table.Intern(ScenarioAddress6(subnet, end)));
    }
}

} // namespace

bool
IsPair(const ScenarioParameters& parameters, const ScenarioHosts& hosts)
{
    return hosts.ClientCount() == 1 && hosts.Count() == 2 && !parameters.HasMiddlebox() &&
           parameters.pathMtu == 0 && !hosts.HasAccess() && !hosts.HasSpoofed();
}

uint32_t
ScenarioExtraSubnet(const ScenarioHosts& hosts, uint32_t host, uint32_t k)
{
    return hosts.Count() + hosts.ExtraAddressesBefore(host) + k;
}

std::vector<AddressId>
ScenarioAddressesOf(const ScenarioParameters& parameters,
                    const ScenarioHosts& hosts,
                    uint32_t host,
                    AddressTable& table)
{
    const bool isPair = IsPair(parameters, hosts);
    Versions versions;
    Intern(parameters, isPair ? 0 : 1 + host, isPair ? 1 + host : 1, table, versions);
    for (uint32_t k = 1; k <= hosts.ExtraAddresses(host); ++k)
    {
        Intern(parameters, ScenarioExtraSubnet(hosts, host, k), 1, table, versions);
    }
    std::vector<AddressId> addresses = std::move(versions.ipv4);
    addresses.insert(addresses.end(), versions.ipv6.begin(), versions.ipv6.end());
    return addresses;
}

AddressId
ScenarioNatAddress(const ScenarioParameters& parameters, AddressTable& table)
{
    Versions versions;
    Intern(parameters, 0, 1, table, versions);
    return parameters.HasIpv4() ? versions.ipv4.front() : versions.ipv6.front();
}

} // namespace synfin
} // namespace ns3
