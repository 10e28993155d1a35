/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LATENCY_STATISTICS_H
#define SYNFIN_LATENCY_STATISTICS_H

#include "ns3/nstime.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/**
 * @brief Mean, spread and quantiles of any number of times, in constant memory.
 *
 * Count, mean, standard deviation, least and greatest are exact. Quantiles come from a histogram
 * whose buckets are at most 1/1024 of their values wide, laid out as in HdrHistogram (Tene):
 * 1024 buckets for each power of two, found with integers alone, so that every machine has the same
 * ones. A quantile is the mean of the values in its bucket, so it is off by less than
 * RELATIVE_ERROR, and exact where all of them are equal.
 *
 * What was gathered apart may be added up; the order makes no difference.
 */
class LatencyStatistics
{
  public:
    /// A quantile is off by less than this part of its true value.
    static constexpr double RELATIVE_ERROR = 1.0 / 1024;

    /// Adds a value, which must not be negative.
    void Add(Time value);

    /// Adds all that another one holds.
    void Add(const LatencyStatistics& other);

    /// @return how many values were added
    uint64_t Count() const
    {
        return m_count;
    }

    /// @return true when the mean does not exceed a time, which must not be negative; cheaper than
    /// the mean
    bool MeanIsAtMost(Time time) const;

    /// @name Figures in seconds; nothing when there are too few values
    /// @{

    /// Of the sample.
    std::optional<double> Mean() const;
    /// Of the sample: divided by n - 1.
    std::optional<double> StandardDeviation() const;
    /// The smallest value that is not exceeded by a share of at least p of the values (nearest
    /// rank), to within RELATIVE_ERROR.
    std::optional<double> Quantile(double p) const;
    /// The least, exactly.
    std::optional<double> Min() const;
    /// The greatest, exactly.
    std::optional<double> Max() const;

    /// @}

    /// Values that fell into one bucket.
    struct Share
    {
        double seconds; //!< their mean
        uint64_t count; //!< how many
    };

    /**
     * @brief The histogram, to be merged with those of other runs.
     *
     * Buckets are the same everywhere and do not overlap. So a quantile of several histograms, the
     * nearest rank in all their shares sorted by value, is off by less than RELATIVE_ERROR, too.
     * @return the buckets that hold something, each as the mean of its values; smallest first
     */
    std::vector<Share> Histogram() const;

  private:
    __extension__ using Wide = unsigned __int128;

    /// Buckets for each power of two: 2^10.
    static constexpr int BITS = 10;
    static constexpr std::size_t BUCKETS = 1 << BITS;

    struct Bucket
    {
        uint64_t count{0};
        Wide sum{0}; //!< of its values

        /// @return the mean of its values, in seconds
        double Mean() const;
    };

    /// The buckets of values of the same size, to a power of two; values below 2^BITS come first.
    using Octave = std::array<Bucket, BUCKETS>;

    Octave& OctaveOf(std::size_t index);

    std::array<std::unique_ptr<Octave>, 64 - BITS> m_octaves; //!< those that were ever needed
    uint64_t m_count{0};
    uint64_t m_min{UINT64_MAX}; //!< nanoseconds
    uint64_t m_max{0};          //!< nanoseconds
    Wide m_sum{0};              //!< of the values
    Wide m_squares{0};          //!< of the values' squares
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LATENCY_STATISTICS_H
