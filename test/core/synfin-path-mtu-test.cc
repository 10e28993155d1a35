/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Path MTU discovery (RFC 1191, RFC 8201) and what is done about its black holes (RFC 4821).

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A profile whose segments are not held back.
Profile
Eager(const char* preset = "rfc9293")
{
    Profile profile = Exchange::Plain(preset);
    profile.nagle = false;
    return profile;
}

/// The host connected to a peer that takes large segments, at once.
Exchange
Large(const Profile& profile)
{
    Exchange tcp = Exchange::SynSent(profile);
    Segment synAck = SynAck(300, 101);
    synAck.mss = 1460;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    return tcp;
}

/// A router has a next hop that takes no more than mtu.
void
TellMtu(Exchange& tcp, uint32_t seq, uint32_t mtu)
{
    tcp.ReceiveIcmp(seq, IcmpKind::TOO_LARGE, mtu);
}

/// @return how often that happened
uint64_t
CountOf(Exchange& tcp, StackEvent event)
{
    return tcp.Tcp().Counters().CountOf(event);
}

/// The oldest octets go at these times in ms, so many each.
void
ExpectTimeouts(Exchange& tcp, const std::vector<std::pair<uint64_t, uint32_t>>& expected)
{
    for (const auto& [ms, octets] : expected)
    {
        tcp.Advance(MilliSeconds(ms) - MicroSeconds(10) - tcp.Now());
        tcp.ExpectNothingSent();
        tcp.Advance(MicroSeconds(20)); // no round trip is 0
        tcp.ExpectSent(Data(101, 301, octets));
    }
}

} // namespace

/// RFC 1191 6.5: what was too large goes again at once, in segments that are not; what was small
/// enough is on its way.
TEST(PathMtu, WhatIsTooLargeGoesAgainAtOnce)
{
    for (const char* preset : {"rfc9293", "linux"})
    {
        Profile profile = Eager(preset);
        profile.min_pmtu = 68;
        Exchange tcp = Exchange::Established(profile);
        tcp.Send(2 * 536 + 200);
        tcp.ExpectSent(Data(101, 301, 536));
        tcp.ExpectSent(Data(637, 301, 536));
        tcp.ExpectSent(Data(1173, 301, 200));
        TellMtu(tcp, 101, 440);
        tcp.ExpectSent(Data(101, 301, 400));
        tcp.ExpectSent(Data(501, 301, 400));
        tcp.ExpectSent(Data(901, 301, 272));
        TellMtu(tcp, 637, 440); // of the second of them
        tcp.ExpectNothingSent();
        EXPECT_FALSE(tcp.WasNotified(Notification::SOFT_ERROR));
        EXPECT_EQ(CountOf(tcp, StackEvent::PATH_MTU_TAKEN), 1U);
        tcp.Receive(Ack(301, 1373));
        tcp.Send(900);
        tcp.ExpectSent(Data(1373, 301, 400));
        tcp.ExpectSent(Data(1773, 301, 400));
        tcp.ExpectSent(Data(2173, 301, 100));
    }
}

/// A FIN makes no segment larger, and a full one that has it is as lost as the others.
TEST(PathMtu, Fin)
{
    Exchange tcp = Exchange::Established(Eager());
    tcp.Send(536);
    tcp.ExpectSent(Data(101, 301, 536));
    tcp.Send(536, SendMarks{true, false});
    tcp.ExpectSent(Data(637, 301, 536));
    tcp.Close();
    tcp.ExpectSent(FinAck(1173, 301));
    TellMtu(tcp, 101, 576); // for which none is too large
    tcp.ExpectNothingSent();
    TellMtu(tcp, 101, 440);
    tcp.ExpectSent(Data(101, 301, 400));
    tcp.ExpectSent(Data(501, 301, 400));
    Segment last = FinAck(901, 301);
    last.payload = 272;
    tcp.ExpectSent(last);
}

/// It is no congestion: the timer starts anew, and nothing else changes.
TEST(PathMtu, TheTimerStartsAnew)
{
    Exchange tcp = Exchange::Established(Eager());
    tcp.Send(536);
    tcp.ExpectSent(Data(101, 301, 536));
    tcp.Advance(MilliSeconds(400));
    TellMtu(tcp, 101, 440);
    tcp.ExpectSent(Data(101, 301, 400));
    tcp.ExpectSent(Data(501, 301, 136));
    tcp.Advance(Seconds(1));
    tcp.ExpectSentAt(MilliSeconds(1400), Data(101, 301, 400));
}

