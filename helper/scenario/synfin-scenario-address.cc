/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-address.h"

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

AddressId
Intern(const ScenarioParameters& parameters, uint32_t subnet, uint32_t end, AddressTable& table)
{
    return parameters.ip == 4 ? table.Intern(ScenarioAddress4(subnet, end))
                              : table.Intern(ScenarioAddress6(subnet, end));
}

} // namespace

bool
IsPair(const ScenarioParameters& parameters, const ScenarioHosts& hosts)
{
    return hosts.ClientCount() == 1 && hosts.Count() == 2 && !parameters.HasMiddlebox() &&
           parameters.pathMtu == 0 && !hosts.HasAccess();
}

uint32_t
ScenarioExtraSubnet(const ScenarioHosts& hosts, uint32_t client, uint32_t k)
{
    return hosts.Count() + hosts.ExtraAddressesBefore(client) + k;
}

std::vector<AddressId>
ScenarioAddressesOf(const ScenarioParameters& parameters,
                    const ScenarioHosts& hosts,
                    uint32_t host,
                    AddressTable& table)
{
    const bool isPair = IsPair(parameters, hosts);
    std::vector<AddressId> addresses{
        Intern(parameters, isPair ? 0 : 1 + host, isPair ? 1 + host : 1, table)};
    for (uint32_t k = 1; k <= hosts.ExtraAddresses(host); ++k)
    {
        addresses.push_back(Intern(parameters, ScenarioExtraSubnet(hosts, host, k), 1, table));
    }
    return addresses;
}

AddressId
ScenarioNatAddress(const ScenarioParameters& parameters, AddressTable& table)
{
    return Intern(parameters, 0, 1, table);
}

} // namespace synfin
} // namespace ns3
