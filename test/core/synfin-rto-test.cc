/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The retransmission timeout (RFC 6298), as an exchange sees it.

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

/// 2.2: RTO = SRTT + 4 RTTVAR = 3 R after the first sample; 2.4: at least rto_min.
/// RFC 9293 MUST-18.
TEST(Rto, FirstSample)
{
    auto tcp = Exchange::EstablishedAfter(Exchange::Plain(), MilliSeconds(600));
    EXPECT_EQ(tcp.Tcb()->Rto(), MilliSeconds(1800));
    auto quick = Exchange::EstablishedAfter(Exchange::Plain(), MilliSeconds(100));
    EXPECT_EQ(quick.Tcb()->Rto(), Seconds(1));
    // Linux: rto_min bounds the variance term.
    auto linux = Exchange::EstablishedAfter(Exchange::Plain("linux"), MilliSeconds(50));
    EXPECT_EQ(linux.Tcb()->Rto(), MilliSeconds(250));
    auto far = Exchange::EstablishedAfter(Exchange::Plain("linux"), MilliSeconds(200));
    EXPECT_EQ(far.Tcb()->Rto(), MilliSeconds(600));
}

/// 2.3: RTTVAR = 3/4 RTTVAR + 1/4 |SRTT - R'|, SRTT = 7/8 SRTT + 1/8 R'.
TEST(Rto, FurtherSamples)
{
    auto tcp =
        Exchange::EstablishedAfter(Exchange::Plain(), MilliSeconds(800)); // SRTT 800, RTTVAR 400
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Advance(MilliSeconds(1600));
    tcp.Receive(Ack(301, 111)); // SRTT 900, RTTVAR 500
    EXPECT_EQ(tcp.Tcb()->Rto(), MilliSeconds(2900));
    tcp.Send(10);
    tcp.ExpectSent(Data(111, 301, 10));
    tcp.Advance(MilliSeconds(900));
    tcp.Receive(Ack(301, 121)); // SRTT 900, RTTVAR 375
    EXPECT_EQ(tcp.Tcb()->Rto(), MilliSeconds(2400));
}

/// 3, Karn: the ACK of what was sent twice is no sample; the backoff stays until there is one.
/// RFC 9293 MUST-18, MUST-19.
TEST(Rto, KarnKeepsTheBackoff)
{
    auto tcp = Exchange::EstablishedAfter(Exchange::Plain(), MilliSeconds(500)); // RTO 1.5 s
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Advance(MilliSeconds(1500));
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Ack(301, 111));
    EXPECT_EQ(tcp.Tcb()->Rto(), Seconds(3));
    tcp.Send(10);
    tcp.ExpectSent(Data(111, 301, 10));
    tcp.Advance(MilliSeconds(500));
    tcp.Receive(Ack(301, 121)); // RTTVAR 187.5
    EXPECT_EQ(tcp.Tcb()->Rto(), MicroSeconds(1250000));
}

/// Timestamps tell which copy was acknowledged (RFC 7323 4.1), so the sample is taken.
TEST(Rto, TimestampsOvercomeKarn)
{
    Profile profile = Exchange::Plain();
    profile.timestamps = true;
    auto tcp = Exchange::Closed(profile);
    tcp.Connect();
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Syn(100));
    tcp.ExpectSent(Syn(100));
    const uint32_t second = tcp.LastSent().timestamps->value;
    tcp.Advance(MilliSeconds(500));
    Segment synAck = SynAck(300, 101);
    synAck.timestamps = Timestamps{1, second};
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.Tcb()->Rto(), MilliSeconds(1500));
}

/// 5.7: the SYN was lost and there is no sample: 3 s when data begins.
TEST(Rto, ThreeSecondsAfterALostSyn)
{
    for (const char* preset : {"rfc9293", "linux"})
    {
        auto tcp = Exchange::SynSent(Exchange::Plain(preset));
        tcp.Advance(MilliSeconds(1050));
        tcp.ExpectSentAt(Seconds(1), Syn(100));
        tcp.Receive(SynAck(300, 101));
        tcp.ExpectSent(Ack(101, 301));
        EXPECT_EQ(tcp.Tcb()->Rto(), Seconds(3));
        tcp.Send(10);
        tcp.ExpectSent(Data(101, 301, 10));
        tcp.Advance(Seconds(3));
        tcp.ExpectSentAt(MilliSeconds(4050), Data(101, 301, 10));
    }
}

/// FreeBSD keeps its 1 s.
TEST(Rto, FreeBsdHasNoFallback)
{
    auto tcp = Exchange::SynSent(Exchange::Plain("freebsd"));
    tcp.Advance(MilliSeconds(1050));
    tcp.ExpectSent(Syn(100));
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.Tcb()->Rto(), Seconds(1));
}

/// 5.1 to 5.3: the timer runs for the oldest segment and starts anew with each new ACK.
TEST(Rto, TimerStartsAnewWithNewData)
{
    auto tcp = Exchange::EstablishedAfter(Exchange::Plain(), MilliSeconds(100));
    ConnectionOptions options;
    options.nagle = false;
    tcp.SetOptions(options);
    tcp.Send(10);
    tcp.Advance(MilliSeconds(500));
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.ExpectSent(Data(111, 301, 10));
    tcp.Advance(MilliSeconds(400)); // t = 1000
    tcp.Receive(Ack(301, 111));
    const Time rto = tcp.Tcb()->Rto();
    tcp.Advance(rto - NanoSeconds(1));
    tcp.ExpectNothingSent();
    tcp.Advance(NanoSeconds(1));
    tcp.ExpectSent(Data(111, 301, 10));
}
