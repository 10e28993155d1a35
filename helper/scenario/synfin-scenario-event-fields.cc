/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-event-fields.h"

#include "synfin-scenario-field-kinds.h"
#include "synfin-scenario-section-place.h"

#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

const char* const SECTION = "event";

/// The longest that events are away, which leaves room for what follows them.
const int64_t LATEST_HOURS = 24 * 365;

std::string
Near(const std::string& word, const std::vector<std::string>& words)
{
    const std::string near = DidYouMean(word, words);
    return near.empty() ? "" : "; " + near;
}

/// @return nothing, or that an event comes too late
std::optional<std::string>
CheckTime(Time time)
{
    return time > Hours(LATEST_HOURS) ? std::optional<std::string>("a time up to 365d")
                                      : std::nullopt;
}

/// @return which of the sections of one time it is, whatever order they are in: 2 for "5s-2"
uint64_t
PlaceAmong(const std::string& title)
{
    const std::size_t dash = title.rfind('-');
    const auto number = dash == title.npos ? std::nullopt : ParseUnsigned(title.substr(dash + 1));
    return number.value_or(title.empty() ? 0 : 1);
}

/// Adds the range where the group's name is meant.
template <typename Group>
bool
AddNamed(const std::string& name,
         const std::vector<Group>& groups,
         std::string Group::* own,
         const std::function<ScenarioHosts::Range(std::size_t)>& rangeOf,
         std::vector<uint32_t>& found)
{
    bool isAny = false;
    for (std::size_t i = 0; i < groups.size(); ++i)
    {
        if (name.empty() || groups[i].*own == name)
        {
            isAny = true;
            for (uint32_t host = rangeOf(i).begin; host < rangeOf(i).end; ++host)
            {
                found.push_back(host);
            }
        }
    }
    return isAny;
}

/// @return the names of groups and servers
std::vector<std::string>
NamesOf(const ScenarioHosts& hosts)
{
    std::vector<std::string> names{"group", "server"};
    for (const ClientGroup& group : hosts.Clients())
    {
        names.push_back(group.groupName);
    }
    for (const ServerGroup& group : hosts.Servers())
    {
        names.push_back(group.serverName);
    }
    names.erase(std::remove(names.begin(), names.end(), ""), names.end());
    return names;
}

/// @return nothing when an event suits the hosts, else what would be accepted of its hosts
std::optional<std::string>
CheckHosts(const ScenarioEvent& event, const ScenarioHosts& hosts)
{
    std::vector<uint32_t> found;
    if (const auto problem = FindEventHosts(*event.hosts, hosts, found))
    {
        return problem;
    }
    if (event.IsOfServers() && hosts.IsClient(found.front()))
    {
        return std::string("servers, which ") + ToString(event.kind) + " is about";
    }
    return std::nullopt;
}

/// @return a key that says what happens
std::string
KeyOf(const ScenarioEvent& event)
{
    return event.path.empty() ? "kind" : event.path.front().first;
}

/// @return its value
std::string
ValueOf(const ScenarioEvent& event)
{
    return event.path.empty() ? ToString(event.kind) : event.path.front().second;
}

/// @return nothing when each of the servers has that listener, else what would be accepted of it
std::optional<std::string>
CheckListener(const ScenarioEvent& event, const ScenarioHosts& hosts)
{
    std::vector<uint32_t> found;
    FindEventHosts(*event.hosts, hosts, found);
    for (std::size_t i = 0; i < hosts.Servers().size(); ++i)
    {
        const auto range = hosts.OfServers(i);
        const bool isMeant = std::any_of(found.begin(), found.end(), [&](uint32_t host) {
            return host >= range.begin && host < range.end;
        });
        if (isMeant && *event.listener > hosts.Servers()[i].listeners)
        {
            return "a number from 1 to " + std::to_string(hosts.Servers()[i].listeners) +
                   ": there are no more listeners";
        }
    }
    return std::nullopt;
}

} // namespace

ScenarioField
EventField()
{
    return {"event",
            "Events",
            "EVENTS",
            "what happens when: \"30s crash server web restart=5s; 1min delay=80ms\"",
            "none, or events such as '30s crash server web:2 restart=5s; 1min delay=80ms'",
            [](ScenarioParameters& p, const std::string& text, std::string& accepted) {
                auto problem = ParseEvents(text, p.ownEvents);
                for (const ScenarioEvent& event : p.ownEvents)
                {
                    problem = problem ? problem : CheckTime(event.time);
                }
                accepted = problem.value_or(accepted);
                return !problem;
            },
            [](const ScenarioParameters& p) { return FormatEvents(p.ownEvents); }};
}

std::vector<ScenarioField>
EventSectionFields()
{
    std::vector<ScenarioField> fields;
    for (const EventKey& key : EventKeys())
    {
        fields.push_back(
            {key.name,
             "Events",
             key.metavar,
             key.help,
             key.accepted,
             [name =
                  key.name](ScenarioParameters&, const std::string& text, std::string& accepted) {
                 const auto problem = ScenarioEvent().Set(name, text);
                 accepted = problem.value_or(accepted);
                 return !problem;
             },
             nullptr});
    }
    return fields;
}

