/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// An orphan in FIN_WAIT_2: fin_timeout, linger2, and the record that Linux keeps of it. Each answer
// and each time was seen on a live Linux 6.18, too.

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Linux with exact timers, plain.
Profile
Linux()
{
    Profile profile = Exchange::Plain("linux");
    profile.timer_hz = 0;
    return profile;
}

/// A server's connection whose user has closed; the peer has acknowledged the FIN (101).
Exchange
Orphan(const Profile& profile)
{
    Exchange tcp = Exchange::Accepted(profile);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(Ack(301, 102));
    return tcp;
}

/// @return how long an orphan waits, one whose user closed before the FIN was acknowledged, or
/// after
Time
Wait(const Profile& profile, bool closesLate)
{
    Exchange tcp = Exchange::Established(profile);
    closesLate ? tcp.Shutdown() : tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(Ack(301, 102));
    if (closesLate)
    {
        tcp.Close();
    }
    const Time begin = tcp.Now();
    while (tcp.State() == State::FIN_WAIT_2)
    {
        tcp.Advance(*tcp.Tcp().NextDeadline() - tcp.Now());
    }
    EXPECT_EQ(tcp.Cause(), Cause::FIN_WAIT_2_TIMEOUT);
    tcp.ExpectGone();
    return tcp.Now() - begin;
}

/// A segment, and what it draws.
struct Case
{
    Segment segment;
    std::optional<Segment> answer;
    State next;
};

Segment
WithFlags(Segment segment, uint8_t flags)
{
    segment.flags |= flags;
    return segment;
}

} // namespace

// ---- tcp_timewait_state_process(), TCP_FIN_WAIT2 ----

/// A record acts upon less than a connection does: a RST anywhere in the window ends it, so does a
/// newer SYN, which draws a RST; a RST out of the window is acknowledged as others are.
TEST(FinWait2Record, AnswersWhatArrives)
{
    const Segment ack = Ack(102, 301);
    const uint32_t edge = 301 + 65535;
    const std::vector<Case> cases = {
        {Rst(301), std::nullopt, State::LISTEN},
        {Rst(800), std::nullopt, State::LISTEN},
        {Rst(edge), std::nullopt, State::LISTEN},
        {Rst(200), ack, State::FIN_WAIT_2},
        {Syn(301), RstAck(0, 302), State::LISTEN},
        {Syn(5000), RstAck(0, 5001), State::LISTEN},
        {WithFlags(Syn(5000), Segment::FIN), RstAck(0, 5002), State::LISTEN},
        {SynAck(301, 102), Rst(102), State::LISTEN},
        {Syn(200), ack, State::FIN_WAIT_2},
        {Syn(edge + 5), ack, State::FIN_WAIT_2},
        {Ack(301, 102), std::nullopt, State::FIN_WAIT_2},
        {Ack(300, 102), ack, State::FIN_WAIT_2},
        {Data(301, 102, 1), Rst(102), State::LISTEN},
        {Data(303, 102, 1), Rst(102), State::LISTEN},
        {Data(299, 102, 2), ack, State::FIN_WAIT_2},
        {WithFlags(Data(301, 102, 1), Segment::FIN), Rst(102), State::LISTEN},
        {FinAck(303, 102), Rst(102), State::LISTEN},
        {Fin(301), std::nullopt, State::FIN_WAIT_2},
        {FinAck(301, 102), Ack(102, 302), State::TIME_WAIT},
        {FinAck(301, 178), Ack(102, 302), State::TIME_WAIT}, // whatever it acknowledges
        {WithFlags(Data(300, 102, 1), Segment::FIN), Ack(102, 302), State::TIME_WAIT},
    };
    for (const Case& c : cases)
    {
        SCOPED_TRACE(testing::Message() << c.segment);
        Exchange tcp = Orphan(Linux());
        tcp.Receive(c.segment);
        if (c.answer)
        {
            tcp.ExpectSent(*c.answer);
        }
        tcp.ExpectNothingSent();
        EXPECT_EQ(tcp.State(), c.next);
    }
}

