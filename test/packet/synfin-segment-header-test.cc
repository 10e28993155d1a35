/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/packet.h"
#include "ns3/synfin-segment-header.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-option-rfc793.h"
#include "ns3/tcp-option-sack.h"
#include "ns3/tcp-option-ts.h"
#include "ns3/tcp-option-winscale.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

const Ipv4Address CLIENT("10.1.1.1");
const Ipv4Address SERVER("10.1.1.2");
const Ipv6Address CLIENT6("2001:1::1");
const Ipv6Address SERVER6("2001:1::2");

/// @return a packet with a header and a payload of known bytes
Ptr<Packet>
Write(const Segment& segment, bool checksum = true)
{
    std::string bytes;
    for (uint32_t i = 0; i < segment.payload; ++i)
    {
        bytes += static_cast<char>('a' + i % 26);
    }
    Ptr<Packet> packet =
        Create<Packet>(reinterpret_cast<const uint8_t*>(bytes.data()), segment.payload);
    SegmentHeader header(segment, 1234, 80);
    if (checksum)
    {
        header.SetPseudoHeader(CLIENT, SERVER);
    }
    packet->AddHeader(header);
    return packet;
}

/// Takes the header off a packet.
SegmentHeader
Read(Ptr<Packet> packet, bool checksum = true)
{
    SegmentHeader header;
    if (checksum)
    {
        header.SetPseudoHeader(CLIENT, SERVER);
    }
    packet->RemoveHeader(header);
    return header;
}

/// @return a segment with these octets of options on the wire, read; no checksum
SegmentHeader
ReadOptions(std::vector<uint8_t> options, uint8_t flags = Segment::SYN)
{
    while (options.size() % 4 != 0)
    {
        options.push_back(0);
    }
    std::vector<uint8_t> wire(20);
    wire[12] = static_cast<uint8_t>((5 + options.size() / 4) << 4);
    wire[13] = flags;
    wire.insert(wire.end(), options.begin(), options.end());
    return Read(Create<Packet>(wire.data(), wire.size()), false);
}

/// One segment of each kind, with every combination of options that is sent.
std::vector<Segment>
AllKinds()
{
    std::vector<Segment> all;
    for (int options = 0; options < 64; ++options)
    {
        Segment syn = options % 2 ? Syn(4294967295U) : SynAck(1, 4294967295U);
        syn.mss = 1460;
        syn.sackPermitted = (options & 2) != 0;
        if (options & 4)
        {
            syn.timestamps = Timestamps{0x01020304, 0xfffefdfc};
        }
        if (options & 8)
        {
            syn.windowScale = 14;
        }
        syn.bsdOptions = (options & 16) != 0;
        if (options & 32)
        {
            syn.SetCookie(FastOpenCookie()); // asks for one
        }
        all.push_back(syn);
    }
    for (uint8_t blocks = 0; blocks <= 4; ++blocks)
    {
        Segment ack = Ack(7, 8);
        ack.sackCount = blocks;
        for (uint8_t i = 0; i < blocks; ++i)
        {
            ack.sack[i] = {SequenceNumber32(100U * i + 10), SequenceNumber32(100U * i + 60)};
        }
        if (blocks < 4)
        {
            ack.timestamps = Timestamps{1, 2};
        }
        all.push_back(ack);
    }
    Segment urgent = Data(1, 2, 1447); // an odd size: the checksum pads it
    urgent.flags |= Segment::PSH | Segment::URG | Segment::ECE | Segment::CWR;
    urgent.urgent = 99;
    all.push_back(urgent);
    Segment counting = Ack(1, 2);
    counting.SetAce(5); // AE, the ninth flag, is in the octet before the others
    all.push_back(counting);
    all.push_back(FinAck(5, 6));
    all.push_back(Rst(5));
    return all;
}

} // namespace

// RFC 9293 MUST-4, MUST-68.
TEST(SegmentHeader, WhatIsWrittenIsReadAgain)
{
    for (const Segment& segment : AllKinds())
    {
        Ptr<Packet> packet = Write(segment);
        EXPECT_EQ(packet->GetSize(), segment.HeaderSize() + segment.payload);
        const SegmentHeader header = Read(packet);
        EXPECT_TRUE(header.IsWellFormed()) << segment;
        EXPECT_TRUE(header.IsChecksumOk()) << segment;
        EXPECT_EQ(header.GetSegment(), segment);
        EXPECT_EQ(header.GetSourcePort(), 1234);
        EXPECT_EQ(header.GetDestinationPort(), 80);
        EXPECT_EQ(packet->GetSize(), segment.payload);
    }
}

