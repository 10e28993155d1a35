/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_REASSEMBLY_H
#define SYNFIN_REASSEMBLY_H

#include "synfin-segment.h"

#include "ns3/sequence-number.h"

#include <memory>
#include <optional>
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

    /**
     * @brief The first octets of [left, right) that wait already.
     * @param left first sequence number
     * @param right one past the last
     * @return a block, or nothing
     */
    std::optional<SackBlock> FirstOverlap(SequenceNumber32 left, SequenceNumber32 right) const;

    /// @name What the SACK option tells (RFC 2018 4)
    /// @{

    /**
     * @brief A segment came out of order: the block that it is in comes first from now on.
     * @param segment what it holds; with its FIN, where that counts
     */
    void Report(SackBlock segment);

    /// What arrived twice, for the next segment that has the option (RFC 2883); nothing: no D-SACK.
    void ReportDuplicate(const std::optional<SackBlock>& duplicate);

    /// @return true when FillSack would find something
    bool HasReport() const
    {
        return m_told && (m_told->duplicate || !m_told->blocks.empty());
    }

    /// @return the blocks that are told, the one that changed last first
    std::vector<SackBlock> Reported() const
    {
        return m_told ? m_told->blocks : std::vector<SackBlock>();
    }

    /// @return the D-SACK that is due
    std::optional<SackBlock> Duplicate() const
    {
        return m_told ? m_told->duplicate : std::nullopt;
    }

    /// Fills in the SACK option: a D-SACK once, then the blocks.
    void FillSack(Segment& segment);
    /// @}

  private:
    /// What SACK tells.
    struct Told
    {
        std::vector<SackBlock> blocks; //!< what is pushed out of four stays out
        std::optional<SackBlock> duplicate;
    };

    std::vector<SackBlock> m_blocks; //!< disjoint, not adjacent, in order
    std::unique_ptr<Told> m_told;    //!< made when there is something to tell
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_REASSEMBLY_H
