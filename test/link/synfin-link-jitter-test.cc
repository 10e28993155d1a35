/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-sample.h"

#include "ns3/synfin-jitter-quantile.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr std::size_t FRAMES = 200000;

/// A distribution function, by definition and not by its inverse.
using Distribution = std::function<double(double)>;

/// Where the tables of tc end.
constexpr double END = 4;

double
Uniform(double x)
{
    return std::clamp((x + 1) / 2, 0.0, 1.0);
}

double
Normal(double x)
{
    return x < -END ? 0 : (x >= END ? 1 : 0.5 * std::erfc(-x / std::sqrt(2)));
}

double
Pareto(double x)
{
    const double y = 0.75 * x + 1.5; // of shape 3, from 1 up
    return x >= END ? 1 : (y <= 1 ? 0 : 1 - std::pow(y, -3));
}

/// A quarter normal and three quarters Pareto of the same rank: the sum ascends with the rank.
double
ParetoNormal(double x)
{
    double low = -6;
    double high = 6;
    for (int i = 0; i < 60; ++i)
    {
        const double z = (low + high) / 2;
        const double beyond = 0.5 * std::erfc(z / std::sqrt(2));
        const double pareto = std::min(END, 4.0 / 3 * (std::pow(beyond, -1.0 / 3) - 1.5));
        (0.25 * std::clamp(z, -END, END) + 0.75 * pareto <= x ? low : high) = z;
    }
    return x >= END ? 1 : 0.5 * std::erfc(-low / std::sqrt(2));
}

/// @return jitters in units of its amount, each with itself or with each n-th alone
std::vector<double>
Jitters(const std::string& text, std::size_t every = 1)
{
    // The amount is 1 s, the delay much larger, and frames enter a second apart; reordering is on,
    // so that none waits for another.
    const LinkSample sample(
        {{"delay", "100s"}, {"jitter", "1s" + text}, {"jitter-reorders", "true"}},
        FRAMES);
    std::vector<double> jitters;
    for (std::size_t i = 0; i < sample.delays.size(); i += every)
    {
        jitters.push_back(sample.delays[i] - 100);
    }
    return jitters;
}

/// Kolmogorov and Smirnov: the largest distance between the sample's distribution function and the
/// true one stays below the value that 99.9% of samples stay below (fewer where the true one
/// jumps).
void
ExpectDistribution(std::vector<double> values, const Distribution& distribution)
{
    std::sort(values.begin(), values.end());
    const double n = static_cast<double>(values.size());
    double distance = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
    {
        // Times are whole nanoseconds: just below and just above this one.
        const double below = distribution(values[i] - 1e-9);
        const double above = distribution(values[i] + 1e-9);
        distance = std::max(distance, below - static_cast<double>(i + 1) / n);
        distance = std::max(distance, static_cast<double>(i) / n - above);
    }
    for (std::size_t i = 0; i + 1 < values.size(); ++i)
    {
        if (values[i + 1] > values[i])
        {
            const double share = static_cast<double>(i + 1) / n;
            distance = std::max(distance, share - distribution(values[i] + 1e-9));
            distance = std::max(distance, distribution(values[i + 1] - 1e-9) - share);
        }
    }
    constexpr double KOLMOGOROV_999 = 1.9495;
    EXPECT_LT(distance, KOLMOGOROV_999 / std::sqrt(n));
    EXPECT_GT(distance, 0.1 / std::sqrt(n)); // closer than chance would be a mistake of the test
}

} // namespace

TEST(LinkJitter, NormalQuantileInvertsTheDistributionFunction)
{
    for (double u = 1e-9; u < 0.5; u *= 1.1)
    {
        EXPECT_NEAR(NormalProbability(NormalQuantile(u)) / u, 1, 1e-13) << u;
        EXPECT_NEAR(NormalProbability(NormalQuantile(1 - u)), 1 - u, 1e-15) << u;
    }
    EXPECT_EQ(NormalQuantile(0.5), 0);
    EXPECT_NEAR(NormalQuantile(0.975), 1.959963984540054, 1e-15);
}

