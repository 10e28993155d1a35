/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include "ns3/synfin-syn-cookie.h"

#include <set>

using namespace ns3;
using namespace ns3::synfin;
using E = StackEvent;

namespace
{

/// Linux's, with every option, whose SYN queue holds one.
Profile
Linux(uint32_t syncookies = 1)
{
    Profile profile = *Profile::Preset("linux");
    profile.timer_hz = 0;
    profile.syncookies = syncookies;
    return profile;
}

/// A host whose SYN queue is full: of whom the next SYN is gets a cookie.
Exchange
Full(const Profile& profile)
{
    auto tcp = Exchange::Listening(profile, 0);
    tcp.FromPort(30000);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.FromPort(40000);
    return tcp;
}

/// A SYN with every option.
Segment
FullSyn(uint32_t clock = 1000)
{
    Segment syn = Syn(300);
    syn.mss = 1460;
    syn.windowScale = 7;
    syn.sackPermitted = true;
    syn.timestamps = Timestamps{clock, 0};
    syn.flags |= Segment::ECE | Segment::CWR;
    return syn;
}

/// An ACK that echoes the timestamp of the SYN-ACK that was sent last.
Segment
AckOf(const Exchange& tcp, uint32_t clock = 1050)
{
    Segment ack = Ack(301, 101);
    ack.window = 512;
    if (tcp.LastSent().timestamps)
    {
        ack.timestamps = Timestamps{clock, tcp.LastSent().timestamps->value};
    }
    return ack;
}

/// What a SYN-ACK with ECN is.
Segment
EcnSynAck()
{
    Segment synAck = SynAck(100, 301);
    synAck.flags |= Segment::ECE;
    return synAck;
}

uint64_t
Count(Exchange& tcp, E event)
{
    return tcp.Tcp().Counters().CountOf(event);
}

constexpr FourTuple IPV4{1, 2, 80, 40000};

} // namespace

/// A full SYN queue answers all the same, keeps nothing, and the ACK makes a connection at once.
TEST(SynCookie, AckAloneEstablishes)
{
    auto tcp = Full(Linux());
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 1U);
    EXPECT_EQ(Count(tcp, E::COOKIE_WANTED), 1U);
    EXPECT_EQ(Count(tcp, E::COOKIE_SENT), 1U);
    const std::size_t before = tcp.Transitions().size();
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_EQ(Count(tcp, E::COOKIE_VALID), 1U);
    ASSERT_EQ(tcp.Transitions().size(), before + 2);
    for (std::size_t i = before; i < before + 2; ++i)
    {
        EXPECT_EQ(tcp.Transitions()[i].cause, Cause::SYN_COOKIE);
    }
    EXPECT_EQ(tcp.Transitions()[before].to, State::SYN_RCVD);
    EXPECT_EQ(tcp.Transitions()[before + 1].since, tcp.Now() + tcp.Transitions()[0].since);
    tcp.ExpectNotified(Notification::ACCEPTABLE);
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
}

/// Text and FIN of the ACK are the connection's.
TEST(SynCookie, AckWithText)
{
    auto tcp = Full(Linux());
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    Segment last = Data(301, 101, 20);
    last.flags |= Segment::FIN;
    tcp.Receive(last);
    tcp.Advance(MilliSeconds(50)); // fin_ack_waits
    tcp.ExpectSent(Ack(101, 322));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    tcp.ExpectNotified(Notification::READABLE);
}

/// Nobody sends that SYN-ACK again; the same SYN gets the same cookie.
TEST(SynCookie, NoRetransmission)
{
    Profile profile = Linux(2);
    auto tcp = Exchange::Listening(profile, 10);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
    tcp.Advance(Seconds(5));
    tcp.ExpectNothingSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(Count(tcp, E::COOKIE_SENT), 2U);
}

/// With timestamps all options survive; RTT is up to 127 ms too long.
TEST(SynCookie, TimestampsCarryOptions)
{
    auto tcp = Full(Linux());
    tcp.Advance(MilliSeconds(10));
    tcp.Receive(FullSyn());
    tcp.ExpectSent(EcnSynAck());
    EXPECT_EQ(tcp.LastSent().windowScale, Linux().WindowShift(Linux().rmem));
    EXPECT_TRUE(tcp.LastSent().sackPermitted);
    EXPECT_EQ(tcp.LastSent().timestamps->echo, 1000U);
    tcp.Advance(MilliSeconds(50));
    tcp.Receive(AckOf(tcp));
    ASSERT_EQ(tcp.Accept(), CallError::NONE);
    const ConnectionInfo info = tcp.Tcb()->Info();
    EXPECT_EQ(info.sendShift, 7);
    EXPECT_TRUE(info.hasSack);
    EXPECT_TRUE(info.hasTimestamps);
    EXPECT_TRUE(info.hasEcn);
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 512U << 7);
    EXPECT_EQ(tcp.Tcb()->EffectiveMss(), 1448U);
    EXPECT_GE(info.srtt, MilliSeconds(50));
    EXPECT_LE(info.srtt, MilliSeconds(50 + 127));
}

