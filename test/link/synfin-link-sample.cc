/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-sample.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

namespace ns3
{
namespace synfin
{

LinkSample::LinkSample(const Settings& settings, std::size_t frames)
{
    const LinkParameters parameters = Parameters(settings);
    LinkDirection direction(parameters, LinkStreams());
    LinkResult result;
    for (std::size_t i = 0; i < frames; ++i)
    {
        const Time now = Seconds(static_cast<int64_t>(i));
        direction.Enter(1000, nullptr, now, result);
        lost.push_back(result.drop == LinkDrop::LOSS);
        if (result.count > 0)
        {
            const Time delay = result.arrivals[0].time - now;
            corrupted.push_back(result.arrivals[0].corrupted);
            duplicated.push_back(result.count == 2);
            overtook.push_back(delay.IsZero());
            delays.push_back(delay.GetSeconds());
        }
    }
}

LinkParameters
LinkSample::Parameters(const Settings& settings)
{
    LinkParameters parameters;
    for (const auto& [name, value] : settings)
    {
        const auto accepted = parameters.Set(name, value);
        EXPECT_FALSE(accepted) << name << "=" << value << ": " << accepted.value_or("");
    }
    return parameters;
}

double
Count(const std::vector<bool>& flags)
{
    return static_cast<double>(std::count(flags.begin(), flags.end(), true));
}

double
Mean(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double
CentralMoment(const std::vector<double>& values, int power)
{
    const double mean = Mean(values);
    double sum = 0;
    for (const double value : values)
    {
        sum += std::pow(value - mean, power);
    }
    return sum / static_cast<double>(values.size());
}

double
Autocorrelation(const std::vector<double>& values)
{
    const double mean = Mean(values);
    double sum = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
    {
        sum += (values[i - 1] - mean) * (values[i] - mean);
    }
    return sum / static_cast<double>(values.size()) / CentralMoment(values, 2);
}

std::vector<double>
BurstLengths(const std::vector<bool>& lost)
{
    std::vector<double> lengths;
    const auto first = std::find(lost.begin(), lost.end(), false);
    double length = 0;
    for (auto i = first; i != lost.end(); ++i)
    {
        if (*i)
        {
            ++length;
        }
        else if (length > 0)
        {
            lengths.push_back(length);
            length = 0;
        }
    }
    return lengths;
}

void
ExpectShare(const std::vector<bool>& flags, double probability)
{
    const double n = static_cast<double>(flags.size());
    ASSERT_GT(n * probability, 100);
    EXPECT_NEAR(Count(flags) / n,
                probability,
                QUANTILE_999 * std::sqrt(probability * (1 - probability) / n));
}

void
ExpectMoments(const std::vector<double>& values, double mean, double variance)
{
    const double n = static_cast<double>(values.size());
    EXPECT_NEAR(Mean(values), mean, QUANTILE_999 * std::sqrt(variance / n));
    const double fourth = CentralMoment(values, 4);
    EXPECT_NEAR(CentralMoment(values, 2),
                variance,
                QUANTILE_999 * std::sqrt((fourth - variance * variance) / n));
}

} // namespace synfin
} // namespace ns3
