/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_ACCESS_H
#define SYNFIN_SCENARIO_ACCESS_H

#include "synfin-random-streams.h"
#include "synfin-scenario-hosts.h"
#include "synfin-scenario-parameters.h"

#include "ns3/synfin-access-links.h"

#include <cstddef>
#include <memory>
#include <utility>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief The clients' own links, in one direction; where some treat IPv6 otherwise, each client has
 * a second one for that, behind all of the others: ScenarioHosts::AccessLinkOf().
 * @tparam Frame what travels on that path
 * @param parameters the scenario's
 * @param hosts the same scenario's; outlive the links
 * @param direction 0: towards the servers; 1: back
 * @param agenda the path's; outlives the links
 * @param out takes what comes out
 */
template <typename Frame>
std::unique_ptr<AccessLinks<Frame>>
MakeAccessLinks(const ScenarioParameters& parameters,
                const ScenarioHosts& hosts,
                uint32_t direction,
                Agenda& agenda,
                typename AccessLinks<Frame>::Out out)
{
    const auto purpose =
        direction == 0 ? KeyedPurpose::ACCESS_UPWARDS : KeyedPurpose::ACCESS_DOWNWARDS;
    auto links = std::make_unique<AccessLinks<Frame>>(
        Turn::OfAccess(direction),
        KeyedDraw(parameters.seed, parameters.run, static_cast<uint32_t>(purpose)),
        agenda,
        std::move(out));
    for (uint32_t client = 0; client < hosts.ClientCount(); ++client)
    {
        links->Add(AccessLink(hosts.ClientGroupOf(client).access[direction],
                              client,
                              hosts.AccessDelay(client)));
    }
    for (uint32_t client = 0; hosts.HasIpv6Access() && client < hosts.ClientCount(); ++client)
    {
        links->Add(AccessLink(hosts.Ipv6Access(client, direction),
                              hosts.ClientCount() + client,
                              hosts.AccessDelay(client) + hosts.ClientGroupOf(client).ipv6Delay));
    }
    return links;
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_ACCESS_H
