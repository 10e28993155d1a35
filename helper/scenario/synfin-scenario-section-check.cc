/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Whether the groups of a scenario agree with each other and with the base.

#include "synfin-scenario-field-kinds.h"
#include "synfin-scenario-section-place.h"

#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"

#include <cmath>
#include <set>
#include <utility>

namespace ns3
{
namespace synfin
{

std::string
NameInSections(const ScenarioParameters& parameters,
               const ClientGroup& group,
               const std::string& field)
{
    const auto servers = parameters.AllServers()[parameters.ServersOf(group).value_or(0)];
    for (const Setting& setting : parameters.sections)
    {
        const SectionPlace place = PlaceOf(setting.name);
        const std::string& own = place.kind == "group" ? group.groupName : servers.serverName;
        const auto flat = place.key.empty() ? std::nullopt : FlatOf(setting);
        if (place.name == own && flat && flat->name == field && field != "set")
        {
            return setting.name;
        }
    }
    return field;
}

std::optional<SettingError>
CheckSections(const ScenarioParameters& p)
{
    double shares = 0;
    bool hasShares = false;
    std::set<std::string> used;
    for (const ClientGroup& group : p.clientGroups)
    {
        const auto wrong = [&](const std::string& key, const std::string& value, std::string why) {
            return SettingError{{Dotted({"group", group.groupName, key}), value}, std::move(why)};
        };
        const bool isCounted = group.isCounted || group.arrivals == Arrivals::RECORDED ||
                               group.end || p.duration || p.measure;
        if (group.share ? group.isSized || group.isCounted : !group.isSized || !isCounted)
        {
            return wrong(
                "share",
                group.share ? FormatNumber(*group.share * 100) + "%" : "",
                "a share of the run's connections and rate, or connections (or an end) with "
                "a rate or users of the group's own, one of the two");
        }
        hasShares = hasShares || group.share;
        shares += group.share.value_or(0);
        if (!p.ServersOf(group) || (group.serverGroup.empty() && p.serverGroups.size() > 1))
        {
            std::vector<std::string> names;
            for (const ServerGroup& server : p.serverGroups)
            {
                names.push_back(server.serverName);
            }
            const std::string near = DidYouMean(group.serverGroup, names);
            return wrong("server",
                         group.serverGroup,
                         names.empty() ? "nothing without a section [server NAME]"
                                       : Alternatives(names) + (near.empty() ? "" : "; " + near));
        }
        used.insert(p.AllServers()[*p.ServersOf(group)].serverName);
    }
    if (p.clientGroups.empty())
    {
        used.insert(p.AllServers().front().serverName);
    }
    if (hasShares && std::abs(shares - 1) > 1e-9)
    {
        return SettingError{{"group." + p.clientGroups.back().groupName + ".share",
                             FormatNumber(p.clientGroups.back().share.value_or(0) * 100) + "%"},
                            "shares that come to 100%; they come to " +
                                FormatNumber(std::round(shares * 1e12) / 1e10) + "%"};
    }
    for (const ServerGroup& server : p.serverGroups)
    {
        if (used.count(server.serverName) == 0)
        {
            return SettingError{{"server." + server.serverName, ""},
                                "a section of servers to which some group connects"};
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
