/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-address.h"

#include "ns3/synfin-address-table.h"

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

AddressId
ScenarioAddressOf(const ScenarioParameters& parameters, uint32_t host)
{
    const bool isPair = parameters.clients == 1 && parameters.servers == 1;
    const uint32_t subnet = isPair ? 0 : 1 + host;
    const uint32_t end = isPair ? 1 + host : 1;
    AddressTable& table = AddressTable::Instance();
    return parameters.ip == 4 ? table.Intern(ScenarioAddress4(subnet, end))
                              : table.Intern(ScenarioAddress6(subnet, end));
}

} // namespace synfin
} // namespace ns3
