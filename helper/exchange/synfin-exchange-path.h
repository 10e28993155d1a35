/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_PATH_H
#define SYNFIN_EXCHANGE_PATH_H

#include "synfin-exchange-play.h"
#include "synfin-situation.h"

#include "ns3/nstime.h"
#include "ns3/synfin-keyed-draw.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/// What the path of a situation does to each segment.
class ExchangePath
{
  public:
    /// What becomes of a segment.
    struct Journey
    {
        SegmentFate fate{SegmentFate::ARRIVES}; //!< in a word
        FateReason why{FateReason::NONE};       //!< and why
        std::vector<Time> arrivals;             //!< in order; none: it is lost
    };

    /// How much later than it should a segment arrives that waits for the next one, if none comes.
    static const Time LONGEST_WAIT;

    /// @param situation which; lives longer
    explicit ExchangePath(const Situation& situation);

    /**
     * @brief Takes the next segment.
     * @param copy its name
     * @param side who sends it
     * @param ordinal the how manyth of its sender it is, from 1
     * @param now when
     * @return what becomes of it; a REORDERED one waits for the next of that sender, as long as
     * that comes before the time that is told
     */
    Journey Take(const SegmentCopy& copy, int side, uint32_t ordinal, Time now);

    /// @return the settings that name a segment which was never sent so far
    std::vector<Setting> NeverSent() const;

  private:
    /// A choice of the situation, and whether its segment was sent.
    struct Wish
    {
        SegmentChoice choice;
        SegmentFate fate;
        bool isMet{false};
    };

    const Situation& m_situation;
    KeyedDraw m_losses;
    std::vector<Wish> m_wishes;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_PATH_H
