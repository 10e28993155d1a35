/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-distribution.h"
#include "ns3/synfin-keyed-draw.h"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3::synfin;

namespace
{

Distribution
Read(const std::string& text, Quantity quantity = Quantity::TIME, double most = 1e12)
{
    std::string accepted;
    const auto read = Distribution::Parse(text, quantity, most, accepted);
    EXPECT_TRUE(read) << text << ": " << accepted;
    return read.value_or(Distribution());
}

bool
IsRefused(const std::string& text, Quantity quantity = Quantity::TIME)
{
    std::string accepted;
    const bool isRefused = !Distribution::Parse(text, quantity, 1e12, accepted);
    EXPECT_FALSE(isRefused && accepted.empty());
    return isRefused;
}

} // namespace

TEST(Distribution, QuantilesAreThoseOfTheClosedForms)
{
    EXPECT_EQ(Read("40ms").Quantile(0.3), 40e6);
    EXPECT_EQ(Read("uniform:10ms,50ms").Quantile(0.25), 20e6);
    EXPECT_NEAR(Read("exponential:1s").Quantile(0.5), 1e9 * std::log(2), 1);
    EXPECT_NEAR(Read("normal:40ms,5ms").Quantile(0.5), 40e6, 1e-3);
    EXPECT_NEAR(Read("normal:40ms,5ms").Quantile(0.8413447460685429), 45e6, 1e-3);
    EXPECT_NEAR(Read("lognormal:40ms,0.6").Quantile(0.5), 40e6, 1e-3);
    EXPECT_NEAR(Read("lognormal:40ms,0.6").Quantile(0.8413447460685429), 40e6 * std::exp(0.6), 1);
    // P(above x) = (least / x)^shape
    EXPECT_NEAR(Read("pareto:2kB,1.2", Quantity::OCTETS).Quantile(1 - 1.0 / 16),
                2000 * std::pow(16, 1 / 1.2),
                1e-6);
}

TEST(Distribution, IsCutAtZeroAndAtTheMost)
{
    EXPECT_EQ(Read("normal:1ms,5ms").Quantile(0.01), 0);
    EXPECT_EQ(Read("pareto:2kB,0.1", Quantity::OCTETS, 1e6).Whole(0.999), 1000000U);
}

/// One face of a die each, those at the ends too.
TEST(Distribution, WholeNumbersOfAUniformLawAreEquallyLikely)
{
    const Distribution die = Read("uniform:1,6", Quantity::COUNT);
    std::array<int, 7> thrown{};
    for (int part = 0; part < 600; ++part)
    {
        ++thrown.at(die.Whole((part + 0.5) / 600));
    }
    EXPECT_EQ(thrown, (std::array<int, 7>{0, 100, 100, 100, 100, 100, 100}));
}

TEST(Distribution, TheMeanIsAboutThatOfTheLaw)
{
    EXPECT_EQ(Read("40ms").Mean(), 40e6);
    EXPECT_NEAR(Read("uniform:10ms,50ms").Mean(), 30e6, 1);
    EXPECT_NEAR(Read("exponential:1s").Mean(), 1e9, 1e7);
}

TEST(Distribution, ATableIsLinearBetweenItsPoints)
{
    std::ofstream("cdf.txt") << "# ms\n10ms 0.2\n20ms 0.7\n20ms 0.8 # a step\n60ms 1\n";
    const Distribution read = Read("table:cdf.txt");
    EXPECT_EQ(read.Quantile(0.1), 10e6);
    EXPECT_EQ(read.Quantile(0.45), 15e6);
    EXPECT_EQ(read.Quantile(0.75), 20e6);
    EXPECT_NEAR(read.Quantile(0.9), 40e6, 1e-3);
    EXPECT_EQ(read.Text(Quantity::TIME), "table:cdf.txt");
}

TEST(Distribution, WhatIsPrintedIsReadBack)
{
    for (const std::string text : {"0s",
                                   "40ms",
                                   "uniform:10ms,50ms",
                                   "exponential:1s",
                                   "normal:40ms,5ms",
                                   "lognormal:40ms,0.6"})
    {
        EXPECT_EQ(Read(text).Text(Quantity::TIME), text);
    }
    EXPECT_EQ(Read("pareto:2kB,1.2", Quantity::OCTETS).Text(Quantity::OCTETS), "pareto:2000,1.2");
    EXPECT_EQ(Read("1MiB", Quantity::OCTETS).Text(Quantity::OCTETS), "1048576");
}

TEST(Distribution, RefusesWhatIsNone)
{
    for (const std::string text : {"",
                                   "40",
                                   "-1s",
                                   "uniform:2s,1s",
                                   "uniform:1s",
                                   "uniform:1s,2s,3s",
                                   "uniform:1s,2s,",
                                   "lognormal:1s",
                                   "lognormal:1s,1s",
                                   "pareto:1s,0",
                                   "gamma:1s,2",
                                   "table:no-such-file"})
    {
        EXPECT_TRUE(IsRefused(text)) << text;
    }
    EXPECT_TRUE(IsRefused("0.5", Quantity::OCTETS));
    EXPECT_FALSE(IsRefused("0.5kB", Quantity::OCTETS));
}

TEST(Distribution, TablesThatAreNoneSayWhichLineIsAtFault)
{
    const std::vector<std::pair<std::string, std::string>> cases{{"10ms 0.5\n5ms 1\n", "line 2"},
                                                                 {"10ms 0.5\n20ms 0.4\n", "line 2"},
                                                                 {"10ms 1 2\n", "line 1"},
                                                                 {"soon 1\n", "line 1"},
                                                                 {"10ms 0.9\n", "share of 1"},
                                                                 {"", "share of 1"}};
    for (const auto& [text, told] : cases)
    {
        std::ofstream("bad.txt") << text;
        std::string accepted;
        EXPECT_FALSE(Distribution::Parse("table:bad.txt", Quantity::TIME, 1e12, accepted));
        EXPECT_NE(accepted.find(told), std::string::npos) << accepted;
    }
}

TEST(KeyedDraw, IsUniformAndIndependentOfItsNeighbours)
{
    // Chi-square with 255 degrees of freedom is below 348 with 99.99 %: pairs of neighbours in both
    // directions fall into 16 x 16 cells equally often.
    const KeyedDraw draw(1, 1, 0);
    constexpr int COUNT = 256 * 400;
    std::vector<int> along(256);
    std::vector<int> across(256);
    const auto cell = [](double a, double b) {
        return static_cast<std::size_t>(a * 16) * 16 + static_cast<std::size_t>(b * 16);
    };
    for (int n = 0; n < COUNT; ++n)
    {
        ++along[cell(draw(7, 2 * n), draw(7, 2 * n + 1))];
        ++across[cell(draw(2 * n, 0), draw(2 * n + 1, 0))];
    }
    for (const auto& counts : {along, across})
    {
        double chi = 0;
        for (const int count : counts)
        {
            chi += (count - 400.0) * (count - 400.0) / 400.0;
        }
        EXPECT_LT(chi, 348);
    }
}

TEST(KeyedDraw, SeedRunAndPurposeGiveOthers)
{
    const double one = KeyedDraw(1, 1, 0)(3, 4);
    EXPECT_EQ(KeyedDraw(1, 1, 0)(3, 4), one);
    EXPECT_NE(KeyedDraw(2, 1, 0)(3, 4), one);
    EXPECT_NE(KeyedDraw(1, 2, 0)(3, 4), one);
    EXPECT_NE(KeyedDraw(1, 1, 1)(3, 4), one);
    EXPECT_NE(KeyedDraw(1, 1, 0)(4, 3), one);
}