/// RFC 5927 7.2: what quotes nothing in flight is ignored, and counted.
TEST(PathMtu, StrayIcmpIsIgnored)
{
    Exchange tcp = Exchange::Established(Eager());
    TellMtu(tcp, 101, 440);
    tcp.Send(536);
    tcp.ExpectSent(Data(101, 301, 536));
    TellMtu(tcp, 100, 440);
    TellMtu(tcp, 637, 440);
    EXPECT_EQ(CountOf(tcp, StackEvent::ICMP_OUT_OF_WINDOW), 3U);
    tcp.Receive(Ack(301, 637));
    tcp.Send(536);
    tcp.ExpectSent(Data(637, 301, 536));
}

/// No MTU is below the least, and without one (RFC 1191 4: an old router) nothing is learned.
TEST(PathMtu, HasALeast)
{
    Exchange tcp = Exchange::Established(Eager("linux"));
    tcp.Send(536);
    tcp.ExpectSent(Data(101, 301, 536));
    TellMtu(tcp, 101, 0);
    tcp.ExpectNothingSent();
    tcp.ExpectNotified(Notification::SOFT_ERROR);
    TellMtu(tcp, 101, 100); // Linux min_pmtu: 552
    tcp.ExpectSent(Data(101, 301, 512));
    tcp.ExpectSent(Data(613, 301, 24));
}

/// The path is known to connections that follow, and forgotten after mtu_expires.
TEST(PathMtu, IsKnownToLaterConnections)
{
    Exchange tcp = Exchange::Established(Eager());
    tcp.Send(536);
    tcp.ExpectSent(Data(101, 301, 536));
    TellMtu(tcp, 101, 440);
    tcp.ExpectSent(Data(101, 301, 400));
    tcp.ExpectSent(Data(501, 301, 136));
    tcp.Abort();
    tcp.TakeSent();

    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    EXPECT_EQ(tcp.LastSent().mss, 400); // Linux ipv4_default_advmss(), FreeBSD tcp_mssopt()
    Segment synAck = SynAck(300, 101);
    synAck.mss = 1460;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Send(500);
    tcp.ExpectSent(Data(101, 301, 400));
    tcp.ExpectSent(Data(501, 301, 100));
    tcp.Abort();
    tcp.TakeSent();

    tcp.Advance(Minutes(10));
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    EXPECT_EQ(tcp.LastSent().mss, 1460);
    tcp.Abort();
}

/// RFC 1191 6.3: a connection, too, tries larger segments then.
TEST(PathMtu, IsForgotten)
{
    Exchange tcp = Exchange::Established(Eager());
    tcp.Send(536);
    tcp.ExpectSent(Data(101, 301, 536));
    TellMtu(tcp, 101, 440);
    tcp.ExpectSent(Data(101, 301, 400));
    tcp.ExpectSent(Data(501, 301, 136));
    tcp.Receive(Ack(301, 637));
    tcp.Advance(Minutes(10) - NanoSeconds(1));
    tcp.Send(500);
    tcp.ExpectSent(Data(637, 301, 400));
    tcp.ExpectSent(Data(1037, 301, 100));
    tcp.Receive(Ack(301, 1137));
    tcp.Advance(NanoSeconds(1));
    tcp.Send(500);
    tcp.ExpectSent(Data(1137, 301, 500));
}

/// pmtu_discovery false: as any error that may pass.
TEST(PathMtu, MayBeIgnored)
{
    Profile profile = Eager();
    profile.pmtu_discovery = false;
    Exchange tcp = Exchange::Established(profile);
    tcp.Send(536);
    tcp.ExpectSent(Data(101, 301, 536));
    TellMtu(tcp, 101, 440);
    tcp.ExpectNothingSent();
    tcp.ExpectNotified(Notification::SOFT_ERROR);
}

/// An ICMP that quotes a SYN ends no open: the SYN is small.
TEST(PathMtu, EndsNoOpen)
{
    Exchange tcp = Exchange::SynSent(Eager());
    TellMtu(tcp, 100, 440);
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
}

/// Without remedy the same segment goes again and again.
TEST(BlackHole, NothingIsDoneByDefault)
{
    for (const char* preset : {"rfc9293", "freebsd"})
    {
        Profile profile = Eager(preset);
        profile.rto_min = Seconds(1);
        profile.rto_slop = Seconds(0);
        Exchange tcp = Large(profile);
        tcp.Send(1460);
        tcp.ExpectSent(Data(101, 301, 1460));
        ExpectTimeouts(tcp, {{1000, 1460}, {3000, 1460}, {7000, 1460}, {15000, 1460}});
        EXPECT_EQ(CountOf(tcp, StackEvent::BLACK_HOLE_SUSPECTED), 0U);
    }
}