/// What is read and written again, as a NAT does it, is the same, whichever stack wrote it.
TEST(SegmentHeader, WhatIsReadIsWrittenAgain)
{
    for (const Segment& segment : AllKinds())
    {
        Segment header = segment;
        header.payload = 0;
        uint8_t octets[2][SegmentHeader::MAX_SIZE] = {};
        const Ptr<Packet> packet = Write(header);
        packet->CopyData(octets[0], SegmentHeader::MAX_SIZE);
        Write(Read(packet).GetSegment())->CopyData(octets[1], SegmentHeader::MAX_SIZE);
        EXPECT_TRUE(std::equal(octets[0], std::end(octets[0]), octets[1])) << segment;
    }
}

/// FreeBSD tcp_addoptions(): mss, nop, wscale, sackOK, TS; without TS two octets of EOL.
TEST(SegmentHeader, FreeBsdOrder)
{
    Segment syn = Syn(1);
    syn.mss = 1460;
    syn.windowScale = 6;
    syn.sackPermitted = true;
    syn.timestamps = Timestamps{1, 2};
    const auto options = [](const Segment& segment) {
        uint8_t octets[SegmentHeader::MAX_SIZE];
        const uint32_t size = Write(segment)->CopyData(octets, sizeof(octets));
        return std::vector<uint8_t>(octets + 20, octets + size);
    };
    const std::vector<uint8_t> stamps = {8, 10, 0, 0, 0, 1, 0, 0, 0, 2};
    std::vector<uint8_t> linux = {2, 4, 5, 180, 4, 2};
    linux.insert(linux.end(), stamps.begin(), stamps.end());
    linux.insert(linux.end(), {1, 3, 3, 6});
    EXPECT_EQ(options(syn), linux);
    syn.bsdOptions = true;
    std::vector<uint8_t> bsd = {2, 4, 5, 180, 1, 3, 3, 6, 4, 2};
    bsd.insert(bsd.end(), stamps.begin(), stamps.end());
    EXPECT_EQ(options(syn), bsd);
    syn.timestamps.reset();
    EXPECT_EQ(options(syn), (std::vector<uint8_t>{2, 4, 5, 180, 1, 3, 3, 6, 4, 2, 0, 0}));
}

// RFC 9293 MUST-2.
TEST(SegmentHeader, StockTcpReadsTheSame)
{
    for (const Segment& segment : AllKinds())
    {
        Ptr<Packet> packet = Write(segment);
        TcpHeader stock;
        stock.EnableChecksums();
        stock.InitializeChecksum(CLIENT, SERVER, 6);
        packet->RemoveHeader(stock);
        EXPECT_TRUE(stock.IsChecksumOk()) << segment;
        EXPECT_EQ(stock.GetSequenceNumber(), segment.seq);
        EXPECT_EQ(stock.GetAckNumber(), segment.ack);
        EXPECT_EQ(stock.GetFlags(), segment.flags & 0xff); // it knows of no AE
        EXPECT_EQ(stock.GetWindowSize(), segment.window);
        EXPECT_EQ(stock.GetSerializedSize(), segment.HeaderSize());
        EXPECT_EQ(stock.HasOption(TcpOption::MSS), segment.mss.has_value());
        EXPECT_EQ(stock.HasOption(TcpOption::WINSCALE), segment.windowScale.has_value());
        EXPECT_EQ(stock.HasOption(TcpOption::TS), segment.timestamps.has_value());
        EXPECT_EQ(stock.HasOption(TcpOption::SACKPERMITTED), segment.sackPermitted);
        EXPECT_EQ(stock.HasOption(TcpOption::SACK), segment.sackCount > 0);
        if (segment.timestamps)
        {
            const auto option = DynamicCast<const TcpOptionTS>(stock.GetOption(TcpOption::TS));
            EXPECT_EQ(option->GetTimestamp(), segment.timestamps->value);
            EXPECT_EQ(option->GetEcho(), segment.timestamps->echo);
        }
    }
}

TEST(SegmentHeader, ReadsWhatStockTcpWrites)
{
    TcpHeader stock;
    stock.SetSourcePort(1234);
    stock.SetDestinationPort(80);
    stock.SetSequenceNumber(SequenceNumber32(11));
    stock.SetAckNumber(SequenceNumber32(22));
    stock.SetFlags(TcpHeader::SYN | TcpHeader::ACK);
    stock.SetWindowSize(333);
    const auto mss = CreateObject<TcpOptionMSS>();
    mss->SetMSS(1400);
    const auto scale = CreateObject<TcpOptionWinScale>();
    scale->SetScale(7);
    const auto timestamps = CreateObject<TcpOptionTS>();
    timestamps->SetTimestamp(44);
    timestamps->SetEcho(55);
    stock.AppendOption(mss);
    stock.AppendOption(scale);
    stock.AppendOption(timestamps);
    stock.EnableChecksums();
    stock.InitializeChecksum(CLIENT, SERVER, 6);
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(stock);

    const SegmentHeader header = Read(packet);
    EXPECT_TRUE(header.IsChecksumOk());
    Segment expected = SynAck(11, 22);
    expected.window = 333;
    expected.mss = 1400;
    expected.windowScale = 7;
    expected.timestamps = Timestamps{44, 55};
    EXPECT_EQ(header.GetSegment(), expected);
}