std::optional<SettingError>
CheckEventPlace(const Setting& setting)
{
    const SectionPlace place = PlaceOf(setting.name);
    const auto time = ParseEventTitle(place.name);
    if (!time || CheckTime(*time))
    {
        return SettingError{setting,
                            "a section event TIME, or event TIME-NAME where several are at one, "
                            "with a time from 0s to 365d"};
    }
    const SectionKind& kind = FindSectionKind(SECTION);
    if (!place.key.empty() && FindOwn(kind, place.key) == nullptr)
    {
        return SettingError{setting,
                            "a parameter of a section event" + Near(place.key, SectionKeys(kind))};
    }
    return std::nullopt;
}

std::optional<SettingError>
MakeEvents(ScenarioParameters& parameters)
{
    std::vector<ScenarioEvent> events;
    std::vector<std::vector<Setting>> settings; // of each
    for (const Setting& setting : parameters.sections)
    {
        const SectionPlace place = PlaceOf(setting.name);
        if (place.kind != SECTION)
        {
            continue;
        }
        auto event = std::find_if(events.begin(), events.end(), [&](const ScenarioEvent& one) {
            return one.section == place.name;
        });
        if (event == events.end())
        {
            event = events.insert(event, ScenarioEvent());
            event->section = place.name;
            event->time = *ParseEventTitle(place.name);
            settings.emplace_back();
        }
        settings[static_cast<std::size_t>(event - events.begin())].push_back(setting);
        const auto problem =
            place.key.empty() ? std::nullopt : event->Set(place.key, setting.value);
        if (problem)
        {
            return SettingError{setting, *problem};
        }
    }
    for (std::size_t i = 0; i < events.size(); ++i)
    {
        const auto wrong = events[i].Check();
        for (const Setting& setting : settings[i])
        {
            if (wrong &&
                (PlaceOf(setting.name).key == wrong->first || &setting == &settings[i].back()))
            {
                return SettingError{setting, "for " + wrong->first + " " + wrong->second};
            }
        }
    }
    events.insert(events.begin(), parameters.ownEvents.begin(), parameters.ownEvents.end());
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
        return std::pair(a.time, PlaceAmong(a.section)) < std::pair(b.time, PlaceAmong(b.section));
    });
    parameters.events = events;
    return std::nullopt;
}

std::optional<std::string>
FindEventHosts(const EventHosts& which, const ScenarioHosts& hosts, std::vector<uint32_t>& found)
{
    found.clear();
    bool isClient = false;
    bool isServer = false;
    if (which.side != "server")
    {
        isClient = AddNamed<ClientGroup>(
            which.name,
            hosts.Clients(),
            &ClientGroup::groupName,
            [&](std::size_t i) { return hosts.OfClients(i); },
            found);
    }
    if (which.side != "group")
    {
        isServer = AddNamed<ServerGroup>(
            which.name,
            hosts.Servers(),
            &ServerGroup::serverName,
            [&](std::size_t i) { return hosts.OfServers(i); },
            found);
    }
    if (isClient && isServer)
    {
        return "group " + which.name + " or server " + which.name + ": there are both";
    }
    if (found.empty())
    {
        const auto names = NamesOf(hosts);
        return Alternatives(names) + ", with :N for one of its hosts" + Near(which.name, names);
    }
    if (which.number > found.size())
    {
        return "a number from 1 to " + std::to_string(found.size()) + ": there are no more hosts";
    }
    if (which.number > 0)
    {
        found = {found[which.number - 1]};
    }
    return std::nullopt;
}

std::optional<SettingError>
CheckEvents(const ScenarioParameters& parameters, const ScenarioHosts& hosts)
{
    for (const ScenarioEvent& event : parameters.events)
    {
        std::optional<std::string> problem;
        Setting wrong{KeyOf(event), ValueOf(event)};
        if (parameters.duration && event.time >= *parameters.duration)
        {
            problem = "an event before the end of the run, --duration " +
                      FormatTime(*parameters.duration);
        }
        else if (event.kind == EventKind::PATH)
        {
            continue;
        }
        else if ((problem = CheckHosts(event, hosts)))
        {
            wrong = {"host", event.hosts->Text()};
        }
        else if (parameters.stack == StackKind::NS3)
        {
            problem = "changes of the path alone with --stack ns3";
        }
        else if (event.listener && (problem = CheckListener(event, hosts)))
        {
            wrong = {"listener", std::to_string(*event.listener)};
        }
        if (problem)
        {
            return event.section.empty()
                       ? SettingError{{"event", event.Text()}, *problem}
                       : SettingError{{Dotted({SECTION, event.section, wrong.name}), wrong.value},
                                      *problem};
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
