/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PACKET_TRANSLATION_H
#define SYNFIN_PACKET_TRANSLATION_H

#include "synfin-link-frame.h"

#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-four-tuple.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/**
 * @brief Looks for a TCP segment in a packet.
 * @param packet the packet, its IP header first
 * @param protocol the Ethernet protocol number, of IPv4 or IPv6
 * @param addresses what gives the ids
 * @return nothing when its header is not there or not whole
 */
std::optional<FrameSegment> PeekPacket(Ptr<const Packet> packet,
                                       uint16_t protocol,
                                       AddressTable& addresses);

/**
 * @brief Gives a TCP packet other addresses and ports (RFC 3022).
 *
 * Its TCP checksum is updated, not made anew (RFC 1624), so that a wrong one stays wrong.
 *
 * @param packet the packet, its IP header first, in which PeekPacket found a segment
 * @param protocol the Ethernet protocol number, of IPv4 or IPv6
 * @param tuple what it gets, as the sender sees it
 * @param addresses behind the ids
 */
void TranslatePacket(Ptr<Packet> packet,
                     uint16_t protocol,
                     const FourTuple& tuple,
                     const AddressTable& addresses);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PACKET_TRANSLATION_H