// RFC 9293 MUST-3.
TEST(SegmentHeader, AnyFlippedBitFailsTheChecksum)
{
    const Segment segment = Data(1, 2, 11);
    std::vector<uint8_t> wire(segment.HeaderSize() + segment.payload);
    Write(segment)->CopyData(wire.data(), wire.size());
    for (std::size_t octet = 0; octet < wire.size(); ++octet)
    {
        std::vector<uint8_t> flipped = wire;
        flipped[octet] ^= 0x10;
        const SegmentHeader header = Read(Create<Packet>(flipped.data(), flipped.size()));
        EXPECT_FALSE(header.IsWellFormed() && header.IsChecksumOk()) << "octet " << octet;
    }
}

// RFC 9293 MUST-2, MUST-3.
TEST(SegmentHeader, AddressesAreInTheChecksum)
{
    Ptr<Packet> packet = Write(Ack(1, 2));
    SegmentHeader header;
    header.SetPseudoHeader(CLIENT, Ipv4Address("10.1.1.3"));
    packet->RemoveHeader(header);
    EXPECT_FALSE(header.IsChecksumOk());
}

TEST(SegmentHeader, Ipv6ChecksumIsThatOfStockTcp)
{
    Ptr<Packet> packet = Create<Packet>(1001);
    SegmentHeader header(Data(1, 2, 1001), 1234, 80);
    header.SetPseudoHeader(CLIENT6, SERVER6);
    packet->AddHeader(header);
    TcpHeader stock;
    stock.EnableChecksums();
    stock.InitializeChecksum(CLIENT6, SERVER6, 6);
    packet->PeekHeader(stock);
    EXPECT_TRUE(stock.IsChecksumOk());

    SegmentHeader again;
    again.SetPseudoHeader(CLIENT6, SERVER6);
    packet->RemoveHeader(again);
    EXPECT_TRUE(again.IsChecksumOk());
}

TEST(SegmentHeader, WithoutPseudoHeaderTheChecksumIsZeroAndIgnored)
{
    Ptr<Packet> packet = Write(Ack(1, 2), false);
    std::vector<uint8_t> wire(20);
    packet->CopyData(wire.data(), wire.size());
    EXPECT_EQ(wire[16], 0);
    EXPECT_EQ(wire[17], 0);
    EXPECT_TRUE(Read(packet, false).IsChecksumOk());
}

/// RFC 7413 2: kind 34, a cookie of 4 to 16 octets, an even number; without one it asks for one.
TEST(SegmentHeader, FastOpenOption)
{
    for (const uint8_t size : {0, 4, 6, 8, 16})
    {
        FastOpenCookie cookie;
        cookie.size = size;
        for (uint8_t i = 0; i < size; ++i)
        {
            cookie.octets[i] = 0xa0 + i;
        }
        Segment syn = Syn(1);
        syn.mss = 1460;
        syn.sackPermitted = true;
        syn.timestamps = Timestamps{1, 2};
        syn.windowScale = 7;
        syn.payload = 3;
        syn.SetCookie(cookie);
        const SegmentHeader header = Read(Write(syn));
        EXPECT_TRUE(header.IsChecksumOk());
        EXPECT_EQ(header.GetSegment(), syn);
        EXPECT_EQ(header.GetSegment().Cookie(), cookie);
        EXPECT_EQ(syn.HeaderSize(), 40U + (2 + size + 3) / 4 * 4);
    }
    const std::vector<std::vector<uint8_t>> wrong{
        {34, 4, 1, 2}, // too short
        {34, 7, 1, 2, 3, 4, 5},
        {34, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}};
    for (const auto& options : wrong)
    {
        EXPECT_EQ(ReadOptions(options).GetSegment().fastOpen, 0);
    }
    EXPECT_EQ(ReadOptions({34, 2}).GetSegment().fastOpen, 2);
    // RFC 6994: the experimental one, with its own magic number.
    const Segment asking = ReadOptions({254, 4, 0xf9, 0x89}).GetSegment();
    EXPECT_TRUE(asking.Cookie().isExperimental);
    EXPECT_EQ(asking.Cookie().size, 0);
    const Segment shown = ReadOptions({254, 8, 0xf9, 0x89, 1, 2, 3, 4}).GetSegment();
    EXPECT_EQ(shown.Cookie().size, 4);
    EXPECT_EQ(shown.Cookie().octets[3], 4);
    EXPECT_EQ(ReadOptions({254, 4, 0xf9, 0x88}).GetSegment().fastOpen, 0);
    EXPECT_EQ(ReadOptions({254, 3, 0xf9}).GetSegment().fastOpen, 0);
    EXPECT_EQ(ReadOptions({34, 2}, Segment::ACK).GetSegment().fastOpen, 0);
}

