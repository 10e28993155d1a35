/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RANDOM_STREAMS_H
#define SYNFIN_RANDOM_STREAMS_H

#include <cstdint>

namespace ns3
{
namespace synfin
{

/**
 * @brief The stream of random numbers for each purpose, so that changing one parameter leaves the
 * others' draws alone.
 *
 * ns-3 numbers its automatic streams elsewhere, so these are ours.
 */
enum class RandomStream : int64_t
{
    ARRIVALS = 1,
    LOSS_FORWARD = 2,
    LOSS_REVERSE = 3,
    STACKS = 1000, //!< the hosts' stacks, from here on: keys of the hashes, and whatever IP draws
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RANDOM_STREAMS_H
