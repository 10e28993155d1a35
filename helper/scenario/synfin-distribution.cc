/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-distribution.h"

#include "ns3/synfin-jitter-quantile.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-text-file.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <sstream>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

const std::string TABLE_WORD = "table:";

/// Units of octets, the largest first.
const std::vector<std::pair<std::string, double>> OCTET_UNITS{{"GiB", 1073741824},
                                                              {"MiB", 1048576},
                                                              {"KiB", 1024},
                                                              {"GB", 1e9},
                                                              {"MB", 1e6},
                                                              {"kB", 1e3},
                                                              {"B", 1}};

std::optional<double>
ParseOctets(const std::string& text)
{
    for (const auto& [unit, size] : OCTET_UNITS)
    {
        if (text.size() > unit.size() &&
            text.compare(text.size() - unit.size(), unit.size(), unit) == 0)
        {
            const auto number = ParseNumber(text.substr(0, text.size() - unit.size()));
            return number ? std::optional(*number * size) : std::nullopt;
        }
    }
    return ParseNumber(text);
}

/// @return a value as people write it; nothing when it is none, or negative
std::optional<double>
ParseValue(const std::string& text, Quantity quantity)
{
    std::optional<double> value;
    if (quantity == Quantity::TIME)
    {
        const auto time = ParseTime(text);
        value = time ? std::optional(static_cast<double>(time->GetNanoSeconds())) : std::nullopt;
    }
    else
    {
        value = quantity == Quantity::OCTETS ? ParseOctets(text) : ParseNumber(text);
    }
    return value && *value >= 0 ? value : std::nullopt;
}

std::string
FormatValue(double value, Quantity quantity)
{
    return quantity == Quantity::TIME
               ? FormatTime(NanoSeconds(static_cast<uint64_t>(std::llround(value))))
               : FormatNumber(value);
}

const char*
ExampleOf(Quantity quantity)
{
    return quantity == Quantity::TIME ? "50ms" : quantity == Quantity::OCTETS ? "2kB" : "3";
}

} // namespace

const std::vector<Distribution::Law>&
Distribution::Laws()
{
    static const std::vector<Law> LAWS{{Kind::UNIFORM, "uniform", 2},
                                       {Kind::EXPONENTIAL, "exponential", 1},
                                       {Kind::NORMAL, "normal", 2},
                                       {Kind::LOGNORMAL, "lognormal", 1, true},
                                       {Kind::PARETO, "pareto", 1, true}};
    return LAWS;
}

std::optional<Distribution>
Distribution::Parse(const std::string& text, Quantity quantity, double most, std::string& accepted)
{
    const std::string example = ExampleOf(quantity);
    const bool isTime = quantity == Quantity::TIME;
    accepted = std::string(isTime ? "a time from 0s to " : "a value from 0 to ") +
               FormatValue(most, quantity) + ", such as " + example +
               ", uniform:LEAST,MOST, exponential:MEAN, normal:MEAN,DEVIATION, "
               "lognormal:MEDIAN,SIGMA, pareto:LEAST,SHAPE or table:FILE";
    Distribution read;
    read.m_most = most;
    if (text.compare(0, TABLE_WORD.size(), TABLE_WORD) == 0)
    {
        const auto problem = ReadTable(text.substr(TABLE_WORD.size()), quantity, read);
        accepted = problem.value_or(accepted);
        return problem ? std::nullopt : std::optional(read);
    }
    const std::size_t colon = text.find(':');
    const auto law = std::find_if(Laws().begin(), Laws().end(), [&](const Law& one) {
        return colon != std::string::npos && text.compare(0, colon, one.name) == 0;
    });
    Law wanted{Kind::CONSTANT, "", 1};
    std::istringstream rest(text);
    if (law != Laws().end())
    {
        wanted = *law;
        rest.str(text.substr(colon + 1));
    }
    read.m_kind = wanted.kind;
    read.m_parameters.clear();
    for (std::string part; std::getline(rest, part, ',');)
    {
        const bool isShape = read.m_parameters.size() == wanted.values && wanted.hasShape;
        const auto value = isShape ? ParseNumber(part) : ParseValue(part, quantity);
        if (!value || *value < 0 || (!isShape && *value > most))
        {
            return std::nullopt;
        }
        read.m_parameters.push_back(*value);
    }
    const bool isWhole = read.m_parameters.size() == wanted.values + (wanted.hasShape ? 1 : 0);
    const bool isCounted = quantity == Quantity::TIME || wanted.kind != Kind::CONSTANT ||
                           (isWhole && read.m_parameters[0] == std::floor(read.m_parameters[0]));
    if (!isWhole || !isCounted || text.back() == ',' ||
        (wanted.kind == Kind::UNIFORM && read.m_parameters[0] > read.m_parameters[1]) ||
        (wanted.kind == Kind::PARETO && read.m_parameters[1] <= 0))
    {
        return std::nullopt;
    }
    return read;
}

