/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SEGMENT_H
#define SYNFIN_SEGMENT_H

#include "ns3/sequence-number.h"

#include <array>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// RFC 7323 3.2: the timestamps option.
struct Timestamps
{
    uint32_t value{0}; //!< TSval, in ticks of the sender's timestamp clock
    uint32_t echo{0};  //!< TSecr; valid when the segment has an ACK

    /// @return true for equal values
    bool operator==(const Timestamps& other) const
    {
        return value == other.value && echo == other.echo;
    }
};

/// RFC 2018 3: one block of received data, [left, right).
struct SackBlock
{
    SequenceNumber32 left;  //!< first sequence number of the block
    SequenceNumber32 right; //!< sequence number right after the block

    /// @return true for the same block
    bool operator==(const SackBlock& other) const
    {
        return left == other.left && right == other.right;
    }
};

/// RFC 7413 2: a cookie of TCP Fast Open.
struct FastOpenCookie
{
    uint8_t size{0};            //!< octets of it: an even number from 4 to 16; 0: there is none
    bool isExperimental{false}; //!< in the option from before the RFC (RFC 6994, 0xF989)
    std::array<uint8_t, 16> octets{}; //!< itself, zeros behind it

    /// @return true for the same cookie, in whichever option
    bool operator==(const FastOpenCookie& other) const
    {
        return size == other.size && octets == other.octets;
    }
};

/// RFC 3168 5: the ECN field of an IP header, with its values there.
enum class EcnCodepoint : uint8_t
{
    NOT_ECT = 0, //!< the transport does not take part
    ECT1 = 1,    //!< ECN-capable transport
    ECT0 = 2,    //!< the same
    CE = 3,      //!< a router met congestion
};

/// @param trafficClass TOS of IPv4, traffic class of IPv6
/// @return its ECN field (RFC 3168 5)
inline EcnCodepoint
EcnOf(uint8_t trafficClass)
{
    return static_cast<EcnCodepoint>(trafficClass & 3);
}

/// @return true when a router may mark it instead of dropping it
inline bool
IsEct(EcnCodepoint codepoint)
{
    return codepoint == EcnCodepoint::ECT0 || codepoint == EcnCodepoint::ECT1;
}

/// @return "ect0" as packetdrill has it; "" for NOT_ECT
const char* ToString(EcnCodepoint codepoint);

/**
 * @brief A TCP segment: header fields and options in host form, the payload as a size.
 *
 * What the checksum and the payload's bytes are is the caller's business, and so is the IP header,
 * but for its ECN field.
 */
struct Segment
{
    /// Control bits, at the place that they have in the header (RFC 9293 3.1, RFC 9768 2.1).
    enum Flags : uint16_t
    {
        FIN = 0x01,
        SYN = 0x02,
        RST = 0x04,
        PSH = 0x08,
        ACK = 0x10,
        URG = 0x20,
        ECE = 0x40,
        CWR = 0x80,
        AE = 0x100,
    };

    /// The bit of fastOpen that says which option it is.
    static constexpr uint8_t EXPERIMENTAL = 0x80;

    /// Room for SACK blocks in 40 bytes of options.
    static constexpr std::size_t MAX_SACK_BLOCKS = 4;

    SequenceNumber32 seq{0};   //!< SEG.SEQ
    SequenceNumber32 ack{0};   //!< SEG.ACK, meaningful with ACK set
    uint16_t flags{0};         //!< a combination of Flags
    uint8_t sackCount{0};      //!< how many entries of sack are in use
    bool sackPermitted{false}; //!< SACK-permitted option (only on SYN)
    /// Options go in FreeBSD's order (only on SYN); what they say is the same.
    bool bsdOptions{false};
    uint16_t window{0};  //!< SEG.WND as in the header, before scaling
    uint16_t urgent{0};  //!< SEG.UP, meaningful with URG set
    uint32_t payload{0}; //!< octets of data
    /// The truth, for observers alone: the sender's connection by ConnectionOptions::incarnation.
    /// It is not on the wire, takes no part in comparisons, and no rule of TCP looks at it.
    uint32_t incarnation{0};

