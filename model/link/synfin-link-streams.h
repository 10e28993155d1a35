/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_STREAMS_H
#define SYNFIN_LINK_STREAMS_H

#include "ns3/rng-stream.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// What a direction of a link draws random numbers for.
enum class LinkPurpose : uint8_t
{
    LOSS,            //!< the fate of frames
    LOSS_TRANSITION, //!< the transitions of the chains behind it
    DUPLICATION,
    REORDERING,
    CORRUPTION,
    JITTER,
    COPY_JITTER, //!< of the second frame that duplication makes
};

/// The random streams of one direction of a link, one for each purpose.
struct LinkStreams
{
    /// How many stream numbers a direction owns, some of them for purposes to come.
    static constexpr uint64_t COUNT = 16;

    uint32_t seed{1}; //!< RngSeedManager::GetSeed()
    uint64_t run{1};  //!< RngSeedManager::GetRun()
    uint64_t first{
        0}; //!< the first of COUNT numbers, as RandomVariableStream::SetStream takes them

    /// @return the stream for a purpose
    RngStream Of(LinkPurpose purpose) const
    {
        // RandomVariableStream::SetStream: the numbers that users choose begin at 2^63.
        return RngStream(seed, (1ULL << 63) + first + static_cast<uint64_t>(purpose), run);
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_STREAMS_H