/// would not even fit a second time, since those are written with their padding.
TEST(SegmentHeader, NoSackBlocksOnSyn)
{
    std::vector<uint8_t> options{3, 3, 7, 4, 2, 5, 34};
    options.resize(40, 1);
    EXPECT_EQ(ReadOptions(options, Segment::ACK).GetSegment().sackCount, 4);
    const SegmentHeader syn = ReadOptions(options, Segment::SYN);
    EXPECT_EQ(syn.GetSegment().sackCount, 0);
    EXPECT_EQ(syn.GetSegment().windowScale, 7);
    EXPECT_LE(syn.GetSerializedSize(), SegmentHeader::MAX_SIZE);
}

TEST(SegmentHeader, BadDataOffsetIsMalformed)
{
    std::vector<uint8_t> wire(28);
    for (int words = 0; words < 16; ++words)
    {
        wire[12] = static_cast<uint8_t>(words << 4);
        const SegmentHeader header = Read(Create<Packet>(wire.data(), wire.size()), false);
        EXPECT_EQ(header.IsWellFormed(), words >= 5 && words <= 7) << words << " words";
    }
}

TEST(SegmentHeader, ShortPacketIsMalformed)
{
    const std::vector<uint8_t> wire(19, 0x50);
    for (std::size_t size = 0; size < 20; ++size)
    {
        EXPECT_FALSE(Read(Create<Packet>(wire.data(), size), false).IsWellFormed()) << size;
    }
}

// RFC 9293 MUST-6.
TEST(SegmentHeader, UnknownOptionsAreSkipped)
{
    const Segment read = ReadOptions({34, 2, 253, 6, 1, 2, 3, 4, 2, 4, 5, 180}).GetSegment();
    EXPECT_EQ(read.mss, 1460);
}

// RFC 9293 MUST-64.
TEST(SegmentHeader, OptionsBeginAtAnyOctet)
{
    const Segment read = ReadOptions({1, 3, 3, 9, 1, 1, 1, 2, 4, 5, 180, 4, 2}).GetSegment();
    EXPECT_EQ(read.windowScale, 9);
    EXPECT_EQ(read.mss, 1460);
    EXPECT_TRUE(read.sackPermitted);
}

// RFC 9293 MUST-4.
TEST(SegmentHeader, NothingIsReadAfterTheEndOfOptions)
{
    EXPECT_FALSE(ReadOptions({0, 2, 4, 5, 180}).GetSegment().mss);
}

// RFC 9293 MUST-7: no length makes it read past the options, stand still, or lose what came before.
TEST(SegmentHeader, IllegalLengthsSurvive)
{
    for (int kind = 2; kind < 256; ++kind)
    {
        const auto k = static_cast<uint8_t>(kind);
        for (int length = 0; length < 256; ++length)
        {
            const auto l = static_cast<uint8_t>(length);
            const SegmentHeader header = ReadOptions({3, 3, 5, k, l, 0, 0, 0});
            ASSERT_TRUE(header.IsWellFormed());
            if (kind != 3)
            {
                ASSERT_EQ(header.GetSegment().windowScale, 5) << kind << " length " << length;
            }
        }
        ASSERT_TRUE(ReadOptions({1, 1, 1, k}).IsWellFormed()); // the length itself is missing
    }
}

TEST(SegmentHeader, KnownOptionsOfTheWrongLengthAreIgnored)
{
    const Segment read =
        ReadOptions({2, 3, 1, 3, 4, 1, 1, 4, 3, 0, 8, 9, 0, 0, 0, 0, 0, 0, 0, 5, 3, 0})
            .GetSegment();
    EXPECT_FALSE(read.mss);
    EXPECT_FALSE(read.windowScale);
    EXPECT_FALSE(read.sackPermitted);
    EXPECT_FALSE(read.timestamps);
    EXPECT_EQ(read.sackCount, 0);
}

// RFC 9293 MUST-65, RFC 7323 2.2, RFC 2018 2.
TEST(SegmentHeader, SynOptionsCountOnSynOnly)
{
    const Segment read = ReadOptions({2, 4, 5, 180, 3, 3, 9, 4, 2}, Segment::ACK).GetSegment();
    EXPECT_FALSE(read.mss);
    EXPECT_FALSE(read.windowScale);
    EXPECT_FALSE(read.sackPermitted);
}
