/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-schedule.h"

#include "synfin-link-escape.h"
#include "synfin-link-text.h"

#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"

#include <algorithm>
#include <cstddef>

namespace ns3
{
namespace synfin
{

const char* const SCHEDULE_SEPARATORS = " \t\n\v\f\r;";

namespace
{

const char* const ACCEPTED =
    "none, or changes such as '10s loss=1; 12s loss=0': a time and NAME=VALUE, times ascending";

/// Reads NAME=VALUE into a change.
std::optional<std::string>
ParseAssignment(const std::string& text, LinkChange& change)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos)
    {
        return std::string(ACCEPTED) + "; '" + Brief(text, 30) + "' is no NAME=VALUE";
    }
    const std::string name = LinkSettingOf(text.substr(0, equals));
    if (std::find(change.names.begin(), change.names.end(), name) != change.names.end())
    {
        return std::string(ACCEPTED) + "; " + Brief(name, 30) + " changes twice at once";
    }
    if (const auto accepted = change.values.Set(name, text.substr(equals + 1)))
    {
        return *accepted + "; in " + Brief(text, 30);
    }
    change.names.push_back(name);
    return std::nullopt;
}

/// Reads a time and its assignments.
std::optional<std::string>
ParseChange(const std::string& text, LinkChange& change)
{
    std::vector<std::string> words = SplitEscaped(text, SCHEDULE_SEPARATORS);
    words.erase(std::remove(words.begin(), words.end(), ""), words.end());
    const std::string first = words.empty() ? "" : words.front();
    const auto time = ParseTime(first);
    if (!time)
    {
        return std::string(ACCEPTED) + "; '" + Brief(first, 30) + "' is no time" + WhyNoTime(first);
    }
    change.time = *time;
    for (std::size_t i = 1; i < words.size(); ++i)
    {
        if (const auto problem = ParseAssignment(Unescape(words[i]), change))
        {
            return problem;
        }
    }
    if (change.names.empty())
    {
        return std::string(ACCEPTED) + "; nothing changes at " + FormatTime(change.time);
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string>
ParseSchedule(const std::string& text, std::vector<LinkChange>& schedule)
{
    std::vector<LinkChange> read;
    if (text.empty())
    {
        return ACCEPTED;
    }
    if (text != "none")
    {
        for (const std::string& part : SplitEscaped(text, ";"))
        {
            LinkChange change;
            if (const auto problem = ParseChange(part, change))
            {
                return problem;
            }
            if (!read.empty() && change.time <= read.back().time)
            {
                return std::string(ACCEPTED) + "; " + FormatTime(change.time) +
                       " does not come after " + FormatTime(read.back().time);
            }
            read.push_back(change);
        }
    }
    schedule = read;
    return std::nullopt;
}

std::string
FormatSchedule(const std::vector<LinkChange>& schedule)
{
    std::string text;
    for (const LinkChange& change : schedule)
    {
        text += (text.empty() ? "" : ";") + FormatTime(change.time);
        for (const std::string& name : change.names)
        {
            text += " " + Escape(name + "=" + change.values.Get(name), SCHEDULE_SEPARATORS);
        }
    }
    return text.empty() ? "none" : text;
}

} // namespace synfin
} // namespace ns3
