/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Events as the option --event has them, and titles of sections.

#include "synfin-scenario-event.h"

#include "ns3/synfin-link-escape.h"
#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

using Problem = std::optional<std::string>;

const std::string ACCEPTED =
    "none, or events such as '30s crash server web:2 restart=5s; 1min delay=80ms': a time, then "
    "what happens to which hosts, or settings of the path";

/// Reads one event, word by word.
Problem
ParseEvent(const std::string& text, ScenarioEvent& event)
{
    std::vector<std::string> words = SplitEscaped(text, SCHEDULE_SEPARATORS);
    words.erase(std::remove(words.begin(), words.end(), ""), words.end());
    const std::string first = words.empty() ? "" : words.front();
    const auto time = ParseTime(first);
    if (!time)
    {
        return ACCEPTED + "; '" + Brief(first, 30) + "' is no time" + WhyNoTime(first);
    }
    event.time = *time;
    std::string hosts;
    bool hasKind = false;
    for (std::size_t i = 1; i < words.size(); ++i)
    {
        const std::string word = Unescape(words[i]);
        const std::size_t equals = word.find('=');
        Problem problem;
        if (equals != std::string::npos)
        {
            problem = event.Set(word.substr(0, equals), word.substr(equals + 1));
        }
        else if (!hasKind)
        {
            problem = event.Set("kind", word);
            hasKind = true;
        }
        else
        {
            hosts += (hosts.empty() ? "" : " ") + word;
        }
        if (problem)
        {
            return *problem + "; in " + Brief(word, 30);
        }
    }
    return hosts.empty() ? std::nullopt : event.Set("host", hosts);
}

} // namespace

std::optional<Time>
ParseEventTitle(const std::string& title)
{
    const auto whole = ParseTime(title);
    return whole ? whole : ParseTime(title.substr(0, title.find('-')));
}

std::optional<std::string>
ParseEvents(const std::string& text, std::vector<ScenarioEvent>& events)
{
    std::vector<ScenarioEvent> read;
    if (text != "none")
    {
        for (const std::string& part : SplitEscaped(text, ";"))
        {
            ScenarioEvent& event = read.emplace_back();
            if (const auto problem = ParseEvent(part, event))
            {
                return problem;
            }
            if (const auto wrong = event.Check())
            {
                return "for " + wrong->first + " " + wrong->second + "; in " + Brief(part, 40);
            }
        }
    }
    events = read;
    return std::nullopt;
}

std::string
FormatEvents(const std::vector<ScenarioEvent>& events)
{
    std::string text;
    for (const ScenarioEvent& event : events)
    {
        text += (text.empty() ? "" : "; ") + event.Text();
    }
    return text.empty() ? "none" : text;
}

} // namespace synfin
} // namespace ns3
