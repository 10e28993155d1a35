/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A connection from that port gets as far as the accept queue.
void
Open(Exchange& tcp, uint16_t port)
{
    tcp.FromPort(port);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

} // namespace

/// Linux: the SYN queue holds backlog + 1 (8 -> 9, 64 -> 65, 512 -> 513).
TEST(ListenerSynQueue, HoldsBacklogPlusOne)
{
    for (uint32_t backlog : {0U, 8U, 64U, 512U})
    {
        Profile profile = Exchange::Plain("linux");
        profile.syncookies = 0;
        auto tcp = Exchange::Listening(profile, backlog);
        for (uint32_t i = 0; i <= backlog; ++i)
        {
            tcp.FromPort(static_cast<uint16_t>(20000 + i));
            tcp.Receive(Syn(300));
            tcp.ExpectSent(SynAck(100, 301));
        }
        tcp.FromPort(30000);
        tcp.Receive(Syn(300));
        tcp.ExpectNothingSent();
        tcp.ExpectDropped(DropReason::SYN_QUEUE_FULL);
        EXPECT_EQ(tcp.Tcp().HalfOpenCount(), backlog + 1);
        EXPECT_EQ(tcp.Tcp().Counters().drops[static_cast<int>(DropReason::SYN_QUEUE_FULL)], 1U);
        // A place becomes free when one is reset.
        tcp.FromPort(20000);
        tcp.Receive(Rst(301));
        tcp.FromPort(30000);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
    }
}

/// max_syn_backlog bounds it from above.
TEST(ListenerSynQueue, MaxSynBacklog)
{
    Profile profile = Exchange::Plain();
    profile.max_syn_backlog = 3;
    auto tcp = Exchange::Listening(profile, 100);
    for (uint16_t port = 20000; port < 20010; ++port)
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
    }
    EXPECT_EQ(tcp.TakeSent().size(), 3U);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 3U);
    // They time out, and leave no trace.
    tcp.Advance(Minutes(10));
    tcp.TakeSent();
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    tcp.CloseListener();
    tcp.ExpectGone();
}

/// Linux tcp_conn_request(): without cookies its last quarter is for proven peers, with them it is
/// not looked at (measured: 97 entries of 128, and 400 of 400).
TEST(ListenerSynQueue, LastQuarterOfMaxSynBacklog)
{
    for (const uint32_t cookies : {0U, 1U})
    {
        Profile profile = Exchange::Plain("linux");
        profile.max_syn_backlog = 128;
        profile.syncookies = cookies;
        auto tcp = Exchange::Listening(profile, 4096);
        for (uint16_t port = 20000; port < 20400; ++port)
        {
            tcp.FromPort(port);
            tcp.Receive(Syn(300));
        }
        EXPECT_EQ(tcp.TakeSent().size(), cookies == 0 ? 97U : 400U);
    }
}

/// Linux reqsk_timer_handler(): 36 of 100 are given up at their third timeout, so that half of a
/// queue of 128 is free (measured: 100, 100, 64, 64 entries at 0.5, 5, 9 and 17 s, then 64 s).
TEST(ListenerSynQueue, HalfIsForTheYoung)
{
    for (const bool isKept : {true, false})
    {
        Profile profile = Exchange::Plain("linux");
        profile.syn_queue_young_half = isKept;
        profile.syncookies = 0;
        auto tcp = Exchange::Listening(profile, 128);
        for (uint16_t port = 20000; port < 20100; ++port)
        {
            tcp.FromPort(port);
            tcp.Receive(Syn(300));
        }
        tcp.Advance(MilliSeconds(6999));
        EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 100U);
        tcp.Advance(MilliSeconds(1));
        EXPECT_EQ(tcp.Tcp().HalfOpenCount(), isKept ? 64U : 100U);
        tcp.Advance(MilliSeconds(55999));
        EXPECT_EQ(tcp.Tcp().HalfOpenCount(), isKept ? 64U : 100U);
        tcp.Advance(MilliSeconds(1));
        EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
        EXPECT_EQ(tcp.TakeSent().size(), isKept ? 36 * 3 + 64 * 6 : 600U);
    }
}

