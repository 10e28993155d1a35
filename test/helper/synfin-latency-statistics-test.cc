/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-latency-statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

TEST(LatencyStatistics, HasNoFiguresOfNothing)
{
    LatencyStatistics latency;
    EXPECT_EQ(latency.Count(), 0U);
    EXPECT_FALSE(latency.Mean());
    EXPECT_FALSE(latency.StandardDeviation());
    EXPECT_FALSE(latency.Quantile(0.5));
    EXPECT_FALSE(latency.Max());
}

TEST(LatencyStatistics, OneValueHasNoSpread)
{
    LatencyStatistics latency;
    latency.Add(MilliSeconds(100));
    EXPECT_EQ(latency.Mean(), 0.1);
    EXPECT_FALSE(latency.StandardDeviation());
    EXPECT_EQ(latency.Quantile(0.999), 0.1);
}

namespace
{

/// @return the nearest rank of sorted nanoseconds, in seconds
double
NearestRank(const std::vector<int64_t>& sorted, double p)
{
    const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sorted.size())));
    return static_cast<double>(sorted[std::max<std::size_t>(rank, 1) - 1]) / 1e9;
}

} // namespace

TEST(LatencyStatistics, QuantilesOfEqualValuesAreExact)
{
    // The way handshakes over a link without jitter look: a few values, each many times.
    LatencyStatistics latency;
    for (int i = 0; i < 1000; ++i)
    {
        latency.Add(NanoSeconds(i < 900 ? 100000992 : i < 990 ? 1100000992 : 3100000992));
    }
    EXPECT_EQ(latency.Quantile(0.5), 0.100000992);
    EXPECT_EQ(latency.Quantile(0.9), 0.100000992);
    EXPECT_EQ(latency.Quantile(0.99), 1.100000992);
    EXPECT_EQ(latency.Quantile(0.999), 3.100000992);
}

TEST(LatencyStatistics, SmallValuesHaveBucketsOfTheirOwn)
{
    LatencyStatistics latency;
    for (int i = 0; i <= 2047; ++i)
    {
        latency.Add(NanoSeconds(i));
    }
    for (int i = 1; i <= 2048; ++i)
    {
        EXPECT_DOUBLE_EQ(*latency.Quantile(i / 2048.0), (i - 1) * 1e-9);
    }
}

TEST(LatencyStatistics, QuantilesKeepToTheStatedError)
{
    // Values from nanoseconds to years, spread evenly over their logarithms.
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> exponent(0, 18);
    LatencyStatistics latency;
    std::vector<int64_t> values;
    for (int i = 0; i < 200000; ++i)
    {
        values.push_back(static_cast<int64_t>(std::pow(10, exponent(random))));
        latency.Add(NanoSeconds(values.back()));
    }
    std::sort(values.begin(), values.end());
    double worst = 0;
    for (int i = 1; i <= 1000; ++i)
    {
        const double exact = NearestRank(values, i / 1000.0);
        worst = std::max(worst, std::abs(*latency.Quantile(i / 1000.0) - exact) / exact);
    }
    EXPECT_LT(worst, LatencyStatistics::RELATIVE_ERROR);
    EXPECT_GT(worst, 0); // a histogram was asked, not the values
    EXPECT_EQ(latency.Min(), values.front() / 1e9);
    EXPECT_EQ(latency.Max(), values.back() / 1e9);
}

TEST(LatencyStatistics, AWorstCaseComesCloseToTheStatedErrorAndNotBeyond)
{
    // One value at the low end of a bucket, the rest at its high end: the mean is far from the
    // first.
    LatencyStatistics latency;
    const int64_t low = int64_t{1} << 40;
    const int64_t high = low + (int64_t{1} << 30) - 1;
    latency.Add(NanoSeconds(1));
    latency.Add(NanoSeconds(low));
    for (int i = 0; i < 998; ++i)
    {
        latency.Add(NanoSeconds(high));
    }
    const double error = (*latency.Quantile(0.002) - low / 1e9) / (low / 1e9);
    EXPECT_GT(error, 0.99 * LatencyStatistics::RELATIVE_ERROR);
    EXPECT_LT(error, LatencyStatistics::RELATIVE_ERROR);
}

TEST(LatencyStatistics, PartsAddUpToTheWholeInAnyOrder)
{
    std::mt19937_64 random(2);
    std::exponential_distribution<double> seconds(3);
    LatencyStatistics whole;
    LatencyStatistics parts[3];
    for (int i = 0; i < 30000; ++i)
    {
        const Time value = NanoSeconds(static_cast<int64_t>(1e9 * seconds(random)));
        whole.Add(value);
        parts[i % 3].Add(value);
    }
    LatencyStatistics forward;
    LatencyStatistics backward;
    for (int i = 0; i < 3; ++i)
    {
        forward.Add(parts[i]);
        backward.Add(parts[2 - i]);
    }
    for (const auto& sum : {std::cref(forward), std::cref(backward)})
    {
        EXPECT_EQ(sum.get().Count(), whole.Count());
        EXPECT_EQ(sum.get().Mean(), whole.Mean());
        EXPECT_EQ(sum.get().StandardDeviation(), whole.StandardDeviation());
        EXPECT_EQ(sum.get().Max(), whole.Max());
        for (int i = 0; i <= 100; ++i)
        {
            EXPECT_EQ(sum.get().Quantile(i / 100.0), whole.Quantile(i / 100.0));
        }
    }
}

TEST(LatencyStatistics, MeanAndSpreadAreExact)
{
    LatencyStatistics latency;
    for (int i = 100; i >= 1; --i)
    {
        latency.Add(Seconds(i));
    }
    EXPECT_EQ(latency.Min(), 1.0);
    EXPECT_EQ(latency.Max(), 100.0);
    EXPECT_EQ(latency.Mean(), 50.5);
    // Of 1..n: sqrt(n (n + 1) / 12).
    EXPECT_DOUBLE_EQ(*latency.StandardDeviation(), 29.011491975882016);
}

TEST(LatencyStatistics, SpreadSurvivesALargeMean)
{
    // The same spread of 1 ns around a day, where floating-point sums of squares would lose it.
    LatencyStatistics latency;
    for (int i = 0; i < 1000; ++i)
    {
        latency.Add(Hours(24) + NanoSeconds(i % 2 == 0 ? 1 : 3));
    }
    EXPECT_NEAR(*latency.StandardDeviation(), 1e-9 * std::sqrt(1000.0 / 999), 1e-18);
}
