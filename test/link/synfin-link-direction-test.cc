/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-sample.h"

#include "ns3/synfin-link-direction.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// One direction that is easy to talk to.
class Wire
{
  public:
    Wire(std::initializer_list<LinkSample::Settings::value_type> settings)
        : m_direction(LinkSample::Parameters(settings), LinkStreams())
    {
    }

    /// @return when the frame arrives, in ns, or -1 when it is dropped
    int64_t Enter(int64_t now, uint32_t octets = 1000)
    {
        m_direction.Enter(octets, nullptr, NanoSeconds(now), m_result);
        return m_result.count > 0 ? m_result.arrivals[0].time.GetNanoSeconds() : -1;
    }

    const LinkResult& Last() const
    {
        return m_result;
    }

    std::size_t Waiting(int64_t now)
    {
        return m_direction.Waiting(NanoSeconds(now));
    }

  private:
    LinkDirection m_direction;
    LinkResult m_result;
};

/// The sequence of fates with some settings, one letter a frame.
std::string
Fates(const LinkSample::Settings& settings, LinkStreams streams = {})
{
    LinkDirection direction(LinkSample::Parameters(settings), streams);
    std::string fates;
    LinkResult result;
    for (int i = 0; i < 2000; ++i)
    {
        direction.Enter(1000, nullptr, MilliSeconds(i), result);
        fates += result.drop != LinkDrop::NONE  ? 'x'
                 : result.count == 2            ? '2'
                 : result.arrivals[0].corrupted ? 'c'
                                                : '.';
    }
    return fates;
}

/// When the frames arrive that were not dropped, by number, with some settings.
std::vector<int64_t>
Delays(const LinkSample::Settings& settings)
{
    LinkDirection direction(LinkSample::Parameters(settings), LinkStreams());
    LinkResult result;
    std::vector<int64_t> delays;
    for (int64_t i = 0; i < 2000; ++i)
    {
        const Time now = Seconds(i);
        direction.Enter(1000, nullptr, now, result);
        delays.push_back(result.count == 0 ? -1 : (result.arrivals[0].time - now).GetTimeStep());
    }
    return delays;
}

} // namespace

TEST(LinkDirection, DelaysAndSerialises)
{
    EXPECT_EQ((Wire{}.Enter(5)), 5);
    EXPECT_EQ((Wire{{"delay", "50ms"}}.Enter(5)), 50000005);
    EXPECT_EQ((Wire{{"delay", "50ms"}, {"bandwidth", "8Mbps"}}.Enter(5)), 51000005);
}

TEST(LinkDirection, SendsOneFrameAfterTheOther)
{
    Wire wire{{"bandwidth", "8Mbps"}}; // a frame of 1000 octets takes 1 ms
    EXPECT_EQ(wire.Enter(0), 1000000);
    EXPECT_EQ(wire.Enter(0), 2000000);
    EXPECT_EQ(wire.Enter(500000, 500), 2500000);
    EXPECT_EQ(wire.Enter(2500000), 3500000);
}

TEST(LinkDirection, QueueHoldsPackets)
{
    Wire wire{{"bandwidth", "8Mbps"}, {"queue", "2p"}};
    EXPECT_EQ(wire.Enter(0), 1000000); // on the wire, not in the queue
    EXPECT_EQ(wire.Waiting(0), 0U);
    EXPECT_EQ(wire.Enter(0), 2000000);
    EXPECT_EQ(wire.Enter(0), 3000000);
    EXPECT_EQ(wire.Waiting(0), 2U);
    EXPECT_EQ(wire.Enter(1000000), -1);
    EXPECT_EQ(wire.Last().drop, LinkDrop::QUEUE);
    EXPECT_STREQ(ToString(wire.Last().drop), "queue");
    EXPECT_EQ(wire.Enter(1000001), 4000000); // the second has started
    EXPECT_EQ(wire.Waiting(3500000), 0U);
}

/// RFC 8257 3.1: a step.
TEST(LinkDirection, ALongQueueMarks)
{
    Wire wire{{"bandwidth", "8Mbps"}, {"ecn-threshold", "2p"}};
    for (const bool isMarked : {false, false, false, true, true})
    {
        wire.Enter(0); // the first is on the wire, not in the queue
        EXPECT_EQ(wire.Last().isMarked, isMarked);
    }
    wire.Enter(3000001);
    EXPECT_FALSE(wire.Last().isMarked);
    Wire bytes{{"bandwidth", "8Mbps"}, {"ecn-threshold", "1500B"}};
    for (const bool isMarked : {false, false, false, true})
    {
        bytes.Enter(0);
        EXPECT_EQ(bytes.Last().isMarked, isMarked);
    }
}

