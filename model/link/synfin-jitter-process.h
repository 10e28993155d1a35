/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_JITTER_PROCESS_H
#define SYNFIN_JITTER_PROCESS_H

#include "synfin-jitter-parameters.h"

#include "ns3/rng-stream.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief Draws the jitter of one frame after the other.
 *
 * Correlated jitter keeps its distribution: standard normal numbers with that correlation from one
 * to the next (a first-order autoregression) are mapped to uniform ones by the normal distribution
 * function, and these to the jitter by its quantile function.
 */
class JitterProcess
{
  public:
    /// Draws from a copy of the stream, where that stands.
    explicit JitterProcess(const RngStream& stream)
        : m_stream(stream)
    {
    }

    /// @return how much the next frame's delay varies, in time steps; always takes one draw
    int64_t Next(const JitterParameters& parameters);

  private:
    RngStream m_stream;
    std::optional<double> m_normal; //!< the autoregression's last number
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_JITTER_PROCESS_H
