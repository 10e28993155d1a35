/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// The times of retransmissions, in ms since the start.
void
ExpectAt(Exchange& tcp, const std::vector<int64_t>& times, const Segment& segment)
{
    for (int64_t at : times)
    {
        tcp.ExpectSentAt(MilliSeconds(at), segment);
    }
    tcp.ExpectNothingSent();
}

} // namespace

// ---- SYN ----

/// tcp_syn_retries 6, tcp_syn_linear_timeouts 4: 0,1,2,3,4,5,7,11,19,35,67, error at 131 s.
TEST(RetransmitSyn, Linux)
{
    auto tcp = Exchange::SynSent(Exchange::Plain("linux"));
    tcp.Advance(Seconds(131) - NanoSeconds(1));
    ExpectAt(tcp, {1000, 2000, 3000, 4000, 5000, 7000, 11000, 19000, 35000, 67000}, Syn(100));
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    tcp.Advance(NanoSeconds(1));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    EXPECT_EQ(tcp.Cause(), Cause::TIMED_OUT);
    EXPECT_EQ(tcp.Tcp().Counters().synRetransmitted, 10U);
    tcp.ExpectGone();
}

/// Before 6.5: 0,1,3,7,15,31,63, error at 127 s.
TEST(RetransmitSyn, Linux4)
{
    auto tcp = Exchange::SynSent(Exchange::Plain("linux-4"));
    tcp.Advance(Seconds(127) - NanoSeconds(1));
    ExpectAt(tcp, {1000, 3000, 7000, 15000, 31000, 63000}, Syn(100));
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    tcp.Advance(NanoSeconds(1));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.ExpectGone();
}

/// MUST-23: R2 for a SYN is at least 3 minutes; RFC 6298 2.5: the timeout stays at 60 s.
TEST(RetransmitSyn, Rfc9293)
{
    auto tcp = Exchange::SynSent();
    tcp.Advance(Minutes(3));
    ExpectAt(tcp, {1000, 3000, 7000, 15000, 31000, 63000, 123000}, Syn(100));
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    tcp.Advance(Minutes(2));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.ExpectGone();
}

/// The retry limits are what the profile says, zero included.
/// RFC 9293 MUST-22.
TEST(RetransmitSyn, LimitIsAField)
{
    for (uint32_t retries : {0U, 1U, 3U})
    {
        Profile profile = Exchange::Plain();
        profile.syn_retries = retries;
        auto tcp = Exchange::SynSent(profile);
        tcp.Advance(Minutes(5));
        EXPECT_EQ(tcp.TakeSent().size(), retries);
        tcp.ExpectNotified(Notification::TIMED_OUT);
        tcp.ExpectGone();
    }
}

/// A retransmission is the same SYN: same ISS, same options.
TEST(RetransmitSyn, IsTheSame)
{
    auto tcp = Exchange::Closed(*Profile::Preset("rfc9293"));
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    Segment first = tcp.LastSent();
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Syn(100));
    Segment second = tcp.LastSent();
    EXPECT_EQ(second.timestamps->value - first.timestamps->value, 1000U);
    first.timestamps.reset();
    second.timestamps.reset();
    EXPECT_EQ(first, second);
}

// ---- SYN-ACK ----

/// tcp_synack_retries 5: 0,1,3,7,15,31, gone at 63 s.
TEST(RetransmitSynAck, Linux)
{
    auto tcp = Exchange::SynReceived(Exchange::Plain("linux"));
    tcp.Advance(Seconds(63) - NanoSeconds(1));
    ExpectAt(tcp, {1000, 3000, 7000, 15000, 31000}, SynAck(100, 301));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Cause(), Cause::TIMED_OUT);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    EXPECT_EQ(tcp.Tcp().Counters().synAckRetransmitted, 5U);
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
}

