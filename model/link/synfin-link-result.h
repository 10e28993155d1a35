/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_RESULT_H
#define SYNFIN_LINK_RESULT_H

#include "ns3/nstime.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace synfin
{

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
    Time time;
    bool corrupted{false}; //!< damaged: its checksum fails
    bool copy{false};      //!< the second of the two that duplication makes
};

/// What becomes of a frame that enters a link.
struct LinkResult
{
    LinkDrop drop{LinkDrop::NONE};
    Time sent;        //!< when its transmission ends, lost or not; 0 when the queue was full
    uint8_t count{0}; //!< how often it arrives: 0 when dropped, else 1 or 2
    std::array<LinkArrival, 2> arrivals; //!< count of them, the frame itself first
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_RESULT_H
