/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-window-meter.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace ns3
{
namespace synfin
{

namespace
{

using Means = std::array<double, WindowMeter::BATCHES>;

/// @return their mean and its interval by Student's distribution
MeanWithin
Within(const Means& means)
{
    constexpr double COUNT = WindowMeter::BATCHES;
    double mean = 0;
    for (const double value : means)
    {
        mean += value / COUNT;
    }
    double squares = 0;
    for (const double value : means)
    {
        squares += (value - mean) * (value - mean);
    }
    static const double T = boost::math::quantile(boost::math::students_t(COUNT - 1), 0.975);
    return {mean, T * std::sqrt(squares / (COUNT - 1) / COUNT)};
}

} // namespace

std::optional<std::size_t>
WindowMeter::PlaceOf(Time when) const
{
    const int64_t passed = (when - m_begin).GetTimeStep();
    const int64_t length = m_length.GetTimeStep();
    if (passed < 0 || passed >= length)
    {
        return std::nullopt;
    }
    __extension__ using Wide = __int128;
    return static_cast<std::size_t>(Wide(passed) * Wide(BATCHES) / length);
}

double
WindowMeter::BatchSeconds() const
{
    return m_length.GetSeconds() / BATCHES;
}

void
WindowMeter::Attempt(Time when)
{
    if (const auto place = PlaceOf(when))
    {
        ++m_batches[*place].attempted;
    }
}

void
WindowMeter::Establish(Time begun, Time latency)
{
    if (const auto place = PlaceOf(begun))
    {
        ++m_batches[*place].established;
        m_batches[*place].latency += latency.GetSeconds();
        m_handshake.Add(latency);
    }
}

void
WindowMeter::SetTimeWait(Time now, uint64_t population)
{
    const auto within = [this](Time at) {
        // A negative Time is no double.
        return (std::clamp(at, m_begin, End()) - m_begin).GetSeconds();
    };
    const double from = within(m_since);
    const double to = within(now);
    const double length = BatchSeconds();
    for (double at = from; at < to;)
    {
        const auto place = std::min(static_cast<std::size_t>(at / length), BATCHES - 1);
        // The last batch ends with the window, whatever was rounded.
        const double next =
            place + 1 == BATCHES ? to : std::min(to, static_cast<double>(place + 1) * length);
        m_batches[place].timeWait += static_cast<double>(m_population) * (next - at);
        at = next > at ? next : to;
    }
    m_population = population;
    m_since = now;
}

void
WindowMeter::Finish(Time end)
{
    SetTimeWait(end, m_population);
    m_isWhole = end >= End();
}

void
WindowMeter::Add(const WindowMeter& other)
{
    for (std::size_t i = 0; i < BATCHES; ++i)
    {
        m_batches[i].attempted += other.m_batches[i].attempted;
        m_batches[i].established += other.m_batches[i].established;
        m_batches[i].latency += other.m_batches[i].latency;
    }
    m_handshake.Add(other.m_handshake);
}

uint64_t
WindowMeter::Attempted() const
{
    uint64_t count = 0;
    for (const Batch& batch : m_batches)
    {
        count += batch.attempted;
    }
    return count;
}

std::optional<MeanWithin>
WindowMeter::Latency() const
{
    // Batches differ in how many they have: the ratio of two means (Law 9.5.3, 4.9).
    double latencies = 0;
    double count = 0;
    for (const Batch& batch : m_batches)
    {
        if (batch.established == 0)
        {
            return std::nullopt;
        }
        latencies += batch.latency;
        count += static_cast<double>(batch.established);
    }
    const double mean = latencies / count;
    Means residues{};
    for (std::size_t i = 0; i < BATCHES; ++i)
    {
        const auto established = static_cast<double>(m_batches[i].established);
        residues[i] = (m_batches[i].latency - mean * established) * BATCHES / count;
    }
    return MeanWithin{mean, Within(residues).halfWidth};
}

MeanWithin
WindowMeter::EstablishedRate() const
{
    Means means{};
    for (std::size_t i = 0; i < BATCHES; ++i)
    {
        means[i] = static_cast<double>(m_batches[i].established) / BatchSeconds();
    }
    return Within(means);
}

std::optional<MeanWithin>
WindowMeter::TimeWait() const
{
    if (!m_isWhole)
    {
        return std::nullopt;
    }
    Means means{};
    for (std::size_t i = 0; i < BATCHES; ++i)
    {
        means[i] = m_batches[i].timeWait / BatchSeconds();
    }
    return Within(means);
}

} // namespace synfin
} // namespace ns3
