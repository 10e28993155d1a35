/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-blind-fields.h"

#include "synfin-scenario-field-kinds.h"
#include "synfin-scenario-section-place.h"

#include "ns3/synfin-message.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace synfin
{

namespace
{

using P = ScenarioParameters;
constexpr const char* WORK = "Workload";

ScenarioField
VictimsField()
{
    return {"victims",
            WORK,
            "GROUP",
            "group of users at whose connections --kind rst-blind, syn-blind and data-blind guess",
            "none, or the name of a section [group NAME]",
            [](P& p, const std::string& text, std::string&) {
                p.victims = text == "none" ? "" : text;
                return !text.empty();
            },
            [](const P& p) { return p.victims.empty() ? "none" : p.victims; },
            "text",
            "",
            {"none"}};
}

ScenarioField
VictimPortsField()
{
    return {"victim-ports",
            WORK,
            "LOW-HIGH",
            "local ports that a blind attacker tries who does not know the victims'",
            "LOW-HIGH with ports from 1 to 65535",
            [](P& p, const std::string& text, std::string&) {
                // Written as the hosts' own ports are.
                Profile range;
                const bool isBad = range.Set("ip_local_port_range", text).has_value();
                p.victimPorts = isBad ? p.victimPorts : range.ip_local_port_range;
                return !isBad;
            },
            [](const P& p) {
                Profile range;
                range.ip_local_port_range = p.victimPorts;
                return range.Get("ip_local_port_range");
            }};
}

/// @return an option that has another value than it always has; nullptr: none of these
const char*
GuessingOption(const P& p)
{
    static const P always;
    return !p.victims.empty()                       ? "victims"
           : p.target != always.target              ? "target"
           : p.guess != always.guess                ? "guess"
           : p.guessStep != always.guessStep        ? "step"
           : p.ackStep != always.ackStep            ? "ack-step"
           : p.portsKnown != always.portsKnown      ? "ports-known"
           : !(p.victimPorts == always.victimPorts) ? "victim-ports"
                                                    : nullptr;
}

SettingError
Refuse(const P& p, const char* option, const std::string& accepted)
{
    return {{option, FindScenarioField(option)->get(p)}, accepted};
}

} // namespace

std::vector<ScenarioField>
BlindFields()
{
    return {
        VictimsField(),
        Choice({"target", WORK, "end of the victims' connections that is to take what is guessed"},
               "END",
               &P::target,
               {{"server", AttackedEnd::SERVER}, {"client", AttackedEnd::CLIENT}}),
        Choice({"guess",
                WORK,
                "how sequence numbers are guessed: one --step after the other from one that is "
                "drawn for each victim, or drawn each time"},
               "HOW",
               &P::guess,
               {{"sweep", GuessOrder::SWEEP}, {"random", GuessOrder::RANDOM}}),
        CountOrAuto({"step",
                     WORK,
                     "from one guess of --guess sweep to the next; auto: the receive window that "
                     "the victim has at the first",
                     "octets"},
                    &P::guessStep,
                    1,
                    1U << 31),
        Count({"ack-step",
               WORK,
               "between acknowledgement numbers that --kind data-blind tries with each sequence "
               "number of a sweep; half of all, as RFC 793 needs it: two",
               "octets"},
              &P::ackStep,
              1,
              1U << 31),
        Switch({"ports-known",
                WORK,
                "a blind attacker knows the victims' ports, and which are established; false: he "
                "tries --victim-ports of their addresses"},
               &P::portsKnown),
        VictimPortsField(),
    };
}

std::optional<SettingError>
CheckBlind(const P& p)
{
    if (!IsBlind(p.kind))
    {
        const char* const option = GuessingOption(p);
        return option ? std::optional(Refuse(p,
                                             option,
                                             "nothing without --kind rst-blind, syn-blind or "
                                             "data-blind"))
                      : std::nullopt;
    }
    if (p.victims.empty())
    {
        return Refuse(p, "victims", "the name of a group of users with a blind attack");
    }
    if (p.spoofed)
    {
        return Refuse(p, "spoofed", "none with a blind attack, whose source is the other end");
    }
    if (p.nat)
    {
        return Refuse(p, "nat", "false with a blind attack: every client has the same address");
    }
    if (p.guess == GuessOrder::RANDOM && p.guessStep != SCENARIO_AUTO)
    {
        return Refuse(p, "step", "auto with --guess random");
    }
    if (p.guess == GuessOrder::SWEEP && !p.portsKnown && p.guessStep == SCENARIO_AUTO)
    {
        return Refuse(p,
                      "step",
                      "a number of octets without --ports-known: who does not know a connection "
                      "does not know its window");
    }
    if (p.portsKnown && !(p.victimPorts == P().victimPorts))
    {
        return Refuse(p, "victim-ports", "nothing with --ports-known");
    }
    if (p.kind != GroupKind::DATA_BLIND && p.ackStep != P().ackStep)
    {
        return Refuse(p, "ack-step", "nothing without --kind data-blind");
    }
    return std::nullopt;
}

std::optional<SettingError>
CheckVictims(const P& p)
{
    const auto groups = p.AllClients();
    std::vector<std::string> names;
    for (const ClientGroup& group : groups)
    {
        if (HasLives(group.kind) && !group.groupName.empty())
        {
            names.push_back(group.groupName);
        }
    }
    for (const ClientGroup& group : groups)
    {
        if (!IsBlind(group.kind))
        {
            continue;
        }
        const SettingError error{{NameInSections(p, group, "victims"), group.victims}, ""};
        const auto found = std::find_if(groups.begin(), groups.end(), [&](const ClientGroup& one) {
            return one.groupName == group.victims && HasLives(one.kind);
        });
        if (found == groups.end())
        {
            const std::string near = DidYouMean(group.victims, names);
            return SettingError{error.setting,
                                (names.empty()
                                     ? "a group of users who connect, of which there is none"
                                     : Alternatives(names)) +
                                    (near.empty() ? "" : "; " + near)};
        }
        if (p.ServersOf(*found) != p.ServersOf(group))
        {
            return SettingError{error.setting, "a group of users of the same servers"};
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
