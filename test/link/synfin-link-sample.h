/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_SAMPLE_H
#define SYNFIN_LINK_SAMPLE_H

#include "ns3/synfin-link-direction.h"
#include "ns3/synfin-link-parameters.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief What a direction does to many frames, far apart enough not to meet.
 *
 * All statements about samples in the tests hold with 99.9% confidence, at a fixed seed: a change
 * of the program that does not change the distributions fails a test with probability 0.001.
 */
struct LinkSample
{
    /// Names and values of parameters.
    using Settings = std::vector<std::pair<std::string, std::string>>;

    std::vector<bool> lost;      //!< by frame
    std::vector<bool> corrupted; //!< of those that arrived
    std::vector<bool> duplicated;
    std::vector<bool> overtook;
    std::vector<double> delays; //!< of those that arrived, in seconds

    /// Sends frames, a second apart.
    LinkSample(const Settings& settings, std::size_t frames);

    /// @return the parameters; the test fails when a text is bad
    static LinkParameters Parameters(const Settings& settings);
};

/// Two-sided, of the standard normal distribution.
constexpr double QUANTILE_999 = 3.2905;

/// @return how many are true
double Count(const std::vector<bool>& flags);

/// @return the mean
double Mean(const std::vector<double>& values);

/// @return the mean of (x - mean)^power
double CentralMoment(const std::vector<double>& values, int power);

/// @return the correlation of each value with the next
double Autocorrelation(const std::vector<double>& values);

/// @return lengths of the runs of true, those at the two ends left out
std::vector<double> BurstLengths(const std::vector<bool>& lost);

/// The share of true among independent draws is the probability: fails unless it is within the
/// confidence interval.
void ExpectShare(const std::vector<bool>& flags, double probability);

/// The mean of independent draws is this one, their variance that one.
void ExpectMoments(const std::vector<double>& values, double mean, double variance);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_SAMPLE_H