TEST(LinkDirection, LostFramesUseTheWire)
{
    Wire wire{{"bandwidth", "8Mbps"}, {"delay", "50ms"}, {"loss", "1"}};
    EXPECT_EQ(wire.Enter(0), -1);
    EXPECT_EQ(wire.Last().drop, LinkDrop::LOSS);
    EXPECT_EQ(wire.Last().sent, MilliSeconds(1));
    wire.Enter(0);
    EXPECT_EQ(wire.Last().sent, MilliSeconds(2));
    EXPECT_EQ(wire.Waiting(0), 1U);
}

TEST(LinkDirection, QueueHoldsBytes)
{
    Wire wire{{"bandwidth", "8Mbps"}, {"queue", "1500B"}};
    EXPECT_EQ(wire.Enter(0, 1501), -1); // as ns-3's queue, through which every frame passes
    EXPECT_EQ(wire.Enter(0, 1500), 1500000);
    EXPECT_EQ(wire.Enter(0, 1000), 2500000);
    EXPECT_EQ(wire.Enter(0, 501), -1);
    EXPECT_EQ(wire.Enter(0, 500), 3000000);
    EXPECT_EQ(wire.Enter(1500001, 1000), 4000000);
}

TEST(LinkDirection, LongQueuesKeepTheirOrder)
{
    Wire wire{{"bandwidth", "8Mbps"}, {"queue", "100p"}};
    int64_t last = 0;
    int arrived = 0;
    for (int64_t i = 0; i < 1000; ++i)
    {
        const int64_t arrival = wire.Enter(i * 700000); // more than the wire carries
        EXPECT_TRUE(arrival == -1 || arrival == std::max(last, i * 700000) + 1000000);
        last = std::max(last, arrival);
        arrived += arrival < 0 ? 0 : 1;
        EXPECT_LE(wire.Waiting(i * 700000), 100U);
    }
    EXPECT_EQ(arrived, 700 + 100); // what the wire began in that time, and what waits
}

TEST(LinkDirection, KeepsTheOrderUnderJitter)
{
    for (const char* jitter : {"50ms", "50ms,normal", "50ms,pareto", "50ms,normal,90%"})
    {
        Wire wire{{"delay", "60ms"}, {"jitter", jitter}, {"duplicate", "10%"}};
        int64_t last = 0;
        for (int64_t i = 0; i < 5000; ++i)
        {
            const int64_t arrival = wire.Enter(i * 1000000);
            EXPECT_GE(arrival, last);
            EXPECT_GE(arrival, i * 1000000);
            last = wire.Last().arrivals[wire.Last().count - 1].time.GetNanoSeconds();
            EXPECT_GE(last, arrival);
        }
    }
}

TEST(LinkDirection, JitterReordersWhenAsked)
{
    Wire wire{{"delay", "60ms"}, {"jitter", "50ms"}, {"jitter-reorders", "true"}};
    int64_t last = 0;
    int overtakings = 0;
    for (int64_t i = 0; i < 1000; ++i)
    {
        const int64_t arrival = wire.Enter(i * 1000000);
        overtakings += arrival < last ? 1 : 0;
        last = arrival;
    }
    EXPECT_GT(overtakings, 300); // of two uniform numbers, either is the larger
}

TEST(LinkDirection, KeepsTheOrderWhenTheDelayFalls)
{
    Wire wire{{"delay", "100ms"}, {"schedule", "1s delay=10ms"}};
    EXPECT_EQ(wire.Enter(999000000), 1099000000);
    EXPECT_EQ(wire.Enter(1000000000), 1099000000);
    EXPECT_EQ(wire.Enter(1095000000), 1105000000);
}

TEST(LinkDirection, ScheduleChangesWhatEntersFromThenOn)
{
    Wire wire{{"delay", "1ms"}, {"schedule", "10s loss=1;12s loss=0;20s delay=2ms"}};
    EXPECT_EQ(wire.Enter(9999999999), 10000999999);
    EXPECT_EQ(wire.Enter(10000000000), -1);
    EXPECT_EQ(wire.Last().drop, LinkDrop::LOSS);
    EXPECT_EQ(wire.Enter(11999999999), -1);
    EXPECT_EQ(wire.Enter(12000000000), 12001000000);
    EXPECT_EQ(wire.Enter(30000000000), 30002000000);
}

TEST(LinkDirection, ScheduleMaySkipOverChanges)
{
    Wire wire{{"schedule", "1s loss=1;2s loss=0 delay=7ns;3s bandwidth=8Mbps"}};
    EXPECT_EQ(wire.Enter(5000000000), 5001000007);
}

