/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_ADDRESS_H
#define SYNFIN_SCENARIO_ADDRESS_H

#include "synfin-scenario-hosts.h"
#include "synfin-scenario-parameters.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-four-tuple.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief Who has which address in a scenario, on whatever path.
 *
 * One client and one server share subnet 0; else that is the routers', and each host has one of its
 * own, the clients first, where it is end 1. Further addresses of hosts are in subnets after those.
 * With both versions of IP a host has an address of either in each of its subnets.
 */

/// @return the address of one of a subnet's two ends (1 or 2): 10.0.0.0/8 holds 2^22 subnets of
/// four
Ipv4Address ScenarioAddress4(uint32_t subnet, uint32_t end);

/// @return the address of one of a subnet's two ends (1 or 2) in fd00:0:0:SUBNET::/64
Ipv6Address ScenarioAddress6(uint32_t subnet, uint32_t end);

/**
 * @brief The addresses of a host: one, or as many as it has, those of IPv4 first.
 * @param parameters the scenario's
 * @param hosts the same scenario's
 * @param host its number
 * @param table what gives the ids
 * @return their ids
 */
std::vector<AddressId> ScenarioAddressesOf(const ScenarioParameters& parameters,
                                           const ScenarioHosts& hosts,
                                           uint32_t host,
                                           AddressTable& table);

/// @return in which subnet a host's further addresses are: k is 1 and up
uint32_t ScenarioExtraSubnet(const ScenarioHosts& hosts, uint32_t host, uint32_t k);

/// @return the address that clients behind a NAT share: the one of their router
AddressId ScenarioNatAddress(const ScenarioParameters& parameters, AddressTable& table);

/// @return true when one client and one server share the link, without routers
bool IsPair(const ScenarioParameters& parameters, const ScenarioHosts& hosts);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_ADDRESS_H
