/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_LABEL_H
#define SYNFIN_LADDER_LABEL_H

#include "ns3/synfin-segment.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// @return the names of a segment's flags, such as "SYN", "ACK"
std::vector<std::string> FlagNames(const Segment& segment);

/**
 * @brief What stands on a segment's arrow.
 * @param name how it is called
 * @param segment the segment
 * @param seq its sequence number, as it is shown
 * @param ack its acknowledgement number, as it is shown; nothing without one
 * @return such as "synack [SYN, ACK] Seq=0 Ack=1"
 */
std::string SegmentLabel(const std::string& name,
                         const Segment& segment,
                         int64_t seq,
                         const std::optional<int64_t>& ack);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_LABEL_H
