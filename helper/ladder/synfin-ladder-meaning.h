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

/**
 * @brief What it means that a segment is lost.
 * @param name the segment
 * @param kind why it was sent
 * @param peer the state of the end that it does not reach
 * @return what it means
 */
Phrase MeaningOfLoss(SegmentName name, SegmentKind kind, State peer);

/// @return why a call of a user is refused
Phrase MeaningOfRefusal(CallError error);

/// @return what it means that an end changes its state for a reason of its own; nothing for what is
/// rare, and tells of itself
std::optional<Phrase> MeaningOfCause(Cause cause);

/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_MEANING_H
