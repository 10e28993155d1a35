/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-file.h"

#include "ns3/synfin-parse.h"

#include <cstddef>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

/// What 1 is in a distribution file (NETEM_DIST_SCALE of linux/pkt_sched.h).
constexpr double DISTRIBUTION_SCALE = 8192;

const std::string ACCEPTED_TABLE = "a file of numbers that ascend; ";
const std::string ACCEPTED_RECORD = "a file with 0 (arrived) or 1 (lost) for each frame; ";

/// @return "FILE:LINE: "
std::string
Place(const std::string& name, std::size_t line)
{
    return name + ":" + std::to_string(line) + ": ";
}

/// @return the line up to its comment
std::string
WithoutComment(const std::string& line)
{
    return line.substr(0, line.find('#'));
}

} // namespace

std::optional<std::string>
ReadJitterTable(std::istream& input, const std::string& name, std::vector<double>& table)
{
    std::vector<double> read;
    std::string line;
    for (std::size_t number = 1; std::getline(input, line); ++number)
    {
        std::istringstream words(WithoutComment(line));
        for (std::string word; words >> word;)
        {
            const auto value = ParseNumber(word);
            if (!value)
            {
                return ACCEPTED_TABLE + Place(name, number) + "'" + word + "' is none";
            }
            const double scaled = *value / DISTRIBUTION_SCALE;
            if (!read.empty() && scaled < read.back())
            {
                return ACCEPTED_TABLE + Place(name, number) + word +
                       " is less than the number before it";
            }
            read.push_back(scaled);
        }
    }
    if (read.empty())
    {
        return ACCEPTED_TABLE + name + " has none";
    }
    table = read;
    return std::nullopt;
}

std::optional<std::string>
ReadLossRecord(std::istream& input, const std::string& name, std::vector<bool>& lost)
{
    std::vector<bool> read;
    std::string line;
    for (std::size_t number = 1; std::getline(input, line); ++number)
    {
        std::istringstream words(WithoutComment(line));
        for (char digit = 0; words >> digit;)
        {
            if (digit != '0' && digit != '1')
            {
                return ACCEPTED_RECORD + Place(name, number) + "'" + digit + "' is neither";
            }
            read.push_back(digit == '1');
        }
    }
    if (read.empty())
    {
        return ACCEPTED_RECORD + name + " has none";
    }
    lost = read;
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
