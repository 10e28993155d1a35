/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-sections.h"

#include "synfin-scenario-contradictions.h"
#include "synfin-scenario-event-fields.h"
#include "synfin-scenario-field-kinds.h"
#include "synfin-scenario-section-place.h"

#include "ns3/synfin-message.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

using Parameters = ScenarioParameters;

/// @return what is wrong with where a setting is, if anything is
std::optional<SettingError>
CheckPlace(const Setting& setting)
{
    const SectionPlace place = PlaceOf(setting.name);
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
    const SectionKind& kind = FindSectionKind(place.kind);
    if (place.kind == "event")
    {
        return CheckEventPlace(setting);
    }
    const bool isBadName = place.name.size() > 60 ||
                           !std::all_of(place.name.begin(), place.name.end(), [](unsigned char c) {
                               return std::isalnum(c) != 0 || c == '-' || c == '_';
                           });
    const bool isOne = *kind.title == '\0'; // there is one link, and one middlebox
    if (isBadName || (!place.name.empty() && isOne))
    {
        return SettingError{
            setting,
            std::string("a section ") + kind.name +
                (isOne ? " without a name" : " NAME, of at most 60 letters, digits, - and _")};
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

/// @return why an option may not begin a section: a file has some of that kind, and it is none of
/// them
std::optional<SettingError>
CheckOfFile(const Setting& setting, const std::vector<Setting>& sections)
{
    const SectionPlace place = PlaceOf(setting.name);
    std::vector<std::string> names;
    std::string file;
    for (const Setting& one : sections)
    {
        const SectionPlace other = PlaceOf(one.name);
        if (other.kind == place.kind)
        {
            file = one.file.empty() ? file : one.file;
            if (std::count(names.begin(), names.end(), other.name) == 0)
            {
                names.push_back(other.name);
            }
        }
    }
    const bool isKnown = std::count(names.begin(), names.end(), place.name) > 0;
    if (file.empty() || !setting.file.empty() || isKnown || place.kind == "event")
    {
        return std::nullopt;
    }
    const std::string near = DidYouMean(place.name, names);
    return SettingError{setting,
                        "one of the sections " + place.kind + " of " + file + ", " +
                            Alternatives(names) + (near.empty() ? near : "; " + near)};
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
        const SectionPlace place = PlaceOf(setting.name);
        const ScenarioField* own = FindOwn(FindSectionKind(place.kind), place.key);
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
    for (Setting& setting : flat) // in a section there is but one end
    {
        const std::string end = setting.name == "set" ? EndPrefix(setting.value) : "";
        setting.value.erase(0, end.size());
    }
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
        const SectionPlace place = PlaceOf(setting.name);
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
        group.namesCloser = says("closer");
        if (p.clientGroups.size() == 1 && !group.isSized && !group.share)
        {
            group.share = 1;
        }
    }
}

} // namespace

bool
IsOfSection(const std::string& name)
{
    return name.find('.') != std::string::npos;
}

std::string
LineOf(const std::string& name)
{
    const SectionPlace place = PlaceOf(name);
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
        auto error = CheckPlace(setting);
        error = error ? error : CheckOfFile(setting, sections);
        if (error)
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
    return error ? error : MakeEvents(parameters);
}

std::vector<SectionText>
SectionsOf(const ScenarioParameters& parameters)
{
    std::vector<SectionText> texts;
    for (const Setting& setting : parameters.sections)
    {
        const SectionPlace place = PlaceOf(setting.name);
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

} // namespace synfin
} // namespace ns3