/// Without them window scaling, SACK and ECN are lost, at both ends.
TEST(SynCookie, OptionsLostWithoutTimestamps)
{
    auto tcp = Full(Linux());
    Segment syn = FullSyn();
    syn.timestamps.reset();
    tcp.Receive(syn);
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.LastSent().mss, 1460);
    EXPECT_FALSE(tcp.LastSent().windowScale);
    EXPECT_FALSE(tcp.LastSent().sackPermitted);
    EXPECT_FALSE(tcp.LastSent().timestamps);
    tcp.Receive(AckOf(tcp));
    ASSERT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 512U);
    EXPECT_FALSE(tcp.Tcb()->Info().hasSack);
    EXPECT_FALSE(tcp.Tcb()->Info().hasEcn);
    EXPECT_TRUE(tcp.Tcb()->Info().srtt.IsZero()); // nothing to time
}

/// What rides in a timestamp comes back, and the clock never runs ahead.
TEST(SynCookie, Riders)
{
    for (const int64_t ms : {0, 1, 63, 64, 100000, 100037})
    {
        for (uint32_t bits = 0; bits < 64; ++bits)
        {
            LinuxCookie::Riders riders;
            riders.hasSack = (bits & 16) != 0;
            riders.hasEcn = (bits & 32) != 0;
            if ((bits & 15) != 15)
            {
                riders.windowScale = bits & 15;
            }
            const uint32_t clock = LinuxCookie::ClockWith(riders, MilliSeconds(ms));
            EXPECT_LE(static_cast<uint32_t>(ms) - clock, 127U);
            const auto back = LinuxCookie::RidersOf(clock);
            EXPECT_EQ(back.windowScale, riders.windowScale);
            EXPECT_EQ(back.hasSack, riders.hasSack);
            EXPECT_EQ(back.hasEcn, riders.hasEcn);
        }
    }
}

/// msstab[]: the next lower one, or the lowest.
TEST(SynCookie, MssIsRoundedDown)
{
    const IsnGenerator isn({1, 2}, MicroSeconds(4));
    FourTuple ipv6 = IPV4;
    ipv6.localAddress = ipv6.localAddress | IPV6_ADDRESS;
    ipv6.remoteAddress = ipv6.remoteAddress | IPV6_ADDRESS;
    const auto rounded = [&](const FourTuple& tuple, uint32_t mss) {
        const auto iss = LinuxCookie::Make(isn, tuple, SequenceNumber32(300), mss, Seconds(1));
        return *LinuxCookie::Mss(isn, tuple, SequenceNumber32(300), iss, Seconds(1));
    };
    EXPECT_EQ(rounded(IPV4, 500), 536);
    EXPECT_EQ(rounded(IPV4, 1299), 536);
    EXPECT_EQ(rounded(IPV4, 1300), 1300);
    EXPECT_EQ(rounded(IPV4, 1452), 1440);
    EXPECT_EQ(rounded(IPV4, 8960), 1460);
    EXPECT_EQ(rounded(ipv6, 536), 1220);
    EXPECT_EQ(rounded(ipv6, 1430), 1420);
    EXPECT_EQ(rounded(ipv6, 1440), 1440);
    EXPECT_EQ(rounded(ipv6, 8960), 8940);
}

/// MAX_SYNCOOKIE_AGE 2: good for 60 to 120 s, as the host's minute has it.
TEST(SynCookie, Age)
{
    for (uint64_t key = 0; key < 50; ++key)
    {
        const IsnGenerator isn({key, 2}, MicroSeconds(4));
        const SequenceNumber32 irs(300);
        const auto iss = LinuxCookie::Make(isn, IPV4, irs, 1460, Seconds(1000));
        const auto isGood = [&](int s) {
            return LinuxCookie::Mss(isn, IPV4, irs, iss, Seconds(1000 + s)).has_value();
        };
        int last = 0;
        while (isGood(last + 1))
        {
            ++last;
        }
        EXPECT_GE(last, 60);
        EXPECT_LT(last, 120);
        EXPECT_FALSE(isGood(256 * 60 + 100)); // the count wraps, the hash does not
        EXPECT_FALSE(LinuxCookie::Mss(isn, IPV4, irs + 100, iss, Seconds(1000)));
        EXPECT_FALSE(LinuxCookie::Mss(isn, IPV4, irs, iss + 4, Seconds(1000)));
    }
}

