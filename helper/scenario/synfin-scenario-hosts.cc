/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-hosts.h"

#include "synfin-random-streams.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

ScenarioHosts::ScenarioHosts(const ScenarioParameters& parameters)
    : m_clientGroups(parameters.AllClients()),
      m_serverGroups(parameters.AllServers()),
      m_delays(parameters.seed, parameters.run, static_cast<uint32_t>(KeyedPurpose::ACCESS_DELAY))
{
    uint32_t extra = 0;
    for (const ClientGroup& group : m_clientGroups)
    {
        m_clientRanges.push_back({m_clients, m_clients + group.clients});
        m_serversOf.push_back(parameters.ServersOf(group).value_or(0));
        m_extra.push_back(extra);
        m_clients += group.clients;
        extra += group.clients * (group.addressesPerClient - 1);
    }
    for (const ServerGroup& group : m_serverGroups)
    {
        const uint32_t begin = m_clients + m_servers;
        m_serverRanges.push_back({begin, begin + group.servers});
        m_serverExtra.push_back(extra);
        m_servers += group.servers;
        extra += group.servers * (group.addressesPerServer - 1);
    }
    AddIpv6Access();
}

void
ScenarioHosts::AddIpv6Access()
{
    if (std::none_of(m_clientGroups.begin(), m_clientGroups.end(), [](const ClientGroup& group) {
            return group.HasIpv6Access();
        }))
    {
        return;
    }
    for (const ClientGroup& group : m_clientGroups)
    {
        auto& access = m_ipv6Access.emplace_back();
        for (std::size_t direction = 0; direction < access.size(); ++direction)
        {
            access[direction] = group.access[direction];
            if (!std::holds_alternative<std::monostate>(group.ipv6Loss))
            {
                access[direction].loss = group.ipv6Loss;
            }
        }
    }
}

bool
ScenarioHosts::HasSpoofed() const
{
    return std::any_of(m_clientGroups.begin(), m_clientGroups.end(), [](const ClientGroup& group) {
        return group.spoofed.has_value();
    });
}

std::size_t
ScenarioHosts::GroupOf(uint32_t host) const
{
    const auto& ranges = IsClient(host) ? m_clientRanges : m_serverRanges;
    const auto after =
        std::upper_bound(ranges.begin(),
                         ranges.end(),
                         host,
                         [](uint32_t number, const Range& range) { return number < range.end; });
    return static_cast<std::size_t>(after - ranges.begin());
}

const ScenarioEnd&
ScenarioHosts::EndOf(uint32_t host) const
{
    return IsClient(host) ? m_clientGroups[GroupOf(host)].client
                          : m_serverGroups[GroupOf(host)].server;
}

const std::string&
ScenarioHosts::NameOf(uint32_t host) const
{
    return IsClient(host) ? m_clientGroups[GroupOf(host)].groupName
                          : m_serverGroups[GroupOf(host)].serverName;
}

uint32_t
ScenarioHosts::ExtraAddressesBefore(uint32_t host) const
{
    const std::size_t group = GroupOf(host);
    const uint32_t before = IsClient(host) ? m_extra[group] : m_serverExtra[group];
    const Range range = IsClient(host) ? m_clientRanges[group] : m_serverRanges[group];
    return before + (host - range.begin) * ExtraAddresses(host);
}

bool
ScenarioHosts::HasAccess() const
{
    return std::any_of(m_clientGroups.begin(), m_clientGroups.end(), [](const ClientGroup& group) {
        return group.HasAccess();
    });
}

Time
ScenarioHosts::AccessDelay(uint32_t client) const
{
    const Distribution& delay = ClientGroupOf(client).accessDelay;
    return NanoSeconds(delay.Whole(m_delays(client, 0)));
}

} // namespace synfin
} // namespace ns3
