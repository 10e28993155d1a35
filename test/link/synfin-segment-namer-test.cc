/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-connection-namer.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

TEST(SegmentNamer, NamesTheNormalCourse)
{
    SegmentNamer namer;
    EXPECT_EQ(ToString(namer.Name(0, Syn(1000))), "syn");
    EXPECT_EQ(ToString(namer.Name(1, SynAck(5000, 1001))), "synack");
    EXPECT_EQ(ToString(namer.Name(0, Ack(1001, 5001))), "ack");
    EXPECT_EQ(ToString(namer.Name(0, Data(1001, 5001, 10))), "data");
    EXPECT_EQ(ToString(namer.Name(1, Ack(5001, 1011))), "dataack");
    EXPECT_EQ(ToString(namer.Name(0, FinAck(1011, 5001))), "fin1");
    EXPECT_EQ(ToString(namer.Name(1, Ack(5001, 1012))), "ack1");
    EXPECT_EQ(ToString(namer.Name(1, FinAck(5001, 1012))), "fin2");
    EXPECT_EQ(ToString(namer.Name(0, Ack(1012, 5002))), "ack2");
    EXPECT_EQ(ToString(namer.Name(1, FinAck(5001, 1012))), "fin2:2");
    EXPECT_EQ(ToString(namer.Name(0, Ack(1012, 5002))), "ack2:2");
    EXPECT_EQ(namer.RelativeSeq(0, Ack(1012, 5002)), 12U);
    EXPECT_EQ(namer.RelativeAck(0, Ack(1012, 5002)), 2U);
}

TEST(SegmentNamer, RelativeNumbersSurviveTheWrap)
{
    SegmentNamer namer;
    namer.Name(0, Syn(0xffffffff));
    EXPECT_EQ(namer.RelativeSeq(0, Data(9, 1, 1)), 10U);
    EXPECT_EQ(namer.RelativeSeq(1, RstAck(0, 0)), 1U); // no SYN was seen from there
}

TEST(SegmentNamer, ParsesNamesAndCopies)
{
    EXPECT_EQ(ParseSegmentCopy("ack2"), (SegmentCopy{SegmentName::ACK2, 1}));
    EXPECT_EQ(ParseSegmentCopy("synack:3"), (SegmentCopy{SegmentName::SYN_ACK, 3}));
    EXPECT_EQ(ParseSegmentCopy("data:2"), (SegmentCopy{SegmentName::DATA, 2}));
    for (const char* bad :
         {"", "ack3", "dataack", "rst", "syn:", "syn:0", "syn:x", "syn:1:2", " syn", "syn:-1"})
    {
        EXPECT_FALSE(ParseSegmentCopy(bad)) << bad;
    }
}

TEST(SegmentNamer, ParsesListsOfCopies)
{
    std::vector<SegmentCopy> copies;
    EXPECT_FALSE(ParseSegmentCopies("synack,ack2:2", copies));
    EXPECT_EQ(copies,
              (std::vector<SegmentCopy>{{SegmentName::SYN_ACK, 1}, {SegmentName::ACK2, 2}}));
    EXPECT_FALSE(ParseSegmentCopies("none", copies));
    EXPECT_TRUE(copies.empty());
    copies = {{SegmentName::SYN, 7}};
    for (const char* bad : {"", ",", "syn,", "syn;ack", "syn, ack", "none,syn"})
    {
        const auto accepted = ParseSegmentCopies(bad, copies);
        ASSERT_TRUE(accepted) << bad;
        EXPECT_NE(accepted->find("fin1"), std::string::npos);
    }
    EXPECT_EQ(copies.size(), 1U); // untouched
}

TEST(SegmentNamer, KnowsTheNextLifeOfAPairOfSockets)
{
    SegmentNamer namer;
    namer.Name(0, Syn(1000));
    EXPECT_FALSE(namer.BeginsAnotherLife(0, Syn(1000)));
    EXPECT_FALSE(namer.BeginsAnotherLife(1, Syn(9000))); // simultaneous open
    EXPECT_FALSE(namer.BeginsAnotherLife(1, SynAck(5000, 1001)));
    EXPECT_TRUE(namer.BeginsAnotherLife(0, Syn(2000)));
}

TEST(ConnectionNamer, CountsEachConnectionByItself)
{
    const FourTuple one{1, 2, 40000, 80};
    const FourTuple two{1, 2, 40001, 80};
    ConnectionNamer namer;
    EXPECT_EQ(ToString(namer.Name(0, one, Syn(1000))), "syn");
    EXPECT_EQ(ToString(namer.Name(0, two, Syn(1000))), "syn");
    EXPECT_EQ(ToString(namer.Name(0, one, Syn(1000))), "syn:2");
    EXPECT_EQ(ToString(namer.Name(1, one.Reverse(), SynAck(5000, 1001))), "synack");
    EXPECT_EQ(ToString(namer.Name(1, two.Reverse(), SynAck(7000, 1001))), "synack");
    EXPECT_EQ(ToString(namer.Name(0, one, Ack(1001, 5001))), "ack");
    // The same sockets once more.
    EXPECT_EQ(ToString(namer.Name(0, one, Syn(3000))), "syn");
}

/// A SYN with data (RFC 7413) is both: whoever loses data loses it.
TEST(SegmentNamer, ASynWithDataIsData)
{
    SegmentNamer namer;
    Segment syn = Syn(100);
    syn.payload = 10;
    const SegmentCopy first = namer.Name(0, syn);
    EXPECT_EQ(first, (SegmentCopy{SegmentName::SYN, 1}));
    EXPECT_TRUE(IsOneOf({{SegmentName::DATA, 1}}, first));
    EXPECT_FALSE(IsOneOf({{SegmentName::DATA, 2}}, first));
    EXPECT_TRUE(IsOneOf({{SegmentName::SYN, 1}}, first));
    const SegmentCopy plain = namer.Name(0, Syn(100));
    EXPECT_FALSE(IsOneOf({{SegmentName::DATA, 1}, {SegmentName::DATA, 2}}, plain));
    EXPECT_EQ(namer.Name(0, Data(101, 301, 10)), (SegmentCopy{SegmentName::DATA, 2}));
}