TEST(LinkJitter, UniformHasItsDistribution)
{
    const auto values = Jitters("");
    ExpectDistribution(values, Uniform);
    ExpectMoments(values, 0, 1.0 / 3);
}

TEST(LinkJitter, NormalHasItsDistribution)
{
    const auto values = Jitters(",normal");
    ExpectDistribution(values, Normal);
    // The integral of x^2 between -4 and 4, and 16 times what lies beyond.
    const double beyond = std::erfc(END / std::sqrt(2));
    const double density = std::exp(-END * END / 2) / std::sqrt(2 * M_PI);
    ExpectMoments(values, 0, 1 - beyond - 2 * END * density + END * END * beyond);
    EXPECT_LE(*std::max_element(values.begin(), values.end()), END);
    EXPECT_GE(*std::min_element(values.begin(), values.end()), -END);
}

TEST(LinkJitter, ParetoHasItsDistribution)
{
    const auto values = Jitters(",pareto");
    ExpectDistribution(values, Pareto);
    ExpectMoments(values, -8.0 / 243, 39788.0 / 59049);
    EXPECT_EQ(*std::max_element(values.begin(), values.end()), END);
}

TEST(LinkJitter, ParetoNormalHasItsDistribution)
{
    ExpectDistribution(Jitters(",paretonormal", 5), ParetoNormal); // fewer: this function is dear
    // The mean is three quarters of Pareto's, the variance was integrated numerically over the
    // rank.
    ExpectMoments(Jitters(",paretonormal"), -6.0 / 243, 0.697126);
}

TEST(LinkJitter, QuantilesAreTheFormulasOfTheTables)
{
    JitterParameters parameters;
    const auto at = [&](JitterDistribution distribution, double u) {
        parameters.distribution = distribution;
        return JitterQuantile(parameters, u);
    };
    const double z = 1.959963984540054; // of 0.975
    const double median = 4.0 / 3 * (std::cbrt(2) - 1.5);
    const double high = 4.0 / 3 * (std::cbrt(40) - 1.5);
    EXPECT_NEAR(at(JitterDistribution::UNIFORM, 0.975), 0.95, 1e-12);
    EXPECT_NEAR(at(JitterDistribution::NORMAL, 0.975), z, 1e-12);
    EXPECT_NEAR(at(JitterDistribution::PARETO, 0.5), median, 1e-12);
    EXPECT_NEAR(at(JitterDistribution::PARETO, 0.975), high, 1e-12);
    EXPECT_NEAR(at(JitterDistribution::PARETO_NORMAL, 0.5), 0.75 * median, 1e-12);
    EXPECT_NEAR(at(JitterDistribution::PARETO_NORMAL, 0.975), 0.25 * z + 0.75 * high, 1e-12);
    EXPECT_EQ(at(JitterDistribution::NORMAL, 1e-9), -4);
    EXPECT_EQ(at(JitterDistribution::PARETO_NORMAL, 1 - 1e-9), 4);
}

TEST(LinkJitter, TablesGiveEachEntryItsShare)
{
    LinkParameters parameters = LinkSample::Parameters({{"delay", "10s"}});
    parameters.settings.jitter.amount = Seconds(1);
    parameters.settings.jitter.distribution = JitterDistribution::TABLE;
    parameters.settings.jitter.table =
        std::make_shared<std::vector<double>>(std::vector<double>{-1, 0, 0, 2.5});
    parameters.settings.jitterReorders = true;
    LinkDirection direction(parameters, LinkStreams());
    LinkResult result;
    std::vector<bool> low;
    std::vector<bool> middle;
    std::vector<bool> high;
    for (std::size_t i = 0; i < FRAMES; ++i)
    {
        direction.Enter(40, nullptr, Time(0), result);
        low.push_back(result.arrivals[0].time == Seconds(9));
        middle.push_back(result.arrivals[0].time == Seconds(10));
        high.push_back(result.arrivals[0].time == MilliSeconds(12500));
    }
    ExpectShare(low, 0.25);
    ExpectShare(middle, 0.5);
    ExpectShare(high, 0.25);
    EXPECT_EQ(Count(low) + Count(middle) + Count(high), FRAMES);
}

