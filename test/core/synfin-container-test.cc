/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-reassembly.h"
#include "ns3/synfin-segment.h"
#include "ns3/synfin-tuple-index.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

// ---- Segment ----

/// RFC 9293 3.4: SEG.LEN counts SYN and FIN.
TEST(SegmentLength, CountsSynAndFin)
{
    EXPECT_EQ(Ack(1, 1).Length(), 0U);
    EXPECT_EQ(Syn(1).Length(), 1U);
    EXPECT_EQ(SynAck(1, 1).Length(), 1U);
    EXPECT_EQ(FinAck(1, 1).Length(), 1U);
    EXPECT_EQ(Rst(1).Length(), 0U);
    EXPECT_EQ(Data(1, 1, 10).Length(), 10U);
    Segment all = Data(UINT32_MAX - 4, 1, 10);
    all.flags |= Segment::SYN | Segment::FIN;
    EXPECT_EQ(all.Length(), 12U);
    EXPECT_EQ(all.End(), SequenceNumber32(7));
}

/// RFC 9293 3.1: the header is 20 octets and options padded to a multiple of four.
TEST(SegmentSize, Options)
{
    Segment segment = Syn(1);
    EXPECT_EQ(segment.HeaderSize(), 20U);
    segment.mss = 1460;
    EXPECT_EQ(segment.OptionsSize(), 4U);
    segment.windowScale = 7;
    segment.timestamps = Timestamps{1, 2};
    segment.sackPermitted = true;
    EXPECT_EQ(segment.OptionsSize(), 20U);
    Segment sack = Ack(1, 1);
    sack.timestamps = Timestamps{1, 2};
    sack.sackCount = 3;
    EXPECT_EQ(sack.OptionsSize(), 40U);
    sack.timestamps.reset();
    sack.sackCount = 4;
    EXPECT_EQ(sack.OptionsSize(), 36U);
}

/// packetdrill's notation.
TEST(SegmentPrint, Packetdrill)
{
    Segment syn = Syn(7);
    syn.mss = 1460;
    syn.sackPermitted = true;
    syn.windowScale = 7;
    EXPECT_EQ(ToString(syn), "S 7:7(0) win 65535 <mss 1460,sackOK,wscale 7>");
    EXPECT_EQ(ToString(SynAck(0, 1)), "S. 0:0(0) ack 1 win 65535");
    EXPECT_EQ(ToString(Data(1, 2, 10)), "P. 1:11(10) ack 2 win 65535");
    EXPECT_EQ(ToString(RstAck(0, 5)), "R. 0:0(0) ack 5 win 0");
    Segment sack = Ack(1, 2);
    sack.sackCount = 1;
    sack.sack[0] = {SequenceNumber32(10), SequenceNumber32(20)};
    EXPECT_EQ(ToString(sack), ". 1:1(0) ack 2 win 65535 <sack 10:20>");
}

TEST(SegmentEquality, EveryFieldCounts)
{
    const Segment segment = Data(1, 2, 3);
    EXPECT_EQ(segment, Data(1, 2, 3));
    EXPECT_NE(segment, Data(2, 2, 3));
    EXPECT_NE(segment, Data(1, 3, 3));
    EXPECT_NE(segment, Data(1, 2, 4));
    Segment other = segment;
    other.window = 1;
    EXPECT_NE(segment, other);
    other = segment;
    other.timestamps = Timestamps{0, 0};
    EXPECT_NE(segment, other);
    other = Syn(1);
    other.SetCookie({4, false, {1, 2, 3, 4}});
    EXPECT_NE(Syn(1), other);
    Segment another = Syn(1);
    another.SetCookie({4, false, {1, 2, 3, 5}});
    EXPECT_NE(another, other);
    Segment noAck = Syn(1);
    Segment noAckEither = Syn(1);
    noAckEither.ack = SequenceNumber32(9); // says nothing without ACK
    EXPECT_EQ(noAck, noAckEither);
}

// ---- Reassembly ----