/// FreeBSD's syncache: 3 retransmissions.
TEST(RetransmitSynAck, FreeBsd)
{
    auto tcp = Exchange::SynReceived(Exchange::Plain("freebsd"));
    tcp.Advance(Minutes(2));
    ExpectAt(tcp, {1000, 3200, 7400}, SynAck(100, 301)); // rexmit_slop
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// A duplicate SYN is answered at once, and pushes the timer to now + 2^timeouts.
TEST(RetransmitSynAck, DuplicateSynPushesTheTimer)
{
    auto tcp = Exchange::SynReceived(Exchange::Plain("linux"));
    tcp.Advance(MilliSeconds(3200));
    ExpectAt(tcp, {1000, 3000}, SynAck(100, 301));
    tcp.Advance(MilliSeconds(800));
    tcp.Receive(Syn(300));
    tcp.ExpectSentAt(Seconds(4), SynAck(100, 301));
    tcp.ExpectDropped(DropReason::DUPLICATE_SYN);
    tcp.Advance(Seconds(10));
    ExpectAt(tcp, {8000}, SynAck(100, 301)); // after two timeouts it is 4 s
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    // The answer was none of the retries.
    tcp.Advance(Minutes(2));
    ExpectAt(tcp, {16000, 32000}, SynAck(100, 301));
    EXPECT_EQ(tcp.Transitions().back().since, Seconds(0));
}

/// At most one such answer per 500 ms.
TEST(RetransmitSynAck, DuplicateSynIsRateLimited)
{
    auto tcp = Exchange::SynReceived(Exchange::Plain("linux"));
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Syn(300));
    tcp.ExpectSentAt(MilliSeconds(100), SynAck(100, 301));
    tcp.Advance(MilliSeconds(499));
    tcp.Receive(Syn(300));
    tcp.ExpectNothingSent();
    tcp.Advance(MilliSeconds(1));
    tcp.Receive(Syn(300));
    tcp.ExpectSentAt(MilliSeconds(600), SynAck(100, 301));
    tcp.Advance(MilliSeconds(1000));
    tcp.ExpectSentAt(MilliSeconds(1600), SynAck(100, 301));
}

/// FreeBSD answers every duplicate and begins its backoff anew.
TEST(RetransmitSynAck, FreeBsdRestartsOnADuplicateSyn)
{
    auto tcp = Exchange::SynReceived(Exchange::Plain("freebsd"));
    tcp.Advance(MilliSeconds(3500));
    ExpectAt(tcp, {1000, 3200}, SynAck(100, 301));
    tcp.Receive(Syn(300));
    tcp.Receive(Syn(300));
    ExpectAt(tcp, {3500, 3500}, SynAck(100, 301));
    tcp.Advance(Minutes(1));
    ExpectAt(tcp, {4500, 6700, 10900}, SynAck(100, 301));
}

// ---- Data: R1, R2 ----

/// tcp_retries2 15 read as the time of 15 backoffs from rto_min: 924.6 s after the first
/// retransmission; the connection goes with the timer after that.
TEST(RetransmitData, LinuxR2IsATime)
{
    auto tcp =
        Exchange::EstablishedAfter(Exchange::Plain("linux"), MicroSeconds(66667)); // RTO 266.667 ms
    const Time rto = tcp.Tcb()->Rto();
    EXPECT_EQ(rto, MicroSeconds(266667));
    const Time start = tcp.Now();
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    // 266.667 ms doubled 8 times is 68.3 s, then 120 s each: 9 timeouts by 136.3 s, then more.
    tcp.Advance(Seconds(1100));
    Time at = start + rto;
    const Time first = at;
    Time timeout = rto;
    while (at - first < MilliSeconds(924600))
    {
        tcp.ExpectSentAt(at, Data(101, 301, 10));
        timeout = std::min(timeout + timeout, Seconds(120));
        at += timeout;
    }
    tcp.ExpectNothingSent();
    tcp.ExpectNotified(Notification::R1_REACHED);
    tcp.ExpectNotified(Notification::TIMED_OUT);
    EXPECT_EQ(tcp.Cause(), Cause::TIMED_OUT);
    EXPECT_GE(at - first, MilliSeconds(924600));
    tcp.ExpectGone();
}

/// ModelTimeout is Linux's tcp_model_timeout(): 924.6 s for 15, 102.2 s for 8.
TEST(RetransmitData, ModelTimeout)
{
    const Profile linux = *Profile::Preset("linux");
    EXPECT_EQ(ModelTimeout(15, linux.rto_min, linux.rto_max), MilliSeconds(924600));
    EXPECT_EQ(ModelTimeout(8, linux.rto_min, linux.rto_max), MilliSeconds(102200));
    EXPECT_EQ(ModelTimeout(0, linux.rto_min, linux.rto_max), MilliSeconds(200));
    EXPECT_EQ(ModelTimeout(3, linux.rto_min, linux.rto_max), MilliSeconds(3000));
}

