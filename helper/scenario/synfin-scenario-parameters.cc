/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-parameters.h"

#include "synfin-scenario-contradictions.h"
#include "synfin-scenario-sections.h"

#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-time-limit.h"
#include "ns3/synfin-timer-wheel.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <variant>

namespace ns3
{
namespace synfin
{

std::string
TypedAs(const Setting& setting)
{
    if (!setting.typed.empty())
    {
        return setting.typed;
    }
    if (setting.file.empty())
    {
        return "--" + setting.name + " " + setting.value;
    }
    if (IsOfSection(setting.name))
    {
        return LineOf(setting.name) + " = " + setting.value;
    }
    if (setting.section.empty())
    {
        return setting.name + " = " + setting.value;
    }
    const std::size_t equals = setting.value.find('=');
    return "[" + setting.section + "] " + setting.value.substr(0, equals) + " = " +
           setting.value.substr(equals + 1);
}

std::vector<Setting>
ScenarioParameters::ProfileSettings() const
{
    std::vector<Setting> settings;
    for (const auto& field : ProfileFields())
    {
        const std::string name = field.name;
        const auto isSame = [this](auto member) {
            return client.profile.*member == server.profile.*member;
        };
        const std::string here = client.profile.Get(name);
        if (std::visit(isSame, field.member))
        {
            settings.push_back({name, here});
            continue;
        }
        settings.push_back({END_PREFIXES[0] + name, here});
        settings.push_back({END_PREFIXES[1] + name, server.profile.Get(name)});
    }
    return settings;
}

std::vector<ClientGroup>
ScenarioParameters::AllClients() const
{
    return clientGroups.empty() ? std::vector<ClientGroup>(1, *this) : clientGroups;
}

std::vector<ServerGroup>
ScenarioParameters::AllServers() const
{
    return serverGroups.empty() ? std::vector<ServerGroup>(1, *this) : serverGroups;
}

std::optional<std::size_t>
ScenarioParameters::ServersOf(const ClientGroup& group) const
{
    const auto isOf = [&](const ServerGroup& one) {
        return group.serverGroup.empty() || one.serverName == group.serverGroup;
    };
    if (serverGroups.empty())
    {
        return isOf(*this) ? std::optional<std::size_t>(0) : std::nullopt;
    }
    const auto found = std::find_if(serverGroups.begin(), serverGroups.end(), isOf);
    return found == serverGroups.end() ? std::nullopt
                                       : std::optional<std::size_t>(found - serverGroups.begin());
}

ScenarioParameters
ScenarioParameters::With(const ClientGroup& clients, const ServerGroup& servers) const
{
    ScenarioParameters view = *this;
    view.clientGroups.clear();
    view.serverGroups.clear();
    view.sections.clear();
    static_cast<ClientGroup&>(view) = clients;
    static_cast<ServerGroup&>(view) = servers;
    return view;
}

uint64_t
ScenarioParameters::ConnectionCount() const
{
    uint64_t count = 0;
    for (const ClientGroup& group : AllClients())
    {
        count += IsForged(group.kind) ? 0 : group.connections;
    }
    return count;
}

Time
ScenarioParameters::TimeWait() const
{
    const auto longest = [](const Profile& profile) {
        return TimerWheel(profile.timer_hz, 0).Latest(profile.TimeWait());
    };
    const auto servers = AllServers();
    Time time;
    for (const ClientGroup& group : AllClients())
    {
        if (!HasLives(group.kind))
        {
            continue;
        }
        const Time here = longest(group.client.profile);
        const Time there = longest(servers[ServersOf(group).value_or(0)].server.profile);
        switch (group.closer)
        {
        case Closer::CLIENT:
            time = std::max(time, here);
            break;
        case Closer::SERVER:
            time = std::max(time, there);
            break;
        case Closer::BOTH:
            time = std::max({time, here, there});
            break;
        }
    }
    return time;
}

LinkParameters
ScenarioParameters::DefaultLink()
{
    LinkParameters link;
    link.settings.delay = MilliSeconds(50);
    link.settings.bandwidth = 1000000000;
    link.Set("queue", "1000p");
    return link;
}

std::optional<SettingError>
ScenarioParameters::Apply(std::vector<Setting> settings)
{
    if (auto error = TakeSections(settings, sections))
    {
        return error;
    }
    if (auto error = SetInOrder(settings))
    {
        return error;
    }
    if (auto error = FindContradiction(settings))
    {
        return error;
    }
    return ApplySections(*this);
}

std::optional<SettingError>
ScenarioParameters::SetInOrder(std::vector<Setting>& settings)
{
    for (const auto& setting : settings)
    {
        if (FindScenarioField(setting.name) == nullptr)
        {
            std::vector<std::string> names;
            for (const auto& field : ScenarioFields())
            {
                names.push_back(field.name);
            }
            const std::string near = DidYouMean(setting.name, names);
            return SettingError{setting,
                                "one of the parameters that --help lists" +
                                    (near.empty() ? "" : "; " + near)};
        }
    }
    const auto rank = [](const Setting& setting) {
        const bool isOfOneEnd = setting.name == "set" && !EndPrefix(setting.value).empty();
        return std::pair{FindScenarioField(setting.name), isOfOneEnd};
    };
    std::stable_sort(settings.begin(), settings.end(), [&](const Setting& a, const Setting& b) {
        return rank(a) < rank(b);
    });
    for (const auto& setting : settings)
    {
        const ScenarioField& field = *FindScenarioField(setting.name);
        std::string accepted = field.accepted;
        if (!field.set(*this, setting.value, accepted))
        {
            return SettingError{setting, accepted};
        }
    }
    return std::nullopt;
}

double
ScenarioParameters::RoundTrip() const
{
    return (forward.settings.delay + reverse.settings.delay).GetSeconds();
}

} // namespace synfin
} // namespace ns3
