/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-section-place.h"

#include "synfin-scenario-event-fields.h"
#include "synfin-scenario-field-kinds.h"

#include "ns3/synfin-parse.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{
namespace synfin
{

namespace
{

using Parameters = ScenarioParameters;

/// A field of the base that has another name in sections of one kind.
struct Alias
{
    const char* field;
    const char* kind; //!< of the section, the only one that has it
    const char* key;  //!< its name there
};

constexpr std::array ALIASES{Alias{"client-profile", "group", "profile"},
                             Alias{"server-profile", "server", "profile"},
                             Alias{"access-delay", "group", "delay"}};

/// Fields under the heading "TCP" that a section with a profile may have.
constexpr std::array SHORTHANDS{"msl", "congestion"};

ScenarioField
ShareField()
{
    return {"share",
            "Workload",
            "PERCENT",
            "how much of the run's connections, rate and users is this group's",
            "a percentage above 0% and up to 100%, such as 30%",
            [](Parameters& p, const std::string& text, std::string&) {
                const bool isPercent = !text.empty() && text.back() == '%';
                const auto value =
                    isPercent ? ParseNumber(text.substr(0, text.size() - 1)) : std::nullopt;
                if (!value || *value <= 0 || *value > 100)
                {
                    return false;
                }
                p.share = *value / 100;
                return true;
            },
            [](const Parameters& p) {
                return p.share ? FormatNumber(std::round(*p.share * 1e12) / 1e10) + "%" : "none";
            },
            "text"};
}

ScenarioField
UsersField()
{
    ScenarioField field = Count({"users",
                                 "Workload",
                                 "users, one connection at a time each: arrivals = closed, and "
                                 "concurrency",
                                 "users"},
                                &Parameters::concurrency,
                                1,
                                100000000);
    const auto set = field.set;
    field.set = [set](Parameters& p, const std::string& text, std::string& accepted) {
        p.arrivals = Arrivals::CLOSED;
        return set(p, text, accepted);
    };
    return field;
}

ScenarioField
ServerField()
{
    return {"server",
            "Workload",
            "NAME",
            "to which servers they connect",
            "the name of a section [server NAME]",
            [](Parameters& p, const std::string& text, std::string&) {
                p.serverGroup = text;
                return !text.empty();
            },
            [](const Parameters& p) { return p.serverGroup; },
            "text"};
}

} // namespace

SectionPlace
PlaceOf(const std::string& dotted)
{
    const std::size_t first = dotted.find('.');
    const std::size_t last = dotted.rfind('.');
    return {dotted.substr(0, first),
            first == last ? "" : dotted.substr(first + 1, last - first - 1),
            dotted.substr(last + 1)};
}

std::string
Dotted(const SectionPlace& place)
{
    return place.kind + "." + (place.name.empty() ? "" : place.name + ".") + place.key;
}

const SectionKind&
FindSectionKind(const std::string& name)
{
    const auto& kinds = SectionKinds();
    return *std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return name == k.name; });
}

const ScenarioField*
FindOwn(const SectionKind& kind, const std::string& key)
{
    const auto found = std::find_if(kind.own.begin(), kind.own.end(), [&](const auto& field) {
        return field.name == key;
    });
    return found == kind.own.end() ? nullptr : &*found;
}

std::string
KeyOf(const SectionKind& kind, const ScenarioField& field)
{
    for (const Alias& alias : ALIASES)
    {
        if (field.name == alias.field)
        {
            return std::string(kind.name) == alias.kind ? alias.key : "";
        }
    }
    const bool isShorthand =
        *kind.end != '\0' && std::count(SHORTHANDS.begin(), SHORTHANDS.end(), field.name) > 0;
    return isShorthand || std::string(kind.heading) == field.group ? field.name : "";
}

std::optional<Setting>
FlatOf(const Setting& setting)
{
    const SectionPlace place = PlaceOf(setting.name);
    const SectionKind& kind = FindSectionKind(place.kind);
    Setting flat = setting;
    flat.typed = TypedAs(setting);
    for (const ScenarioField& field : ScenarioFields())
    {
        if (KeyOf(kind, field) == place.key)
        {
            flat.name = field.name;
            return flat;
        }
    }
    const std::string field = ProfileFieldName(place.key);
    if (*kind.end != '\0' && FindProfileField(field) != nullptr)
    {
        flat.name = "set";
        flat.value = kind.end + field + "=" + setting.value;
        return flat;
    }
    return std::nullopt;
}

const std::vector<SectionKind>&
SectionKinds()
{
    static const std::vector<SectionKind> KINDS{
        {"group",
         "users of one kind, and their hosts",
         "Workload",
         END_PREFIXES[0],
         "NAME",
         {ShareField(), UsersField(), ServerField()}},
        {"server", "servers of one kind", "Servers", END_PREFIXES[1], "NAME", {}},
        {"middlebox", "what stands between clients and servers", "Middlebox", "", "", {}},
        {"path", "the link that all share", "Path", "", "", {}},
        {"event", "something that happens at a time", "", "", "TIME", EventSectionFields()},
    };
    return KINDS;
}

std::vector<std::string>
SectionKeys(const SectionKind& kind)
{
    std::vector<std::string> keys;
    for (const ScenarioField& field : kind.own)
    {
        keys.push_back(field.name);
    }
    for (const ScenarioField& field : ScenarioFields())
    {
        const std::string key = KeyOf(kind, field);
        if (!key.empty())
        {
            keys.push_back(key);
        }
    }
    if (*kind.end != '\0')
    {
        for (const ProfileField& field : ProfileFields())
        {
            keys.emplace_back(field.name);
        }
    }
    return keys;
}

} // namespace synfin
} // namespace ns3
