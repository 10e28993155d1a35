/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

// ---- Delayed ACK (MUST-40, SHLD-18, SHLD-19) ----

/// RFC 9293 MUST-40, SHLD-18, SHLD-19.
TEST(DelayedAck, EverySecondSegmentOrTheTimer)
{
    auto tcp = Exchange::Established();
    tcp.Receive(Data(301, 101, 100));
    tcp.ExpectNothingSent();
    tcp.Receive(Data(401, 101, 100));
    tcp.ExpectSent(Ack(101, 501));
    tcp.Receive(Data(501, 101, 100));
    tcp.Advance(MilliSeconds(200) - NanoSeconds(1));
    tcp.ExpectNothingSent();
    tcp.Advance(NanoSeconds(1));
    tcp.ExpectSentAt(MilliSeconds(200), Ack(101, 601));
    tcp.Advance(Seconds(1));
    tcp.ExpectNothingSent();
}

/// RFC 9293 MUST-58.
TEST(DelayedAck, RidesOnData)
{
    auto tcp = Exchange::Established();
    tcp.Receive(Data(301, 101, 100));
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 401, 10));
    tcp.Advance(MilliSeconds(500));
    tcp.ExpectNothingSent();
}

/// RFC 5681 4.2: out of order, and what fills a gap, is acknowledged at once.
/// RFC 9293 MAY-13, MUST-59.
TEST(DelayedAck, NotOutOfOrder)
{
    auto tcp = Exchange::Established();
    tcp.Receive(Data(401, 101, 100));
    tcp.ExpectSent(Ack(101, 301));
    tcp.Receive(Data(501, 101, 100));
    tcp.ExpectSent(Ack(101, 301));
    tcp.Receive(Data(301, 101, 100));
    tcp.ExpectSent(Ack(101, 601));
}

TEST(DelayedAck, SwitchedOff)
{
    auto tcp = Exchange::Established();
    ConnectionOptions options;
    options.delayedAck = false;
    tcp.SetOptions(options);
    tcp.Receive(Data(301, 101, 100));
    tcp.ExpectSent(Ack(101, 401));
}

// ---- Keep-alive (MAY-5) ----

/// MUST-25: off by default.
TEST(KeepAlive, IsOffByDefault)
{
    auto tcp = Exchange::Established();
    tcp.Advance(Hours(24));
    tcp.ExpectNothingSent();
}

/// SHLD-12: <SEQ=SND.NXT-1>, no data; MUST-29: several are lost before it is over.
/// MAY-5, MUST-24: the user asks for it; MUST-28: after 2 h.
TEST(KeepAlive, Probes)
{
    auto tcp = Exchange::Established(Exchange::Plain("linux"));
    ConnectionOptions options;
    options.keepalive = true;
    tcp.SetOptions(options);
    tcp.Advance(Hours(2) + Seconds(9 * 75) - NanoSeconds(1));
    for (int i = 0; i < 9; ++i)
    {
        tcp.ExpectSentAt(Hours(2) + Seconds(75 * i), Ack(100, 301));
    }
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Advance(NanoSeconds(1));
    tcp.ExpectSent(RstAck(101, 301));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    EXPECT_EQ(tcp.Cause(), Cause::KEEPALIVE_TIMEOUT);
    tcp.ExpectGone();
}

/// MUST-27: when and how often is configurable.
TEST(KeepAlive, IntervalIsConfigurable)
{
    Profile profile = Exchange::Plain();
    profile.keepalive = true;
    profile.keepalive_time = Minutes(1);
    profile.keepalive_intvl = Seconds(7);
    auto tcp = Exchange::Established(profile);
    tcp.Advance(Seconds(67));
    tcp.ExpectSentAt(Seconds(60), Ack(100, 301));
    tcp.ExpectSentAt(Seconds(67), Ack(100, 301));
}

/// MUST-26: whatever arrives starts the time anew, and an answer the count.
TEST(KeepAlive, OnlyWhenIdle)
{
    Profile profile = Exchange::Plain();
    profile.keepalive = true;
    auto tcp = Exchange::Established(profile);
    tcp.Advance(Hours(1));
    tcp.Receive(Ack(301, 101));
    tcp.Advance(Hours(2) - NanoSeconds(1));
    tcp.ExpectNothingSent();
    for (int i = 0; i < 20; ++i)
    {
        tcp.Advance(i == 0 ? NanoSeconds(1) : Hours(2));
        tcp.ExpectSent(Ack(100, 301));
        tcp.Receive(Ack(301, 101));
    }
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// The other side: a probe is answered.
/// RFC 9293 MAY-6.
TEST(KeepAlive, IsAnswered)
{
    auto tcp = Exchange::Established();
    tcp.Receive(Ack(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    Segment garbage = Data(300, 101, 1); // MAY-6
    tcp.Receive(garbage);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD));
}

/// MUST-27: and for one connection by its user (TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT).
TEST(KeepAlive, IsConfigurableByTheUser)
{
    auto tcp = Exchange::Established();
    ConnectionOptions options;
    options.keepalive = true;
    options.keepaliveTime = Seconds(60);
    options.keepaliveInterval = Seconds(7);
    options.keepaliveProbes = 2;
    tcp.SetOptions(options);
    tcp.Advance(Seconds(74));
    tcp.ExpectSentAt(Seconds(60), Ack(100, 301));
    tcp.ExpectSentAt(Seconds(67), Ack(100, 301));
    tcp.ExpectSentAt(Seconds(74), Rst(101));
    tcp.ExpectGone();
}
