/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PACKETDRILL_SEGMENT_H
#define SYNFIN_PACKETDRILL_SEGMENT_H

#include "ns3/synfin-segment.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief A segment as packetdrill writes it, options with their padding.
 * @param segment the segment
 * @param iss the sequence number that a script calls 0, of its sender
 * @param otherIss the same, of its receiver
 * @return such as "S. 0:0(0) ack 1 win 65535 <mss 1460,nop,nop,sackOK>"
 */
std::string PacketdrillText(const Segment& segment, uint32_t iss, uint32_t otherIss);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PACKETDRILL_SEGMENT_H