/// It knows PAWS; what is out of the window and empty is answered once in invalid_ratelimit.
TEST(FinWait2Record, PawsAndRateLimit)
{
    Profile profile = Linux();
    profile.timestamps = true;
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    Segment synAck = SynAck(300, 101);
    synAck.timestamps = Timestamps{1000, tcp.LastSent().timestamps->value};
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    Segment ack = Ack(301, 102);
    ack.timestamps = Timestamps{1010, 0};
    tcp.Receive(ack);
    Segment fin = FinAck(301, 102);
    fin.timestamps = Timestamps{1009, 0};
    tcp.Receive(fin);
    tcp.ExpectDropped(DropReason::PAWS);
    tcp.ExpectSent(Ack(102, 301));
    tcp.Receive(Ack(300, 102));
    tcp.ExpectSent(Ack(102, 301));
    tcp.Receive(Ack(300, 102));
    tcp.ExpectNothingSent();
    fin.timestamps = Timestamps{1011, 0};
    tcp.Receive(fin);
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.LastSent().timestamps->echo, 1011U);
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// Keep-alive is no more, whenever the user asked for it.
TEST(FinWait2Record, HasNoKeepalive)
{
    Exchange tcp = Orphan(Linux());
    ConnectionOptions options;
    options.keepalive = true;
    options.keepaliveTime = Seconds(1);
    tcp.SetOptions(options);
    tcp.Advance(Seconds(59));
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.Advance(Seconds(1));
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// The ACK of our FIN may bring the peer's, which is taken; text after Close is answered by RST,
/// and so is a FIN beyond it.
TEST(FinWait2Record, WhatComesWithTheAck)
{
    Exchange tcp = Exchange::Accepted(Linux());
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    for (const Segment& segment : {Data(301, 102, 5), FinAck(305, 102)})
    {
        Exchange other = Exchange::Accepted(Linux());
        other.Close();
        other.ExpectSent(FinAck(101, 301));
        other.Receive(segment);
        other.ExpectSent(Rst(102));
        EXPECT_EQ(other.State(), State::LISTEN);
    }
}

// ---- How long: tcp_fin_time(), __tcp_close(), tcp_keepalive_timer(), tcp_time_wait() ----

/// What exceeds 60 s is waited before, and again as a record.
TEST(FinWait2Wait, BeyondSixtySeconds)
{
    for (const auto& [timeout, wait] : std::vector<std::pair<int, int>>{{5, 5},
                                                                        {59, 59},
                                                                        {60, 60},
                                                                        {61, 2},
                                                                        {70, 20},
                                                                        {90, 60},
                                                                        {120, 120}})
    {
        Profile profile = Linux();
        profile.fin_timeout = Seconds(timeout);
        EXPECT_EQ(Wait(profile, false), Seconds(wait)) << timeout;
        EXPECT_EQ(Wait(profile, true), Seconds(wait)) << timeout;
        profile.fin_timeout = Seconds(7);
        profile.linger2 = Seconds(timeout);
        EXPECT_EQ(Wait(profile, false), Seconds(wait)) << timeout;
    }
    Profile other = Exchange::Plain("freebsd");
    EXPECT_EQ(Wait(other, false), Minutes(10));
}

/// On the wheel each of the two is rounded.
TEST(FinWait2Wait, RidesTheWheel)
{
    Profile profile = Linux();
    profile.timer_hz = 250;
    const Time once = Wait(profile, false);
    EXPECT_GT(once, Seconds(60));
    EXPECT_LT(once, Seconds(60) + MilliSeconds(2052)); // 512 jiffies
    profile.fin_timeout = Seconds(120);
    const Time twice = Wait(profile, false);
    EXPECT_GT(twice, Seconds(120) + MilliSeconds(4));
    EXPECT_LT(twice, Seconds(120) + MilliSeconds(2 * 2052));
    EXPECT_NE(twice, once + once);
}

/// At least 3.5 RTO: with a round trip of 1 s, RTO is 3 s.
TEST(FinWait2Wait, AtLeastSomeRetransmissions)
{
    Profile profile = Linux();
    profile.fin_timeout = Seconds(1);
    Exchange tcp = Exchange::EstablishedAfter(profile, Seconds(1) - MilliSeconds(1));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Advance(MilliSeconds(999));
    tcp.Receive(Ack(301, 102));
    const Time rto = tcp.Tcb()->Rto();
    EXPECT_GT(rto, Seconds(2));
    tcp.Advance(TimeStep(7 * rto.GetTimeStep() / 2 - 1));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.Advance(TimeStep(1));
    tcp.ExpectGone();
}

/// Until it is a record it is an orphan, which max_orphans counts.
TEST(FinWait2Wait, OrphanUntilItIsARecord)
{
    Profile profile = Linux();
    profile.fin_timeout = Seconds(100);
    Exchange tcp = Orphan(profile);
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 1U);
    tcp.Receive(Rst(303)); // a connection still, which challenges
    tcp.ExpectSent(Ack(102, 301));
    tcp.Advance(Seconds(40));
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 0U);
    tcp.Receive(Rst(303));
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

