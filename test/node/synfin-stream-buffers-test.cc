/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-stream-buffers.h"

#include <gtest/gtest.h>
#include <string>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

Ptr<Packet>
Bytes(const std::string& text)
{
    return Create<Packet>(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

std::string
Text(Ptr<const Packet> packet)
{
    if (!packet)
    {
        return "(none)";
    }
    std::string text(packet->GetSize(), '\0');
    packet->CopyData(reinterpret_cast<uint8_t*>(&text[0]), packet->GetSize());
    return text;
}

/// Puts a whole text at an offset.
void
Insert(ReceiveBuffer& buffer, uint64_t offset, const std::string& text)
{
    buffer.Insert(offset, Bytes(text), 0, text.size());
}

} // namespace

TEST(SendBuffer, ReadsAcrossPackets)
{
    SendBuffer buffer;
    buffer.Append(Bytes("abc"));
    buffer.Append(Bytes(""));
    buffer.Append(Bytes("defg"));
    buffer.Append(Bytes("h"));
    EXPECT_EQ(buffer.Size(), 8u);
    EXPECT_EQ(Text(buffer.Read(0, 8)), "abcdefgh");
    EXPECT_EQ(Text(buffer.Read(0, 3)), "abc");
    EXPECT_EQ(Text(buffer.Read(2, 3)), "cde");
    EXPECT_EQ(Text(buffer.Read(3, 4)), "defg");
    EXPECT_EQ(Text(buffer.Read(7, 1)), "h");
}

TEST(SendBuffer, ReleasesWhatWasAcknowledged)
{
    SendBuffer buffer;
    buffer.Append(Bytes("abc"));
    buffer.Append(Bytes("defg"));
    buffer.Release(2);
    EXPECT_EQ(buffer.Size(), 5u);
    EXPECT_EQ(Text(buffer.Read(2, 3)), "cde");
    buffer.Release(1); // an old acknowledgment
    EXPECT_EQ(buffer.Size(), 5u);
    buffer.Release(7);
    EXPECT_EQ(buffer.Size(), 0u);
    buffer.Append(Bytes("hi"));
    EXPECT_EQ(Text(buffer.Read(7, 2)), "hi");
    EXPECT_EQ(buffer.End(), 9u);
}

TEST(SendBuffer, KeepsWhatTheApplicationChangesLater)
{
    SendBuffer buffer;
    Ptr<Packet> packet = Bytes("abc");
    buffer.Append(packet);
    packet->RemoveAtStart(2);
    EXPECT_EQ(Text(buffer.Read(0, 3)), "abc");
}

TEST(ReceiveBuffer, GivesBytesInOrderOnly)
{
    ReceiveBuffer buffer;
    EXPECT_EQ(Text(buffer.Extract(10)), "(none)");
    Insert(buffer, 0, "abc");
    EXPECT_EQ(Text(buffer.Extract(10)), "(none)");
    buffer.SetInOrder(3);
    EXPECT_EQ(buffer.Readable(), 3u);
    EXPECT_EQ(Text(buffer.Extract(2)), "ab");
    EXPECT_EQ(Text(buffer.Extract(2)), "c");
    EXPECT_EQ(Text(buffer.Extract(2)), "(none)");
}

TEST(ReceiveBuffer, PutsFragmentsTogether)
{
    ReceiveBuffer buffer;
    Insert(buffer, 6, "ghi");
    Insert(buffer, 0, "abc");
    Insert(buffer, 3, "def");
    buffer.SetInOrder(9);
    EXPECT_EQ(Text(buffer.Extract(100)), "abcdefghi");
}

TEST(ReceiveBuffer, EachByteCountsOnce)
{
    ReceiveBuffer buffer;
    Insert(buffer, 2, "cd");
    Insert(buffer, 6, "gh");
    Insert(buffer, 1, "bcdefghi"); // fills all gaps at once
    Insert(buffer, 0, "abc");
    buffer.SetInOrder(9);
    EXPECT_EQ(Text(buffer.Extract(4)), "abcd");
    Insert(buffer, 0, "abcdefghij"); // what was taken, again
    buffer.SetInOrder(10);
    EXPECT_EQ(Text(buffer.Extract(100)), "efghij");
}

TEST(ReceiveBuffer, TakesAPartOfAPacket)
{
    ReceiveBuffer buffer;
    buffer.Insert(5, Bytes("xxabcyy"), 2, 3);
    buffer.Insert(0, Bytes("01234"), 0, 5);
    buffer.SetInOrder(8);
    EXPECT_EQ(Text(buffer.Extract(100)), "01234abc");
}

TEST(ReceiveBuffer, DiscardsWhatIsInOrder)
{
    ReceiveBuffer buffer;
    Insert(buffer, 0, "abc");
    Insert(buffer, 5, "fg");
    buffer.SetInOrder(3);
    EXPECT_EQ(buffer.Discard(), 3u);
    EXPECT_EQ(buffer.Readable(), 0u);
    Insert(buffer, 3, "de");
    buffer.SetInOrder(7);
    EXPECT_EQ(Text(buffer.Extract(100)), "defg");
}

TEST(ReceiveBuffer, PutsAnyNumberOfFragmentsTogether)
{
    for (uint64_t count = 1; count < 70; ++count)
    {
        ReceiveBuffer buffer;
        std::string expected;
        for (uint64_t i = 0; i < count; ++i)
        {
            const std::string text(1 + i % 3, static_cast<char>('a' + i % 26));
            Insert(buffer, expected.size(), text);
            expected += text;
        }
        buffer.SetInOrder(expected.size());
        EXPECT_EQ(Text(buffer.Extract(1000)), expected);
    }
}