// As in ns-3's devices, the rate is that of the moment at which the transmission starts.
TEST(LinkDirection, TheRateCountsWhenATransmissionStarts)
{
    Wire wire{{"bandwidth", "8Mbps"},
              {"schedule", "1500us bandwidth=80Mbps;2150us bandwidth=none"}};
    EXPECT_EQ(wire.Enter(0), 1000000);
    EXPECT_EQ(wire.Enter(0), 2000000); // began at 8 Mbps
    EXPECT_EQ(wire.Enter(0), 2100000);
    EXPECT_EQ(wire.Enter(0), 2200000); // began at 80 Mbps
    EXPECT_EQ(wire.Enter(0), 2200000);
    EXPECT_EQ(wire.Waiting(2100000), 2U);
    EXPECT_EQ(wire.Waiting(2200001), 0U);
    EXPECT_EQ(wire.Enter(3000000), 3000000);
}

TEST(LinkDirection, ADipOfTheRateDelaysNoMoreThanWhatItTransmits)
{
    // 8 ms of frames wait when the rate falls to a hundredth for 2 ms: one frame is slow.
    Wire wire{{"bandwidth", "8Mbps"}, {"schedule", "1ms bandwidth=80kbps;3ms bandwidth=8Mbps"}};
    EXPECT_EQ(wire.Enter(0), 1000000);
    EXPECT_EQ(wire.Enter(0), 101000000);
    for (int64_t more = 1; more <= 6; ++more)
    {
        EXPECT_EQ(wire.Enter(0), 101000000 + more * 1000000);
    }
}

TEST(LinkDirection, ARateOfZeroHoldsFrames)
{
    Wire wire{
        {"bandwidth", "8Mbps"},
        {"queue", "2p"},
        {"schedule", "1ms bandwidth=0;4ms delay=1ms;5ms bandwidth=8Mbps;50ms bandwidth=0bps"}};
    EXPECT_EQ(wire.Enter(500000), 1500000); // began before
    EXPECT_EQ(wire.Enter(500000), 6000000);
    EXPECT_EQ(wire.Enter(2000000), 7000000);
    EXPECT_EQ(wire.Enter(2000000), -1);
    EXPECT_EQ(wire.Last().drop, LinkDrop::QUEUE);
    EXPECT_EQ(wire.Waiting(5000000), 2U);
    EXPECT_EQ(wire.Enter(20000000), 22000000);
    // It is never above 0 again.
    EXPECT_EQ(wire.Enter(60000000), -1);
    EXPECT_EQ(wire.Last().drop, LinkDrop::NONE);
    EXPECT_FALSE(wire.Last().IsSent());
    EXPECT_EQ(wire.Enter(60000000), -1);
    EXPECT_EQ(wire.Enter(90000000), -1);
    EXPECT_EQ(wire.Last().drop, LinkDrop::QUEUE);
    EXPECT_EQ(wire.Waiting(90000000), 2U);
}

TEST(LinkDirection, ReordersEveryGap)
{
    Wire wire{{"delay", "100ms"}, {"reorder", "1,gap=3"}};
    std::vector<int64_t> delays;
    for (int64_t i = 0; i < 7; ++i)
    {
        delays.push_back((wire.Enter(i * 1000000) - i * 1000000) / 1000000);
    }
    EXPECT_EQ(delays, (std::vector<int64_t>{100, 100, 0, 100, 100, 0, 100}));
}

TEST(LinkDirection, KnowsWhetherItKeepsOrder)
{
    const auto keeps = [](const LinkSample::Settings& settings) {
        return LinkDirection(LinkSample::Parameters(settings), LinkStreams()).KeepsOrder();
    };
    EXPECT_TRUE(keeps({{"delay", "1s"}, {"jitter", "1s"}, {"schedule", "1s delay=1ms"}}));
    EXPECT_FALSE(keeps({{"delay", "1s"}, {"reorder", "1%"}}));
    EXPECT_FALSE(keeps({{"delay", "1s"}, {"jitter-reorders", "true"}}));
    EXPECT_FALSE(keeps({{"delay", "1s"}, {"schedule", "5s reorder=1%"}}));
}

TEST(LinkDirection, DuplicatesBehindTheOriginal)
{
    Wire wire{{"delay", "10ms"}, {"duplicate", "1"}, {"corrupt", "1"}};
    wire.Enter(0);
    ASSERT_EQ(wire.Last().count, 2);
    EXPECT_FALSE(wire.Last().arrivals[0].copy);
    EXPECT_TRUE(wire.Last().arrivals[1].copy);
    EXPECT_EQ(wire.Last().arrivals[1].time, MilliSeconds(10));
    EXPECT_TRUE(wire.Last().arrivals[0].corrupted);
    EXPECT_TRUE(wire.Last().arrivals[1].corrupted);
}