TEST(LinkJitter, CorrelationLeavesTheDistributionAlone)
{
    // After 25 frames the correlation is 0.6^25 = 3e-6: these are as good as independent.
    ExpectDistribution(Jitters(",60%", 25), Uniform);
    ExpectDistribution(Jitters(",normal,60%", 25), Normal);
    ExpectDistribution(Jitters(",pareto,60%", 25), Pareto);
    ExpectDistribution(Jitters(",paretonormal,60%", 25), ParetoNormal);
}

TEST(LinkJitter, CorrelationIsTheOneAskedFor)
{
    const double n = FRAMES;
    // Bartlett's variance for a first-order autoregression; the cut at 4 changes 1e-4 of it.
    EXPECT_NEAR(Autocorrelation(Jitters(",normal,60%")),
                0.6,
                QUANTILE_999 * std::sqrt(0.64 / n) + 1e-4);
    EXPECT_NEAR(Autocorrelation(Jitters(",normal")), 0, QUANTILE_999 / std::sqrt(n));
    // Uniform: 6/pi asin(c/2), the rank correlation of a normal pair (Pearson 1907). The factor two
    // allows for numbers that are no autoregression any more.
    EXPECT_NEAR(Autocorrelation(Jitters(",60%")),
                6 / M_PI * std::asin(0.3),
                2 * QUANTILE_999 * std::sqrt(0.64 / n));
}

TEST(LinkEvents, HaveTheirRates)
{
    const LinkSample sample({{"delay", "1ms"},
                             {"duplicate", "5%"},
                             {"corrupt", "2%"},
                             {"reorder", "25%"},
                             {"loss", "10%"}},
                            FRAMES);
    ExpectShare(sample.lost, 0.1);
    ExpectShare(sample.duplicated, 0.05);
    ExpectShare(sample.corrupted, 0.02);
    ExpectShare(sample.overtook, 0.25);
}

TEST(LinkEvents, ReorderingWithAGapHasItsRate)
{
    // A cycle is gap-1 frames and then a geometric number with mean 1/p.
    const double p = 0.25;
    const LinkSample sample({{"delay", "1ms"}, {"reorder", "25%,gap=5"}}, FRAMES);
    const double cycle = 4 + 1 / p;
    // Renewals: the variance of their number is that of a cycle, times n / cycle^3.
    const double deviation = std::sqrt((1 - p) / (p * p) * FRAMES / std::pow(cycle, 3));
    EXPECT_NEAR(Count(sample.overtook), FRAMES / cycle, QUANTILE_999 * deviation);
    std::size_t last = 0;
    for (std::size_t i = 1; i < sample.overtook.size(); ++i)
    {
        if (sample.overtook[i])
        {
            EXPECT_TRUE(last == 0 || i - last >= 5);
            last = i;
        }
    }
}

TEST(LinkEvents, AreIndependentOfEachOther)
{
    const LinkSample sample(
        {{"delay", "1ms"}, {"duplicate", "20%"}, {"corrupt", "20%"}, {"reorder", "20%"}},
        FRAMES);
    std::vector<bool> all[3];
    for (std::size_t i = 0; i < sample.duplicated.size(); ++i)
    {
        all[0].push_back(sample.duplicated[i] && sample.corrupted[i]);
        all[1].push_back(sample.corrupted[i] && sample.overtook[i]);
        all[2].push_back(sample.overtook[i] && sample.duplicated[i]);
    }
    for (const auto& both : all)
    {
        ExpectShare(both, 0.04);
    }
}