/// Against a plain set of octets, by chance, across the wrap of the sequence space.
TEST(ReassemblyModel, AgreesWithASetOfOctets)
{
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round)
    {
        const uint32_t base = UINT32_MAX - 100;
        Reassembly reassembly;
        std::vector<bool> there(400);
        uint32_t next = 0;
        for (int step = 0; step < 60; ++step)
        {
            const uint32_t left = next + random() % 100;
            const uint32_t right = std::min<uint32_t>(left + 1 + random() % 40, 400);
            if (left >= right)
            {
                continue;
            }
            uint32_t fresh = 0;
            for (const SackBlock& part :
                 reassembly.Add(SequenceNumber32(base + left), SequenceNumber32(base + right)))
            {
                for (uint32_t i = part.left.GetValue() - base; i < part.right.GetValue() - base;
                     ++i)
                {
                    ASSERT_GE(i, left);
                    ASSERT_LT(i, right);
                    ASSERT_FALSE(there[i]) << "octet " << i << " again";
                    there[i] = true;
                    ++fresh;
                }
            }
            for (uint32_t i = left; i < right; ++i)
            {
                ASSERT_TRUE(there[i]) << "octet " << i << " was not announced";
            }
            uint32_t expected = next;
            while (expected < there.size() && there[expected])
            {
                ++expected;
            }
            next = reassembly.Advance(SequenceNumber32(base + next)).GetValue() - base;
            ASSERT_EQ(next, expected);
            ASSERT_EQ(reassembly.IsEmpty(),
                      std::find(there.begin() + next, there.end(), true) == there.end());
        }
    }
}

/// RFC 2018 4: the block that changed last comes first; at most 4, or 3 beside timestamps.
TEST(ReassemblySack, OrderAndRoom)
{
    Reassembly reassembly;
    for (uint32_t left : {100, 200, 300, 400, 500})
    {
        reassembly.Report({SequenceNumber32(left), SequenceNumber32(left + 10)});
    }
    reassembly.Report({SequenceNumber32(310), SequenceNumber32(320)});
    reassembly.ReportDuplicate(SackBlock{SequenceNumber32(50), SequenceNumber32(60)});
    Segment ack = Ack(1, 1);
    reassembly.FillSack(ack);
    EXPECT_EQ(ack.sackCount, 4);
    EXPECT_EQ(ack.sack[0].left, SequenceNumber32(50));
    EXPECT_EQ(ack.sack[1].left, SequenceNumber32(300));
    EXPECT_EQ(ack.sack[1].right, SequenceNumber32(320));
    EXPECT_EQ(ack.sack[2].left, SequenceNumber32(500));
    ack.timestamps = Timestamps{1, 2};
    reassembly.FillSack(ack);
    EXPECT_EQ(ack.sackCount, 3);
    EXPECT_EQ(ack.sack[0].left, SequenceNumber32(300)); // a D-SACK is told once
}

// ---- The index of four-tuples ----

/// Against std::map, with many insertions and removals.
TEST(TupleIndexModel, AgreesWithAMap)
{
    std::mt19937 random(2);
    std::vector<FourTuple> tuples(3000);
    const auto keyOf = [&tuples](uint32_t position) -> const FourTuple& {
        return tuples[position];
    };
    for (uint32_t i = 0; i < tuples.size(); ++i)
    {
        tuples[i] = {1 + i % 3, 2, static_cast<uint16_t>(i), static_cast<uint16_t>(80 + i % 7)};
    }
    TupleIndex index;
    EXPECT_EQ(index.Find(tuples[0], keyOf), TupleIndex::NONE);
    std::vector<bool> there(tuples.size());
    std::size_t size = 0;
    for (int step = 0; step < 60000; ++step)
    {
        // Fill, then drain, then fill again: so that it grows and has long runs to shift back.
        const bool filling = step % 20000 < 10000;
        const uint32_t position = random() % tuples.size();
        if (!there[position] && (filling || random() % 4 == 0))
        {
            index.Insert(tuples[position], position);
            there[position] = true;
            ++size;
        }
        else if (there[position] && (!filling || random() % 4 == 0))
        {
            index.Erase(tuples[position], position);
            there[position] = false;
            --size;
        }
        const uint32_t probe = random() % tuples.size();
        ASSERT_EQ(index.Find(tuples[probe], keyOf), there[probe] ? probe : TupleIndex::NONE);
        ASSERT_EQ(index.Size(), size);
    }
    for (uint32_t i = 0; i < tuples.size(); ++i)
    {
        ASSERT_EQ(index.Find(tuples[i], keyOf), there[i] ? i : TupleIndex::NONE);
    }
}
