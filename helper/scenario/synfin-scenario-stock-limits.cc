/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-stock-limits.h"

#include <array>

namespace ns3
{
namespace synfin
{

namespace
{

using Parameters = ScenarioParameters;

/// An option that ns-3's TCP cannot follow.
struct Refused
{
    const char* option;
    bool (*isAsked)(const Parameters& parameters);
    const char* accepted; //!< instead
};

constexpr std::array REFUSED{
    Refused{"path",
            [](const Parameters& p) { return p.path == PathKind::DIRECT; },
            "auto or ip with --stack ns3"},
    Refused{"nat",
            [](const Parameters& p) { return p.nat; },
            "false with --stack ns3, whose connections are known by their addresses"},
    Refused{"path-mtu",
            [](const Parameters& p) { return p.pathMtu > 0; },
            "none with --stack ns3, whose TCP knows no path MTU discovery"},
    Refused{"addresses-per-client",
            [](const Parameters& p) { return p.addressesPerClient > 1; },
            "1 with --stack ns3"},
    Refused{"kind",
            [](const Parameters& p) { return p.kind != GroupKind::NORMAL; },
            "normal with --stack ns3"},
    Refused{"addresses-per-server",
            [](const Parameters& p) { return p.addressesPerServer > 1; },
            "1 with --stack ns3"},
    Refused{"ip",
            [](const Parameters& p) { return p.ip == Parameters::DUAL_STACK; },
            "4 or 6 with --stack ns3"},
    Refused{"local-port",
            [](const Parameters& p) { return p.localPort != SCENARIO_AUTO; },
            "auto with --stack ns3"},
    Refused{"close-by",
            [](const Parameters& p) { return p.closeBy == CloseBy::RST; },
            "fin with --stack ns3, whose sockets have no SO_LINGER"},
    Refused{"half-close",
            [](const Parameters& p) { return p.halfClose; },
            "false with --stack ns3"},
    Refused{"accept-delay",
            [](const Parameters& p) { return !p.acceptDelay.IsZero(); },
            "0s with --stack ns3, whose sockets accept at once"},
    Refused{"workers",
            [](const Parameters& p) { return p.workers != SCENARIO_AUTO; },
            "auto with --stack ns3, whose sockets accept at once"},
    Refused{"listeners", [](const Parameters& p) { return p.listeners > 1; }, "1 with --stack ns3"},
    Refused{"read-rate",
            [](const Parameters& p) { return p.readRate.has_value(); },
            "all with --stack ns3"},
    Refused{"trace",
            [](const Parameters& p) { return p.trace == TraceLevel::SEGMENTS; },
            "all, connections or none with --stack ns3"},
    Refused{"counters",
            [](const Parameters& p) { return p.counters; },
            "false with --stack ns3, which does not tell what it drops"},
};

/// Options without which a run goes on: ns-3's listeners have no limit.
constexpr std::array IGNORED{"backlog"};

/// @return the parameters that nobody would have been told of
Parameters
Unchanged(const Parameters& parameters)
{
    Parameters plain = parameters;
    for (ScenarioEnd* end : {&plain.client, &plain.server})
    {
        end->profile = *Profile::Preset(parameters.PresetOf(*end));
    }
    plain.backlog = Parameters::AUTO;
    plain.Resolve();
    return plain;
}

/// @return true for a field that asks for what ns-3's TCP is anyway
bool
IsMet(const std::string& field, const Profile& profile)
{
    return field == "timer_hz" && profile.timer_hz == 0; // its timers are exact
}

/// @return true where the command line names a field of that end
bool
IsTyped(const std::string& field, const char* prefix, const std::vector<Setting>& typed)
{
    for (const Setting& setting : typed)
    {
        const std::string name = EndFieldName(setting.value.substr(0, setting.value.find('=')));
        if (setting.name == "set" && setting.file.empty() &&
            (name == field || name == prefix + field))
        {
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<SettingError>
StockRefusal(const Parameters& parameters)
{
    for (const Refused& one : REFUSED)
    {
        if (one.isAsked(parameters))
        {
            return SettingError{{one.option, FindScenarioField(one.option)->get(parameters)},
                                one.accepted};
        }
    }
    for (const ScenarioEnd* end : {&parameters.client, &parameters.server})
    {
        if (end->profile.ecn > 2)
        {
            return SettingError{{"set", "ecn=" + std::to_string(end->profile.ecn)},
                                "ecn from 0 to 2 with --stack ns3, which has no AccECN"};
        }
    }
    return std::nullopt;
}

const std::set<std::string>&
StockFields()
{
    static const std::set<std::string> FIELDS = {"rto_initial",
                                                 "syn_retries",
                                                 "retries2",
                                                 "rto_min",
                                                 "msl",
                                                 "time_wait",
                                                 "mss",
                                                 "delayed_ack_timeout",
                                                 "delayed_ack",
                                                 "nagle",
                                                 "timestamps",
                                                 "window_scaling",
                                                 "sack",
                                                 "ecn",
                                                 "rmem",
                                                 "congestion_control",
                                                 "wmem"};
    return FIELDS;
}

std::set<std::string>
StockIgnored(const Parameters& parameters, const std::vector<Setting>& typed)
{
    std::set<std::string> ignored;
    const Parameters plain = Unchanged(parameters);
    for (const std::string name : IGNORED)
    {
        const auto get = FindScenarioField(name)->get;
        if (get(parameters) != get(plain))
        {
            ignored.insert(name + "=" + get(parameters));
        }
    }
    for (const bool isClient : {true, false})
    {
        const Profile& profile = (isClient ? parameters.client : parameters.server).profile;
        const Profile& preset = (isClient ? plain.client : plain.server).profile;
        for (const ProfileField& field : ProfileFields())
        {
            const std::string name = field.name;
            const std::string value = profile.Get(name);
            const bool isAsked =
                value != preset.Get(name) || IsTyped(name, END_PREFIXES[isClient ? 0 : 1], typed);
            if (isAsked && StockFields().count(name) == 0 && !IsMet(name, profile))
            {
                ignored.insert(name + "=" + value);
            }
        }
    }
    return ignored;
}

} // namespace synfin
} // namespace ns3
