/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-latency-statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr double NANOSECONDS_PER_SECOND = 1e9;

} // namespace

void
LatencyStatistics::Finish()
{
    std::sort(m_values.begin(), m_values.end());
}

std::optional<double>
LatencyStatistics::Mean() const
{
    if (m_values.empty())
    {
        return std::nullopt;
    }
    // The values are sorted, so equal sets have equal sums, and offsets from the least lose no
    // digits.
    long double sum = 0;
    for (const int64_t value : m_values)
    {
        sum += static_cast<long double>(value - m_values.front());
    }
    const long double mean = static_cast<long double>(m_values.front()) + sum / m_values.size();
    return static_cast<double>(mean / NANOSECONDS_PER_SECOND);
}

std::optional<double>
LatencyStatistics::StandardDeviation() const
{
    if (m_values.size() < 2)
    {
        return std::nullopt;
    }
    const double mean = *Mean() * NANOSECONDS_PER_SECOND;
    double squares = 0;
    for (const int64_t value : m_values)
    {
        squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    }
    return std::sqrt(squares / static_cast<double>(m_values.size() - 1)) / NANOSECONDS_PER_SECOND;
}

std::optional<double>
LatencyStatistics::Quantile(double p) const
{
    if (m_values.empty())
    {
        return std::nullopt;
    }
    const double rank = std::ceil(p * static_cast<double>(m_values.size()));
    const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return static_cast<double>(m_values[std::min(index, m_values.size() - 1)]) /
           NANOSECONDS_PER_SECOND;
}

std::optional<double>
LatencyStatistics::Min() const
{
    return Quantile(0);
}

std::optional<double>
LatencyStatistics::Max() const
{
    return Quantile(1);
}

} // namespace synfin
} // namespace ns3
