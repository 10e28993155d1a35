/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

// ---- CLOSED (RFC 9293 3.10.7.1) ----

/// "If the ACK bit is off: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>"
/// RFC 9293 3.10.7.1.
TEST(OpenClosed, SegmentWithoutAckIsReset)
{
    auto tcp = Exchange::Closed();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(RstAck(0, 301));
    tcp.ExpectDropped(DropReason::CLOSED_PORT);
    Segment text = Data(300, 0, 10);
    text.flags = 0;
    tcp.Receive(text);
    tcp.ExpectSent(RstAck(0, 310));
    tcp.Receive(Fin(300));
    tcp.ExpectSent(RstAck(0, 301));
    EXPECT_EQ(tcp.State(), State::CLOSED);
}

/// "If the ACK bit is on: <SEQ=SEG.ACK><CTL=RST>"
/// RFC 9293 3.10.7.1.
TEST(OpenClosed, SegmentWithAckIsReset)
{
    auto tcp = Exchange::Closed();
    for (const Segment& segment :
         {Ack(300, 777), SynAck(300, 777), FinAck(300, 777), Data(300, 777, 5)})
    {
        tcp.Receive(segment);
        tcp.ExpectSent(Rst(777));
    }
}

/// "An incoming segment containing a RST is discarded."
TEST(OpenClosed, RstIsDiscarded)
{
    auto tcp = Exchange::Closed();
    tcp.Receive(Rst(300));
    tcp.ExpectDropped(DropReason::RST_TO_NOBODY);
    tcp.Receive(RstAck(300, 100));
    tcp.ExpectDropped(DropReason::RST_TO_NOBODY);
    tcp.ExpectNothingSent();
}

// ---- LISTEN (RFC 9293 3.10.7.2) ----

/// "First, check for a RST: an incoming RST segment should be ignored."
TEST(OpenListen, RstIsIgnored)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(Rst(300));
    tcp.ExpectDropped(DropReason::RST_TO_NOBODY);
    Segment synRst = Syn(300);
    synRst.flags |= Segment::RST | Segment::ACK;
    tcp.Receive(synRst);
    tcp.ExpectDropped(DropReason::RST_TO_NOBODY);
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// "Second, check for an ACK: <SEQ=SEG.ACK><CTL=RST>", before the SYN is looked at.
/// RFC 9293 3.10.7.2.
TEST(OpenListen, AckIsReset)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(Ack(300, 777));
    tcp.ExpectSent(Rst(777));
    tcp.ExpectDropped(DropReason::LISTEN_UNEXPECTED_ACK);
    tcp.Receive(SynAck(300, 778));
    tcp.ExpectSent(Rst(778));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
}

/// "Third, check for a SYN: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>"
/// RFC 9293 3.10.7.2.
TEST(OpenListen, SynIsAnswered)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    EXPECT_EQ(tcp.Transitions().back().from, State::LISTEN);
    EXPECT_EQ(tcp.Cause(), Cause::SYN_RECEIVED);
    // MUST-41: the listener is not disturbed.
    EXPECT_EQ(tcp.Tcp().CountOf(State::LISTEN), 1U);
    EXPECT_EQ(tcp.Tcp().CountOf(State::SYN_RCVD), 1U);
    tcp.FromPort(40001);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.Tcp().CountOf(State::SYN_RCVD), 2U);
}

/// "Fourth, other data or control: drop the segment."
TEST(OpenListen, NeitherSynNorAckIsDropped)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(Fin(300));
    tcp.ExpectDropped(DropReason::LISTEN_NO_SYN);
    Segment text = Data(300, 0, 10);
    text.flags = 0;
    tcp.Receive(text);
    tcp.ExpectDropped(DropReason::LISTEN_NO_SYN);
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// Text that came with the SYN may come again once the connection is established.
TEST(OpenListen, TextOnTheSynIsNotLost)
{
    auto tcp = Exchange::Listening();
    Segment syn = Syn(300);
    syn.payload = 10;
    tcp.Receive(syn);
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Data(301, 101, 10));
    tcp.Accept();
    tcp.ExpectNotified(Notification::READABLE);
    tcp.Advance(MilliSeconds(500));
    tcp.ExpectSent(Ack(101, 311));
}

