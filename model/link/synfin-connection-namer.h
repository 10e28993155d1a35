/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_NAMER_H
#define SYNFIN_CONNECTION_NAMER_H

#include "synfin-segment-namer.h"

#include "ns3/synfin-four-tuple.h"

#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief Names the segments of every connection that crosses a link, in the order in which they are
 * sent.
 *
 * One object serves both directions, because a segment's name depends on what the other end has
 * sent. It remembers every pair of sockets that it has seen: ask it only when a segment is to be
 * lost by name.
 */
class ConnectionNamer
{
  public:
    /**
     * @brief Names the next segment; copies are counted within its connection.
     * @param side 0 or 1: on which side of the link the sender is
     * @param tuple as the sender sees it
     * @param segment the segment
     * @return its name, and how many of that name were sent so far
     */
    SegmentCopy Name(int side, const FourTuple& tuple, const Segment& segment)
    {
        SegmentNamer& namer = m_namers[side == 0 ? tuple : tuple.Reverse()];
        if (namer.BeginsAnotherLife(side, segment))
        {
            namer = SegmentNamer();
        }
        return namer.Name(side, segment);
    }

  private:
    std::unordered_map<FourTuple, SegmentNamer, FourTupleHash> m_namers; //!< as side 0 sees them
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_NAMER_H
