/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-schedule.h"

#include "synfin-link-text.h"

#include "ns3/synfin-parse.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace synfin
{

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
        return "'" + text + "' is no NAME=VALUE; accepted: " + ACCEPTED;
    }
    const std::string name = text.substr(0, equals);
    if (std::find(change.names.begin(), change.names.end(), name) != change.names.end())
    {
        return "'" + text + "': " + name + " changes twice at once; accepted: " + ACCEPTED;
    }
    if (const auto accepted = change.values.Set(name, text.substr(equals + 1)))
    {
        return "'" + text + "'; accepted: " + *accepted;
    }
    change.names.push_back(name);
    return std::nullopt;
}

/// Reads a time and its assignments.
std::optional<std::string>
ParseChange(const std::string& text, LinkChange& change)
{
    std::istringstream words(text);
    std::string word;
    words >> word;
    const auto time = ParseTime(word);
    if (!time)
    {
        return "'" + word + "' is no time; accepted: " + ACCEPTED;
    }
    change.time = *time;
    while (words >> word)
    {
        if (const auto problem = ParseAssignment(word, change))
        {
            return problem;
        }
    }
    if (change.names.empty())
    {
        return "nothing changes at " + FormatTime(change.time) + "; accepted: " + ACCEPTED;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string>
ParseSchedule(const std::string& text, std::vector<LinkChange>& schedule)
{
    std::vector<LinkChange> read;
    if (text != "none")
    {
        for (const std::string& part : SplitText(text, ';'))
        {
            LinkChange change;
            if (const auto problem = ParseChange(part, change))
            {
                return problem;
            }
            if (!read.empty() && change.time <= read.back().time)
            {
                return FormatTime(change.time) + " does not come after " +
                       FormatTime(read.back().time) + "; accepted: " + ACCEPTED;
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
            text += " " + name + "=" + change.values.Get(name);
        }
    }
    return text.empty() ? "none" : text;
}

} // namespace synfin
} // namespace ns3
