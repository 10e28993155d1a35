/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-attack-fields.h"

#include "synfin-scenario-field-kinds.h"

#include <array>
#include <string>

namespace ns3
{
namespace synfin
{

namespace
{

using P = ScenarioParameters;
constexpr const char* WORK = "Workload";

/// What no source can be.
struct NoSource
{
    const char* range;
    const char* who; //!< is there
};

/// Of hosts in a scenario, and of none on the Internet (RFC 6890).
constexpr std::array NO_SOURCES{NoSource{"10.0.0.0/8", "where the scenario's hosts are"},
                                NoSource{"fd00::/40", "where the scenario's hosts are"},
                                NoSource{"0.0.0.0/8", "of which no host is"},
                                NoSource{"127.0.0.0/8", "of which no host is"},
                                NoSource{"224.0.0.0/3", "of which no host is"},
                                NoSource{"::/8", "of which no host is"},
                                NoSource{"fe80::/10", "which no router forwards"},
                                NoSource{"ff00::/8", "of which no host is"}};

ScenarioField
SpoofedField()
{
    return {"spoofed",
            WORK,
            "CIDR",
            "range of addresses from which sources of an attacker's segments are drawn, and where "
            "nobody is; none: its own addresses",
            "none, or a range such as 198.18.0.0/15 or 2001:db8::/32, the bits behind its prefix 0",
            [](P& p, const std::string& text, std::string&) {
                p.spoofed = AddressRange::Parse(text);
                return text == "none" || p.spoofed;
            },
            [](const P& p) { return p.spoofed ? p.spoofed->Text() : "none"; },
            "text",
            "",
            {"none"}};
}

} // namespace

std::vector<ScenarioField>
ScenarioAttackFields()
{
    return {
        Duration({"begin", WORK, "when they begin, whose times of arrival count from then"},
                 &P::begin,
                 Hours(24 * 365)),
        OptionalTime({"end", WORK, "from when on none begins; none: when all have begun"},
                     &P::end,
                     Hours(24 * 365)),
        SpoofedField(),
        Choice({"syn-options",
                WORK,
                "options of the SYNs of --kind syn-flood: those of the clients' profile, or none, "
                "as tools send them"},
               "WHICH",
               &P::synOptions,
               {{"profile", SynOptions::PROFILE}, {"none", SynOptions::NONE}}),
    };
}

std::optional<SettingError>
CheckAttack(const ScenarioParameters& p)
{
    const auto refuse = [](const char* name, const std::string& value, const std::string& why) {
        return std::optional(SettingError{{name, value}, why});
    };
    if (p.synOptions == SynOptions::NONE && p.kind != GroupKind::SYN_FLOOD)
    {
        return refuse("syn-options", "none", "profile without --kind syn-flood");
    }
    if (!IsForged(p.kind))
    {
        return p.spoofed ? refuse("spoofed",
                                  p.spoofed->Text(),
                                  "none without --kind syn-flood or ack-flood: others have sources")
                         : std::nullopt;
    }
    if (p.localPort != P::AUTO)
    {
        return refuse("local-port",
                      std::to_string(p.localPort),
                      "auto with a flood, whose ports are drawn at random");
    }
    if (!p.spoofed)
    {
        return std::nullopt;
    }
    const std::string range = p.spoofed->Text();
    if (p.answer != SynAckAnswer::NONE)
    {
        return refuse("answer", "rst", "none with --spoofed: nobody is there to answer");
    }
    if (p.nat)
    {
        return refuse("spoofed",
                      range,
                      "none with --nat, behind which every source becomes the same one");
    }
    if (p.spoofed->IsIpv6() ? !p.HasIpv6() : !p.HasIpv4())
    {
        return refuse("spoofed",
                      range,
                      p.HasIpv6() ? "a range of IPv6 with --ip 6" : "a range of IPv4 with --ip 4");
    }
    for (const auto& [other, who] : NO_SOURCES)
    {
        if (p.spoofed->Overlaps(*AddressRange::Parse(other)))
        {
            return refuse("spoofed",
                          range,
                          std::string("a range outside of ") + other + ", " + who);
        }
    }
    return std::nullopt;
}

std::optional<SettingError>
CheckTimes(const ScenarioParameters& p)
{
    if (p.end && *p.end <= p.begin)
    {
        return SettingError{{"end", FormatTime(*p.end)},
                            "none, or a time behind --begin " + FormatTime(p.begin)};
    }
    if (p.duration && p.begin >= *p.duration)
    {
        return SettingError{{"begin", FormatTime(p.begin)},
                            "a time before the end of --duration " + FormatTime(*p.duration)};
    }
    return std::nullopt;
}

std::optional<SettingError>
CheckSpoofed(const ScenarioHosts& hosts)
{
    uint64_t sources[2] = {0, 0};
    for (const ClientGroup& group : hosts.Clients())
    {
        uint64_t& all = sources[group.spoofed && group.spoofed->IsIpv6() ? 1 : 0];
        all += group.spoofed ? group.spoofed->Count() : 0;
        if (all > RANGED_ADDRESS)
        {
            return SettingError{{"spoofed", group.spoofed->Text()},
                                "ranges of at most " + std::to_string(RANGED_ADDRESS) +
                                    " addresses over all groups"};
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
