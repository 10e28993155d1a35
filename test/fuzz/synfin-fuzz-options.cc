/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fuzz-input.h"

#include "ns3/packet.h"
#include "ns3/synfin-segment-header.h"

#include <algorithm>
#include <array>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr std::size_t FIXED_SIZE = 20;

SegmentHeader
Read(const uint8_t* wire, std::size_t size)
{
    SegmentHeader header;
    Create<Packet>(wire, static_cast<uint32_t>(size))->RemoveHeader(header);
    return header;
}

} // namespace

/// Any octets as the options of a good header: the first octet is the flags, the others are
/// options.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    FuzzInput input(data, size);
    std::array<uint8_t, SegmentHeader::MAX_SIZE> wire{};
    const uint8_t flags = input.U8();
    const std::size_t given = std::min<std::size_t>(size > 0 ? size - 1 : 0, 40);
    const std::size_t total = FIXED_SIZE + (given + 3) / 4 * 4;
    wire[12] = static_cast<uint8_t>(total / 4 << 4);
    wire[13] = flags;
    std::copy_n(data + (size > 0 ? 1 : 0), given, wire.begin() + FIXED_SIZE);
    const SegmentHeader header = Read(wire.data(), total);
    Demand(header.IsWellFormed(), "a good header was refused");
    const Segment& segment = header.GetSegment();
    Demand(segment.payload == 0 && segment.flags == flags, "options changed the fixed part");
    const bool syn = (flags & Segment::SYN) != 0;
    Demand(syn || (!segment.mss && !segment.windowScale && !segment.sackPermitted),
           "an option of a SYN on another segment");
    Demand(segment.sackCount <= Segment::MAX_SACK_BLOCKS, "more SACK blocks than fit");

    // Options stay what they are behind a NOP, as long as there is room for it.
    if (given < 40)
    {
        std::array<uint8_t, SegmentHeader::MAX_SIZE> shifted = wire;
        const std::size_t longer = FIXED_SIZE + (given + 4) / 4 * 4;
        shifted[12] = static_cast<uint8_t>(longer / 4 << 4);
        shifted[FIXED_SIZE] = 1;
        std::copy_n(wire.begin() + FIXED_SIZE, given, shifted.begin() + FIXED_SIZE + 1);
        const SegmentHeader moved = Read(shifted.data(), longer);
        // A last option that was too long by a few octets may now find them.
        Demand(moved.IsWellFormed(), "a good header was refused behind a NOP");
        if (longer == total)
        {
            Segment same = moved.GetSegment();
            Demand(same.flags == segment.flags, "a NOP changed the flags");
        }
    }
    return 0;
}
