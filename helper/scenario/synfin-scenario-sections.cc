/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-sections.h"

#include "synfin-scenario-contradictions.h"
#include "synfin-scenario-field-kinds.h"

#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <utility>

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

const SectionKind&
Find(const std::string& name)
{
    const auto& kinds = SectionKinds();
    return *std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return name == k.name; });
}

/// The parts of a dotted name.
struct Place
{
    std::string kind; //!< such as "group"
    std::string name; //!< such as "mobile"; may be empty
    std::string key;  //!< such as "think"
};

Place
PlaceOf(const std::string& dotted)
{
    const std::size_t first = dotted.find('.');
    const std::size_t last = dotted.rfind('.');
    return {dotted.substr(0, first),
            first == last ? "" : dotted.substr(first + 1, last - first - 1),
            dotted.substr(last + 1)};
}

std::string
Dotted(const Place& place)
{
    return place.kind + "." + (place.name.empty() ? "" : place.name + ".") + place.key;
}

const ScenarioField*
FindOwn(const SectionKind& kind, const std::string& key)
{
    const auto found = std::find_if(kind.own.begin(), kind.own.end(), [&](const auto& field) {
        return field.name == key;
    });
    return found == kind.own.end() ? nullptr : &*found;
}

/// @return the name that a section has for a field of the base; empty: it has none
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

/// @return the setting of the base that stands for one of a section, its own keys aside; nothing
/// when there is none
std::optional<Setting>
FlatOf(const Setting& setting)
{
    const Place place = PlaceOf(setting.name);
    const SectionKind& kind = Find(place.kind);
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

/// @return what is wrong with where a setting is, if anything is
std::optional<SettingError>
CheckPlace(const Setting& setting)
{
    const Place place = PlaceOf(setting.name);
    const auto& kinds = SectionKinds();
    std::vector<std::string> names;
    for (const SectionKind& kind : kinds)
    {
        names.emplace_back(kind.name);
    }
    const auto suggest = [](const std::string& word, const std::vector<std::string>& words) {
        const std::string near = DidYouMean(word, words);
        return near.empty() ? near : "; " + near;
    };
    if (std::count(names.begin(), names.end(), place.kind) == 0)
    {
        return SettingError{setting,
                            "one of the sections " + Alternatives(names) +
                                suggest(place.kind, names)};
    }
    const SectionKind& kind = Find(place.kind);
    const bool isBadName = place.name.size() > 60 ||
                           !std::all_of(place.name.begin(), place.name.end(), [](unsigned char c) {
                               return std::isalnum(c) != 0 || c == '-' || c == '_';
                           });
    if (isBadName || (!place.name.empty() && std::string(kind.name) == "path"))
    {
        return SettingError{setting,
                            std::string("a section ") + kind.name +
                                (std::string(kind.name) == "path"
                                     ? " without a name"
                                     : " NAME, of at most 60 letters, digits, - and _")};
    }
    const bool isOwn =
        !place.name.empty() && (place.key.empty() || FindOwn(kind, place.key) != nullptr);
    if (!isOwn && !FlatOf(setting))
    {
        return SettingError{setting,
                            std::string("a parameter of a section ") + kind.name +
                                suggest(place.key, SectionKeys(kind))};
    }
    return std::nullopt;
}

/// What is done to one group: its settings as those of the base, and its own ones.
template <typename Group>
std::optional<SettingError>
ApplyTo(const Parameters& base, const std::vector<Setting>& settings, Group& group)
{
    Parameters view = base.With(base, base);
    static_cast<Group&>(view) = group;
    std::vector<Setting> flat;
    for (const Setting& setting : settings)
    {
        const Place place = PlaceOf(setting.name);
        const ScenarioField* own = FindOwn(Find(place.kind), place.key);
        if (place.key.empty()) // the section itself
        {
            continue;
        }
        if (own == nullptr)
        {
            flat.push_back(*FlatOf(setting));
            continue;
        }
        std::string accepted = own->accepted;
        if (!own->set(view, setting.value, accepted))
        {
            return SettingError{setting, accepted};
        }
    }
    auto error = view.SetInOrder(flat);
    error = error ? error : FindContradiction(flat);
    if (error)
    {
        for (const Setting& setting : settings)
        {
            error->setting = TypedAs(setting) == error->setting.typed ? setting : error->setting;
        }
    }
    group = view;
    return error;
}

/// Makes the groups of one kind.
template <typename Group>
std::optional<SettingError>
MakeGroups(const Parameters& base,
           const char* kind,
           std::string Group::* name,
           std::vector<Group>& groups)
{
    std::vector<std::pair<std::string, std::vector<Setting>>> byName;
    for (const Setting& setting : base.sections)
    {
        const Place place = PlaceOf(setting.name);
        if (place.kind != kind)
        {
            continue;
        }
        auto found = std::find_if(byName.begin(), byName.end(), [&](const auto& one) {
            return one.first == place.name;
        });
        if (found == byName.end())
        {
            found = byName.insert(found, {place.name, {}});
        }
        found->second.push_back(setting);
    }
    groups.clear();
    for (const auto& [own, settings] : byName)
    {
        Group group = base;
        group.*name = own;
        if (const auto error = ApplyTo(base, settings, group))
        {
            return error;
        }
        groups.push_back(group);
    }
    return std::nullopt;
}

/// Notes of each group what makes it as large as it is.
void
NoteSizes(Parameters& p)
{
    for (ClientGroup& group : p.clientGroups)
    {
        const auto says = [&](const char* key) {
            const std::string name = Dotted({"group", group.groupName, key});
            return std::any_of(p.sections.begin(), p.sections.end(), [&](const Setting& setting) {
                return setting.name == name;
            });
        };
        const bool isRecorded = group.arrivals == Arrivals::RECORDED && says("arrivals");
        group.isSized = says("rate") || says("users") || says("concurrency") || isRecorded;
        group.isCounted = says("connections");
        if (p.clientGroups.size() == 1 && !group.isSized && !group.share)
        {
            group.share = 1;
        }
    }
}

} // namespace

