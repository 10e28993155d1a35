/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-round-trip-timer.h"
#include "ns3/synfin-timestamp-option.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A profile in which no bound is in the way.
Profile
Unbounded()
{
    Profile profile = *Profile::Preset("rfc9293");
    profile.rto_min_bounds_variance = false;
    return profile;
}

/// @return that number
SequenceNumber32
At(uint32_t number)
{
    return SequenceNumber32(number);
}

} // namespace

/// RFC 6298 2.2 and 2.3 by hand: R = 100 ms, then 200 ms.
TEST(RoundTripTimer, Samples)
{
    const Profile profile = Unbounded();
    RoundTripTimer timer(Seconds(1));
    EXPECT_EQ(timer.Rto(), Seconds(1));
    EXPECT_FALSE(timer.HasSample());
    timer.Sample(MilliSeconds(100), profile, Time(0));
    EXPECT_EQ(timer.Srtt(), MilliSeconds(100));
    EXPECT_EQ(timer.Rto(), MilliSeconds(300)); // SRTT + 4 * R/2
    timer.Sample(MilliSeconds(200), profile, Time(0));
    EXPECT_EQ(timer.Srtt(), MicroSeconds(112500));         // 7/8 * 100 + 1/8 * 200
    EXPECT_EQ(timer.Rto(), MicroSeconds(112500 + 250000)); // RTTVAR = 3/4 * 50 + 1/4 * 100 = 62.5
}

/// RFC 6298 2.4 and 2.5: the bounds.
TEST(RoundTripTimer, Bounds)
{
    Profile profile = Unbounded();
    profile.rto_max = Seconds(2);
    RoundTripTimer timer(Seconds(1));
    timer.Sample(MilliSeconds(100), profile, Seconds(1));
    EXPECT_EQ(timer.Rto(), Seconds(1));
    timer.BackOff(profile);
    timer.BackOff(profile);
    EXPECT_EQ(timer.Rto(), Seconds(2));
    timer.Sample(MilliSeconds(100), profile, Seconds(1)); // RFC 6298 5.7: ends the backoff
    EXPECT_EQ(timer.Rto(), Seconds(1));
}

/// MUST-18, Karn: one segment at a time, and not once it was sent again.
TEST(RoundTripTimer, Karn)
{
    RoundTripTimer timer(Seconds(1));
    timer.Sent(At(200), Seconds(1));
    timer.Sent(At(300), Seconds(2)); // the first one is still timed
    EXPECT_FALSE(timer.IsTimed(At(199)));
    EXPECT_TRUE(timer.IsTimed(At(200)));
    timer.SentAgain(At(200)); // what lies beyond it changes nothing
    EXPECT_TRUE(timer.IsTiming());
    timer.SentAgain(At(100));
    EXPECT_FALSE(timer.IsTiming());
    EXPECT_FALSE(timer.IsTimed(At(200)));
}

/// The sample is from when the segment was sent.
TEST(RoundTripTimer, TimesOneSegment)
{
    const Profile profile = Unbounded();
    RoundTripTimer timer(Seconds(1));
    timer.Sent(At(200), Seconds(1));
    timer.Acknowledged(MilliSeconds(1250), profile, Time(0));
    EXPECT_EQ(timer.Srtt(), MilliSeconds(250));
    EXPECT_FALSE(timer.IsTiming());
}

/// RFC 6298 5.7: 3 s after a SYN that was sent twice, unless timestamps gave a sample.
TEST(RoundTripTimer, CautionAfterSyn)
{
    Profile profile = Unbounded();
    profile.rto_fallback = Seconds(3);
    RoundTripTimer once(Seconds(1));
    once.SynAcknowledged(profile);
    EXPECT_EQ(once.Rto(), Seconds(1));
    RoundTripTimer twice(Seconds(1));
    twice.SynSentAgain();
    twice.SynAcknowledged(profile);
    EXPECT_EQ(twice.Rto(), Seconds(3));
    RoundTripTimer timed(Seconds(1));
    timed.SynSentAgain();
    timed.Sample(MilliSeconds(100), profile, Time(0));
    timed.SynAcknowledged(profile);
    EXPECT_EQ(timed.Rto(), MilliSeconds(300));
}

/// RFC 7323 4.1: the echo tells the round trip; one from the future is garbage.
TEST(TimestampOption, RoundTrip)
{
    TimestampOption option(1000);
    Segment segment = Ack(1, 1);
    segment.timestamps = Timestamps{7, TimestampOption::ClockAt(Seconds(1), 1000)};
    EXPECT_FALSE(option.RoundTrip(segment, Seconds(2))); // not in use
    option.Negotiate(Timestamps{7, 0}, Seconds(1));
    EXPECT_EQ(option.RoundTrip(segment, MilliSeconds(1250)), MilliSeconds(250));
    EXPECT_EQ(option.RoundTrip(segment, Seconds(1)), MilliSeconds(1)); // less than a tick
    EXPECT_FALSE(option.RoundTrip(segment, MilliSeconds(999)));
    segment.timestamps->echo = 0;
    EXPECT_FALSE(option.RoundTrip(segment, Seconds(2)));
}

/// RFC 7323 4.3 and 5: TS.Recent follows what is not beyond Last.ACK.sent, and PAWS is held
/// against it for 24 days.
TEST(TimestampOption, Paws)
{
    TimestampOption option(0);
    option.Negotiate(Timestamps{100, 0}, Seconds(1));
    Segment segment = Ack(300, 1);
    segment.timestamps = Timestamps{99, 0};
    EXPECT_TRUE(option.IsOld(segment, Seconds(2)));
    EXPECT_FALSE(option.IsOld(segment, Seconds(1) + Days(24)));
    segment.timestamps = Timestamps{101, 0};
    EXPECT_FALSE(option.IsOld(segment, Seconds(2)));
    option.Follow(segment, At(299), Seconds(2));
    EXPECT_EQ(option.Recent(), 100U);
    option.Follow(segment, At(300), Seconds(2));
    EXPECT_EQ(option.Recent(), 101U);
    Segment rst = Rst(300);
    rst.timestamps = Timestamps{1, 0};
    EXPECT_FALSE(option.IsOld(rst, Seconds(2)));
}

/// __tcp_set_rto(): a kernel with ticks keeps whole ones, so that 200.2 ms are 51 of 4 ms.
TEST(RoundTripTimer, TimeoutsAreWholeTicks)
{
    Profile profile = *Profile::Preset("linux");
    for (const auto& [hz, expected] :
         std::vector<std::pair<uint32_t, Time>>{{0, MicroSeconds(200200)},
                                                {250, MilliSeconds(204)},
                                                {1000, MilliSeconds(201)}})
    {
        profile.timer_hz = hz;
        RoundTripTimer timer(Seconds(1));
        timer.Sample(MicroSeconds(200), profile, profile.rto_min);
        EXPECT_EQ(timer.Rto(), expected) << hz;
    }
}
