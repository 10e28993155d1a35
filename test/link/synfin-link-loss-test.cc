/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-sample.h"

#include "ns3/synfin-correlated-draw.h"

#include <cmath>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr std::size_t FRAMES = 1000000;

/**
 * @brief A Markov chain each of whose states loses a frame with its own probability; exact
 * results, without random numbers.
 */
class Chain
{
  public:
    using Vector = std::vector<double>;

    Chain(const std::vector<Vector>& transitions, const Vector& loss, const Vector& stationary)
        : m_transitions(transitions),
          m_loss(loss),
          m_stationary(stationary)
    {
    }

    double LossRate() const
    {
        return Dot(m_stationary, m_loss);
    }

    /// @return n times the variance of the share of lost ones among n frames, for many frames
    double VarianceOfLossRate() const
    {
        const double rate = LossRate();
        double variance = rate * (1 - rate);
        Vector later = Times(Product(m_stationary, m_loss));
        for (int lag = 1; lag < 10000; ++lag)
        {
            variance += 2 * (Dot(later, m_loss) - rate * rate);
            later = Times(later);
        }
        return variance;
    }

    /// @return the probability that a burst, once begun, is longer than so many frames
    double BurstExceeds(int length) const
    {
        Vector kept(m_loss);
        for (double& k : kept)
        {
            k = 1 - k;
        }
        Vector state = Times(Product(m_stationary, kept)); // after a frame that was not lost
        const double begins = Dot(state, m_loss);
        for (int i = 0; i < length; ++i)
        {
            state = Times(Product(state, m_loss));
        }
        return Dot(state, m_loss) / begins;
    }

    double MeanBurst() const
    {
        double mean = 0;
        for (int length = 0; length < 10000; ++length)
        {
            mean += BurstExceeds(length);
            if (BurstExceeds(length) < 1e-15)
            {
                break;
            }
        }
        return mean;
    }

    /// @return how far the stationary distribution is from being one
    double Residue() const
    {
        const Vector next = Times(m_stationary);
        double residue = std::abs(Dot(m_stationary, Vector(m_loss.size(), 1)) - 1);
        for (std::size_t i = 0; i < next.size(); ++i)
        {
            residue += std::abs(next[i] - m_stationary[i]);
        }
        return residue;
    }

  private:
    Vector Times(const Vector& state) const
    {
        Vector next(state.size(), 0);
        for (std::size_t from = 0; from < state.size(); ++from)
        {
            for (std::size_t to = 0; to < state.size(); ++to)
            {
                next[to] += state[from] * m_transitions[from][to];
            }
        }
        return next;
    }

    static Vector Product(const Vector& a, const Vector& b)
    {
        Vector product(a);
        for (std::size_t i = 0; i < a.size(); ++i)
        {
            product[i] *= b[i];
        }
        return product;
    }

    static double Dot(const Vector& a, const Vector& b)
    {
        double sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }

    std::vector<Vector> m_transitions;
    Vector m_loss;
    Vector m_stationary;
};

/// The closed form of doc/links.rst.
Chain
GilbertElliott(const GilbertElliottLoss& m)
{
    return Chain({{1 - m.p, m.p}, {m.r, 1 - m.r}},
                 {m.lossGood, m.lossBad},
                 {m.r / (m.p + m.r), m.p / (m.p + m.r)});
}

/// The closed form of doc/links.rst.
Chain
FourState(const FourStateLoss& m)
{
    const double two = m.p13 * m.p32 / (m.p31 * m.p23);
    const double three = m.p13 / m.p31;
    const double sum = 1 + two + three + m.p14;
    return Chain({{1 - m.p13 - m.p14, 0, m.p13, m.p14},
                  {0, 1 - m.p23, m.p23, 0},
                  {m.p31, m.p32, 1 - m.p31 - m.p32, 0},
                  {1, 0, 0, 0}},
                 {0, 0, 1, 1},
                 {1 / sum, two / sum, three / sum, m.p14 / sum});
}

/// The share of lost frames is the chain's, and so are the lengths of bursts.
void
ExpectLossOf(const Chain& chain, const std::string& text)
{
    ASSERT_LT(chain.Residue(), 1e-12);
    const LinkSample sample({{"loss", text}}, FRAMES);
    EXPECT_NEAR(Count(sample.lost) / FRAMES,
                chain.LossRate(),
                QUANTILE_999 * std::sqrt(chain.VarianceOfLossRate() / FRAMES))
        << text;
    // Batches of bursts, because neighbours may depend on each other: Student's t with 99 degrees
    // of freedom.
    constexpr std::size_t BATCHES = 100;
    constexpr double STUDENT_999 = 3.3915;
    const auto lengths = BurstLengths(sample.lost);
    const std::size_t size = lengths.size() / BATCHES;
    ASSERT_GE(size, 20U);
    for (const int exceeds : {0, 1, 2, 4})
    {
        std::vector<double> batches;
        for (std::size_t b = 0; b < BATCHES; ++b)
        {
            double sum = 0;
            for (std::size_t i = b * size; i < (b + 1) * size; ++i)
            {
                sum += exceeds == 0 ? lengths[i] : (lengths[i] > exceeds ? 1 : 0);
            }
            batches.push_back(sum / static_cast<double>(size));
        }
        const double expected = exceeds == 0 ? chain.MeanBurst() : chain.BurstExceeds(exceeds);
        const double error = std::sqrt(CentralMoment(batches, 2) / (BATCHES - 1));
        EXPECT_NEAR(Mean(batches), expected, STUDENT_999 * error + 1e-12) << text << " " << exceeds;
    }
}

} // namespace

