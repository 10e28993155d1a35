/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-rare-meter.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ns3
{
namespace synfin
{

std::optional<double>
RareMeter::Probability::Bound(double z) const
{
    return error ? std::optional(mean * std::exp(z * *error / mean)) : std::nullopt;
}

void
RareMeter::Establish(double weight, Time latency)
{
    constexpr int DIGITS = 11; // the first is always 1
    const double seconds = latency.GetSeconds();
    m_established.Add(weight);
    m_seconds += weight * seconds;
    m_squares[0] += weight * weight * seconds;
    m_squares[1] += weight * weight * seconds * seconds;
    const auto value = static_cast<uint64_t>(latency.GetNanoSeconds());
    const int width = value == 0 ? 0 : 64 - __builtin_clzll(value);
    const int shift = width > DIGITS ? width - DIGITS : 0;
    Bucket& bucket = m_buckets.try_emplace(value >> shift << shift, Bucket{seconds}).first->second;
    bucket.weights += weight;
    bucket.beyond += weight * (seconds - bucket.first);
}

void
RareMeter::End(double weight, Outcome outcome)
{
    m_all.Add(weight);
    m_outcomes[static_cast<std::size_t>(outcome)].Add(weight);
    if (outcome != Outcome::ESTABLISHED && outcome != Outcome::PENDING)
    {
        m_failed.Add(weight);
    }
}

RareMeter::Probability
RareMeter::ProbabilityOf(const WeightedSums& some) const
{
    Probability found;
    if (some.weights > 0)
    {
        const auto count = static_cast<double>(m_all.count);
        found.mean = some.weights / count;
        found.effective = some.Effective();
        const double variance = some.squares / count - found.mean * found.mean;
        found.error = std::sqrt(std::max(variance, 0.0) / count);
    }
    return found;
}

double
RareMeter::ProbabilityOf(Outcome outcome) const
{
    const auto of = [this](Outcome one) {
        return ProbabilityOf(m_outcomes[static_cast<std::size_t>(one)]).mean;
    };
    return outcome == Outcome::ESTABLISHED ? 1 - Failure().mean - of(Outcome::PENDING)
                                           : of(outcome);
}

std::optional<double>
RareMeter::Mean() const
{
    return m_established.weights > 0 ? std::optional(m_seconds / m_established.weights)
                                     : std::nullopt;
}

std::optional<double>
RareMeter::MeanError() const
{
    const auto mean = Mean();
    if (!mean || m_established.count < 2)
    {
        return std::nullopt;
    }
    const double squares =
        m_squares[1] - 2 * *mean * m_squares[0] + *mean * *mean * m_established.squares;
    return std::sqrt(std::max(squares, 0.0)) / m_established.weights;
}

std::optional<double>
RareMeter::Quantile(double p) const
{
    double below = 0;
    for (const auto& [key, bucket] : m_buckets)
    {
        below += bucket.weights;
        if (bucket.weights > 0 && below >= p * m_established.weights * (1 - 1e-12)) // rounding
        {
            return bucket.first + bucket.beyond / bucket.weights;
        }
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
