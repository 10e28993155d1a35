/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The switches of one connection: what they accept, and that they win over the profile.

#include "synfin-exchange.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return options of which one was set
template <typename T>
ConnectionOptions
With(std::optional<T> ConnectionOptions::* member, T value)
{
    ConnectionOptions options;
    options.*member = value;
    return options;
}

using O = ConnectionOptions;

} // namespace

/// Each accepts what the profile's field of its meaning accepts, to the last value.
TEST(ConnectionOptions, HaveTheRangesOfTheProfile)
{
    const Profile profile;
    const auto accepts = [&profile](const auto& options) { return !options.Validate(profile); };
    EXPECT_TRUE(accepts(ConnectionOptions()));
    for (const uint32_t mss : {0U, 10U, 12U, 63U, 65496U, UINT32_MAX})
    {
        EXPECT_FALSE(accepts(With(&O::mss, mss))) << mss;
    }
    EXPECT_TRUE(accepts(With(&O::mss, 64U)));
    EXPECT_TRUE(accepts(With(&O::mss, 65495U)));
    EXPECT_FALSE(accepts(With(&O::receiveBuffer, 255U)));
    EXPECT_TRUE(accepts(With(&O::receiveBuffer, 1U << 30)));
    EXPECT_FALSE(accepts(With(&O::receiveBuffer, (1U << 30) + 1)));
    EXPECT_FALSE(accepts(With(&O::synRetries, 128U)));
    EXPECT_TRUE(accepts(With(&O::dataRetries, 0U)));
    EXPECT_FALSE(accepts(With(&O::dataRetries, 256U)));
    EXPECT_FALSE(accepts(With(&O::keepaliveProbes, 0U)));
    EXPECT_FALSE(accepts(With(&O::dupackThreshold, 0U)));
    EXPECT_FALSE(accepts(With(&O::keepaliveTime, Time(0))));
    EXPECT_FALSE(accepts(With(&O::keepaliveInterval, Time(-1))));
    EXPECT_FALSE(accepts(With(&O::userTimeout, Time(-1))));
    EXPECT_FALSE(accepts(With(&O::linger2, Seconds(121))));
    EXPECT_TRUE(accepts(With(&O::linger2, Seconds(-1))));
    EXPECT_FALSE(accepts(With(&O::deferAccept, Seconds(-1))));
    EXPECT_FALSE(accepts(With(&O::delayedAckTimeout, MilliSeconds(501))));
    EXPECT_TRUE(accepts(With(&O::delayedAckTimeout, Time(0))));
    EXPECT_FALSE(accepts(With(&O::rtoInitial, Time(0))));
    EXPECT_FALSE(accepts(With(&O::timeWait, Time(-1))));
    EXPECT_TRUE(accepts(With(&O::timeWait, Time(0))));
}

TEST(ConnectionOptions, TimeoutsAgreeWithTheProfilesLongest)
{
    const Profile profile; // rto_max is 60 s
    EXPECT_FALSE(With(&O::rtoInitial, Seconds(60)).Validate(profile));
    EXPECT_TRUE(With(&O::rtoInitial, Seconds(61)).Validate(profile));
    EXPECT_FALSE(With(&O::rtoMin, Seconds(60)).Validate(profile));
    EXPECT_TRUE(With(&O::rtoMin, Seconds(61)).Validate(profile));
}

TEST(ConnectionOptions, WhatIsRefusedChangesNothing)
{
    auto tcp = Exchange::Closed();
    EXPECT_EQ(tcp.Connect(With(&O::mss, 10U)), CallError::BAD_OPTIONS);
    EXPECT_EQ(tcp.Listen(8, With(&O::mss, 10U)), CallError::BAD_OPTIONS);
    EXPECT_EQ(tcp.State(), State::CLOSED);

    auto established = Exchange::Established();
    EXPECT_EQ(established.SetOptions(With(&O::delayedAckTimeout, Seconds(5))),
              CallError::BAD_OPTIONS);
    established.Receive(Data(301, 101, 10));
    established.Advance(MilliSeconds(200)); // as the profile says
    established.ExpectSent(Ack(101, 311));
}

/// A backlog may be any number, and so may somaxconn.
TEST(ConnectionOptions, TheLargestBacklogIsNotTheSmallest)
{
    Profile profile = Exchange::Plain();
    profile.somaxconn = UINT32_MAX;
    auto tcp = Exchange::Listening(profile, UINT32_MAX);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
}

TEST(ConnectionOptions, TheSynOffersWhatTheUserWants)
{
    const Profile profile; // offers all
    for (const bool on : {false, true})
    {
        Stack stack(profile, IsnSecret{1, 2});
        ConnectionOptions options;
        options.timestamps = options.windowScaling = options.sack = on;
        Actions out;
        stack.Connect({1, 2, 40000, 80}, options, Seconds(1), out);
        ASSERT_EQ(out.segments.size(), 1U);
        const Segment& syn = out.segments[0].segment;
        EXPECT_EQ(syn.timestamps.has_value(), on);
        EXPECT_EQ(syn.windowScale.has_value(), on);
        EXPECT_EQ(syn.sackPermitted, on);
    }
}

TEST(ConnectionOptions, RtoMinIsTheUsers)
{
    ConnectionOptions options;
    options.rtoMin = MilliSeconds(300);
    auto tcp = Exchange::Closed(); // rto_min is 1 s
    tcp.Connect(options);
    tcp.ExpectSent(Syn(100));
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.Tcb()->Rto(), MilliSeconds(300));
}