/// Half-open SYNs of 80 s that got a place on a backlog of 128; measured on Linux: 400, 800 and
/// 1,091 at 5, 10 and 20 a second. Without pruning a place is lost for 63 s.
TEST(ListenerSynQueue, HalfOpenPerSecond)
{
    const auto places = [](int perSecond, bool isKept) {
        Profile profile = Exchange::Plain("linux");
        profile.syn_queue_young_half = isKept;
        profile.syncookies = 0;
        profile.timer_hz = isKept ? 250 : 0; // who is young for 1 s or a wheel's 1.017 s tips it
        auto tcp = Exchange::Listening(profile, 128);
        for (int i = 0; i < 80 * perSecond; ++i)
        {
            tcp.FromPort(static_cast<uint16_t>(20000 + i));
            tcp.Receive(Syn(300));
            tcp.Advance(MilliSeconds(1000 / perSecond));
        }
        tcp.TakeSent();
        const auto full = static_cast<std::size_t>(DropReason::SYN_QUEUE_FULL);
        return 80 * perSecond - static_cast<int>(tcp.Tcp().Counters().drops[full]);
    };
    EXPECT_EQ(places(5, true), 400);
    EXPECT_EQ(places(10, true), 800);
    EXPECT_NEAR(places(20, true), 1091, 0.05 * 1091);
    EXPECT_EQ(places(5, false), 214);
    EXPECT_EQ(places(10, false), 258);
    EXPECT_EQ(places(20, false), 258);
}

/// Linux: the accept queue holds backlog + 1; beyond it new SYNs are dropped.
TEST(ListenerAcceptQueue, HoldsBacklogPlusOne)
{
    auto tcp = Exchange::Listening(Exchange::Plain("linux"), 2);
    for (uint16_t port : {20000, 20001, 20002})
    {
        Open(tcp, port);
        tcp.ExpectNotified(Notification::ACCEPTABLE);
    }
    tcp.FromPort(20003);
    tcp.Receive(Syn(300));
    tcp.ExpectNothingSent();
    tcp.ExpectDropped(DropReason::ACCEPT_QUEUE_FULL);
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
}

/// somaxconn bounds the backlog.
TEST(ListenerAcceptQueue, Somaxconn)
{
    Profile profile = Exchange::Plain();
    profile.somaxconn = 1;
    auto tcp = Exchange::Listening(profile, 100);
    Open(tcp, 20000);
    Open(tcp, 20001);
    tcp.FromPort(20002);
    tcp.Receive(Syn(300));
    tcp.ExpectDropped(DropReason::ACCEPT_QUEUE_FULL);
}

/// First come, first accepted.
TEST(ListenerAcceptQueue, IsInOrder)
{
    auto tcp = Exchange::Listening();
    EXPECT_EQ(tcp.Accept(), CallError::WOULD_BLOCK);
    for (uint16_t port : {20002, 20000, 20001})
    {
        Open(tcp, port);
    }
    for (uint16_t port : {20002, 20000, 20001})
    {
        EXPECT_EQ(tcp.Accept(), CallError::NONE);
        EXPECT_EQ(tcp.Tcb()->Tuple().remotePort, port);
        EXPECT_TRUE(tcp.Tcb()->IsPassive());
    }
    EXPECT_EQ(tcp.Accept(), CallError::WOULD_BLOCK);
}

/// abort_on_overflow 0: the final ACK is ignored, SYN_RCVD stays, the SYN-ACK comes again.
TEST(ListenerOverflow, FinalAckIsIgnored)
{
    auto tcp = Exchange::Listening(Exchange::Plain("linux"), 1);
    tcp.FromPort(20001);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    Open(tcp, 20000);
    Open(tcp, 20002); // fills the accept queue
    tcp.FromPort(20001);
    tcp.Receive(Ack(301, 101));
    tcp.ExpectNothingSent();
    tcp.ExpectDropped(DropReason::ACCEPT_QUEUE_FULL);
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Advance(Seconds(1));
    tcp.ExpectSentAt(Seconds(1), SynAck(100, 301));
    // Once there is room the next ACK, or data, completes it.
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    tcp.Receive(Data(301, 101, 10));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Advance(MilliSeconds(40));
    tcp.ExpectSent(Ack(101, 311));
}

/// abort_on_overflow 1: RST.
TEST(ListenerOverflow, FinalAckIsReset)
{
    Profile profile = Exchange::Plain("linux");
    profile.abort_on_overflow = true;
    auto tcp = Exchange::Listening(profile, 1);
    tcp.FromPort(20001);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    Open(tcp, 20000);
    Open(tcp, 20002);
    tcp.FromPort(20001);
    tcp.Receive(Ack(301, 101));
    tcp.ExpectSent(Rst(101));
    EXPECT_EQ(tcp.Cause(), Cause::ACCEPT_OVERFLOW);
    EXPECT_EQ(tcp.Tcp().CountOf(State::SYN_RCVD), 0U);
    EXPECT_EQ(tcp.Tcp().CountOf(State::ESTABLISHED), 2U);
}