/// R2 as a count (MUST-20), R1 in between (SHLD-9, SHLD-10).
TEST(RetransmitData, R2IsACount)
{
    Profile profile = Exchange::Plain();
    profile.retries2 = 6;
    profile.user_timeout = Seconds(0);
    auto tcp = Exchange::EstablishedAfter(profile, MilliSeconds(100));
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Advance(MilliSeconds(6999));
    EXPECT_TRUE(tcp.WasNotified(Notification::R1_REACHED) == false);
    tcp.Advance(MilliSeconds(1)); // the third
    tcp.ExpectNotified(Notification::R1_REACHED);
    tcp.Advance(Minutes(5));
    ExpectAt(tcp, {1100, 3100, 7100, 15100, 31100, 63100}, Data(101, 301, 10));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    EXPECT_FALSE(tcp.WasNotified(Notification::R1_REACHED));
    EXPECT_EQ(tcp.Tcp().Counters().dataRetransmitted, 6U);
    tcp.ExpectGone();
}

/// SHLD-11: by default R2 is at least 100 s.
TEST(RetransmitData, R2IsAtLeast100Seconds)
{
    for (const std::string& preset : STACKS)
    {
        auto tcp = Exchange::EstablishedAfter(Exchange::Plain(preset.c_str()), MilliSeconds(10));
        tcp.Send(10);
        tcp.Advance(Seconds(100));
        EXPECT_EQ(tcp.State(), State::ESTABLISHED) << preset;
        tcp.Advance(Minutes(20));
        EXPECT_EQ(tcp.State(), State::CLOSED) << preset;
        tcp.TakeSent();
    }
}

/// MUST-21: the user sets R2, of a SYN and of data.
TEST(RetransmitData, R2OfTheUser)
{
    ConnectionOptions options;
    options.synRetries = 1;
    options.dataRetries = 2;
    Exchange open;
    open.Connect(options);
    open.Advance(Minutes(1));
    EXPECT_EQ(open.TakeSent().size(), 2U);
    open.ExpectNotified(Notification::TIMED_OUT);

    auto tcp = Exchange::EstablishedAfter(Exchange::Plain(), MilliSeconds(100));
    EXPECT_EQ(tcp.SetOptions(options), CallError::NONE);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Advance(Minutes(1));
    ExpectAt(tcp, {1100, 3100}, Data(101, 301, 10));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.ExpectGone();
}

/// An ACK of new data ends the count (and R1).
TEST(RetransmitData, ProgressEndsTheCount)
{
    Profile profile = Exchange::Plain();
    profile.retries1 = 1;
    profile.retries2 = 2;
    auto tcp = Exchange::EstablishedAfter(profile, MilliSeconds(100));
    for (uint32_t seq = 101; seq < 131; seq += 10)
    {
        tcp.Send(10);
        const Time rto = tcp.Tcb()->Rto();
        tcp.Advance(rto + rto + rto); // two retransmissions, the third would be the end
        tcp.Receive(Ack(301, seq + 10));
        EXPECT_EQ(tcp.State(), State::ESTABLISHED);
        tcp.ExpectNotified(Notification::R1_REACHED);
        EXPECT_EQ(tcp.TakeSent().size(), 3U);
    }
}

/// After a timeout the lost window is sent again as ACKs come, and counts as retransmitted.
TEST(RetransmitData, GoesBackAfterATimeout)
{
    auto tcp = Exchange::EstablishedAfter(Exchange::Plain(), MilliSeconds(100));
    tcp.Send(3 * 536);
    for (uint32_t seq : {101U, 637U, 1173U})
    {
        tcp.ExpectSent(Data(seq, 301, 536));
    }
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Data(101, 301, 536));
    tcp.Receive(Ack(301, 637));
    tcp.ExpectSent(Data(637, 301, 536));
    tcp.ExpectSent(Data(1173, 301, 536));
    tcp.Receive(Ack(301, 1709));
    EXPECT_EQ(tcp.Tcp().Counters().dataRetransmitted, 3U);
    tcp.Advance(Minutes(1));
    tcp.ExpectNothingSent();
}

// ---- FIN ----

