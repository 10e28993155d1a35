/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-middlebox-fields.h"

#include "synfin-scenario-field-kinds.h"

#include <array>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr const char* HEADING = "Middlebox";
constexpr int YEAR_HOURS = 24 * 365;

ScenarioField
NatPortsField()
{
    return {"nat-ports",
            HEADING,
            "LOW-HIGH",
            "the NAT's ports, towards each server",
            "LOW-HIGH with ports from 1 to 65535",
            [](ScenarioParameters& p, const std::string& text, std::string&) {
                // Written as the hosts' own ports are.
                Profile range;
                const bool isBad = range.Set("ip_local_port_range", text).has_value();
                p.natPorts = isBad ? p.natPorts : range.ip_local_port_range;
                return !isBad;
            },
            [](const ScenarioParameters& p) {
                Profile range;
                range.ip_local_port_range = p.natPorts;
                return range.Get("ip_local_port_range");
            }};
}

/// A setting that says how something is done, and what is done at all.
struct Detail
{
    const char* option;
    bool (*isDone)(const ScenarioParameters& parameters);
    const char* needs; //!< what has it done
};

constexpr std::array DETAILS{
    Detail{"nat-ports", [](const ScenarioParameters& p) { return p.nat; }, "--nat"},
    Detail{"nat-timeout", [](const ScenarioParameters& p) { return p.nat; }, "--nat"},
};

} // namespace

std::vector<ScenarioField>
ScenarioMiddleboxFields()
{
    using P = ScenarioParameters;
    return {
        Switch({"nat", HEADING, "all clients share one address and its ports"}, &P::nat),
        NatPortsField(),
        Duration(
            {"nat-timeout", HEADING, "how long the NAT keeps a port after the connection's end"},
            &P::natTimeout,
            Hours(YEAR_HOURS)),
    };
}

std::optional<SettingError>
CheckMiddlebox(const ScenarioParameters& p)
{
    const ScenarioParameters defaults;
    for (const Detail& detail : DETAILS)
    {
        const auto get = FindScenarioField(detail.option)->get;
        if (!detail.isDone(p) && get(p) != get(defaults))
        {
            return SettingError{{detail.option, get(p)},
                                "nothing without " + std::string(detail.needs) +
                                    ", of which it is a detail"};
        }
    }
    if (p.nat && p.addressesPerClient > 1)
    {
        return SettingError{{"addresses-per-client", std::to_string(p.addressesPerClient)},
                            "1 with --nat"};
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