/// secure_tcp_syn_cookie(): sequence number and number of the MSS are added, so that one stands for
/// the other: a keep-alive probe in the place of the last ACK opens a stream that is shifted.
TEST(SynCookie, AnOctetBeside)
{
    auto tcp = Full(Linux());
    tcp.Receive(Syn(300)); // the lowest MSS
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(300, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ(tcp.Tcb()->EffectiveMss(), 1300U);
}

/// An ACK is looked at for 2 min after the last cookie, and answered by RST as ever when it has
/// none.
TEST(SynCookie, LookedForAfterOverflowOnly)
{
    auto tcp = Full(Linux());
    tcp.Receive(Ack(301, 5000));
    tcp.TakeSent();
    EXPECT_EQ(Count(tcp, E::COOKIE_INVALID), 0U);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 200));
    tcp.ExpectSent(Rst(200));
    tcp.ExpectDropped(DropReason::LISTEN_UNEXPECTED_ACK);
    EXPECT_EQ(Count(tcp, E::COOKIE_INVALID), 1U);
    tcp.Receive(Rst(301));
    tcp.ExpectNothingSent();
    tcp.Advance(Seconds(120));
    tcp.TakeSent();
    tcp.Receive(Ack(301, 200));
    tcp.ExpectSent(Rst(200));
    EXPECT_EQ(Count(tcp, E::COOKIE_INVALID), 2U);
    tcp.Advance(MilliSeconds(1));
    tcp.Receive(Ack(301, 200));
    tcp.ExpectSent(Rst(200));
    EXPECT_EQ(Count(tcp, E::COOKIE_INVALID), 2U);
}

/// Nobody can guess one: of 2^20 numbers none is good, of 2^24 about 8 are (4 MSS, 2 counts).
TEST(SynCookie, Guesses)
{
    const IsnGenerator isn({1, 2}, MicroSeconds(4));
    uint32_t good = 0;
    for (uint32_t guess = 0; guess < 1U << 24; guess += 16)
    {
        const SequenceNumber32 iss(guess * 97);
        good += LinuxCookie::Mss(isn, IPV4, SequenceNumber32(7), iss, Hours(1)) ? 1 : 0;
    }
    EXPECT_LE(good, 1U);
}

/// The accept queue is full: the SYN gets no cookie, and an ACK with one no connection.
TEST(SynCookie, AcceptQueueFull)
{
    auto tcp = Full(Linux());
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.FromPort(30000);
    tcp.Receive(Ack(301, 101));
    tcp.FromPort(40000);
    tcp.Receive(Ack(301, 101));
    tcp.ExpectNothingSent();
    tcp.ExpectDropped(DropReason::ACCEPT_QUEUE_FULL);
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(Count(tcp, E::COOKIE_VALID), 1U);
    auto always = Exchange::Listening(Linux(2), 0);
    always.Receive(Syn(300));
    always.ExpectSent(SynAck(100, 301));
    always.Receive(Ack(301, 101));
    always.FromPort(30000);
    always.Receive(Syn(300));
    always.ExpectNothingSent();
    always.ExpectDropped(DropReason::ACCEPT_QUEUE_FULL);
    EXPECT_EQ(Count(always, E::COOKIE_SENT), 1U);
}

/// syncookies 0 refuses, 1 sends them when the queue is full, 2 always.
TEST(SynCookie, Modes)
{
    for (const uint32_t mode : {0U, 1U, 2U})
    {
        auto tcp = Exchange::Listening(Linux(mode), 3);
        for (uint16_t port = 20000; port < 20010; ++port)
        {
            tcp.FromPort(port);
            tcp.Receive(Syn(300));
        }
        EXPECT_EQ(tcp.TakeSent().size(), mode == 0 ? 4U : 10U);
        EXPECT_EQ(tcp.Tcp().HalfOpenCount(), mode == 2 ? 0U : 4U);
        EXPECT_EQ(Count(tcp, E::COOKIE_SENT), mode * 6U - (mode == 2 ? 2U : 0U));
        EXPECT_EQ(Count(tcp, E::SYN_QUEUE_OVERFLOW), mode == 0 ? 6U : 0U);
    }
}

/// A cookie knows nothing of defer_accept and of Fast Open.
TEST(SynCookie, NoDeferAcceptNoFastOpen)
{
    Profile profile = Linux(2);
    profile.defer_accept = Seconds(10);
    profile.fastopen = 0x603;
    auto tcp = Exchange::Listening(profile, 8);
    Segment syn = Syn(300);
    syn.payload = 100;
    syn.SetCookie({});
    tcp.Receive(syn);
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.LastSent().fastOpen, 0);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// A SYN that reopens TIME_WAIT needs none: its sender is real (tcp_conn_request(), isn).
TEST(SynCookie, TimeWaitReopens)
{
    auto tcp = Exchange::Listening(Linux(), 0);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    tcp.Accept();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    ASSERT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.FromPort(30000);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.FromPort(40000);
    tcp.Receive(Syn(100000));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    EXPECT_EQ(Count(tcp, E::COOKIE_SENT), 0U);
    tcp.TakeSent();
}
