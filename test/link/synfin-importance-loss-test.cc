/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-importance-loss.h"
#include "ns3/synfin-loss-process.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr double P = 0.01; //!< of the link
constexpr double S = 0.4;  //!< sampled

} // namespace

TEST(ImportanceLoss, WeighsEachFrameUntilTheDecision)
{
    ImportanceLoss importance({S, std::nullopt});
    EXPECT_TRUE(importance.IsLost(0, 1, P, 0.39));
    EXPECT_DOUBLE_EQ(importance.WeightOf(1), P / S);
    EXPECT_FALSE(importance.IsLost(0, 1, P, 0.41));
    EXPECT_DOUBLE_EQ(importance.WeightOf(1), P / S * (1 - P) / (1 - S));
    importance.Decide(1);
    EXPECT_FALSE(importance.IsLost(0, 1, P, 0.39)); // the link's own probability
    EXPECT_TRUE(importance.IsLost(0, 1, P, 0.009));
    EXPECT_DOUBLE_EQ(importance.WeightOf(1), P / S * (1 - P) / (1 - S));
}

TEST(ImportanceLoss, LeavesOthersAlone)
{
    ImportanceLoss importance({S, std::nullopt});
    EXPECT_FALSE(importance.IsLost(1, 7, P, 0.39)); // a direction that is not sampled
    EXPECT_FALSE(importance.IsLost(0, 0, P, 0.39)); // a frame of nobody
    EXPECT_EQ(importance.WeightOf(7), 1);
    EXPECT_TRUE(importance.IsLost(0, 8, P, 0.39));
    EXPECT_EQ(importance.WeightOf(7), 1);
}

TEST(ImportanceLoss, KeepsTheProbabilityOfEachOutcome)
{
    // Three frames are lost: the mean of weights is the probability.
    LossProcess process(RngStream(1, 1, 1), RngStream(1, 2, 1));
    ImportanceLoss importance({S, S});
    process.Enable(IndependentLoss{P, 0});
    process.SetParameters(IndependentLoss{P, 0});
    process.SetImportance(importance, 1);
    constexpr uint32_t N = 20000;
    double sum = 0;
    double all = 0;
    for (uint32_t i = 1; i <= N; ++i)
    {
        const bool first = process.Next(Time(0), i);
        const bool second = process.Next(Time(0), i);
        const bool third = process.Next(Time(0), i);
        sum += first && second && third ? importance.WeightOf(i) : 0;
        all += importance.WeightOf(i);
    }
    EXPECT_NEAR(sum / N, P * P * P, 0.1 * P * P * P);
    EXPECT_NEAR(all / N, 1, 0.03);
}