/// What dies in the accept queue is forgotten, and makes room.
TEST(ListenerAcceptQueue, ForgetsTheDead)
{
    auto tcp = Exchange::Listening(Exchange::Plain(), 0);
    Open(tcp, 20000);
    tcp.Receive(Rst(301));
    EXPECT_EQ(tcp.Accept(), CallError::WOULD_BLOCK);
    Open(tcp, 20001);
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ(tcp.Tcb()->Tuple().remotePort, 20001);
}

/// What was closed by the peer in the accept queue can still be accepted and read.
TEST(ListenerAcceptQueue, KeepsTheHalfClosed)
{
    auto tcp = Exchange::Listening();
    Open(tcp, 20000);
    Segment last = Data(301, 101, 10);
    last.flags |= Segment::FIN;
    tcp.Receive(last);
    tcp.ExpectSent(Ack(101, 312));
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
    tcp.Read(10);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 312));
}

/// RFC 9293 3.10.4: closing a listener resets whoever was not accepted, and nobody else.
TEST(ListenerClose, ResetsTheQueues)
{
    auto tcp = Exchange::Listening();
    Open(tcp, 20000);
    tcp.Accept();
    Open(tcp, 20001);
    tcp.FromPort(20002);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.CloseListener(), CallError::NONE);
    tcp.ExpectSent(Rst(101));
    EXPECT_EQ(tcp.State(), State::CLOSED);
    tcp.FromPort(20001);
    tcp.ExpectSent(Rst(101));
    EXPECT_EQ(tcp.State(), State::CLOSED);
    tcp.FromPort(20000);
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_EQ(tcp.Transitions().back().from, State::LISTEN);
    EXPECT_EQ(tcp.CloseListener(), CallError::NO_CONNECTION);
    tcp.FromPort(20003);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(RstAck(0, 301));
    tcp.FromPort(20000);
    tcp.Abort();
    tcp.ExpectSent(Rst(101));
    tcp.ExpectGone();
}

/// A connection outlives its listener, and a RST then finds no LISTEN to return to.
TEST(ListenerClose, AcceptedConnectionLives)
{
    auto tcp = Exchange::Accepted();
    tcp.CloseListener();
    tcp.ExpectNothingSent();
    tcp.Receive(Rst(301));
    tcp.ExpectNotified(Notification::RESET);
    tcp.ExpectGone();
}

/// MUST-43: a listener may have a local address; the exact one comes before "any".
TEST(ListenerAddress, ExactBeforeAny)
{
    Actions actions;
    Stack stack(Exchange::Plain(), IsnSecret{1, 2});
    const auto any = stack.Listen(ANY_ADDRESS, 80, 1, {}, Time(0), actions);
    const auto one = stack.Listen(1, 80, 1, {}, Time(0), actions);
    EXPECT_EQ(any.error, CallError::NONE);
    EXPECT_EQ(one.error, CallError::NONE);
    actions.Clear();
    for (AddressId local : {1, 3})
    {
        const FourTuple tuple{local, 2, 80, 40000};
        stack.SegmentArrives(tuple, Syn(300), Time(0), actions);
        const uint32_t iss = actions.segments.back().segment.seq.GetValue();
        stack.SegmentArrives(tuple, Ack(301, iss + 1), Time(0), actions);
    }
    ASSERT_EQ(actions.notifications.size(), 2U);
    EXPECT_EQ(actions.notifications[0].connection, one.id);
    EXPECT_EQ(actions.notifications[1].connection, any.id);
    EXPECT_EQ(stack.Accept(one.id).tuple.localAddress, 1U);
    EXPECT_EQ(stack.Accept(any.id).tuple.localAddress, 3U);
    EXPECT_EQ(stack.StateOf({1, 9, 81, 9}), State::CLOSED);
}

/// Accepted connections inherit the listener's switches.
TEST(ListenerOptions, AreInherited)
{
    auto tcp = Exchange::Closed();
    ConnectionOptions options;
    options.mss = 700;
    options.delayedAck = false;
    tcp.Listen(8, options);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(*tcp.LastSent().mss, 700);
    tcp.Receive(Ack(301, 101));
    tcp.Accept();
    tcp.Receive(Data(301, 101, 10));
    tcp.ExpectSent(Ack(101, 311));
}

/// What is set after LISTEN counts for the connections that come then, as on Linux.
TEST(ListenerOptions, MayChange)
{
    auto tcp = Exchange::Listening();
    ConnectionOptions options;
    options.mss = 1000;
    tcp.SetOptions(options);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.LastSent().mss, 1000);
}