    std::optional<uint16_t> mss;             //!< MSS option (only on SYN)
    std::optional<uint8_t> windowScale;      //!< window scale option, shift count (only on SYN)
    EcnCodepoint ecn{EcnCodepoint::NOT_ECT}; //!< of the IP header
    /// Fast Open option (only on SYN): octets of it, of which 2 ask for a cookie; 0: none. In the
    /// experimental one 4 ask, and EXPERIMENTAL is added.
    uint8_t fastOpen{0};
    std::optional<Timestamps> timestamps; //!< timestamps option
    /// SACK option, the most recent block first; on a SYN, which has none, the cookie is here.
    std::array<SackBlock, MAX_SACK_BLOCKS> sack{};

    /// @return true when every bit of mask is set
    bool Has(uint16_t mask) const
    {
        return (flags & mask) == mask;
    }

    /// @return AE, CWR and ECE as one number (RFC 9768 3.2: the ACE field)
    uint8_t Ace() const
    {
        return flags >> 6 & 7;
    }

    /// @param ace what AE, CWR and ECE say as one number, from 0 to 7
    void SetAce(uint8_t ace)
    {
        flags = static_cast<uint16_t>((flags & ~(ECE | CWR | AE)) | ace << 6);
    }

    /// @return SEG.LEN: octets in sequence space, SYN and FIN counted (RFC 9293 3.4)
    uint32_t Length() const
    {
        return payload + (Has(SYN) ? 1 : 0) + (Has(FIN) ? 1 : 0);
    }

    /// @return the sequence number right after the segment's last octet
    SequenceNumber32 End() const
    {
        return seq + static_cast<int32_t>(Length());
    }

    /// @param cookie of the Fast Open option; without octets the option asks for one
    void SetCookie(const FastOpenCookie& cookie);

    /// @return the cookie of the Fast Open option
    FastOpenCookie Cookie() const;

    /// @return what comes behind the SYN, as a segment of its own (RFC 9293 3.4)
    Segment WithoutSyn() const;

    /// @return octets of TCP options on the wire, padding included
    uint32_t OptionsSize() const;

    /// @return octets of the TCP header on the wire, options included
    uint32_t HeaderSize() const
    {
        return 20 + OptionsSize();
    }

    /// @return true for equal headers, options and payload sizes
    bool operator==(const Segment& other) const;

    /// @return true when they differ
    bool operator!=(const Segment& other) const
    {
        return !(*this == other);
    }
};

/// @name Factories, one per kind of segment; window and options are set by the caller.
/// @{

/// @return a SYN
Segment Syn(uint32_t seq);
/// @return a SYN with ACK
Segment SynAck(uint32_t seq, uint32_t ack);
/// @return an ACK without a payload
Segment Ack(uint32_t seq, uint32_t ack);
/// @return an ACK with so many octets
Segment Data(uint32_t seq, uint32_t ack, uint32_t payload);
/// @return a FIN without ACK
Segment Fin(uint32_t seq);
/// @return a FIN with ACK
Segment FinAck(uint32_t seq, uint32_t ack);
/// @return a RST without ACK
Segment Rst(uint32_t seq);
/// @return a RST with ACK
Segment RstAck(uint32_t seq, uint32_t ack);
/// @}

/// @param flags a set of Segment::Flags
/// @return them as tcpdump prints them, such as "S." for a SYN-ACK
std::string FlagsText(uint16_t flags);

/**
 * @brief Prints packetdrill's notation, such as "S. 0:0(0) ack 1 win 65535 <mss 1460,nop,wscale
 * 7>".
 * @param segment the segment
 * @return the text, sequence numbers absolute
 */
std::string ToString(const Segment& segment);

/// Prints that text.
std::ostream& operator<<(std::ostream& os, const Segment& segment);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SEGMENT_H
