/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-latency-statistics.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

TEST(LatencyStatistics, HasNoFiguresOfNothing)
{
    LatencyStatistics latency;
    latency.Finish();
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
    latency.Finish();
    EXPECT_EQ(latency.Mean(), 0.1);
    EXPECT_FALSE(latency.StandardDeviation());
    EXPECT_EQ(latency.Quantile(0.999), 0.1);
}

TEST(LatencyStatistics, QuantilesAreNearestRanks)
{
    LatencyStatistics latency;
    for (int i = 100; i >= 1; --i)
    {
        latency.Add(Seconds(i));
    }
    latency.Finish();
    EXPECT_EQ(latency.Min(), 1.0);
    EXPECT_EQ(latency.Quantile(0.5), 50.0);
    EXPECT_EQ(latency.Quantile(0.9), 90.0);
    EXPECT_EQ(latency.Quantile(0.99), 99.0);
    EXPECT_EQ(latency.Quantile(0.999), 100.0);
    EXPECT_EQ(latency.Max(), 100.0);
    EXPECT_EQ(latency.Mean(), 50.5);
    // Of 1..n: sqrt(n (n + 1) / 12).
    EXPECT_DOUBLE_EQ(*latency.StandardDeviation(), 29.011491975882016);
}
