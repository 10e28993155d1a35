/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_MEANING_H
#define SYNFIN_LADDER_MEANING_H

#include "synfin-ladder-phrases.h"

#include "ns3/synfin-actions.h"
#include "ns3/synfin-segment-namer.h"
#include "ns3/synfin-state.h"

#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// @name What a step of a connection's life proves
/// @{

/// @return what it means that a segment is lost; nothing for those without a fixed place in the
/// life
std::optional<Phrase> MeaningOfLoss(SegmentName name);

/// @return what it means that an end changes its state for a reason of its own; nothing for what is
/// rare, and tells of itself
std::optional<Phrase> MeaningOfCause(Cause cause);

/**
 * @brief What the arrival of a segment proves to the end that receives it.
 * @param name the segment
 * @param before that end's state when it arrives
 * @param after its state because of it
 * @param drop why that end drops it, if it does
 * @return what it proves
 */
Phrase MeaningOfArrival(SegmentName name,
                        State before,
                        State after,
                        const std::optional<DropReason>& drop);

/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_MEANING_H
