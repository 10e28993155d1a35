/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-segment-header.h"

#include "synfin-fast-open-option.h"

#include "ns3/assert.h"
#include "ns3/tcp-header.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint32_t FIXED_SIZE = 20;      //!< octets before the options
constexpr uint32_t CHECKSUM_OFFSET = 16; //!< where the checksum is
constexpr uint16_t ALL_FLAGS = 0x1ff;    //!< FIN to AE

/// Option kinds (RFC 9293 3.2, RFC 7323 2.2 and 3.2, RFC 2018).
enum Option : uint8_t
{
    END = 0,
    NOP = 1,
    MSS = 2,
    WINDOW_SCALE = 3,
    SACK_PERMITTED = 4,
    SACK = 5,
    TIMESTAMPS = 8,
};

/// Appends big-endian numbers.
class Writer
{
  public:
    explicit Writer(uint8_t* at)
        : m_at(at)
    {
    }

    Writer& U8(uint8_t value)
    {
        *m_at++ = value;
        return *this;
    }

    Writer& U16(uint16_t value)
    {
        return U8(value >> 8).U8(value & 0xff);
    }

    Writer& U32(uint32_t value)
    {
        return U16(value >> 16).U16(value & 0xffff);
    }

    const uint8_t* At() const
    {
        return m_at;
    }

  private:
    uint8_t* m_at; //!< where the next octet goes
};

uint16_t
ReadU16(const uint8_t* at)
{
    return static_cast<uint16_t>(at[0] << 8 | at[1]);
}

uint32_t
ReadU32(const uint8_t* at)
{
    return static_cast<uint32_t>(ReadU16(at)) << 16 | ReadU16(at + 2);
}

void
WriteWindowScale(const Segment& segment, Writer& out)
{
    if (segment.windowScale)
    {
        out.U8(NOP).U8(WINDOW_SCALE).U8(3).U8(*segment.windowScale);
    }
}

/// The order and padding of Segment::OptionsSize(): every group ends on a 32-bit boundary.
void
WriteOptions(const Segment& segment, Writer& out)
{
    if (segment.mss)
    {
        out.U8(MSS).U8(4).U16(*segment.mss);
    }
    const bool isBsd = segment.bsdOptions;
    if (isBsd)
    {
        WriteWindowScale(segment, out);
    }
    // Where Fast Open follows, the padding must not be an end.
    const bool endsInSack =
        isBsd && segment.sackPermitted && !segment.timestamps && segment.fastOpen == 0;
    if (segment.sackPermitted != segment.timestamps.has_value() && !endsInSack)
    {
        out.U8(NOP).U8(NOP); // padding comes first, as in Linux tcp_options_write()
    }
    if (segment.sackPermitted)
    {
        out.U8(SACK_PERMITTED).U8(2);
    }
    if (endsInSack)
    {
        out.U8(END).U8(END); // FreeBSD tcp_addoptions(): TCPOPT_EOL, TCPOPT_PAD
    }
    if (segment.timestamps)
    {
        out.U8(TIMESTAMPS).U8(10).U32(segment.timestamps->value).U32(segment.timestamps->echo);
    }
    if (!isBsd)
    {
        WriteWindowScale(segment, out);
    }
    if (segment.sackCount > 0)
    {
        NS_ASSERT(segment.sackCount <= Segment::MAX_SACK_BLOCKS);
        out.U8(NOP).U8(NOP).U8(SACK).U8(2 + 8 * segment.sackCount);
        for (std::size_t i = 0; i < segment.sackCount && i < Segment::MAX_SACK_BLOCKS; ++i)
        {
            out.U32(segment.sack[i].left.GetValue()).U32(segment.sack[i].right.GetValue());
        }
    }
    if (segment.fastOpen > 0)
    {
        for (const uint8_t octet : FastOpenOption(segment))
        {
            out.U8(octet);
        }
    }
}

/// Sums octets in pairs, low one first, as Buffer::Iterator::CalculateIpChecksum does.
uint32_t
SumOctets(const uint8_t* octets, uint32_t size)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < size; i += 2)
    {
        sum += octets[i] | octets[i + 1] << 8;
    }
    return sum;
}

template <uint32_t SIZE, typename ADDRESS>
uint32_t
PseudoHeaderSum(const ADDRESS& source, const ADDRESS& destination)
{
    uint8_t octets[SIZE];
    source.Serialize(octets);
    uint32_t sum = SumOctets(octets, SIZE);
    destination.Serialize(octets);
    sum += SumOctets(octets, SIZE);
    return sum + (6 << 8); // the protocol is the second octet of its pair
}

} // namespace

SegmentHeader::SegmentHeader(const Segment& segment, uint16_t sourcePort, uint16_t destinationPort)
    : m_segment(segment),
      m_sourcePort(sourcePort),
      m_destinationPort(destinationPort)
{
}

void
SegmentHeader::SetPseudoHeader(Ipv4Address source, Ipv4Address destination)
{
    m_pseudoHeader = PseudoHeaderSum<4>(source, destination);
}

void
SegmentHeader::SetPseudoHeader(Ipv6Address source, Ipv6Address destination)
{
    m_pseudoHeader = PseudoHeaderSum<16>(source, destination);
}

const Segment&
SegmentHeader::GetSegment() const
{
    return m_segment;
}

uint16_t
SegmentHeader::GetSourcePort() const
{
    return m_sourcePort;
}

uint16_t
SegmentHeader::GetDestinationPort() const
{
    return m_destinationPort;
}

