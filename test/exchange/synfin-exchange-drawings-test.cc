/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-exchange-labels.h"
#include "ns3/synfin-exchange-markup.h"
#include "ns3/synfin-exchange-scale.h"
#include "ns3/synfin-packetdrill-segment.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace synfin
{

namespace
{

Play
Played(const std::vector<Setting>& settings)
{
    Situation situation;
    for (const Setting& setting : settings)
    {
        EXPECT_FALSE(situation.Set(setting.name, setting.value));
    }
    return PlaySituation(situation, Language::EN);
}

} // namespace

TEST(PacketdrillText, CountsFromTheFirstNumbers)
{
    Segment segment = Ack(0, 4);
    segment.window = 100;
    EXPECT_EQ(PacketdrillText(segment, UINT32_MAX, 3), ". 1:1(0) ack 1 win 100");
    segment.sack[0] = {SequenceNumber32(10), SequenceNumber32(20)};
    segment.sack[1] = {SequenceNumber32(30), SequenceNumber32(40)};
    segment.sackCount = 2;
    EXPECT_EQ(PacketdrillText(segment, UINT32_MAX, 3),
              ". 1:1(0) ack 1 win 100 <nop,nop,sack 7:17 27:37>");
}

TEST(PacketdrillText, PadsAsTheWireDoes)
{
    Segment syn = Syn(0);
    syn.window = 1;
    syn.mss = 1460;
    syn.windowScale = 6;
    syn.sackPermitted = true;
    EXPECT_EQ(PacketdrillText(syn, 0, 0), "S 0:0(0) win 1 <mss 1460,nop,nop,sackOK,nop,wscale 6>");
    syn.bsdOptions = true;
    EXPECT_EQ(PacketdrillText(syn, 0, 0), "S 0:0(0) win 1 <mss 1460,nop,wscale 6,sackOK,eol,eol>");
    syn.timestamps = Timestamps{7, 0};
    EXPECT_EQ(PacketdrillText(syn, 0, 0),
              "S 0:0(0) win 1 <mss 1460,nop,wscale 6,sackOK,TS val 7 ecr 0>");
}

TEST(XmlText, HasNothingThatXmlReadsOtherwise)
{
    EXPECT_EQ(XmlText("a<b>&\"c\"\x01 \xe4\xbd\xa0"), "a&lt;b&gt;&amp;&quot;c&quot;  \xe4\xbd\xa0");
}

TEST(LabelPlaces, KeepOutOfEachOthersWay)
{
    // Two lines that cross in the middle: labels are on the halves that begin them, or end them.
    LabelPlaces places({{0, 0, 460, 60}, {460, 0, 0, 60}});
    const auto first = places.Find(0, 160);
    const auto second = places.Find(1, 160);
    EXPECT_GT(std::abs(first.x - 230), 50);
    EXPECT_GT(std::abs(second.x - 230), 50);
    EXPECT_GT(std::abs(first.x - second.x) + 4 * std::abs(first.y - second.y), 160);
    // Nothing is in the way of a line alone: its middle, above it.
    LabelPlaces alone({{460, 10, 0, 10}});
    const auto place = alone.Find(0, 160);
    EXPECT_EQ(place.x, 230);
    EXPECT_LT(place.y, 10);
    EXPECT_EQ(place.cos, 1); // it reads from left to right
}

TEST(ExchangeScale, IsTrueBetweenSilences)
{
    const Play play = Played({{"set", "timer_hz=0"}, {"lose", "syn"}});
    const ExchangeScale scale(play, 100);
    ASSERT_EQ(play.segments[0].name, "syn");
    EXPECT_EQ(scale.Undisturbed(0) - scale.Departure(0), ExchangeScale::FLIGHT);
    ASSERT_FALSE(scale.Gaps().empty());
    EXPECT_EQ(scale.Gaps()[0].length, MilliSeconds(950)); // from where it would have arrived on
    EXPECT_EQ(scale.Departure(1) - scale.Undisturbed(0), ExchangeScale::GAP);
    EXPECT_EQ(scale.Arrival(1, play.segments[1].arrivals[0]) - scale.Departure(1),
              ExchangeScale::FLIGHT);
}

TEST(ExchangeScale, MovesABurstApart)
{
    const Play play = Played({{"at", "1s=client:send:3000"}});
    const ExchangeScale scale(play, 0);
    std::vector<int> starts;
    for (std::size_t i = 0; i < play.segments.size(); ++i)
    {
        if (play.segments[i].copy.name == SegmentName::DATA)
        {
            starts.push_back(scale.Departure(i));
        }
    }
    ASSERT_EQ(starts.size(), 3U);
    EXPECT_EQ(starts[1] - starts[0], ExchangeScale::APART);
    EXPECT_EQ(starts[2] - starts[1], ExchangeScale::APART);
}

TEST(IsSentAgain, AsksWhetherTheSameWasSentBefore)
{
    // The SYN of the other end is no copy of the first one's, though it is the second of its name.
    const Play open = Played({{"scenario", "simultaneous-open"}});
    EXPECT_EQ(open.segments[1].copy.copy, 2U);
    EXPECT_FALSE(IsSentAgain(open, 1));
    const Play lost = Played({{"lose", "synack"}});
    EXPECT_TRUE(IsSentAgain(lost, 2)); // the SYN
    EXPECT_TRUE(IsSentAgain(lost, 3)); // and what answers it
}

TEST(StepNumbers, AreOneForADepartureAndItsArrival)
{
    const Play play = Played({{"scenario", "simultaneous-open"}});
    const auto numbers = StepNumbers(play);
    EXPECT_EQ(std::vector<int>(numbers.begin(), numbers.begin() + 3), (std::vector<int>{1, 2, 1}));
}

} // namespace synfin
} // namespace ns3
