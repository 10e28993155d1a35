/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_FRAME_H
#define SYNFIN_LINK_FRAME_H

#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/// The largest packet that IP may send over a LinkDevice, unless somebody changes it.
constexpr uint16_t LINK_MTU = 1500;

/// @name The frames of a LinkChannel are those of ns-3's PointToPointNetDevice: a PppHeader, then
/// IP
/// @{

/// @return the PPP protocol number (RFC 1332, RFC 5072) of an Ethernet one; 0 for neither IP
uint16_t EtherToPpp(uint16_t protocol);
/// @return the Ethernet protocol number of a PPP one; 0 for neither IP
uint16_t PppToEther(uint16_t protocol);

/// A TCP segment in a frame.
struct FrameSegment
{
    FourTuple tuple; //!< as its sender sees it
    Segment segment; //!< what is sent
};

/**
 * @brief Looks for a TCP segment in a frame.
 * @param frame the frame, PPP header included
 * @param addresses what gives the ids
 * @return nothing when its header is not there or not whole
 */
std::optional<FrameSegment> PeekSegment(Ptr<const Packet> frame, AddressTable& addresses);

/**
 * @brief Marks a frame: its ECN field says CE (RFC 3168 5).
 * @param frame the frame; untouched when the answer is false
 * @return false when it carries neither TCP nor UDP, or is not ECN-capable
 */
bool MarkFrame(Ptr<Packet> frame);

/**
 * @brief Damages a frame so that the receiving host finds its TCP or UDP checksum wrong.
 *
 * One bit of that checksum changes, the lowest. Addresses stay as they are, so that the frame still
 * finds its way, and so do tags, packet metadata and the packet's uid.
 *
 * @param frame the frame; untouched when the answer is false
 * @return false when no receiver would notice: checksums are off (Node::ChecksumEnabled), or the
 * frame carries no whole TCP or UDP header
 */
bool DamageFrame(Ptr<Packet> frame);

/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_FRAME_H
