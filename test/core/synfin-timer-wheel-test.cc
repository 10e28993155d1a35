/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include "ns3/synfin-timer-wheel.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// What came out of a live Linux 6.18 at 250 Hz, each up to 6 ms late.
const Time LATENESS = MilliSeconds(6);

/// @return when timers go off that are set one by one, each as the one before goes off
std::vector<Time>
Ladder(const TimerWheel& wheel, const std::vector<int64_t>& seconds)
{
    std::vector<Time> ladder;
    Time now;
    for (int64_t delay : seconds)
    {
        now = wheel.Expiry(now, Seconds(delay));
        ladder.push_back(now);
    }
    return ladder;
}

} // namespace

TEST(TimerWheel, WithoutTicksIsExact)
{
    const TimerWheel wheel(0, 12345);
    EXPECT_EQ(wheel.Expiry(NanoSeconds(7), Seconds(60)), Seconds(60) + NanoSeconds(7));
    EXPECT_EQ(wheel.Expiry(Seconds(1), Time::Max()), Time::Max());
    EXPECT_EQ(wheel.Latest(Seconds(60)), Seconds(60));
    EXPECT_EQ(wheel.TicksOr(2, MilliSeconds(2)), MilliSeconds(2));
    EXPECT_EQ(wheel.LevelOf(1000000000), 0U);
    EXPECT_EQ(RoundUp(NanoSeconds(7), TickOf(0)), NanoSeconds(7));
}

/// calc_wheel_index(): the longer a delay, the coarser the buckets.
TEST(TimerWheel, BucketsOfItsLevels)
{
    const TimerWheel wheel(250, 0);
    const std::vector<std::pair<int64_t, int64_t>> ticks = {
        {1, 2},
        {62, 63},
        {63, 64}, // buckets of 8 from here on
        {250, 256},
        {503, 504},
        {504, 512}, // of 64
        {4031, 4032},
        {4032, 4096}, // of 512
        {15000, 15360},
        {32255, 32256},
        {32256, 32768},     // of 4096
        {1800000, 1802240}, // the two hours of a keep-alive: of 32768
    };
    for (const auto& [delay, expiry] : ticks)
    {
        EXPECT_EQ(wheel.Expiry(Time(0), MilliSeconds(4 * delay)), MilliSeconds(4 * expiry))
            << delay;
    }
    for (const auto& [ticks, level] : std::vector<std::pair<int64_t, uint64_t>>{{63, 0},
                                                                                {64, 1},
                                                                                {508, 1},
                                                                                {1000, 2},
                                                                                {4064, 2},
                                                                                {15360, 3}})
    {
        EXPECT_EQ(wheel.LevelOf(MilliSeconds(4 * ticks).GetTimeStep()), level) << ticks;
    }
}

TEST(TimerWheel, TicksAreCountedFromThePhase)
{
    // Tick 1 begins at 2 ms: a delay of a tick that begins before it ends with tick 2, at 6 ms.
    const TimerWheel wheel(250, 2000000);
    EXPECT_EQ(wheel.Expiry(Time(0), MilliSeconds(4)), MilliSeconds(6));
    EXPECT_EQ(wheel.Expiry(MilliSeconds(2) - NanoSeconds(1), MilliSeconds(4)), MilliSeconds(6));
    EXPECT_EQ(wheel.Expiry(MilliSeconds(2), MilliSeconds(4)), MilliSeconds(10));
    EXPECT_EQ(wheel.Expiry(Time(0), NanoSeconds(1)), MilliSeconds(6));
}

TEST(TimerWheel, IsNeverEarlyAndAtMostABucketLate)
{
    std::mt19937_64 random(1);
    for (uint32_t hz : {24U, 100U, 250U, 300U, 1000U, 10000U})
    {
        const Time tick = TickOf(hz);
        const TimerWheel wheel(hz, random());
        for (int i = 0; i < 10000; ++i)
        {
            const Time now = NanoSeconds(static_cast<int64_t>(random() % 1000000000000));
            const Time delay = NanoSeconds(static_cast<int64_t>(random() >> (random() % 20 + 24)));
            const Time expiry = wheel.Expiry(now, delay);
            const Time late = expiry - now - delay;
            ASSERT_GT(late, Time(0));
            ASSERT_LE(late, std::max(2 * tick, tick + RoundUp(delay, tick) / 7));
            ASSERT_LE(expiry, now + wheel.Latest(delay));
            ASSERT_LE(expiry, wheel.Expiry(now + NanoSeconds(1), delay)); // so queues stay in order
        }
    }
}

TEST(TimerWheel, EndsWhereTimeEnds)
{
    const TimerWheel wheel(250, 99);
    EXPECT_EQ(wheel.Expiry(Seconds(1), Time::Max()), Time::Max());
    EXPECT_EQ(wheel.Expiry(Time::Max(), Seconds(1)), Time::Max());
    EXPECT_EQ(wheel.Latest(Time::Max()), Time::Max());
    EXPECT_EQ(wheel.Latest(Seconds(60)), Seconds(60) + MilliSeconds(2048));
}