// ---- SYN-SENT (RFC 9293 3.10.7.3) ----

/// "First: If SEG.ACK =< ISS or SEG.ACK > SND.NXT, send a reset (unless the RST bit is set)."
/// RFC 9293 3.10.7.3.
TEST(OpenSynSent, BadAckIsReset)
{
    auto tcp = Exchange::SynSent();
    for (uint32_t ack : {100U, 99U, 102U, 100U + 0x80000000U - 1U})
    {
        tcp.Receive(SynAck(300, ack));
        tcp.ExpectSent(Rst(ack));
        tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
        tcp.Receive(Ack(300, ack));
        tcp.ExpectSent(Rst(ack));
        tcp.Receive(RstAck(300, ack));
        tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
    }
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
}

/// "Second: If the ACK was acceptable, signal "error: connection reset", enter CLOSED."
TEST(OpenSynSent, RstWithGoodAckRefuses)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(RstAck(0, 101));
    tcp.ExpectNotified(Notification::REFUSED);
    EXPECT_EQ(tcp.Cause(), Cause::REFUSED);
    tcp.ExpectGone();
}

/// "Otherwise (no ACK), drop the segment and return."
TEST(OpenSynSent, RstWithoutAckIsDropped)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Rst(0));
    tcp.Receive(Rst(101));
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    EXPECT_FALSE(tcp.WasNotified(Notification::REFUSED));
}

/// "Fifth, if neither of the SYN or RST bits is set, then drop the segment and return."
TEST(OpenSynSent, NeitherSynNorRstIsDropped)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Ack(300, 101));
    tcp.Receive(FinAck(300, 101));
    tcp.Receive(Data(300, 101, 10));
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
}

/// Figure 6: SYN-ACK completes an active open.
/// RFC 9293 3.10.7.3.
TEST(OpenSynSent, SynAckEstablishes)
{
    auto tcp = Exchange::SynSent();
    tcp.Advance(MilliSeconds(80));
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSentAt(MilliSeconds(80), Ack(101, 301));
    tcp.ExpectNotified(Notification::CONNECTED);
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_EQ(tcp.Cause(), Cause::SYN_ACK_RECEIVED);
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
    EXPECT_EQ(tcp.Tcb()->SndUna() - tcp.Tcb()->SndNxt(), 0);
}

/// RFC 9293 3.10.2: data queued before the connection is established goes out with the ACK.
/// RFC 9293 3.10.2.
TEST(OpenSynSent, QueuedDataIsSentOnceEstablished)
{
    auto tcp = Exchange::SynSent();
    EXPECT_EQ(tcp.Send(100), CallError::NONE);
    tcp.ExpectNothingSent();
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Data(101, 301, 100));
    tcp.ExpectNothingSent();
}

// ---- Simultaneous open (MUST-10) ----

/// Figure 7: SYNs cross, both ends answer SYN-ACK.
/// RFC 9293 MUST-10.
TEST(OpenSimultaneous, SynsCross)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    EXPECT_FALSE(tcp.WasNotified(Notification::CONNECTED));
    tcp.Receive(SynAck(300, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.ExpectNotified(Notification::CONNECTED);
    tcp.ExpectNothingSent();
}

/// RFC 7323 2.2: the window of a SYN-ACK is never scaled, whichever SYN-ACK it is.
TEST(OpenSimultaneous, WindowOfTheSynAckIsNotScaled)
{
    for (const char* preset : {"rfc9293", "linux", "freebsd"})
    {
        SCOPED_TRACE(preset);
        auto profile = Exchange::Plain(preset);
        profile.window_scaling = true;
        auto tcp = Exchange::SynSent(profile);
        Segment syn = Syn(300);
        syn.windowScale = 7;
        syn.window = 2000;
        tcp.Receive(syn);
        tcp.ExpectSent(SynAck(100, 301));
        EXPECT_EQ(tcp.Tcb()->SndWnd(), 2000U);
        Segment synAck = SynAck(300, 101);
        synAck.windowScale = 7;
        synAck.window = 1000;
        tcp.Receive(synAck);
        tcp.TakeSent(); // some acknowledge it
        EXPECT_EQ(tcp.State(), State::ESTABLISHED);
        EXPECT_EQ(tcp.Tcb()->SndWnd(), 1000U);
        Segment ack = Ack(301, 101);
        ack.window = 1000;
        tcp.Receive(ack);
        EXPECT_EQ(tcp.Tcb()->SndWnd(), 128000U);
    }
}

/// A plain ACK completes it as well.
TEST(OpenSimultaneous, AckEstablishes)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.ExpectNotified(Notification::CONNECTED);
}

