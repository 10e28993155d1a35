/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_ARRIVAL_H
#define SYNFIN_LADDER_ARRIVAL_H

#include "synfin-ladder-evidence.h"
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

/// The arrival of a segment at an end, and what that end makes of it.
struct Arrival
{
    SegmentName name{SegmentName::SYN}; //!< the segment
    SegmentKind kind{SegmentKind::NEW}; //!< why it was sent
    bool isOld{false};                  //!< it was sent in an earlier connection
    bool isCopy{false};                 //!< the path has delivered the same one before
    State before{State::CLOSED};        //!< that end's state when it arrives
    State after{State::CLOSED};         //!< its state because of it
    std::optional<DropReason> drop;     //!< why that end drops it, if it does
    Evidence evidence;                  //!< what its numbers say
};

/// @return what the arrival of a segment proves to the end that receives it
Phrase MeaningOfArrival(const Arrival& arrival);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_ARRIVAL_H