// ---- max_tw_buckets ----

/// Records count; without a bucket an orphan is CLOSED at once, and the peer's FIN draws a RST.
TEST(FinWait2Buckets, Count)
{
    Profile profile = Linux();
    profile.max_tw_buckets = 2;
    Exchange tcp = Exchange::Listening(profile, 100);
    const auto live = [&tcp](uint16_t port) {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        tcp.Receive(Ack(301, 101));
        tcp.Accept();
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(Ack(301, 102));
        return tcp.State();
    };
    EXPECT_EQ(live(20000), State::FIN_WAIT_2);
    EXPECT_EQ(live(20001), State::FIN_WAIT_2);
    EXPECT_EQ(live(20002), State::LISTEN);
    EXPECT_EQ(tcp.Cause(), Cause::TIME_WAIT_EVICTED);
    EXPECT_EQ(tcp.Tcp().Counters().timeWaitEvicted, 1U);
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Rst(102));
    // A record keeps its bucket when it comes into TIME_WAIT.
    tcp.FromPort(20000);
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    EXPECT_EQ(live(20003), State::LISTEN);
    tcp.Advance(Seconds(60)); // both are over
    EXPECT_EQ(live(20004), State::FIN_WAIT_2);
    EXPECT_EQ(tcp.Tcp().Counters().timeWaitEntered, 1U);
    tcp.Receive(Rst(301));
}

// ---- TCP_LINGER2 ----

/// Below 0: no FIN_WAIT_2, the ACK of our FIN draws a RST.
TEST(Linger2, BelowZero)
{
    Profile profile = Linux();
    profile.linger2 = Seconds(-1);
    Exchange tcp = Orphan(profile);
    tcp.ExpectSent(Rst(102));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Cause(), Cause::USER_ABORT);
    // Who still reads has time; the RST then comes with Close.
    Exchange late = Exchange::Established(Linux());
    ConnectionOptions options;
    options.linger2 = Seconds(-1);
    late.SetOptions(options);
    late.Shutdown();
    late.ExpectSent(FinAck(101, 301));
    late.Receive(Ack(301, 102));
    late.Advance(Minutes(10));
    EXPECT_EQ(late.State(), State::FIN_WAIT_2);
    late.Close();
    late.ExpectSent(RstAck(102, 301));
    late.ExpectGone();
}

/// Of one connection; 0 is what the host says.
TEST(Linger2, OfAConnection)
{
    for (const int seconds : {3, 0})
    {
        Exchange tcp = Exchange::Established(Linux());
        ConnectionOptions options;
        options.linger2 = Seconds(seconds);
        EXPECT_EQ(tcp.SetOptions(options), CallError::NONE);
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(Ack(301, 102));
        tcp.Advance(Seconds(seconds == 0 ? 60 : seconds) - TimeStep(1));
        EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
        tcp.Advance(TimeStep(1));
        tcp.ExpectGone();
    }
}
