/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SEGMENT_HEADER_H
#define SYNFIN_SEGMENT_HEADER_H

#include "ns3/header.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/synfin-segment.h"

#include <array>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/**
 * @brief The TCP header on the wire (RFC 9293 3.1): a Segment with its ports and its checksum.
 *
 * The checksum is computed and verified when a pseudo-header was given, else it is 0 and ignored,
 * as with ns-3's own headers (Node::ChecksumEnabled).
 */
class SegmentHeader : public Header
{
  public:
    /// Octets of a header with all its options.
    static constexpr uint32_t MAX_SIZE = 60;

    SegmentHeader() = default;

    /**
     * @param segment what to put on the wire; its payload size does not matter here
     * @param sourcePort the sender's port
     * @param destinationPort the receiver's port
     */
    SegmentHeader(const Segment& segment, uint16_t sourcePort, uint16_t destinationPort);

    /// @name Asks for a checksum, over these addresses too (MUST-2, MUST-3)
    /// @{

    /// Over IPv4 (RFC 9293 3.1).
    void SetPseudoHeader(Ipv4Address source, Ipv4Address destination);
    /// Over IPv6 (RFC 8200 8.1).
    void SetPseudoHeader(Ipv6Address source, Ipv6Address destination);
    /// @}

    /// @return the segment; after Deserialize its payload is what follows the header
    const Segment& GetSegment() const;
    /// @return the sender's port
    uint16_t GetSourcePort() const;
    /// @return the receiver's port
    uint16_t GetDestinationPort() const;

    /// @return false when the data offset points before the options or past the end (what was read
    /// is void)
    bool IsWellFormed() const;

    /// @return false when a pseudo-header was given and the checksum read is wrong
    bool IsChecksumOk() const;

    /// @return ns3::TcpHeader's type, whose bytes these are: packet metadata of both stacks agree
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    using Octets = std::array<uint8_t, MAX_SIZE>; //!< a header in wire format

    /// Reads the options between header[20] and header[size]
    void ReadOptions(const Octets& header, uint32_t size);
    /// Reads one option of length octets in all; a known kind with a wrong length is ignored
    /// (MUST-7)
    void ReadOption(uint8_t kind, const uint8_t* value, uint32_t length);
    /// @return the checksum's sum over pseudo-header, header and data, in the buffer from start
    uint16_t Checksum(Buffer::Iterator start) const;

    Segment m_segment;                      //!< the fields
    uint16_t m_sourcePort{0};               //!< source port
    uint16_t m_destinationPort{0};          //!< destination port
    std::optional<uint32_t> m_pseudoHeader; //!< sum over the addresses and the protocol
    bool m_wellFormed{true};                //!< what Deserialize found
    bool m_checksumOk{true};                //!< what Deserialize found
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SEGMENT_HEADER_H
