/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-rare-meter.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

TEST(RareMeter, TellsProbabilitiesAndTheirErrors)
{
    RareMeter meter;
    meter.End(0.02, Outcome::TIMED_OUT);
    meter.End(0.04, Outcome::TIMED_OUT);
    meter.End(1.5, Outcome::ESTABLISHED);
    meter.End(2, Outcome::PENDING);
    const auto failure = meter.Failure();
    EXPECT_DOUBLE_EQ(failure.mean, 0.06 / 4);
    const double variance = (0.02 * 0.02 + 0.04 * 0.04) / 4 - failure.mean * failure.mean;
    EXPECT_DOUBLE_EQ(*failure.error, std::sqrt(variance / 4));
    EXPECT_DOUBLE_EQ(failure.effective, 0.06 * 0.06 / (0.02 * 0.02 + 0.04 * 0.04));
    EXPECT_DOUBLE_EQ(*failure.Bound(1) * *failure.Bound(-1), failure.mean * failure.mean);
    EXPECT_GT(*failure.Bound(-3), 0);
    EXPECT_DOUBLE_EQ(meter.ProbabilityOf(Outcome::TIMED_OUT), 0.015);
    EXPECT_DOUBLE_EQ(meter.ProbabilityOf(Outcome::PENDING), 0.5);
    EXPECT_DOUBLE_EQ(meter.ProbabilityOf(Outcome::ESTABLISHED), 1 - 0.5 - 0.015);
    EXPECT_DOUBLE_EQ(meter.MeanWeight(), 3.56 / 4);
}

TEST(RareMeter, SaysNothingOfWhatDidNotHappen)
{
    RareMeter meter;
    meter.End(1, Outcome::ESTABLISHED);
    EXPECT_EQ(meter.Failure().mean, 0);
    EXPECT_EQ(meter.Failure().effective, 0);
    EXPECT_FALSE(meter.Failure().error);
    EXPECT_FALSE(meter.Failure().Bound(2));
    EXPECT_FALSE(meter.Mean());
    EXPECT_FALSE(meter.Quantile(0.5));
}

TEST(RareMeter, WeighsLatencies)
{
    RareMeter meter;
    meter.Establish(3, MilliSeconds(100));
    meter.Establish(1, MilliSeconds(1100));
    meter.Establish(0.001, MilliSeconds(3100));
    EXPECT_DOUBLE_EQ(*meter.Mean(), (0.3 + 1.1 + 0.0031) / 4.001);
    EXPECT_GT(*meter.MeanError(), 0);
    EXPECT_EQ(*meter.Quantile(0.5), 0.1);
    EXPECT_EQ(*meter.Quantile(0.9), 1.1);
    EXPECT_EQ(*meter.Quantile(0.9999), 3.1);
}
