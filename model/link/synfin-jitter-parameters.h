/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_JITTER_PARAMETERS_H
#define SYNFIN_JITTER_PARAMETERS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// How jitter is distributed about the delay, in units of its amount (see JitterQuantile).
enum class JitterDistribution : uint8_t
{
    UNIFORM,       //!< from -1 to 1
    NORMAL,        //!< standard deviation 1
    PARETO,        //!< shape 3, from -2/3 up
    PARETO_NORMAL, //!< a quarter normal, three quarters Pareto
    TABLE,         //!< from a file
};

/// Variation of the delay from frame to frame.
struct JitterParameters
{
    Time amount{0};                                               //!< 0: none
    JitterDistribution distribution{JitterDistribution::UNIFORM}; //!< its shape
    double correlation{0};                                        //!< with the frame before
    std::string file;                                             //!< where the table comes from
    std::shared_ptr<const std::vector<double>> table; //!< ascending, in units of the amount
};

/**
 * @brief Reads a jitter: none or AMOUNT[,DISTRIBUTION][,CORRELATION].
 *
 * DISTRIBUTION is uniform (the default, as in netem), normal, pareto, paretonormal or table=PATH
 * (see ReadJitterTable; no commas in PATH), CORRELATION a probability, as in "10ms,normal,25%".
 *
 * @param text the text
 * @param jitter what was read; untouched when the text is bad
 * @return nothing when it was read, else one line that says what would be accepted
 */
std::optional<std::string> ParseJitter(const std::string& text, JitterParameters& jitter);

/// @return the text that ParseJitter reads back exactly
std::string FormatJitter(const JitterParameters& jitter);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_JITTER_PARAMETERS_H
