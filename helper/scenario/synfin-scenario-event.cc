/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-event.h"

#include "synfin-scenario-field-kinds.h"

#include "ns3/synfin-link-escape.h"
#include "ns3/synfin-link-text.h"
#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

using Problem = std::optional<std::string>;

constexpr std::array<const char*, 8> KINDS{"path",
                                           "crash",
                                           "close-listener",
                                           "open-listener",
                                           "address-gone",
                                           "address-back",
                                           "stall",
                                           "resume"};

const char* const ACCEPTED_HOST =
    "group or server, NAME of one, :N for the N-th of its hosts, such as 'server', 'web' or "
    "'server web:2'";

const std::string ACCEPTED_LISTENER = "the number of one of a server's listeners, from 1 to " +
                                      std::to_string(ScenarioParameters::MAX_LISTENERS);

std::vector<std::string>
Kinds()
{
    return {KINDS.begin(), KINDS.end()};
}

std::string
Near(const std::string& word, const std::vector<std::string>& words)
{
    const std::string near = DidYouMean(word, words);
    return near.empty() ? "" : "; " + near;
}

Problem
ParseKind(const std::string& text, EventKind& kind)
{
    const auto* found = std::find(KINDS.begin(), KINDS.end(), text);
    if (found == KINDS.end())
    {
        return Alternatives(Kinds()) + Near(text, Kinds());
    }
    kind = static_cast<EventKind>(found - KINDS.begin());
    return std::nullopt;
}

Problem
ParseHosts(const std::string& text, std::optional<EventHosts>& hosts)
{
    std::istringstream words(text);
    EventHosts read;
    std::string word;
    std::string more;
    words >> word;
    const std::size_t colon = word.find(':');
    const std::string first = word.substr(0, colon);
    if (first == "group" || first == "server")
    {
        read.side = first;
        more = colon == std::string::npos ? "" : word.substr(colon);
        words >> more;
    }
    else
    {
        more = word;
    }
    const std::size_t mark = more.find(':');
    const auto number = mark == std::string::npos ? std::optional<uint64_t>(0)
                                                  : ParseUnsigned(more.substr(mark + 1));
    read.name = more.substr(0, mark);
    const bool isBadNumber = !number || *number > UINT32_MAX || (*number == 0 && mark != more.npos);
    if (isBadNumber || (words >> word) || (read.side.empty() && read.name.empty()))
    {
        return ACCEPTED_HOST;
    }
    read.number = static_cast<uint32_t>(*number);
    hosts = read;
    return std::nullopt;
}

Problem
ParsePause(const std::string& text, std::optional<Time>& time)
{
    const auto value = ParseTime(text);
    if (!value || *value > Hours(24 * 365))
    {
        return "a time from 0s to 365d, such as 5s" + WhyNoTime(text);
    }
    time = value;
    return std::nullopt;
}

Problem
ParseListener(const std::string& text, std::optional<uint32_t>& listener)
{
    const auto value = ParseUnsigned(text);
    if (!value || *value < 1 || *value > ScenarioParameters::MAX_LISTENERS)
    {
        return ACCEPTED_LISTENER;
    }
    listener = static_cast<uint32_t>(*value);
    return std::nullopt;
}

/// A setting of the link, and of which directions.
struct PathKey
{
    std::string setting; //!< one of LinkSettings::Names(), or not
    bool isForward;
    bool isReverse;
};

PathKey
PathKeyOf(const std::string& key)
{
    for (const std::string side : {"-forward", "-reverse"})
    {
        if (key.size() > side.size() &&
            key.compare(key.size() - side.size(), side.size(), side) == 0)
        {
            return {LinkSettingOf(key.substr(0, key.size() - side.size())),
                    side == "-forward",
                    side == "-reverse"};
        }
    }
    return {LinkSettingOf(key), true, true};
}

/// Sets a setting of the link in an event.
Problem
SetPath(const std::string& key,
        const std::string& value,
        std::vector<std::pair<std::string, std::string>>& path)
{
    const auto& settings = LinkSettings::Names();
    const PathKey place = PathKeyOf(key);
    if (std::find(settings.begin(), settings.end(), place.setting) == settings.end())
    {
        std::vector<std::string> names;
        for (const EventKey& one : EventKeys())
        {
            names.push_back(one.name);
        }
        return "kind, host, listener, restart, quiet-time, or a setting that a schedule can "
               "change: " +
               Alternatives(settings) + ", each also with -forward or -reverse" + Near(key, names);
    }
    LinkSettings read;
    if (const Problem problem = read.Set(place.setting, value))
    {
        return problem;
    }
    const std::string side = place.isForward && place.isReverse ? ""
                             : place.isForward                  ? "-forward"
                                                                : "-reverse";
    const auto same = [&](const auto& one) { return one.first == place.setting + side; };
    if (std::any_of(path.begin(), path.end(), same))
    {
        return "each setting once in an event";
    }
    path.emplace_back(place.setting + side, read.Get(place.setting));
    return std::nullopt;
}

} // namespace

