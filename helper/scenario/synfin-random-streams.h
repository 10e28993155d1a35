/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RANDOM_STREAMS_H
#define SYNFIN_RANDOM_STREAMS_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief The stream of random numbers for each purpose, so that changing one parameter leaves the
 * others' draws alone.
 *
 * ns-3 numbers its automatic streams elsewhere, so these are ours.
 */
enum class RandomStream : int64_t
{
    ARRIVALS = 1,       //!< of the first group of users
    LINK = 16,          //!< the link: LinkStreams::COUNT forward, as many reverse
    KEYS = 100,         //!< keys of the hosts' hashes, one each
    STACKS = 100000,    //!< whatever the hosts' IP draws, from here on
    GROUPS = 1LL << 40, //!< arrivals of the groups of users behind the first, one each
};

/// @return the stream of a group's arrivals, by its place among the groups
inline int64_t
ArrivalStream(std::size_t group)
{
    return group == 0 ? static_cast<int64_t>(RandomStream::ARRIVALS)
                      : static_cast<int64_t>(RandomStream::GROUPS) + static_cast<int64_t>(group);
}

/// What a KeyedDraw is for: each has random numbers of its own.
enum class KeyedPurpose : uint32_t
{
    WORKLOAD,         //!< sizes and pauses of connections
    SERVERS,          //!< how long applications are busy
    ACCESS_DELAY,     //!< of each client's own link
    ACCESS_UPWARDS,   //!< losses on it, towards the servers
    ACCESS_DOWNWARDS, //!< and back
    ATTACKS,          //!< sources and numbers of what attackers make up
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RANDOM_STREAMS_H