/// When our SYN-ACK is lost the peer repeats its own: the answer acknowledges its SYN.
TEST(OpenSimultaneous, LostSynAckIsMadeUpFor)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(SynAck(300, 101));
    tcp.Advance(Seconds(1));
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// MUST-11: after an active open a RST in SYN_RCVD says "connection refused".
TEST(OpenSimultaneous, RstRefuses)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Rst(301));
    tcp.ExpectNotified(Notification::REFUSED);
    EXPECT_EQ(tcp.Transitions().back().to, State::CLOSED);
    tcp.ExpectGone();
}

/// The SYN-ACK of a simultaneous open is retransmitted like the SYN it repeats.
TEST(OpenSimultaneous, SynAckIsRetransmitted)
{
    auto tcp = Exchange::SynSent(Exchange::Plain("linux-4"));
    tcp.Advance(MilliSeconds(500));
    tcp.Receive(Syn(300));
    tcp.ExpectSentAt(MilliSeconds(500), SynAck(100, 301));
    tcp.Advance(Minutes(5));
    for (int at : {1500, 3500, 7500, 15500, 31500, 63500})
    {
        tcp.ExpectSentAt(MilliSeconds(at), SynAck(100, 301));
    }
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.ExpectGone();
}

// ---- SYN_RCVD ----

/// MUST-11: after a passive open a RST returns to LISTEN, and nobody is told.
TEST(OpenSynReceived, RstReturnsToListen)
{
    auto tcp = Exchange::SynReceived();
    tcp.Receive(Rst(301));
    EXPECT_EQ(tcp.Transitions().back().to, State::LISTEN);
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    EXPECT_EQ(tcp.Accept(), CallError::WOULD_BLOCK);
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
}

