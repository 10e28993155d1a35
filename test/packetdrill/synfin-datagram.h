/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DATAGRAM_H
#define SYNFIN_DATAGRAM_H

#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-icmp.h"
#include "ns3/synfin-segment.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

using Octets = std::vector<uint8_t>; //!< as on the wire

/// A TCP segment that came out of an IP datagram.
struct ArrivedSegment
{
    FourTuple tuple; //!< as the receiver sees it
    Segment segment;
    Octets payload;
};

/// An ICMP error about a segment of ours.
struct ArrivedError
{
    FourTuple tuple; //!< as the receiver of the error sees it
    uint32_t seq{0}; //!< of the segment that could not be delivered
    IcmpKind kind{IcmpKind::SOFT};
    uint32_t mtu{0};      //!< TOO_LARGE: what goes through; 0: it does not say
    int number{0};        //!< what Linux tells its user: an errno
    int freeBsdNumber{0}; //!< what FreeBSD does
};

/// What an IP datagram had in it: one of the two, or nothing of interest.
struct ArrivedDatagram
{
    std::optional<ArrivedSegment> segment;
    std::optional<ArrivedError> error;
};

/// Reads an IPv4 or IPv6 datagram; what is malformed, a fragment or not for TCP gives nothing.
ArrivedDatagram ParseDatagram(const uint8_t* octets, std::size_t size);

/**
 * @brief An IPv4 or IPv6 datagram, checksums included.
 * @param tuple as the sender sees it
 * @param segment the segment
 * @param payload its data, segment.payload octets
 * @return the octets
 */
Octets MakeDatagram(const FourTuple& tuple, const Segment& segment, const Octets& payload);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DATAGRAM_H