const char*
ToString(EventKind kind)
{
    return KINDS[static_cast<std::size_t>(kind)];
}

std::string
EventHosts::Text() const
{
    return side + (side.empty() || name.empty() ? "" : " ") + name +
           (number == 0 ? "" : ":" + std::to_string(number));
}

std::optional<std::string>
ScenarioEvent::Set(const std::string& key, const std::string& value)
{
    return key == "kind"         ? ParseKind(value, kind)
           : key == "host"       ? ParseHosts(value, hosts)
           : key == "listener"   ? ParseListener(value, listener)
           : key == "restart"    ? ParsePause(value, restart)
           : key == "quiet-time" ? ParsePause(value, quietTime)
                                 : SetPath(key, value, path);
}

std::optional<std::pair<std::string, std::string>>
ScenarioEvent::Check() const
{
    const std::string what = ToString(kind);
    if (kind == EventKind::PATH)
    {
        return hosts || listener || restart || quietTime
                   ? std::optional(
                         std::pair("kind", "one beside path, for hosts: " + Alternatives(Kinds())))
               : path.empty() ? std::optional(std::pair("kind",
                                                        Alternatives(Kinds()) +
                                                            "; path with a setting of the path"))
                              : std::optional<std::pair<std::string, std::string>>();
    }
    if (!path.empty())
    {
        return std::pair(path.front().first, "an event of its own, beside " + what);
    }
    if (!hosts)
    {
        return std::pair("host", ACCEPTED_HOST);
    }
    if (kind != EventKind::CRASH && (restart || quietTime))
    {
        return std::pair(restart ? "restart" : "quiet-time", "nothing: it is of a crash");
    }
    if (listener && !IsOfServers())
    {
        return std::pair("listener", "nothing: it is of listeners and of who accepts from them");
    }
    return quietTime && !restart
               ? std::optional(std::pair("quiet-time", "nothing without a restart"))
               : std::optional<std::pair<std::string, std::string>>();
}

std::string
ScenarioEvent::Text() const
{
    std::string text = FormatTime(time);
    const auto add = [&](const std::string& key, const std::string& value) {
        text += " " + Escape(key + "=" + value, SCHEDULE_SEPARATORS);
    };
    if (hosts)
    {
        text += std::string(" ") + ToString(kind) + " " + hosts->Text();
    }
    if (listener)
    {
        add("listener", std::to_string(*listener));
    }
    if (restart)
    {
        add("restart", FormatTime(*restart));
    }
    if (quietTime)
    {
        add("quiet-time", FormatTime(*quietTime));
    }
    for (const auto& [key, value] : path)
    {
        add(key, value);
    }
    return text;
}

const std::vector<EventKey>&
EventKeys()
{
    static const std::vector<EventKey> KEYS = [] {
        const char* const pause = "a time from 0s to 365d, such as 5s";
        std::vector<EventKey> keys{
            {"kind", "WHAT", "what happens; path without it", Alternatives(Kinds())},
            {"host", "HOSTS", "to which hosts it happens", ACCEPTED_HOST},
            {"listener", "N", "which of a server's listeners; all without it", ACCEPTED_LISTENER},
            {"restart", "TIME", "how long after a crash they are up again", pause},
            {"quiet-time", "TIME", "how long they keep quiet then (RFC 9293 3.4.3)", pause}};
        for (const std::string side : {"", "-forward", "-reverse"})
        {
            for (const std::string& name : LinkSettings::Names())
            {
                keys.push_back({name + side,
                                "VALUE",
                                "the path's " + name + " from then on",
                                LinkSettings().Set(name, "").value_or("")});
            }
        }
        return keys;
    }();
    return KEYS;
}

LinkParameters
WithEvents(LinkParameters link, const std::vector<ScenarioEvent>& events, bool isForward)
{
    auto& schedule = link.schedule;
    for (const ScenarioEvent& event : events)
    {
        for (const auto& [key, value] : event.path)
        {
            const PathKey place = PathKeyOf(key);
            if (!(isForward ? place.isForward : place.isReverse))
            {
                continue;
            }
            auto change =
                std::find_if(schedule.begin(), schedule.end(), [&](const LinkChange& one) {
                    return one.time >= event.time;
                });
            if (change == schedule.end() || change->time != event.time)
            {
                change = schedule.insert(change, LinkChange{event.time, {}, {}});
            }
            change->values.Set(place.setting, value);
            if (std::count(change->names.begin(), change->names.end(), place.setting) == 0)
            {
                change->names.push_back(place.setting);
            }
        }
    }
    return link;
}

} // namespace synfin
} // namespace ns3
