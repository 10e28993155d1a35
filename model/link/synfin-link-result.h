/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_RESULT_H
#define SYNFIN_LINK_RESULT_H

#include "synfin-link-transmitter.h"

#include "ns3/nstime.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// Why a frame that entered a link never arrives.
enum class LinkDrop : uint8_t
{
    NONE,  //!< it arrives
    QUEUE, //!< the queue was full
    LOSS,  //!< lost on the way
    NAMED, //!< lost by name
};

/// How many there are, NONE included.
constexpr int LINK_DROP_COUNT = static_cast<int>(LinkDrop::NAMED) + 1;

/// @return the name in lower case, such as "queue"
const char* ToString(LinkDrop drop);

/// A frame arrives at the other end.
struct LinkArrival
{
    Time time;             //!< at the other end
    bool corrupted{false}; //!< damaged: its checksum fails
    bool copy{false};      //!< the second of the two that duplication makes
};

/// What becomes of a frame that enters a link.
struct LinkResult
{
    LinkDrop drop{LinkDrop::NONE}; //!< why it does not arrive
    Time start;           //!< when its transmission starts, lost or not; 0 when the queue was full
    Time sent;            //!< when that ends
    bool isMarked{false}; //!< what is ECN-capable says from now on that it met congestion
    uint8_t count{0};     //!< how often it arrives: 0 when it does not, else 1 or 2
    std::array<LinkArrival, 2> arrivals; //!< count of them, the frame itself first

    /// @return true when it is transmitted, now or later; false when the queue had no room, or when
    /// it waits there for ever because the rate stays 0
    bool IsSent() const
    {
        return drop != LinkDrop::QUEUE && start != TimeStep(LinkTransmitter::NEVER);
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_RESULT_H