bool
SegmentHeader::IsWellFormed() const
{
    return m_wellFormed;
}

bool
SegmentHeader::IsChecksumOk() const
{
    return m_checksumOk;
}

TypeId
SegmentHeader::GetInstanceTypeId() const
{
    return TcpHeader::GetTypeId();
}

uint32_t
SegmentHeader::GetSerializedSize() const
{
    return m_segment.HeaderSize();
}

void
SegmentHeader::Serialize(Buffer::Iterator start) const
{
    const uint32_t size = GetSerializedSize();
    NS_ASSERT_MSG(size <= MAX_SIZE, "options of " << size - FIXED_SIZE << " octets, 40 fit");
    Octets octets;
    Writer out(octets.data());
    out.U16(m_sourcePort).U16(m_destinationPort);
    out.U32(m_segment.seq.GetValue()).U32(m_segment.ack.GetValue());
    out.U16(static_cast<uint16_t>(size / 4 << 12 | m_segment.flags)).U16(m_segment.window);
    out.U16(0).U16(m_segment.urgent);
    WriteOptions(m_segment, out); // MUST-68: each with its length
    NS_ASSERT(out.At() == octets.data() + size);

    Buffer::Iterator at = start;
    at.Write(octets.data(), size);
    if (m_pseudoHeader)
    {
        const uint16_t checksum = Checksum(start); // MUST-2
        at = start;
        at.Next(CHECKSUM_OFFSET);
        at.WriteU16(checksum); // low octet first, as it was summed
    }
}

uint32_t
SegmentHeader::Deserialize(Buffer::Iterator start)
{
    const uint32_t total = start.GetRemainingSize();
    m_wellFormed = false;
    if (total < FIXED_SIZE)
    {
        return total;
    }
    Octets octets;
    Buffer::Iterator at = start;
    at.Read(octets.data(), FIXED_SIZE);
    const uint32_t size = (octets[12] >> 4) * 4;
    if (size < FIXED_SIZE || size > total)
    {
        return FIXED_SIZE;
    }
    at.Read(octets.data() + FIXED_SIZE, size - FIXED_SIZE);

    m_wellFormed = true;
    m_checksumOk = !m_pseudoHeader || Checksum(start) == 0; // MUST-3
    m_sourcePort = ReadU16(&octets[0]);
    m_destinationPort = ReadU16(&octets[2]);
    m_segment = Segment();
    m_segment.seq = SequenceNumber32(ReadU32(&octets[4]));
    m_segment.ack = SequenceNumber32(ReadU32(&octets[8]));
    m_segment.flags = ReadU16(&octets[12]) & ALL_FLAGS;
    m_segment.window = ReadU16(&octets[14]);
    m_segment.urgent = ReadU16(&octets[18]);
    m_segment.payload = total - size;
    ReadOptions(octets, size); // of any segment (MUST-4, MUST-5)
    return size;
}

void
SegmentHeader::ReadOptions(const Octets& header, uint32_t size)
{
    // An option begins at any octet (MUST-64).
    uint32_t at = FIXED_SIZE;
    while (at < size)
    {
        if (header[at] == END)
        {
            m_segment.bsdOptions = m_segment.Has(Segment::SYN);
            return;
        }
        if (header[at] == NOP)
        {
            ++at;
            continue;
        }
        // MUST-7: with an illegal length nobody knows where the next option begins; keep what was
        // read.
        const uint32_t length = at + 1 < size ? header[at + 1] : 0;
        if (length < 2 || at + length > size)
        {
            return;
        }
        ReadOption(header[at], &header[at] + 2, length);
        at += length;
    }
}

void
SegmentHeader::ReadOption(uint8_t kind, const uint8_t* value, uint32_t length)
{
    const bool syn = m_segment.Has(Segment::SYN);
    if (kind == MSS && length == 4 && syn)
    {
        m_segment.mss = ReadU16(value);
    }
    else if (kind == WINDOW_SCALE && length == 3 && syn)
    {
        m_segment.windowScale = *value;
        m_segment.bsdOptions = !m_segment.sackPermitted && !m_segment.timestamps;
    }
    else if (kind == SACK_PERMITTED && length == 2 && syn)
    {
        m_segment.sackPermitted = true;
    }
    else if (kind == TIMESTAMPS && length == 10)
    {
        m_segment.timestamps = Timestamps{ReadU32(value), ReadU32(value + 4)};
    }
    else if (kind == SACK && length > 2 && (length - 2) % 8 == 0 && !syn)
    {
        m_segment.sackCount =
            static_cast<uint8_t>((length - 2) / 8); // at most 4 fit into 40 octets
        for (uint8_t i = 0; i < m_segment.sackCount; ++i, value += 8)
        {
            m_segment.sack[i].left = SequenceNumber32(ReadU32(value));
            m_segment.sack[i].right = SequenceNumber32(ReadU32(value + 4));
        }
    }
    else if (syn)
    {
        ReadFastOpenOption(kind, value, length - 2, m_segment);
    }
    // MUST-6: any other kind is ignored.
}

uint16_t
SegmentHeader::Checksum(Buffer::Iterator start) const
{
    const uint32_t length = start.GetRemainingSize();
    uint32_t sum = *m_pseudoHeader + (length >> 8 & 0xff) + ((length & 0xff) << 8);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return start.CalculateIpChecksum(static_cast<uint16_t>(length), sum);
}

void
SegmentHeader::Print(std::ostream& os) const
{
    os << m_sourcePort << " > " << m_destinationPort << " " << m_segment;
}

} // namespace synfin
} // namespace ns3
