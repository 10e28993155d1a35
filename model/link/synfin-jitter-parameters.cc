/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-jitter-parameters.h"

#include "synfin-link-escape.h"
#include "synfin-link-file.h"
#include "synfin-link-text.h"
#include "synfin-text-file.h"

#include "ns3/synfin-parse.h"

#include <array>
#include <cstddef>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

const std::string TABLE = "table=";

const char* const ACCEPTED =
    "none or TIME[,DISTRIBUTION][,CORRELATION], such as 10ms,normal,25%, with uniform, normal, "
    "pareto, paretonormal or table=PATH";

/// The names of the distributions that need no file, by JitterDistribution.
constexpr std::array<const char*, 4> NAMES{"uniform", "normal", "pareto", "paretonormal"};

/// @return the distribution of that name
std::optional<JitterDistribution>
FindDistribution(const std::string& name)
{
    for (std::size_t i = 0; i < NAMES.size(); ++i)
    {
        if (name == NAMES[i])
        {
            return static_cast<JitterDistribution>(i);
        }
    }
    return std::nullopt;
}

std::optional<std::string>
ReadTable(const std::string& path, JitterParameters& jitter)
{
    constexpr std::size_t MOST = 16 << 20;
    std::string text;
    if (const auto problem = ReadTextFile(path, MOST, text))
    {
        return problem;
    }
    std::istringstream input(text);
    auto table = std::make_shared<std::vector<double>>();
    const auto problem = ReadJitterTable(input, path, *table);
    jitter.distribution = JitterDistribution::TABLE;
    jitter.file = path;
    jitter.table = table;
    return problem;
}

} // namespace

std::optional<std::string>
ParseJitter(const std::string& text, JitterParameters& jitter)
{
    JitterParameters read;
    const auto parts = SplitEscaped(text, ",");
    const auto amount = parts[0] == "none" ? Time(0) : ParseTime(parts[0]);
    if (!amount || *amount > Hours(24) || (parts[0] == "none" && parts.size() > 1))
    {
        return ACCEPTED + WhyNoTime(parts[0]);
    }
    read.amount = *amount;
    std::size_t next = 1;
    if (next < parts.size() && parts[next].compare(0, TABLE.size(), TABLE) == 0)
    {
        if (const auto problem = ReadTable(Unescape(parts[next].substr(TABLE.size())), read))
        {
            return problem;
        }
        ++next;
    }
    else if (next < parts.size())
    {
        const auto distribution = FindDistribution(parts[next]);
        read.distribution = distribution.value_or(JitterDistribution::UNIFORM);
        next += distribution ? 1 : 0;
    }
    if (next < parts.size() &&
        !ParseProbabilities({parts.begin() + next, parts.end()}, {&read.correlation}))
    {
        return ACCEPTED;
    }
    if (read.amount.IsZero() && read.correlation > 0)
    {
        return NOTHING_TO_CORRELATE;
    }
    jitter = read;
    return std::nullopt;
}

std::string
FormatJitter(const JitterParameters& jitter)
{
    if (jitter.amount.IsZero())
    {
        return "none";
    }
    const bool table = jitter.distribution == JitterDistribution::TABLE;
    return FormatTime(jitter.amount) + "," +
           (table ? TABLE + Escape(jitter.file, ",")
                  : NAMES[static_cast<std::size_t>(jitter.distribution)]) +
           (jitter.correlation == 0 ? "" : "," + FormatNumber(jitter.correlation));
}

} // namespace synfin
} // namespace ns3
