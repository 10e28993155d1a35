/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-situation-values.h"

#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-table.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint32_t MAX_OCTETS = 1000000;
constexpr uint32_t MAX_FLOOD = 10000;

std::optional<int>
ReadSide(const std::string& text)
{
    const auto side = std::find(SIDE_NAMES.begin(), SIDE_NAMES.end(), text);
    return side == SIDE_NAMES.end() ? std::nullopt : std::optional<int>(side - SIDE_NAMES.begin());
}

std::optional<SegmentChoice>
ReadChoice(std::string text, std::string& accepted)
{
    SegmentChoice choice;
    choice.copy = ParseSegmentCopy(text);
    if (choice.copy)
    {
        return choice;
    }
    const auto side = ReadSide(TakeUntil(text, '.'));
    const auto number = ParseUnsigned(text);
    if (!side || !number || *number < 1 || *number > 1000)
    {
        accepted = AcceptedSegmentCopies() + ", or client.N, server.N: the N-th that it sends";
        return std::nullopt;
    }
    choice.side = *side;
    choice.ordinal = static_cast<uint32_t>(*number);
    return choice;
}

} // namespace

const Time MOST_TIME = Seconds(1000000);

std::optional<std::size_t>
Choose(const std::string& text, const std::vector<std::string>& names, std::string& accepted)
{
    const auto place = std::find(names.begin(), names.end(), text);
    if (place != names.end())
    {
        return place - names.begin();
    }
    const std::string near = DidYouMean(text, names);
    accepted = "one of " + Join(names) + (near.empty() ? "" : "; " + near);
    return std::nullopt;
}

std::optional<Time>
ReadTime(const std::string& text, Time most, std::string& accepted)
{
    const auto time = ParseTime(text);
    if (!time || *time > most)
    {
        accepted = "a time from 0 to " + FormatTime(most) + ", such as 50ms" + WhyNoTime(text);
        return std::nullopt;
    }
    return time;
}

std::string
TakeUntil(std::string& text, char mark)
{
    const std::size_t end = std::min(text.find(mark), text.size());
    std::string part = text.substr(0, end);
    text.erase(0, end + 1);
    return part;
}

bool
ReadChoices(std::vector<SegmentChoice>& choices,
            const std::string& list,
            const char* later,
            std::string& accepted)
{
    std::vector<SegmentChoice> read;
    for (std::string rest = list + ","; !rest.empty();)
    {
        std::string item = TakeUntil(rest, ',');
        const bool hasTime = item.find('=') != std::string::npos;
        const auto choice = ReadChoice(later ? TakeUntil(item, '=') : item, accepted);
        if (!choice)
        {
            return false;
        }
        read.push_back(*choice);
        if (later)
        {
            const auto time = ReadTime(hasTime ? item : later, MOST_TIME, accepted);
            if (!time)
            {
                accepted = "SEGMENT=TIME with " + accepted;
                return false;
            }
            read.back().time = *time;
        }
    }
    choices.insert(choices.end(), read.begin(), read.end());
    return true;
}

std::vector<std::string>
WriteChoices(const std::vector<SegmentChoice>& choices, bool times)
{
    std::vector<std::string> texts;
    for (const SegmentChoice& choice : choices)
    {
        texts.push_back(ToString(choice) + (times ? "=" + FormatTime(choice.time) : ""));
    }
    return texts;
}

std::optional<TimedAction>
ReadAction(const std::string& whole, std::string& accepted)
{
    std::string text = whole;
    static const std::vector<std::string> VERBS = NamesOf<Verb>(VERB_COUNT);
    accepted = "TIME=SIDE:VERB with a side of client, server, and a verb of " + Join(VERBS) +
               "; send:OCTETS (1 to " + std::to_string(MAX_OCTETS) + "), flood:SYNS (1 to " +
               std::to_string(MAX_FLOOD) + ")";
    TimedAction action;
    const auto time = ParseTime(TakeUntil(text, '='));
    const auto side = ReadSide(TakeUntil(text, ':'));
    const bool hasAmount = text.find(':') != std::string::npos;
    std::string none;
    const auto verb = Choose(TakeUntil(text, ':'), VERBS, none);
    if (!time || *time > MOST_TIME || !side || !verb)
    {
        return std::nullopt;
    }
    action.time = *time;
    action.side = *side;
    action.verb = static_cast<Verb>(*verb);
    const bool counts = action.verb == Verb::SEND || action.verb == Verb::FLOOD;
    action.amount = !counts ? 0 : action.verb == Verb::SEND ? 100 : 16;
    if (hasAmount)
    {
        const auto amount = ParseUnsigned(text);
        if (!counts || !amount || *amount < 1 ||
            *amount > (action.verb == Verb::SEND ? MAX_OCTETS : MAX_FLOOD))
        {
            return std::nullopt;
        }
        action.amount = static_cast<uint32_t>(*amount);
    }
    return action;
}

std::string
ToString(const TimedAction& action)
{
    return FormatTime(action.time) + "=" + SIDE_NAMES[action.side] + ":" + ToString(action.verb) +
           (action.amount > 0 ? ":" + std::to_string(action.amount) : "");
}

std::optional<std::string>
SetField(std::array<Profile, 2>& profiles, const std::string& text)
{
    const std::string prefix = EndPrefix(text);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
    {
        return "FIELD=VALUE";
    }
    const std::string name = text.substr(prefix.size(), equals - prefix.size());
    if (name.find(':') != std::string::npos)
    {
        return "FIELD=VALUE with a field of the profile; client: and server: before it are the "
               "ends that there are";
    }
    for (int side = 0; side < 2; ++side)
    {
        if (prefix.empty() || prefix == END_PREFIXES[side])
        {
            if (const auto problem = profiles[side].Set(name, text.substr(equals + 1)))
            {
                return problem;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::array<std::optional<uint32_t>, 2>>
ReadNumbers(const std::string& text, std::string& accepted)
{
    accepted = "auto, or N or N,M: the first sequence number of the client, and of the server";
    std::array<std::optional<uint32_t>, 2> numbers;
    if (text == "auto")
    {
        return numbers;
    }
    const bool hasTwo = text.find(',') != std::string::npos;
    std::string rest = text;
    for (int side = 0; side < (hasTwo ? 2 : 1); ++side)
    {
        const auto number = ParseUnsigned(side == 0 ? TakeUntil(rest, ',') : rest);
        if (!number || *number > UINT32_MAX)
        {
            return std::nullopt;
        }
        numbers[side] = static_cast<uint32_t>(*number);
    }
    return numbers;
}

std::string
WriteNumbers(const std::array<std::optional<uint32_t>, 2>& numbers)
{
    const auto& [client, server] = numbers;
    return !client ? "auto"
                   : std::to_string(*client) + (server ? "," + std::to_string(*server) : "");
}

} // namespace synfin
} // namespace ns3
