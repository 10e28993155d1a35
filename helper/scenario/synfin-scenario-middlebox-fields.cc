/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-middlebox-fields.h"

#include "synfin-scenario-field-kinds.h"

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
                Profile range(*Profile::Preset(Profile::DEFAULT_PRESET));
                const bool isBad = range.Set("ip_local_port_range", text).has_value();
                p.natPorts = isBad ? p.natPorts : range.ip_local_port_range;
                return !isBad;
            },
            [](const ScenarioParameters& p) {
                Profile range(*Profile::Preset(Profile::DEFAULT_PRESET));
                range.ip_local_port_range = p.natPorts;
                return range.Get("ip_local_port_range");
            }};
}

using P = ScenarioParameters;

std::vector<ScenarioField>
NatFields()
{
    return {
        Switch({"nat", HEADING, "all clients share one address and its ports"}, &P::nat),
        NatPortsField(),
        Duration(
            {"nat-timeout", HEADING, "how long the NAT keeps a port after the connection's end"},
            &P::natTimeout,
            Hours(YEAR_HOURS)),
        Count({"nat-block",
               HEADING,
               "ports that each client has for itself, a block of them (RFC 7422); 0: all are "
               "everybody's",
               "ports"},
              &P::natBlock,
              0,
              65535),
    };
}

std::vector<ScenarioField>
FirewallFields()
{
    return {
        OptionalTime(
            {"firewall-idle",
             HEADING,
             "a firewall, or a load balancer, that forgets a connection which is silent for "
             "so long (RFC 5382 asks for 2 h 4 min)"},
            &P::firewallIdle,
            Hours(YEAR_HOURS)),
        Duration({"firewall-opening", HEADING, "the same for a connection before the first answer"},
                 &P::firewallOpening,
                 Hours(YEAR_HOURS)),
        Duration(
            {"firewall-closing", HEADING, "the same for a connection from the first FIN or RST on"},
            &P::firewallClosing,
            Hours(YEAR_HOURS)),
        Choice({"firewall-expired",
                HEADING,
                "what becomes of segments of connections that the firewall does not know: they are "
                "dropped in silence, or with a RST to their sender"},
               "HOW",
               &P::firewallExpired,
               {{"silence", FirewallExpired::SILENCE}, {"rst", FirewallExpired::RST}}),
    };
}

std::vector<ScenarioField>
ConntrackFields()
{
    return {
        Count({"conntrack",
               HEADING,
               "entries of a table of connections as Linux has it (nf_conntrack_max); where it is "
               "full, SYNs are dropped; 0: there is none",
               "connections"},
              &P::conntrack,
              0,
              P::MAX_CONNECTIONS),
        Duration({"conntrack-time-wait",
                  HEADING,
                  "how long that table keeps a connection in TIME_WAIT "
                  "(nf_conntrack_tcp_timeout_time_wait)"},
                 &P::conntrackTimeWait,
                 Hours(YEAR_HOURS)),
    };
}

} // namespace

std::vector<ScenarioField>
ScenarioMiddleboxFields()
{
    std::vector<ScenarioField> all = NatFields();
    for (const auto& fields : {FirewallFields(), ConntrackFields()})
    {
        all.insert(all.end(), fields.begin(), fields.end());
    }
    return all;
}

std::optional<SettingError>
CheckMiddlebox(const ScenarioParameters& p)
{
    if (p.nat && p.addressesPerClient > 1)
    {
        return SettingError{{"addresses-per-client", std::to_string(p.addressesPerClient)},
                            "1 with --nat"};
    }
    return std::nullopt;
}

std::optional<SettingError>
CheckNatBlock(const ScenarioParameters& p, const ScenarioHosts& hosts)
{
    const uint32_t ports = p.natPorts.high - p.natPorts.low + 1U;
    if (!p.nat || uint64_t{p.natBlock} * hosts.ClientCount() <= ports)
    {
        return std::nullopt;
    }
    return SettingError{{"nat-block", std::to_string(p.natBlock)},
                        "at most " + std::to_string(ports / hosts.ClientCount()) + ": " +
                            std::to_string(hosts.ClientCount()) + " clients share " +
                            std::to_string(ports) + " ports"};
}

} // namespace synfin
} // namespace ns3
