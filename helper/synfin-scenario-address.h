/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_ADDRESS_H
#define SYNFIN_SCENARIO_ADDRESS_H

#include "synfin-scenario-parameters.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/synfin-four-tuple.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/**
 * @brief Who has which address in a scenario, on whatever path.
 *
 * One client and one server share subnet 0; else that is the routers', and each host has one of its
 * own, the clients first, where it is end 1.
 */

/// @return the address of one of a subnet's two ends (1 or 2): 10.0.0.0/8 holds 2^22 subnets of
/// four
Ipv4Address ScenarioAddress4(uint32_t subnet, uint32_t end);

/// @return the address of one of a subnet's two ends (1 or 2) in fd00:0:0:SUBNET::/64
Ipv6Address ScenarioAddress6(uint32_t subnet, uint32_t end);

/**
 * @brief The address of a host.
 * @param parameters the scenario's
 * @param host clients are 0 and up, servers follow them
 * @return its id in the AddressTable
 */
AddressId ScenarioAddressOf(const ScenarioParameters& parameters, uint32_t host);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_ADDRESS_H
