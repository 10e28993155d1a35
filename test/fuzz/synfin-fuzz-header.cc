/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fuzz-input.h"

#include "ns3/packet.h"
#include "ns3/synfin-segment-header.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

SegmentHeader
Read(Ptr<Packet> packet, bool checksum)
{
    SegmentHeader header;
    if (checksum)
    {
        header.SetPseudoHeader(Ipv4Address("10.0.0.1"), Ipv4Address("10.0.0.2"));
    }
    packet->RemoveHeader(header);
    return header;
}

} // namespace

/// Any octets as a header: what is well-formed is written again with the same meaning, in at most
/// 60 octets, with the checksum that it then must have.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    const auto packet = Create<Packet>(data, static_cast<uint32_t>(size));
    const SegmentHeader read = Read(packet->Copy(), true);
    if (!read.IsWellFormed())
    {
        return 0;
    }
    const Segment& segment = read.GetSegment();
    Demand(segment.payload <= size, "more payload than octets");
    Demand(segment.HeaderSize() <= SegmentHeader::MAX_SIZE, "options do not fit any more");
    SegmentHeader written(segment, read.GetSourcePort(), read.GetDestinationPort());
    written.SetPseudoHeader(Ipv4Address("10.0.0.1"), Ipv4Address("10.0.0.2"));
    const auto copy = Create<Packet>(data + size - segment.payload, segment.payload);
    copy->AddHeader(written);
    const SegmentHeader again = Read(copy, true);
    Demand(again.IsWellFormed() && again.IsChecksumOk(), "what was written cannot be read");
    Demand(again.GetSegment() == segment, "another segment was read than was written");
    Demand(again.GetSourcePort() == read.GetSourcePort() &&
               again.GetDestinationPort() == read.GetDestinationPort(),
           "other ports were read than were written");
    return 0;
}