/// Linux tcp_mtu_probing(): when it has gone on as long as retries1 backoffs from rto_min, 3 s,
/// base_mss; then its half with each timeout, down to mtu_probe_floor.
TEST(BlackHole, LinuxProbes)
{
    Profile profile = Eager("linux");
    profile.mtu_probing = 1;
    Exchange tcp = Large(profile);
    tcp.Send(1460);
    tcp.ExpectSent(Data(101, 301, 1460));
    ExpectTimeouts(tcp, {{200, 1460}, {600, 1460}, {1400, 1460}, {3000, 1460}, {6200, 1024}});
    ExpectTimeouts(tcp, {{12600, 512}, {25400, 256}, {51000, 128}, {102200, 64}, {204600, 48}});
    EXPECT_EQ(CountOf(tcp, StackEvent::BLACK_HOLE_SUSPECTED), 6U);
    tcp.Receive(Ack(301, 149));
    for (const Segment& segment : tcp.TakeSent())
    {
        EXPECT_LE(segment.payload, 48U); // and so the rest, ever after
    }
}

/// By number where retries count: after retries1 retransmissions in vain.
TEST(BlackHole, ProbesAfterRetries1)
{
    Profile profile = Eager();
    profile.mtu_probing = 1;
    profile.base_mss = 1000;
    profile.mtu_probe_floor = 300;
    Exchange tcp = Large(profile);
    tcp.Send(1460);
    tcp.ExpectSent(Data(101, 301, 1460));
    ExpectTimeouts(
        tcp,
        {{1000, 1460}, {3000, 1460}, {7000, 1460}, {15000, 1000}, {31000, 500}, {63000, 300}});
    tcp.Receive(Ack(301, 401));
    for (const Segment& segment : tcp.TakeSent())
    {
        EXPECT_LE(segment.payload, 300U);
    }
}

/// FreeBSD tcp_timer_rexmt(): two tries of 1200, two of 536, and back.
TEST(BlackHole, FreeBsdDetects)
{
    Profile profile = Eager();
    profile.pmtud_blackhole_detection = 1;
    Exchange tcp = Large(profile);
    tcp.Send(1460);
    tcp.ExpectSent(Data(101, 301, 1460));
    ExpectTimeouts(
        tcp,
        {{1000, 1460}, {3000, 1200}, {7000, 1200}, {15000, 536}, {31000, 536}, {63000, 1460}});
}

/// XNU tcp_timers(): 1200, and back.
TEST(BlackHole, MacOsDetects)
{
    EXPECT_EQ(Profile::Preset("macos")->pmtud_blackhole_detection, 2U);
    Profile profile = Eager();
    profile.pmtud_blackhole_detection = 2;
    Exchange tcp = Large(profile);
    tcp.Send(1460);
    tcp.ExpectSent(Data(101, 301, 1460));
    ExpectTimeouts(tcp, {{1000, 1460}, {3000, 1200}, {7000, 1200}, {15000, 1200}, {31000, 1460}});
}

/// A path on which the lowered segments arrive: the rest goes in such, and so what follows.
TEST(BlackHole, IsLeft)
{
    Profile profile = Eager();
    profile.pmtud_blackhole_detection = 1;
    Exchange tcp = Large(profile);
    tcp.Send(2000);
    tcp.ExpectSent(Data(101, 301, 1460));
    tcp.ExpectSent(Data(1561, 301, 540));
    ExpectTimeouts(tcp, {{1000, 1460}, {3000, 1200}});
    tcp.Receive(Ack(301, 1301));
    tcp.ExpectSent(Data(1301, 301, 260)); // of the first segment
    tcp.ExpectSent(Data(1561, 301, 540));
    tcp.Receive(Ack(301, 2101));
    tcp.Send(1400);
    tcp.ExpectSent(Data(2101, 301, 1200));
    tcp.ExpectSent(Data(3301, 301, 200));
}

/// Small segments tell of no black hole.
TEST(BlackHole, SmallSegmentsTellNothing)
{
    Profile profile = Eager();
    profile.pmtud_blackhole_detection = 1;
    Exchange tcp = Large(profile);
    tcp.Send(1300);
    tcp.ExpectSent(Data(101, 301, 1300));
    ExpectTimeouts(tcp, {{1000, 1300}, {3000, 1300}, {7000, 1300}});
}
