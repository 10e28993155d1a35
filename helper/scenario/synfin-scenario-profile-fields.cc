/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-profile-fields.h"

#include "synfin-scenario-field-kinds.h"

#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-message.h"

namespace ns3
{
namespace synfin
{

namespace
{

using Parameters = ScenarioParameters;

/// Adds the preset that somebody may have meant.
void
TellNearest(const std::string& text, std::string& accepted)
{
    const std::string near = DidYouMean(text, Profile::PresetNames());
    accepted += (near.empty() ? "" : "; ") + near;
}

ScenarioField
ProfileNameField()
{
    return {"profile",
            "TCP",
            "NAME",
            "preset of TCP's policies",
            Alternatives(Profile::PresetNames()),
            [](Parameters& p, const std::string& text, std::string& accepted) {
                const auto preset = Profile::Preset(text);
                if (!preset)
                {
                    TellNearest(text, accepted);
                    return false;
                }
                p.profileName = text;
                p.client = p.server = {"", *preset};
                return true;
            },
            [](const Parameters& p) { return p.profileName; },
            "choice",
            "",
            Profile::PresetNames()};
}

/// The preset of one end.
ScenarioField
EndProfileField(const char* name, const char* help, ScenarioEnd Parameters::* end)
{
    std::vector<std::string> names = Profile::PresetNames();
    names.emplace_back("auto");
    return {name,
            "TCP",
            "NAME",
            help,
            Alternatives(names),
            [end](Parameters& p, const std::string& text, std::string& accepted) {
                const std::string own = text == "auto" ? "" : text;
                const auto preset = Profile::Preset(own.empty() ? p.profileName : own);
                if (!preset)
                {
                    TellNearest(text, accepted);
                    return false;
                }
                p.*end = {own, *preset};
                return true;
            },
            [end](const Parameters& p) {
                const std::string& own = (p.*end).preset;
                return own.empty() ? "auto" : own;
            },
            "choice",
            "",
            names};
}

ScenarioField
MslField()
{
    const ProfileField* msl = FindProfileField("msl");
    return {"msl",
            "TCP",
            "TIME",
            "maximum segment lifetime: TIME_WAIT lasts twice as long",
            "a time, such as 30s",
            [](Parameters& p, const std::string& text, std::string& accepted) {
                for (ScenarioEnd* end : {&p.client, &p.server})
                {
                    const auto problem = end->profile.Set("msl", text);
                    if (problem)
                    {
                        accepted = *problem;
                        return false;
                    }
                    end->profile.time_wait.reset();
                }
                return true;
            },
            nullptr,
            "time",
            "",
            {},
            ScenarioField::Bounds{msl->low, msl->high}};
}

/// Sets a field. @return nothing when it was done, else what would be accepted
std::optional<std::string>
SetOf(Profile& profile, const std::string& name, const std::string& value)
{
    const auto problem = profile.Set(name, value);
    return problem || ProfileFieldName(name) != "congestion_control" ? problem
                                                                     : CongestionProblem(profile);
}

ScenarioField
CongestionField()
{
    return {"congestion",
            "TCP",
            "NAME",
            "congestion control of both ends, any that ns-3 has; unless told, the profile's",
            "a name such as newreno, cubic or bbr",
            [](Parameters& p, const std::string& text, std::string& accepted) {
                for (ScenarioEnd* end : {&p.client, &p.server})
                {
                    if (const auto problem = SetOf(end->profile, "congestion_control", text))
                    {
                        accepted = *problem;
                        return false;
                    }
                }
                return true;
            },
            nullptr,
            "text"};
}

ScenarioField
SetField()
{
    return {
        "set",
        "TCP",
        "KEY=VALUE",
        "any field of the profile, of one end with client: or server: before it; may be repeated",
        "KEY=VALUE with a field of the profile",
        [](Parameters& p, const std::string& text, std::string& accepted) {
            const std::size_t equals = text.find('=');
            if (equals == std::string::npos)
            {
                return false;
            }
            const std::string prefix = EndPrefix(text);
            const std::string name = text.substr(prefix.size(), equals - prefix.size());
            if (name.find(':') != std::string::npos)
            {
                accepted += "; client: and server: before it are the ends that there are";
                return false;
            }
            const auto ends = prefix == END_PREFIXES[0]   ? std::vector{&p.client}
                              : prefix == END_PREFIXES[1] ? std::vector{&p.server}
                                                          : std::vector{&p.client, &p.server};
            for (ScenarioEnd* end : ends)
            {
                if (const auto problem = SetOf(end->profile, name, text.substr(equals + 1)))
                {
                    accepted = *problem;
                    return false;
                }
            }
            return true;
        },
        nullptr};
}

} // namespace

std::vector<ScenarioField>
ScenarioProfileFields()
{
    return {
        ProfileNameField(),
        EndProfileField("client-profile",
                        "preset of the clients' policies; auto: as --profile",
                        &Parameters::client),
        EndProfileField("server-profile",
                        "preset of the servers' policies; auto: as --profile",
                        &Parameters::server),
        MslField(),
        CongestionField(),
        SetField(),
    };
}

} // namespace synfin
} // namespace ns3