std::optional<std::string>
Distribution::ReadTable(const std::string& path, Quantity quantity, Distribution& read)
{
    constexpr std::size_t MOST = 16 << 20;
    std::string text;
    if (const auto problem = ReadTextFile(path, MOST, text))
    {
        return problem;
    }
    Table table{path, {}};
    std::istringstream lines(text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);)
    {
        ++number;
        std::istringstream words(line.substr(0, line.find('#')));
        std::string first;
        std::string second;
        std::string third;
        if (!(words >> first))
        {
            continue;
        }
        words >> second >> third;
        const auto value = ParseValue(first, quantity);
        const auto share = ParseNumber(second);
        const Point last = table.points.empty() ? Point{0, 0} : table.points.back();
        if (!value || !share || !third.empty() || *value < last.value || *share < last.share ||
            *share > 1 || *value > read.m_most)
        {
            return path + ": line " + std::to_string(number) + ": a value such as " +
                   ExampleOf(quantity) +
                   " and the share of what is not above it, from 0 to 1, neither less than in "
                   "the line before";
        }
        table.points.push_back({*value, *share});
    }
    if (table.points.empty() || table.points.back().share != 1)
    {
        return path + ": a last line with a share of 1";
    }
    read.m_kind = Kind::TABLE;
    read.m_table = std::make_shared<const Table>(std::move(table));
    return std::nullopt;
}

std::string
Distribution::Text(Quantity quantity) const
{
    if (m_kind == Kind::TABLE)
    {
        return TABLE_WORD + m_table->file;
    }
    const auto law = std::find_if(Laws().begin(), Laws().end(), [&](const Law& one) {
        return one.kind == m_kind;
    });
    std::string text = law == Laws().end() ? "" : std::string(law->name) + ":";
    for (std::size_t i = 0; i < m_parameters.size(); ++i)
    {
        const bool isShape = law != Laws().end() && i == law->values;
        text += (i == 0 ? "" : ",") +
                (isShape ? FormatNumber(m_parameters[i]) : FormatValue(m_parameters[i], quantity));
    }
    return text;
}

double
Distribution::Quantile(double u) const
{
    return std::clamp(Inverse(u), 0.0, m_most);
}

double
Distribution::Inverse(double u) const
{
    const auto& p = m_parameters;
    switch (m_kind)
    {
    case Kind::CONSTANT:
        return p[0];
    case Kind::UNIFORM:
        return p[0] + u * (p[1] - p[0]);
    case Kind::EXPONENTIAL:
        return -p[0] * std::log1p(-u);
    case Kind::NORMAL:
        return p[0] + p[1] * NormalQuantile(u);
    case Kind::LOGNORMAL:
        return p[0] * std::exp(p[1] * NormalQuantile(u));
    case Kind::PARETO:
        return p[0] * std::pow(1 - u, -1 / p[1]);
    case Kind::TABLE:
        break;
    }
    const auto& points = m_table->points;
    const auto after =
        std::lower_bound(points.begin(), points.end(), u, [](const Point& point, double x) {
            return point.share < x;
        });
    if (after == points.begin())
    {
        return after->value;
    }
    const Point& before = *std::prev(after);
    return before.value +
           (u - before.share) / (after->share - before.share) * (after->value - before.value);
}

uint64_t
Distribution::Whole(double u) const
{
    if (m_kind == Kind::UNIFORM)
    {
        // Each whole number between is equally likely; rounded ones would halve those at the ends.
        const double least = std::ceil(m_parameters[0]);
        const double most = std::floor(std::min(m_parameters[1], m_most));
        if (least <= most)
        {
            return static_cast<uint64_t>(least + std::floor(u * (most - least + 1)));
        }
    }
    return static_cast<uint64_t>(std::llround(Quantile(u)));
}

double
Distribution::Mean() const
{
    if (IsConstant())
    {
        return m_parameters[0];
    }
    constexpr int PARTS = 1000;
    double sum = 0;
    for (int part = 0; part < PARTS; ++part)
    {
        sum += Quantile((part + 0.5) / PARTS);
    }
    return sum / PARTS;
}

} // namespace synfin
} // namespace ns3