const std::vector<SectionKind>&
SectionKinds()
{
    static const std::vector<SectionKind> KINDS{
        {"group",
         "users of one kind, and their hosts",
         "Workload",
         END_PREFIXES[0],
         {ShareField(), UsersField(), ServerField()}},
        {"server", "servers of one kind", "Servers", END_PREFIXES[1], {}},
        {"path", "the link that all share", "Path", "", {}},
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

bool
IsOfSection(const std::string& name)
{
    return name.find('.') != std::string::npos;
}

std::string
LineOf(const std::string& name)
{
    const Place place = PlaceOf(name);
    return "[" + place.kind + (place.name.empty() ? "" : " " + place.name) + "] " + place.key;
}

std::optional<SettingError>
TakeSections(std::vector<Setting>& settings, std::vector<Setting>& sections)
{
    std::vector<Setting> base;
    for (const Setting& setting : settings)
    {
        if (!IsOfSection(setting.name))
        {
            base.push_back(setting);
            continue;
        }
        if (const auto error = CheckPlace(setting))
        {
            return error;
        }
        if (PlaceOf(setting.name).name.empty())
        {
            base.push_back(*FlatOf(setting));
            continue;
        }
        const auto same = std::find_if(sections.begin(), sections.end(), [&](const Setting& one) {
            return one.name == setting.name;
        });
        (same == sections.end() ? sections.emplace_back() : *same) = setting;
    }
    settings = std::move(base);
    return std::nullopt;
}

std::optional<SettingError>
ApplySections(ScenarioParameters& parameters)
{
    auto error =
        MakeGroups(parameters, "server", &ServerGroup::serverName, parameters.serverGroups);
    error = error
                ? error
                : MakeGroups(parameters, "group", &ClientGroup::groupName, parameters.clientGroups);
    NoteSizes(parameters);
    return error;
}

std::vector<SectionText>
SectionsOf(const ScenarioParameters& parameters)
{
    std::vector<SectionText> texts;
    for (const Setting& setting : parameters.sections)
    {
        const Place place = PlaceOf(setting.name);
        auto found = std::find_if(texts.begin(), texts.end(), [&](const SectionText& text) {
            return text.kind == place.kind && text.name == place.name;
        });
        if (found == texts.end())
        {
            found = texts.insert(found, {place.kind, place.name, {}});
        }
        if (!place.key.empty())
        {
            found->settings.push_back({place.key, setting.value});
        }
    }
    return texts;
}

std::string
NameInSections(const ScenarioParameters& parameters,
               const ClientGroup& group,
               const std::string& field)
{
    const auto servers = parameters.AllServers()[parameters.ServersOf(group).value_or(0)];
    for (const Setting& setting : parameters.sections)
    {
        const Place place = PlaceOf(setting.name);
        const std::string& own = place.kind == "group" ? group.groupName : servers.serverName;
        const auto flat = place.key.empty() ? std::nullopt : FlatOf(setting);
        if (place.name == own && flat && flat->name == field && field != "set")
        {
            return setting.name;
        }
    }
    return field;
}

std::optional<SettingError>
CheckSections(const ScenarioParameters& p)
{
    double shares = 0;
    bool hasShares = false;
    std::set<std::string> used;
    for (const ClientGroup& group : p.clientGroups)
    {
        const auto wrong = [&](const std::string& key, const std::string& value, std::string why) {
            return SettingError{{Dotted({"group", group.groupName, key}), value}, std::move(why)};
        };
        const bool isCounted =
            group.isCounted || group.arrivals == Arrivals::RECORDED || p.duration || p.measure;
        if (group.share ? group.isSized || group.isCounted : !group.isSized || !isCounted)
        {
            return wrong("share",
                         group.share ? FormatNumber(*group.share * 100) + "%" : "",
                         "a share of the run's connections and rate, or connections with a rate or "
                         "users of the group's own, one of the two");
        }
        hasShares = hasShares || group.share;
        shares += group.share.value_or(0);
        if (!p.ServersOf(group) || (group.serverGroup.empty() && p.serverGroups.size() > 1))
        {
            std::vector<std::string> names;
            for (const ServerGroup& server : p.serverGroups)
            {
                names.push_back(server.serverName);
            }
            const std::string near = DidYouMean(group.serverGroup, names);
            return wrong("server",
                         group.serverGroup,
                         names.empty() ? "nothing without a section [server NAME]"
                                       : Alternatives(names) + (near.empty() ? "" : "; " + near));
        }
        used.insert(p.AllServers()[*p.ServersOf(group)].serverName);
    }
    if (hasShares && std::abs(shares - 1) > 1e-9)
    {
        return SettingError{{"group." + p.clientGroups.back().groupName + ".share",
                             FormatNumber(p.clientGroups.back().share.value_or(0) * 100) + "%"},
                            "shares that come to 100%; they come to " +
                                FormatNumber(std::round(shares * 1e12) / 1e10) + "%"};
    }
    for (const ServerGroup& server : p.serverGroups)
    {
        if (used.count(server.serverName) == 0 && !p.clientGroups.empty())
        {
            return SettingError{{"server." + server.serverName, ""},
                                "a section of servers to which some group connects"};
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
