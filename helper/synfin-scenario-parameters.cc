/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-parameters.h"

#include "ns3/synfin-parse.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

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
    for (const auto& setting : settings)
    {
        if (FindScenarioField(setting.name) == nullptr)
        {
            return SettingError{setting, "the parameters that --help lists"};
        }
    }
    std::stable_sort(settings.begin(), settings.end(), [](const Setting& a, const Setting& b) {
        return FindScenarioField(a.name) < FindScenarioField(b.name);
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

std::optional<SettingError>
ScenarioParameters::Validate() const
{
    if (const auto problem = profile.Validate())
    {
        std::string values;
        for (const auto& field : ProfileFields())
        {
            if (problem->find(field.name) != std::string::npos)
            {
                values += (values.empty() ? "" : " ") + std::string(field.name) + "=" +
                          profile.Get(field.name);
            }
        }
        return SettingError{{"set", values}, "values that agree: " + *problem};
    }
    for (const auto& [name, link] :
         {std::pair{"forward", &forward}, std::pair{"reverse", &reverse}})
    {
        if (const auto problem = link->Validate())
        {
            return SettingError{{"path", name}, *problem};
        }
    }
    if (path == PathKind::DIRECT && stack == StackKind::NS3)
    {
        return SettingError{{"path", "direct"}, "ip with --stack ns3"};
    }
    if (trace == TraceLevel::SEGMENTS && stack == StackKind::NS3)
    {
        return SettingError{{"trace", "segments"}, "all or none with --stack ns3"};
    }
    if (connections / rate > 1e8)
    {
        return SettingError{{"rate", FormatNumber(rate)},
                            "a rate that begins all connections within 100000000 s"};
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