TEST(LinkDirection, LosesByName)
{
    LinkDirection direction(LinkSample::Parameters({{"lose", "synack,ack2:2"}}), LinkStreams());
    EXPECT_TRUE(direction.LosesByName());
    const std::vector<std::pair<SegmentCopy, LinkDrop>> cases{
        {{SegmentName::SYN, 1}, LinkDrop::NONE},
        {{SegmentName::SYN_ACK, 1}, LinkDrop::NAMED},
        {{SegmentName::SYN_ACK, 2}, LinkDrop::NONE},
        {{SegmentName::ACK2, 1}, LinkDrop::NONE},
        {{SegmentName::ACK2, 2}, LinkDrop::NAMED},
    };
    LinkResult result;
    for (const auto& [name, drop] : cases)
    {
        direction.Enter(40, &name, Time(0), result);
        EXPECT_EQ(result.drop, drop) << ToString(name);
        EXPECT_EQ(result.count, drop == LinkDrop::NONE ? 1 : 0);
    }
}

TEST(LinkDirection, PlaysARecordAgainAndAgain)
{
    LinkParameters parameters;
    parameters.settings.loss =
        RecordedLoss{"", std::make_shared<std::vector<bool>>(std::vector<bool>{false, true, true})};
    LinkDirection direction(parameters, LinkStreams());
    std::string fates;
    LinkResult result;
    for (int i = 0; i < 8; ++i)
    {
        direction.Enter(40, nullptr, Time(0), result);
        fates += result.drop == LinkDrop::LOSS ? '1' : '0';
    }
    EXPECT_EQ(fates, "01101101");
}

TEST(LinkDirection, SameSeedSameFates)
{
    const LinkSample::Settings settings{{"loss", "gemodel:5%,30%,90%,1%"},
                                        {"duplicate", "5%,20%"},
                                        {"corrupt", "5%"}};
    const std::string fates = Fates(settings);
    EXPECT_EQ(Fates(settings), fates);
    EXPECT_NE(Fates(settings, {2, 1, 0}), fates);
    EXPECT_NE(Fates(settings, {1, 2, 0}), fates);
    EXPECT_NE(Fates(settings, {1, 1, LinkStreams::COUNT}), fates);
    for (const char letter : {'x', '2', 'c', '.'})
    {
        EXPECT_NE(fates.find(letter), std::string::npos) << letter;
    }
}

TEST(LinkDirection, OneParameterLeavesTheDrawsForOthersAlone)
{
    const LinkSample::Settings base{{"delay", "100ms"}, {"jitter", "20ms,normal"}};
    const auto expected = Delays(base);
    const std::vector<LinkSample::Settings> additions{
        {{"loss", "10%"}},
        {{"loss", "gemodel:10%,30%"}},
        {{"loss", "state:10%,30%"}},
        {{"duplicate", "10%"}},
        {{"corrupt", "10%"}},
        {{"schedule", "100s loss=1;200s loss=0"}},
        {{"schedule", "100s jitter=0;200s jitter=20ms,normal"}},
    };
    for (auto settings : additions)
    {
        settings.insert(settings.begin(), base.begin(), base.end());
        const auto delays = Delays(settings);
        int same = 0;
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            const bool changed = delays[i] < 0 || (i >= 100 && i < 200);
            EXPECT_TRUE(changed || delays[i] == expected[i]) << i;
            same += delays[i] == expected[i] ? 1 : 0;
        }
        EXPECT_GT(same, 1400);
    }
}

TEST(LinkDirection, TheQueueLeavesTheDrawsAlone)
{
    // What the small queue drops takes its numbers all the same.
    LinkDirection wide(LinkSample::Parameters({{"loss", "20%"}}), LinkStreams());
    LinkDirection narrow(
        LinkSample::Parameters({{"loss", "20%"}, {"bandwidth", "8Mbps"}, {"queue", "1p"}}),
        LinkStreams());
    LinkResult expected;
    LinkResult result;
    int queueDrops = 0;
    for (int i = 0; i < 2000; ++i)
    {
        wide.Enter(1000, nullptr, MicroSeconds(i * 700), expected);
        narrow.Enter(1000, nullptr, MicroSeconds(i * 700), result);
        queueDrops += result.drop == LinkDrop::QUEUE ? 1 : 0;
        EXPECT_TRUE(result.drop == LinkDrop::QUEUE || result.drop == expected.drop);
    }
    EXPECT_GT(queueDrops, 500);
}
