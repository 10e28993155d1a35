/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-latency-statistics.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr double NANOSECONDS_PER_SECOND = 1e9;

/// @return how many binary digits a value has
int
WidthOf(uint64_t value)
{
    return value == 0 ? 0 : 64 - __builtin_clzll(value);
}

} // namespace

double
LatencyStatistics::Bucket::Mean() const
{
    return static_cast<double>(static_cast<long double>(sum) / count / NANOSECONDS_PER_SECOND);
}

LatencyStatistics::Octave&
LatencyStatistics::OctaveOf(std::size_t index)
{
    if (!m_octaves[index])
    {
        m_octaves[index] = std::make_unique<Octave>();
    }
    return *m_octaves[index];
}

void
LatencyStatistics::Add(Time time)
{
    NS_ASSERT(!time.IsStrictlyNegative());
    const auto value = static_cast<uint64_t>(time.GetNanoSeconds());
    ++m_count;
    m_min = std::min(m_min, value);
    m_max = std::max(m_max, value);
    m_sum += value;
    m_squares += static_cast<Wide>(value) * value;
    // Octave 0 holds what has up to BITS digits; octave i what has BITS + i, of which the first
    // BITS + 1 tell the bucket: the leading 1 is the same in all.
    const int octave = std::max(WidthOf(value) - BITS, 0);
    const uint64_t digits = value >> std::max(octave - 1, 0);
    Bucket& bucket = OctaveOf(static_cast<std::size_t>(octave))[digits % BUCKETS];
    ++bucket.count;
    bucket.sum += value;
}

void
LatencyStatistics::Add(const LatencyStatistics& other)
{
    m_count += other.m_count;
    m_min = std::min(m_min, other.m_min);
    m_max = std::max(m_max, other.m_max);
    m_sum += other.m_sum;
    m_squares += other.m_squares;
    for (std::size_t i = 0; i < m_octaves.size(); ++i)
    {
        if (!other.m_octaves[i])
        {
            continue;
        }
        Octave& octave = OctaveOf(i);
        for (std::size_t j = 0; j < BUCKETS; ++j)
        {
            octave[j].count += (*other.m_octaves[i])[j].count;
            octave[j].sum += (*other.m_octaves[i])[j].sum;
        }
    }
}

bool
LatencyStatistics::MeanIsAtMost(Time time) const
{
    return m_sum <= static_cast<Wide>(time.GetNanoSeconds()) * m_count;
}

std::optional<double>
LatencyStatistics::Mean() const
{
    if (m_count == 0)
    {
        return std::nullopt;
    }
    return static_cast<double>(static_cast<long double>(m_sum) / m_count / NANOSECONDS_PER_SECOND);
}

std::optional<double>
LatencyStatistics::StandardDeviation() const
{
    if (m_count < 2)
    {
        return std::nullopt;
    }
    // Around the whole part of the mean, in integers, where nothing cancels out; then the rest.
    const Wide mean = m_sum / m_count;
    const auto rest = static_cast<long double>(m_sum - mean * m_count);
    const Wide around = m_squares - 2 * mean * m_sum + mean * mean * m_count;
    const long double squares = static_cast<long double>(around) - rest * rest / m_count;
    return static_cast<double>(std::sqrt(squares / (m_count - 1)) / NANOSECONDS_PER_SECOND);
}

std::optional<double>
LatencyStatistics::Quantile(double p) const
{
    if (m_count == 0)
    {
        return std::nullopt;
    }
    const double ranks = std::ceil(p * static_cast<double>(m_count));
    const uint64_t rank = std::clamp<uint64_t>(static_cast<uint64_t>(ranks), 1, m_count);
    if (rank == 1 || rank == m_count)
    {
        return rank == 1 ? Min() : Max();
    }
    uint64_t below = 0;
    for (const auto& octave : m_octaves)
    {
        for (std::size_t i = 0; octave && i < BUCKETS; ++i)
        {
            const Bucket& bucket = (*octave)[i];
            below += bucket.count;
            if (below >= rank)
            {
                return bucket.Mean();
            }
        }
    }
    return Max();
}

std::vector<LatencyStatistics::Share>
LatencyStatistics::Histogram() const
{
    std::vector<Share> shares;
    for (const auto& octave : m_octaves)
    {
        for (std::size_t i = 0; octave && i < BUCKETS; ++i)
        {
            const Bucket& bucket = (*octave)[i];
            if (bucket.count != 0)
            {
                shares.push_back({bucket.Mean(), bucket.count});
            }
        }
    }
    return shares;
}

std::optional<double>
LatencyStatistics::Min() const
{
    return m_count == 0 ? std::nullopt : std::optional<double>(m_min / NANOSECONDS_PER_SECOND);
}

std::optional<double>
LatencyStatistics::Max() const
{
    return m_count == 0 ? std::nullopt : std::optional<double>(m_max / NANOSECONDS_PER_SECOND);
}

} // namespace synfin
} // namespace ns3
