/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-situation.h"

#include "synfin-situation-options.h"
#include "synfin-situation-values.h"

namespace ns3
{
namespace synfin
{

const std::vector<SituationOption>&
SituationOptions()
{
    static const std::vector<SituationOption> OPTIONS = [] {
        std::vector<SituationOption> options;
        for (const SituationReader& reader : SituationReaders())
        {
            options.push_back(reader.option);
        }
        return options;
    }();
    return OPTIONS;
}

std::optional<SettingError>
Situation::Set(const std::string& option, const std::string& value)
{
    std::vector<std::string> names;
    for (const SituationReader& reader : SituationReaders())
    {
        if (reader.option.name == option)
        {
            std::string accepted;
            return reader.set(*this, value, accepted)
                       ? std::nullopt
                       : std::optional(SettingError{{option, value}, accepted});
        }
        names.emplace_back(reader.option.name);
    }
    std::string accepted;
    Choose(option, names, accepted);
    return SettingError{{option, value}, accepted};
}

std::optional<SettingError>
Situation::Validate() const
{
    for (int side = 0; side < 2; ++side)
    {
        if (const auto problem = ProfileOf(side).Validate())
        {
            return SettingError{{"set", fields.empty() ? "" : fields.back()},
                                "values that agree: " + *problem};
        }
    }
    if (closer != Closer::CLIENT && scenario != ExchangeScenario::NORMAL)
    {
        return SettingError{{"closer", closer == Closer::BOTH ? "both" : "server"},
                            "client in the scenario " + std::string(ToString(scenario))};
    }
    return std::nullopt;
}

std::vector<Setting>
Situation::ToOptions() const
{
    std::vector<Setting> settings;
    const Situation usual;
    for (const SituationReader& reader : SituationReaders())
    {
        const auto values = reader.get(*this);
        if (values != reader.get(usual))
        {
            for (const std::string& value : values)
            {
                settings.push_back({reader.option.name, value});
            }
        }
    }
    return settings;
}

Profile
Situation::ProfileOf(int side) const
{
    const std::string& own = ownProfiles[side];
    std::array<Profile, 2> profiles;
    profiles[side] = *Profile::Preset(own == "auto" ? profile : own);
    for (const std::string& field : fields)
    {
        SetField(profiles, field);
    }
    if (twoMsl)
    {
        profiles[side].time_wait = *twoMsl;
    }
    return profiles[side];
}

} // namespace synfin
} // namespace ns3