/// SetOptions may come during the connection; 2 instead of 3 duplicate ACKs.
TEST(ConnectionOptions, DupackThresholdIsTheUsers)
{
    auto tcp = Exchange::Established();
    tcp.SetOptions(With(&O::dupackThreshold, 2U));
    tcp.Send(3 * 536);
    tcp.TakeSent();
    tcp.Receive(Ack(301, 101));
    tcp.Receive(Ack(301, 101));
    const auto sent = tcp.TakeSent();
    ASSERT_GE(sent.size(), 1U);
    EXPECT_EQ(sent[0].seq, SequenceNumber32(101));
}

/// SHLD-19 asks for an ACK of every second segment; a user may want fewer.
TEST(ConnectionOptions, AnAcknowledgementMayCoverMoreSegments)
{
    auto tcp = Exchange::Established();
    tcp.SetOptions(With(&O::delayedAckCount, 3U));
    tcp.Receive(Data(301, 101, 10));
    tcp.Receive(Data(311, 101, 10));
    tcp.ExpectNothingSent();
    tcp.Receive(Data(321, 101, 10));
    tcp.ExpectSent(Ack(101, 331));
}

TEST(ConnectionOptions, TheFirstProbeOfAClosedWindowIsTheUsers)
{
    auto tcp = Exchange::Established(); // the RTO is 1 s
    tcp.SetOptions(With(&O::persistTimeout, Seconds(6)));
    Segment closed = Ack(301, 101);
    closed.window = 0;
    tcp.Receive(closed);
    tcp.Send(10);
    tcp.Advance(Seconds(6) - NanoSeconds(1));
    tcp.ExpectNothingSent();
    tcp.Advance(NanoSeconds(1));
    tcp.ExpectSent(Data(101, 301, 1));
}

/// Each record leaves TIME_WAIT at its own time, whatever the order in which they entered.
TEST(ConnectionOptions, TimeWaitIsTheUsers)
{
    Profile profile = Exchange::Plain();
    profile.time_wait = Seconds(60);
    for (const double seconds : {0.0, 7.0, 60.0, 90.0})
    {
        auto tcp = Exchange::Established(profile);
        tcp.SetOptions(With(&O::timeWait, Seconds(seconds)));
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(Ack(301, 102));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        if (seconds > 0)
        {
            tcp.Advance(Seconds(seconds) - NanoSeconds(1));
            EXPECT_EQ(tcp.State(), State::TIME_WAIT) << seconds;
            tcp.Receive(FinAck(301, 102)); // restarts the same time
            tcp.ExpectSent(Ack(102, 302));
            tcp.Advance(Seconds(seconds) - NanoSeconds(1));
            EXPECT_EQ(tcp.State(), State::TIME_WAIT) << seconds;
        }
        tcp.Advance(NanoSeconds(1));
        EXPECT_EQ(tcp.State(), State::CLOSED) << seconds;
        tcp.ExpectGone();
    }
}

namespace
{

/// Fills a table with records of many waits, and empties it by First().
void
DrainInOrder(TimeWaitTable& table, uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i)
    {
        TimeWaitRecord record;
        record.tuple = {1, 2, static_cast<uint16_t>(1000 + i), 80};
        const bool own = i % 3 != 0;
        table.Add(record,
                  own ? std::optional<Time>(Seconds(1 + (i * 37) % 101)) : std::nullopt,
                  Seconds(i));
    }
    int64_t last = 0;
    while (table.First() != TimeWaitTable::NONE)
    {
        const uint32_t position = table.First();
        const TimeWaitRecord record = table.At(position);
        EXPECT_EQ(record.expires, table.FirstExpiry());
        EXPECT_GE(record.expires, last);
        last = record.expires;
        const uint32_t i = record.tuple.localPort - 1000;
        const Time wait = i % 3 != 0 ? Seconds(1 + (i * 37) % 101) : Seconds(40);
        EXPECT_EQ(record.expires, (Seconds(i) + wait).GetTimeStep());
        table.Remove(position);
        --count;
    }
    EXPECT_EQ(count, 0U);
    EXPECT_EQ(table.FirstExpiry(), INT64_MAX);
}

} // namespace

TEST(TimeWaitTable, ManyWaitsEndInOrder)
{
    Profile profile;
    profile.time_wait = Seconds(40);
    const TimerWheel exact;
    TimeWaitTable table(profile, exact);
    DrainInOrder(table, 300);
    DrainInOrder(table, 300); // places are used again
}

/// Whose TIME_WAIT is the user's uses its port like the others.
TEST(ConnectionOptions, TimeWaitOfTheUserUsesThePort)
{
    for (const bool own : {false, true})
    {
        Profile profile = Exchange::Plain();
        profile.time_wait = Seconds(60);
        auto tcp = Exchange::Established(profile);
        tcp.SetOptions(own ? With(&O::timeWait, Seconds(7)) : ConnectionOptions());
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        ASSERT_EQ(tcp.State(), State::TIME_WAIT);
        ConnectionOptions strict;
        strict.reuseAddress = false;
        Actions out;
        EXPECT_EQ(
            tcp.Tcp().Listen(ANY_ADDRESS, tcp.Tuple().localPort, 1, strict, tcp.Now(), out).error,
            CallError::ADDRESS_IN_USE);
    }
}