/// RFC 9293 3.10.7.4, fifth: an unacceptable ACK in SYN_RCVD is answered <SEQ=SEG.ACK><CTL=RST>.
TEST(OpenSynReceived, BadAckIsReset)
{
    auto tcp = Exchange::SynReceived();
    for (uint32_t ack : {100U, 102U, 90U})
    {
        tcp.Receive(Ack(301, ack));
        tcp.ExpectSent(Rst(ack));
    }
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// RFC 9293 3.10.7.4, first: out of the window is answered <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>.
TEST(OpenSynReceived, OutOfWindowIsAcknowledged)
{
    auto tcp = Exchange::SynReceived();
    tcp.Receive(Ack(200, 101));
    tcp.ExpectSent(Ack(101, 301));
    tcp.ExpectDropped(DropReason::OUT_OF_WINDOW);
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
}

/// RFC 9293 3.10.7.4, fourth: a SYN in the window returns a passive open to LISTEN.
TEST(OpenSynReceived, NewSynInWindowReturnsToListen)
{
    auto tcp = Exchange::SynReceived();
    tcp.Receive(Syn(400));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
}

/// Fifth: without ACK, drop.
TEST(OpenSynReceived, SegmentWithoutAckIsDropped)
{
    auto tcp = Exchange::SynReceived();
    tcp.Receive(Fin(301));
    tcp.ExpectDropped(DropReason::NO_ACK);
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
}

/// The third segment of the handshake may carry data, and a FIN.
TEST(OpenSynReceived, LastAckWithDataAndFin)
{
    auto tcp = Exchange::SynReceived();
    Segment last = Data(301, 101, 20);
    last.flags |= Segment::FIN;
    tcp.Receive(last);
    tcp.ExpectSent(Ack(101, 322));
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
    tcp.ExpectNotified(Notification::READABLE);
    tcp.ExpectNotified(Notification::PEER_CLOSED);
}

/// Whoever accepts the connection hears of it before anything that it received.
TEST(OpenSynReceived, AcceptableComesFirst)
{
    auto tcp = Exchange::SynReceived();
    Segment last = Data(301, 101, 20);
    last.flags |= Segment::FIN;
    tcp.Receive(last);
    tcp.ExpectSent(Ack(101, 322));
    std::vector<Notification::Kind> heard;
    for (const Notification& notification : tcp.Notifications())
    {
        heard.push_back(notification.kind);
    }
    EXPECT_EQ(heard,
              (std::vector<Notification::Kind>{Notification::ACCEPTABLE,
                                               Notification::PAYLOAD,
                                               Notification::READABLE,
                                               Notification::PEER_CLOSED}));
}

/// When the last ACK is lost, data completes the handshake.
TEST(OpenSynReceived, DataEstablishes)
{
    auto tcp = Exchange::SynReceived();
    tcp.Receive(Data(301, 101, 20));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.ExpectNotified(Notification::ACCEPTABLE);
    tcp.Advance(MilliSeconds(500));
    tcp.ExpectSent(Ack(101, 321));
}

// ---- Old duplicates and half-open connections (RFC 9293 3.5) ----

/// Figure 8: recovery from an old duplicate SYN.
TEST(OpenRecovery, OldDuplicateSyn)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(Syn(90));
    tcp.ExpectSent(SynAck(100, 91));
    tcp.Receive(Rst(91));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    tcp.Advance(Seconds(1));
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// Figure 9, at A: it crashed and opens anew; B acknowledges what A never sent and is reset.
TEST(OpenRecovery, HalfOpenDiscoveredByTheOneThatCrashed)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Ack(300, 70));
    tcp.ExpectSent(Rst(70));
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    tcp.Advance(Seconds(1));
    tcp.ExpectSentAt(Seconds(1), Syn(100));
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// Figure 9, at B: the SYN is challenged, and the RST that answers is exact.
TEST(OpenRecovery, HalfOpenDiscoveredByTheOtherEnd)
{
    auto tcp = Exchange::Accepted();
    tcp.Receive(Syn(5000));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Receive(Rst(301));
    tcp.ExpectNotified(Notification::RESET);
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// Figure 10: an active side finds that the other end lost the connection.
TEST(OpenRecovery, DataToAHostThatCrashedIsReset)
{
    auto tcp = Exchange::Established();
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Receive(Rst(301));
    tcp.ExpectNotified(Notification::RESET);
    tcp.ExpectGone();
}

/// Figure 11: an old duplicate SYN reaches a passive pair: the peer answers RST, LISTEN again.
TEST(OpenRecovery, OldDuplicateSynBetweenTwoListeners)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Rst(301));
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

// ---- User calls ----

/// RFC 9293 3.10.1: what an OPEN refuses.
/// RFC 9293 3.10.1.
TEST(OpenCall, Refusals)
{
    Stack stack(Exchange::Plain(), IsnSecret{1, 2});
    Actions actions;
    EXPECT_EQ(stack.Connect({1, 2, 5000, 0}, {}, Time(0), actions).error, CallError::BAD_ADDRESS);
    EXPECT_EQ(stack.Connect({1, ANY_ADDRESS, 5000, 80}, {}, Time(0), actions).error,
              CallError::BAD_ADDRESS);
    EXPECT_EQ(stack.Listen(ANY_ADDRESS, 0, 1, {}, Time(0), actions).error, CallError::BAD_ADDRESS);
    EXPECT_EQ(stack.Connect({1, 2, 5000, 80}, {}, Time(0), actions).error, CallError::NONE);
    EXPECT_EQ(stack.Connect({1, 2, 5000, 80}, {}, Time(0), actions).error,
              CallError::ADDRESS_IN_USE);
    EXPECT_EQ(stack.Listen(1, 5000, 1, {}, Time(0), actions).error, CallError::NONE); // MUST-42
    EXPECT_EQ(stack.Listen(1, 5000, 1, {}, Time(0), actions).error, CallError::ADDRESS_IN_USE);
    EXPECT_EQ(stack.Accept(ConnectionId{7, 7}).error, CallError::NO_CONNECTION);
    EXPECT_EQ(actions.segments.size(), 1U);
}

