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
IsPair(const ScenarioParameters& parameters)
{
    return parameters.clients == 1 && parameters.servers == 1 && !parameters.nat;
}

uint32_t
ScenarioExtraSubnet(const ScenarioParameters& parameters, uint32_t client, uint32_t k)
{
    return 1 + parameters.clients + parameters.servers +
           client * (parameters.addressesPerClient - 1) + k - 1;
}

std::vector<AddressId>
ScenarioAddressesOf(const ScenarioParameters& parameters, uint32_t host, AddressTable& table)
{
    const bool isPair = IsPair(parameters);
    std::vector<AddressId> addresses{
        Intern(parameters, isPair ? 0 : 1 + host, isPair ? 1 + host : 1, table)};
    for (uint32_t k = 1; host < parameters.clients && k < parameters.addressesPerClient; ++k)
    {
        addresses.push_back(Intern(parameters, ScenarioExtraSubnet(parameters, host, k), 1, table));
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