TEST(LinkLoss, IndependentLossHasItsRate)
{
    for (const char* probability : {"0.001", "0.01", "0.1", "0.3", "0.9"})
    {
        const LinkSample sample({{"loss", probability}}, FRAMES);
        ExpectShare(sample.lost, std::stod(probability));
        // Bursts are geometric.
        const double p = std::stod(probability);
        const auto lengths = BurstLengths(sample.lost);
        EXPECT_NEAR(Mean(lengths),
                    1 / (1 - p),
                    QUANTILE_999 * std::sqrt(p) / (1 - p) / std::sqrt(lengths.size()));
    }
    EXPECT_EQ(Count(LinkSample({{"loss", "1"}}, 1000).lost), 1000);
}

TEST(LinkLoss, CorrelatedDrawsAreNetems)
{
    // u' = (1-c) v + c u with v uniform: mean 1/2, variance (1-c)/(1+c)/12, autocorrelation c.
    constexpr double c = 0.6;
    constexpr double variance = (1 - c) / (1 + c) / 12;
    CorrelatedDraw draw(LinkStreams().Of(LinkPurpose::LOSS));
    std::vector<double> values;
    for (std::size_t i = 0; i < FRAMES; ++i)
    {
        values.push_back(draw.Next(c));
    }
    const double n = FRAMES;
    // The mean of a first-order autoregression has (1+c)/(1-c) times the variance of independent
    // numbers, its autocorrelation the variance (1-c^2)/n (Bartlett).
    EXPECT_NEAR(Mean(values), 0.5, QUANTILE_999 * std::sqrt(variance * (1 + c) / (1 - c) / n));
    EXPECT_NEAR(CentralMoment(values, 2) / variance, 1, 0.01);
    EXPECT_NEAR(Autocorrelation(values), c, QUANTILE_999 * std::sqrt((1 - c * c) / n));
}

TEST(LinkLoss, CorrelationMovesTheRateAsInNetem)
{
    // With c = 1/2, u = v/2 + v'/4 + ...: P(u < 1/2) = 1/2 by symmetry, but small numbers are rare.
    const LinkSample half({{"loss", "50%,50%"}}, FRAMES);
    EXPECT_NEAR(Count(half.lost) / FRAMES, 0.5, 0.005);
    EXPECT_GT(Mean(BurstLengths(half.lost)), 2.5);
    const LinkSample rare({{"loss", "1%,50%"}}, FRAMES);
    EXPECT_LT(Count(rare.lost) / FRAMES, 1e-4);
    // The table in doc/links.rst.
    EXPECT_NEAR(Count(LinkSample({{"loss", "10%,25%"}}, FRAMES).lost) / FRAMES, 0.018, 0.001);
    EXPECT_NEAR(Count(LinkSample({{"loss", "20%,50%"}}, FRAMES).lost) / FRAMES, 0.029, 0.001);
    EXPECT_NEAR(Count(LinkSample({{"loss", "30%,75%"}}, FRAMES).lost) / FRAMES, 0.032, 0.003);
}

TEST(LinkLoss, GilbertElliottFollowsItsClosedForm)
{
    ExpectLossOf(GilbertElliott({0.01, 0.25, 1, 0}), "gemodel:1%,25%");
    ExpectLossOf(GilbertElliott({0.05, 0.1, 0.5, 0.01}), "gemodel:5%,10%,50%,1%");
    ExpectLossOf(GilbertElliott({0.3, 0.7, 1, 0}), "gemodel:30%");
}

TEST(LinkLoss, GilbertElliottHasTheClosedFormsOfTheManual)
{
    const Chain simple = GilbertElliott({0.01, 0.25, 1, 0});
    EXPECT_NEAR(simple.LossRate(), 0.01 / 0.26, 1e-15);
    EXPECT_NEAR(simple.MeanBurst(), 1 / 0.25, 1e-12);
    EXPECT_NEAR(simple.BurstExceeds(3), std::pow(0.75, 3), 1e-15);
    const double p = 0.05;
    const double r = 0.1;
    const double bad = 0.5;
    const double good = 0.01;
    const Chain general = GilbertElliott({p, r, bad, good});
    const double rate = (r * good + p * bad) / (p + r);
    EXPECT_NEAR(general.LossRate(), rate, 1e-15);
    const double begins =
        (r * (1 - good) * ((1 - p) * good + p * bad) + p * (1 - bad) * (r * good + (1 - r) * bad)) /
        (p + r);
    EXPECT_NEAR(general.MeanBurst(), rate / begins, 1e-12);
}

TEST(LinkLoss, FourStatesFollowTheirClosedForm)
{
    ExpectLossOf(FourState({0.02, 0.2, 0.3, 0.4, 0.01}), "state:2%,20%,30%,40%,1%");
    ExpectLossOf(FourState({0.1, 0.3, 0.5, 0.6, 0.05}), "state:10%,30%,50%,60%,5%");
    ExpectLossOf(FourState({0.3, 0.7, 0, 1, 0}), "state:30%");
}

TEST(LinkLoss, FourStatesHaveTheClosedFormsOfTheManual)
{
    const FourStateLoss m{0.02, 0.2, 0.3, 0.4, 0.01};
    const Chain chain = FourState(m);
    const double two = m.p13 * m.p32 / (m.p31 * m.p23);
    const double three = m.p13 / m.p31;
    EXPECT_NEAR(chain.LossRate(), (three + m.p14) / (1 + two + three + m.p14), 1e-15);
    EXPECT_NEAR(chain.MeanBurst(), (three + m.p14) / (m.p13 + m.p14 + two * m.p23), 1e-12);
}