/// RFC 9293 3.10.2 to 3.10.5 in CLOSED: "connection does not exist".
/// RFC 9293 3.10.2, 3.10.3, 3.10.4.
TEST(OpenCall, ClosedConnectionDoesNotExist)
{
    auto tcp = Exchange::Established();
    EXPECT_EQ(tcp.Abort(), CallError::NONE);
    tcp.ExpectSent(Rst(101));
    EXPECT_EQ(tcp.Send(1), CallError::NO_CONNECTION);
    EXPECT_EQ(tcp.Read(1), CallError::NO_CONNECTION);
    EXPECT_EQ(tcp.Shutdown(), CallError::NO_CONNECTION);
    EXPECT_EQ(tcp.Close(), CallError::NO_CONNECTION);
    EXPECT_EQ(tcp.Abort(), CallError::NO_CONNECTION);
    EXPECT_EQ(tcp.SetOptions({}), CallError::NO_CONNECTION);
}

/// SHLD-26, RFC 5461: a hard ICMP error ends an open, a soft one does not (MUST-56).
TEST(OpenIcmp, HardErrorEndsTheOpen)
{
    auto tcp = Exchange::SynSent();
    tcp.ReceiveIcmp(100, IcmpKind::SOFT);
    tcp.ExpectNotified(Notification::SOFT_ERROR);
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    tcp.ReceiveIcmp(101, IcmpKind::NOBODY_THERE); // RFC 5927: not in flight
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    tcp.ReceiveIcmp(100, IcmpKind::NOBODY_THERE);
    tcp.ExpectNotified(Notification::UNREACHABLE);
    EXPECT_EQ(tcp.Cause(), Cause::ICMP_ERROR);
    tcp.ExpectGone();
}

/// RFC 5461: later on a hard error is a soft one.
/// RFC 9293 MUST-47, SHLD-25.
TEST(OpenIcmp, HardErrorIsSoftWhenEstablished)
{
    auto tcp = Exchange::Established();
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.ReceiveIcmp(101, IcmpKind::NOBODY_THERE);
    tcp.ExpectNotified(Notification::SOFT_ERROR);
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.ReceiveIcmp(100, IcmpKind::NOBODY_THERE);
    EXPECT_FALSE(tcp.WasNotified(Notification::SOFT_ERROR));
}

/// FreeBSD net.inet.tcp.keepinit: an open takes 75 s at most.
TEST(OpenTimeout, ConnectTimeout)
{
    auto tcp = Exchange::SynSent(Exchange::Plain("freebsd"));
    tcp.Advance(Seconds(75) - NanoSeconds(1));
    for (int at : {1000, 3200, 7400, 15600, 31800, 64000}) // rexmit_slop, but for the first
    {
        tcp.ExpectSentAt(MilliSeconds(at), Syn(100));
    }
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    tcp.Advance(NanoSeconds(1));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.ExpectGone();
}

/// The bound of the open ends with it, however the connection leaves SYN_RCVD.
TEST(OpenTimeout, ConnectTimeoutEndsWithTheHandshake)
{
    auto tcp = Exchange::Established(Exchange::Plain("freebsd"));
    tcp.Advance(Hours(1));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);

    auto crossed = Exchange::SynSent(Exchange::Plain("freebsd"));
    crossed.Receive(Syn(300));
    crossed.ExpectSent(SynAck(100, 301));
    crossed.Shutdown();
    crossed.ExpectSent(FinAck(101, 301));
    crossed.Receive(Ack(301, 102));
    EXPECT_EQ(crossed.State(), State::FIN_WAIT_2);
    crossed.Advance(Hours(1));
    EXPECT_EQ(crossed.State(), State::FIN_WAIT_2);
}