/// FIN_WAIT_1 of an orphan with RTO .31 on Linux: eight retries, gone about 161 s.
TEST(RetransmitFin, LinuxOrphan)
{
    for (State state : {State::FIN_WAIT_1, State::LAST_ACK})
    {
        auto tcp = Exchange::EstablishedAfter(Exchange::Plain("linux"), NanoSeconds(103333334));
        const Time rto = tcp.Tcb()->Rto();
        EXPECT_NEAR(rto.GetSeconds(), 0.31, 1e-6);
        uint32_t peer = 301;
        if (state == State::LAST_ACK)
        {
            tcp.Receive(FinAck(301, 101));
            tcp.Advance(Time(0));
            tcp.ExpectSent(Ack(101, 302));
            peer = 302;
        }
        const Time start = tcp.Now();
        tcp.Close();
        tcp.ExpectSent(FinAck(101, peer));
        EXPECT_EQ(tcp.State(), state);
        tcp.Advance(Minutes(5));
        for (int i = 1; i <= 8; ++i) // .31 .93 2.17 4.65 9.61 19.5 39.4 79.1
        {
            tcp.ExpectSentAt(start + TimeStep(rto.GetTimeStep() * ((1 << i) - 1)),
                             FinAck(101, peer));
        }
        tcp.ExpectNothingSent();
        tcp.ExpectNotified(Notification::TIMED_OUT);
        EXPECT_EQ(tcp.Transitions().back().from, state);
        EXPECT_EQ(tcp.Tcp().Counters().finRetransmitted, 8U);
        tcp.ExpectGone();
    }
}

/// An orphan has a limit of its own, as a count where R2 is one.
TEST(RetransmitFin, OrphanRetriesAsACount)
{
    Profile profile = Exchange::Plain();
    profile.orphan_retries = 2;
    profile.user_timeout = Seconds(0);
    auto tcp = Exchange::EstablishedAfter(profile, MilliSeconds(100));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Advance(Minutes(5));
    ExpectAt(tcp, {1100, 3100}, FinAck(101, 301));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.ExpectGone();
}

/// FIN_WAIT_2 of an orphan: 60 s on Linux, from when it was entered.
TEST(RetransmitFin, LinuxFinWait2)
{
    auto tcp = Exchange::In(State::FIN_WAIT_2, Exchange::Plain("linux"));
    tcp.Advance(Seconds(60) - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.Cause(), Cause::FIN_WAIT_2_TIMEOUT);
    tcp.ExpectNothingSent();
    tcp.ExpectGone();
}

/// The RFC has no such bound.
TEST(RetransmitFin, Rfc9293FinWait2)
{
    auto tcp = Exchange::In(State::FIN_WAIT_2);
    tcp.Advance(Hours(24));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
}

/// CLOSING gives up as well.
TEST(RetransmitFin, ClosingGivesUp)
{
    auto tcp = Exchange::In(State::CLOSING, Exchange::Plain("linux"));
    tcp.Advance(Minutes(10));
    EXPECT_GT(tcp.TakeSent().size(), 3U);
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.ExpectGone();
}

// ---- User timeout ----

/// RFC 9293 3.10.8, SHLD: 5 minutes by default.
/// RFC 9293 3.10.8.
TEST(UserTimeout, EndsTheConnection)
{
    auto tcp = Exchange::Established();
    tcp.Advance(Seconds(10));
    tcp.Send(10);
    tcp.Advance(Minutes(5) - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.Cause(), Cause::USER_TIMEOUT);
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.TakeSent();
    tcp.ExpectGone();
}

/// RFC 9293 MUST-21.
TEST(UserTimeout, MayBeSet)
{
    auto tcp = Exchange::Established(Exchange::Plain("linux"));
    ConnectionOptions options;
    options.userTimeout = Seconds(30);
    tcp.SetOptions(options);
    tcp.Send(10);
    tcp.Advance(Seconds(20));
    tcp.Receive(Ack(301, 111)); // progress
    tcp.Send(10);
    tcp.Advance(Seconds(30) - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.Cause(), Cause::USER_TIMEOUT);
    tcp.TakeSent();
    tcp.ExpectGone();
}

/// Nothing outstanding, nothing to time out.
TEST(UserTimeout, IdleConnectionLives)
{
    auto tcp = Exchange::Established();
    tcp.Advance(Hours(24));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}