/// A SYN into a black hole, as a live kernel sent it: there is a phase with just this ladder.
TEST(TimerWheel, HasTheLadderOfALiveKernel)
{
    const std::vector<int64_t> measured =
        {1017, 2041, 3065, 4089, 5113, 7133, 11161, 19353, 35480, 69020};
    const auto ladder = Ladder(TimerWheel(250, 613000000), {1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 64});
    for (std::size_t i = 0; i < measured.size(); ++i)
    {
        EXPECT_LE(Abs(ladder[i] - MilliSeconds(measured[i])), LATENESS) << i;
    }
    EXPECT_GE(ladder.back(), MilliSeconds(134550)); // ETIMEDOUT at 134.6 to 134.8
    EXPECT_LE(ladder.back(), MilliSeconds(134850));
}

// ---- A host with ticks ----

namespace
{

/// When a timer of 1 s goes off that this host sets as it starts.
const Time FIRST = NanoSeconds(1002295538);

Profile
WithTicks()
{
    Profile profile = Exchange::Plain("linux");
    profile.timer_hz = 250;
    profile.quick_acks = 0;
    return profile;
}

/// Three SYNs at once, from ports 1, 2, 3. @return from where they come again, for the n-th time
std::vector<uint16_t>
SynsAgain(const Profile& profile, int times)
{
    Stack stack(profile, IsnSecret{1, 2});
    Actions out;
    for (const uint16_t port : {1, 2, 3})
    {
        stack.Connect({Exchange::HOST, Exchange::PEER, port, 80}, {}, Time(0), out);
    }
    for (; times > 0; --times)
    {
        out.Clear();
        stack.HandleDeadline(*stack.NextDeadline(), out);
    }
    std::vector<uint16_t> ports;
    for (const SegmentOut& sent : out.segments)
    {
        ports.push_back(sent.tuple.localPort);
    }
    return ports;
}

} // namespace

/// The first is as late as the phase of this host's key has it; after it, 1 s is 256 ticks.
TEST(TimerTicks, RetransmissionsRideTheWheel)
{
    auto tcp = Exchange::SynSent(WithTicks());
    tcp.Advance(Minutes(1));
    for (int64_t at : {0, 1024, 2048, 3072, 4096, 6112, 10240, 18432, 34560})
    {
        tcp.ExpectSentAt(FIRST + MilliSeconds(at), Syn(100));
    }
}

/// Of the timers in a bucket the last one set goes off first, so the order turns round each time. A
/// live kernel's SYNs come again so, and who comes first finds the room in a full SYN queue.
TEST(TimerTicks, TheLastOfABucketGoesOffFirst)
{
    EXPECT_EQ(SynsAgain(WithTicks(), 1), (std::vector<uint16_t>{3, 2, 1}));
    EXPECT_EQ(SynsAgain(WithTicks(), 2), (std::vector<uint16_t>{1, 2, 3}));
    EXPECT_EQ(SynsAgain(Exchange::Plain("linux"), 2), (std::vector<uint16_t>{1, 2, 3}));
}

/// TCP_DELACK_MIN is 10 ticks, of which the first has begun.
TEST(TimerTicks, AcknowledgementsRideTheWheel)
{
    auto tcp = Exchange::Established(WithTicks());
    tcp.Receive(Data(301, 101, 10));
    tcp.Advance(MilliSeconds(40));
    tcp.ExpectNothingSent();
    tcp.Advance(MilliSeconds(4));
    tcp.ExpectSent(Ack(101, 311));
}

/// TCP_TIMEWAIT_LEN is 15000 ticks, in a bucket of 512.
TEST(TimerTicks, TimeWaitRidesTheWheel)
{
    auto tcp = Exchange::TimeWait(WithTicks());
    tcp.Advance(Seconds(60));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Advance(MilliSeconds(2052));
    tcp.ExpectGone();
}

/// 300 hosts in TIME_WAIT, as 300 were measured: 60.02 to 62.07 s, mean 61.06.
TEST(TimerTicks, TimeWaitOfManyHosts)
{
    double sum = 0;
    constexpr int HOSTS = 300;
    for (uint64_t host = 0; host < HOSTS; ++host)
    {
        const TimerWheel wheel(250, IsnGenerator({host, 1}, NanoSeconds(64)).Random(1ULL << 62));
        const double length = wheel.Expiry(Time(0), Seconds(60)).GetSeconds();
        EXPECT_GT(length, 60.0);
        EXPECT_LE(length, 62.052);
        sum += length;
    }
    // Uniform over 2.048 s from 60.002 s on: the mean is within 2.58 standard errors (99 %).
    EXPECT_NEAR(sum / HOSTS, 61.026, 2.58 * 2.048 / std::sqrt(12.0 * HOSTS));
}
