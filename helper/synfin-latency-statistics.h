/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LATENCY_STATISTICS_H
#define SYNFIN_LATENCY_STATISTICS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// Mean, spread and quantiles of a set of times, exact.
class LatencyStatistics
{
  public:
    void Add(Time value)
    {
        m_values.push_back(value.GetNanoSeconds());
    }

    /// Sorts what was added; before any figure is asked for.
    void Finish();

    uint64_t Count() const
    {
        return m_values.size();
    }

    /// @name Figures in seconds; nothing when there are too few values
    /// @{
    std::optional<double> Mean() const;
    /// Of the sample: divided by n - 1.
    std::optional<double> StandardDeviation() const;
    /// The smallest value that is not exceeded by a share of at least p of the values (nearest
    /// rank).
    std::optional<double> Quantile(double p) const;
    std::optional<double> Min() const;
    std::optional<double> Max() const;
    /// @}

  private:
    std::vector<int64_t> m_values; //!< nanoseconds
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LATENCY_STATISTICS_H
