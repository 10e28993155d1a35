/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-traces.h"

#include "synfin-text-file.h"

#include "ns3/assert.h"
#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

using Problem = std::optional<std::string>;

const std::string WORD = "trace:";

/// The greatest time in a trace: 365 days.
constexpr double LONGEST_S = 365.0 * 86400;

const std::string ACCEPTED_DELIVERIES =
    "a file of milliseconds that do not descend, a line for each 1504 octets, the last above 0; ";
const std::string ACCEPTED_DELAYS =
    "a file with a time in seconds and a delay in milliseconds in each line (or both with a unit), "
    "times ascending; ";

/// Calls a function with the number and the words of each line that has some.
template <typename Take>
Problem
EachLine(std::istream& input, const Take& take)
{
    std::string line;
    for (std::size_t number = 1; std::getline(input, line); ++number)
    {
        std::istringstream text(line.substr(0, line.find('#')));
        std::vector<std::string> words;
        for (std::string word; text >> word;)
        {
            words.push_back(word);
        }
        const Problem problem = words.empty() ? Problem() : take(number, words);
        if (problem)
        {
            return problem;
        }
    }
    return std::nullopt;
}

/// @return "FILE:LINE: 'WORDS' "
std::string
Place(const std::string& path, std::size_t line, const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
    {
        text += (text.empty() ? "" : " ") + word;
    }
    return path + ":" + std::to_string(line) + ": '" + Brief(text, 30) + "' ";
}

/// @return a time that may be a number of some unit
std::optional<Time>
TimeOf(const std::string& word, const char* unit)
{
    const auto time = ParseTime(ParseNumber(word) ? word + unit : word);
    return time && time->GetSeconds() <= LONGEST_S ? time : std::nullopt;
}

} // namespace

DeliveryTrace::DeliveryTrace(std::string path, const std::vector<uint64_t>& times)
    : m_path(std::move(path))
{
    for (const uint64_t time : times)
    {
        m_times.push_back(MilliSeconds(time).GetTimeStep());
    }
    NS_ASSERT(!m_times.empty() && m_times.back() > 0);
}

uint64_t
DeliveryTrace::FirstAfter(int64_t time) const
{
    if (time < 0)
    {
        return 0;
    }
    // The last one of a round is at the begin of the next.
    const int64_t rounds = time / m_times.back();
    const auto after =
        std::upper_bound(m_times.begin(), m_times.end(), time - rounds * m_times.back());
    return static_cast<uint64_t>(rounds) * m_times.size() +
           static_cast<uint64_t>(after - m_times.begin());
}

DelayTrace::DelayTrace(std::string path, std::vector<Step> steps)
    : m_path(std::move(path)),
      m_steps(std::move(steps))
{
    NS_ASSERT(!m_steps.empty());
}

int64_t
DelayTrace::At(int64_t time) const
{
    const auto after = std::upper_bound(m_steps.begin(), m_steps.end(), Step(time, INT64_MAX));
    return (after == m_steps.begin() ? after : after - 1)->second;
}

Time
DelayTrace::Least() const
{
    const auto bySize = [](const Step& a, const Step& b) { return a.second < b.second; };
    return TimeStep(std::min_element(m_steps.begin(), m_steps.end(), bySize)->second);
}

Time
DelayTrace::Greatest() const
{
    const auto bySize = [](const Step& a, const Step& b) { return a.second < b.second; };
    return TimeStep(std::max_element(m_steps.begin(), m_steps.end(), bySize)->second);
}

std::optional<std::string>
ReadDeliveryTrace(std::istream& input,
                  const std::string& path,
                  std::shared_ptr<const DeliveryTrace>& trace)
{
    std::vector<uint64_t> times;
    const Problem problem =
        EachLine(input, [&](std::size_t line, const std::vector<std::string>& words) -> Problem {
            const auto time = words.size() == 1 ? ParseUnsigned(words[0]) : std::nullopt;
            if (!time || static_cast<double>(*time) > LONGEST_S * 1000)
            {
                return ACCEPTED_DELIVERIES + Place(path, line, words) + "is none";
            }
            if (!times.empty() && *time < times.back())
            {
                return ACCEPTED_DELIVERIES + Place(path, line, words) + "is before the line above";
            }
            times.push_back(*time);
            return std::nullopt;
        });
    if (!problem && (times.empty() || times.back() == 0))
    {
        return ACCEPTED_DELIVERIES + path + (times.empty() ? " has none" : " lasts no time");
    }
    if (!problem)
    {
        trace = std::make_shared<const DeliveryTrace>(path, times);
    }
    return problem;
}

std::optional<std::string>
ReadDelayTrace(std::istream& input,
               const std::string& path,
               std::shared_ptr<const DelayTrace>& trace)
{
    std::vector<DelayTrace::Step> steps;
    const Problem problem =
        EachLine(input, [&](std::size_t line, const std::vector<std::string>& words) -> Problem {
            const auto time = TimeOf(words[0], "s");
            const auto delay = words.size() == 2 ? TimeOf(words[1], "ms") : std::nullopt;
            if (!time || !delay || *delay > Hours(24))
            {
                return ACCEPTED_DELAYS + Place(path, line, words) + "is none";
            }
            if (!steps.empty() && time->GetTimeStep() <= steps.back().first)
            {
                return ACCEPTED_DELAYS + Place(path, line, words) + "is not after the line above";
            }
            steps.emplace_back(time->GetTimeStep(), delay->GetTimeStep());
            return std::nullopt;
        });
    if (!problem && steps.empty())
    {
        return ACCEPTED_DELAYS + path + " has none";
    }
    if (!problem)
    {
        trace = std::make_shared<const DelayTrace>(path, steps);
    }
    return problem;
}

std::optional<std::string>
TraceFileOf(const std::string& value)
{
    return value.compare(0, WORD.size(), WORD) == 0
               ? std::optional<std::string>(value.substr(WORD.size()))
               : std::nullopt;
}

template <typename Trace>
std::optional<std::string>
LoadTrace(const std::string& path, std::shared_ptr<const Trace>& trace)
{
    constexpr std::size_t MOST = 64 << 20;
    std::string text;
    if (const Problem problem = ReadTextFile(path, MOST, text))
    {
        return "for trace:FILE " + *problem;
    }
    std::istringstream input(text);
    if constexpr (std::is_same_v<Trace, DeliveryTrace>)
    {
        return ReadDeliveryTrace(input, path, trace);
    }
    else
    {
        return ReadDelayTrace(input, path, trace);
    }
}

template std::optional<std::string> LoadTrace(const std::string& path,
                                              std::shared_ptr<const DeliveryTrace>& trace);
template std::optional<std::string> LoadTrace(const std::string& path,
                                              std::shared_ptr<const DelayTrace>& trace);

} // namespace synfin
} // namespace ns3
