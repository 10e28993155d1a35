/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_REASSEMBLY_H
#define SYNFIN_REASSEMBLY_H

#include "synfin-segment.h"

#include "ns3/sequence-number.h"

#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Which octets beyond RCV.NXT have arrived: disjoint blocks in order of sequence (RFC 9293
 * SHLD-31).
 *
 * It keeps positions only; the bytes are the user's business.
 */
class Reassembly
{
  public:
    /**
     * @brief Adds the octets [left, right).
     * @param left first sequence number, not before RCV.NXT
     * @param right one past the last
     * @return the parts of it that were not there yet, in order
     */
    std::vector<SackBlock> Add(SequenceNumber32 left, SequenceNumber32 right);

    /**
     * @brief Takes the block that begins at or before RCV.NXT out, if there is one.
     * @param next RCV.NXT
     * @return RCV.NXT after it
     */
    SequenceNumber32 Advance(SequenceNumber32 next);

    /// @return true when nothing waits beyond RCV.NXT
    bool IsEmpty() const
    {
        return m_blocks.empty();
    }

    /// @return what waits: blocks that neither overlap nor touch, in order
    const std::vector<SackBlock>& Blocks() const
    {
        return m_blocks;
    }

    /// Fills in the SACK option: the block that changed last comes first (RFC 2018 4).
    void FillSack(Segment& segment) const;

  private:
    std::vector<SackBlock> m_blocks; //!< disjoint, not adjacent, in order
    SequenceNumber32 m_recent{0};    //!< left edge of what was added last
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_REASSEMBLY_H
