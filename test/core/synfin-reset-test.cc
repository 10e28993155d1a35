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

/// Every answer is sent, not only one in 500 ms.
Profile
Talkative()
{
    Profile profile = Exchange::Plain();
    profile.invalid_ratelimit = Seconds(0);
    return profile;
}

} // namespace

// ---- First: the sequence number (Table 6) ----

/// An unacceptable segment is answered <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, then dropped.
/// RFC 9293 3.10.7.4.
TEST(SequenceCheck, OutOfWindowIsAcknowledged)
{
    for (State state : SYNCHRONIZED)
    {
        auto tcp = Exchange::In(state, Talkative());
        const uint32_t nxt = RcvNxt(state);
        const uint32_t wnd = tcp.Tcb()->RcvWnd();
        const Segment outside[] = {Ack(nxt - 1, SndUna(state)),
                                   Ack(nxt + wnd + 1, SndUna(state)),
                                   Data(nxt - 10, SndUna(state), 10),
                                   Data(nxt + wnd, SndUna(state), 10)};
        for (const Segment& segment : outside)
        {
            tcp.Receive(segment);
            tcp.ExpectDropped(DropReason::OUT_OF_WINDOW);
            tcp.ExpectSent(Ack(SndNxt(state), nxt));
            EXPECT_EQ(tcp.State(), state);
            EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD));
        }
    }
}

/// The edges of the window are in it.
TEST(SequenceCheck, EdgesOfTheWindowAreAcceptable)
{
    auto tcp = Exchange::Established();
    const uint32_t wnd = tcp.Tcb()->RcvWnd();
    tcp.Receive(Ack(301 + wnd - 1, 101));
    tcp.ExpectNothingDropped();
    tcp.Receive(Data(301 + wnd - 1, 101, 10)); // its first octet only
    tcp.ExpectNothingDropped();
    EXPECT_EQ(tcp.Notifications().back().kind, Notification::PAYLOAD);
    EXPECT_EQ(tcp.Notifications().back().size, 1U);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Receive(Data(291, 101, 11)); // its last octet only
    tcp.ExpectNothingDropped();
    tcp.ExpectSent(Ack(101, 302));
}

/// "Special allowance should be made to accept valid ACKs": who filled the window, or probes a
/// closed one, sends them from beyond; answers would be answered without end.
TEST(SequenceCheck, AckAtTheEdgeIsValid)
{
    Profile profile = Exchange::Plain();
    profile.rmem = 1000;
    auto tcp = Exchange::Established(profile);
    tcp.Send(20);
    tcp.ExpectSent(Data(101, 301, 20));
    tcp.Receive(Ack(1301, 111));
    EXPECT_EQ(tcp.Tcb()->SndNxt() - tcp.Tcb()->SndUna(), 10);
    tcp.Receive(Data(301, 111, 500));
    tcp.Receive(Data(801, 111, 500));
    tcp.ExpectSent(Ack(121, 1301)); // the window is closed
    tcp.Receive(Ack(1302, 121));
    EXPECT_EQ(tcp.Tcb()->SndNxt() - tcp.Tcb()->SndUna(), 0);
    tcp.ExpectNothingDropped();
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(1303, 121));
    tcp.ExpectDropped(DropReason::OUT_OF_WINDOW);
    tcp.ExpectSent(Ack(121, 1301));
}

/// "Segments of an old duplicate are dropped": an ACK on an unacceptable segment does not count.
TEST(SequenceCheck, AckOfAnUnacceptableSegmentDoesNotCount)
{
    auto tcp = Exchange::Established();
    tcp.Receive(Data(301, 101, 10));
    tcp.Send(20);
    tcp.ExpectSent(Data(101, 311, 20));
    tcp.Receive(Data(301, 121, 5));
    tcp.ExpectSent(Ack(121, 311));
    EXPECT_EQ(tcp.Tcb()->SndNxt() - tcp.Tcb()->SndUna(), 20);
    tcp.Receive(Ack(300 - 20000, 121));
    tcp.ExpectSent(Ack(121, 311));
    EXPECT_EQ(tcp.Tcb()->SndNxt() - tcp.Tcb()->SndUna(), 20);
}

// ---- Second: RST (RFC 5961 3.2) ----

/// "If the RST bit is set and the sequence number exactly matches, reset the connection."
TEST(ResetCheck, ExactResets)
{
    for (State state : SYNCHRONIZED)
    {
        auto tcp = Exchange::In(state);
        tcp.Receive(Rst(RcvNxt(state)));
        tcp.ExpectNotified(Notification::RESET);
        EXPECT_EQ(tcp.Cause(), Cause::RST_RECEIVED) << state;
        tcp.ExpectNothingSent();
        tcp.ExpectGone();
    }
}

/// "In the window, but not exact: challenge ACK."
TEST(ResetCheck, InWindowIsChallenged)
{
    for (State state : SYNCHRONIZED)
    {
        auto tcp = Exchange::In(state, Talkative());
        const uint32_t nxt = RcvNxt(state);
        for (uint32_t seq : {nxt + 1, nxt + tcp.Tcb()->RcvWnd() - 1})
        {
            tcp.Receive(Rst(seq));
            tcp.ExpectDropped(DropReason::RST_CHALLENGED);
            tcp.ExpectSent(Ack(SndNxt(state), nxt));
        }
        EXPECT_EQ(tcp.State(), state);
        EXPECT_EQ(tcp.Tcp().Counters().challengeAcks, 2U);
    }
}

/// "Outside of the window: silently drop."
TEST(ResetCheck, OutsideIsDropped)
{
    for (State state : SYNCHRONIZED)
    {
        auto tcp = Exchange::In(state);
        const uint32_t nxt = RcvNxt(state);
        for (uint32_t seq : {nxt - 1, nxt + tcp.Tcb()->RcvWnd(), nxt + 0x80000000U})
        {
            tcp.Receive(Rst(seq));
            tcp.ExpectDropped(DropReason::RST_OUT_OF_WINDOW);
            tcp.Receive(RstAck(seq, SndUna(state)));
        }
        tcp.ExpectNothingSent();
        EXPECT_EQ(tcp.State(), state);
    }
}

/// SYN_RCVD has the same three cases.
TEST(ResetCheck, InSynReceived)
{
    auto tcp = Exchange::SynReceived();
    tcp.Receive(Rst(300));
    tcp.ExpectDropped(DropReason::RST_OUT_OF_WINDOW);
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Receive(Rst(302));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Receive(Rst(301));
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// MUST-66: a RST counts at a zero window too.
TEST(ResetCheck, ExactAtZeroWindow)
{
    Profile profile = Exchange::Plain();
    profile.rmem = 1000;
    auto tcp = Exchange::Established(profile);
    tcp.Receive(Data(301, 101, 500));
    tcp.Receive(Data(801, 101, 500));
    tcp.ExpectSent(Ack(101, 1301));
    EXPECT_EQ(tcp.LastSent().window, 0);
    tcp.Receive(Rst(1302));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Receive(Rst(1301));
    tcp.ExpectNotified(Notification::RESET);
}

/// RFC 5961 3: "the RST+ACK's acknowledgment number is not checked."
TEST(ResetCheck, AckOfTheRstIsNotChecked)
{
    auto tcp = Exchange::Established();
    tcp.Receive(RstAck(301, 5000));
    tcp.ExpectNotified(Notification::RESET);
    tcp.ExpectGone();
}

// ---- Fourth: SYN (RFC 5961 4.2) ----

/// Whatever its sequence number, a SYN is answered by a challenge ACK.
TEST(SynCheck, IsChallenged)
{
    for (State state : SYNCHRONIZED)
    {
        auto tcp = Exchange::In(state, Talkative());
        const uint32_t nxt = RcvNxt(state);
        for (uint32_t seq : {nxt, nxt + 1, nxt - 1000, nxt + 0x70000000U})
        {
            tcp.Receive(Syn(seq));
            tcp.ExpectSent(Ack(SndNxt(state), nxt));
            tcp.Receive(SynAck(seq, SndUna(state)));
            tcp.ExpectSent(Ack(SndNxt(state), nxt));
        }
        tcp.ExpectDropped(DropReason::SYN_CHALLENGED);
        EXPECT_EQ(tcp.State(), state);
    }
}

// ---- Fifth: ACK (RFC 5961 5) ----

/// "If the ACK bit is off, drop the segment and return."
TEST(AckCheck, WithoutAckIsDropped)
{
    for (State state : SYNCHRONIZED)
    {
        auto tcp = Exchange::In(state);
        Segment text = Data(RcvNxt(state), 0, 10);
        text.flags = Segment::FIN;
        tcp.Receive(text);
        tcp.ExpectDropped(DropReason::NO_ACK);
        tcp.ExpectNothingSent();
        EXPECT_EQ(tcp.State(), state);
        EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD));
    }
}

/// "SEG.ACK > SND.NXT: send an ACK, drop the segment." Blind data injection ends here.
TEST(AckCheck, AckOfTheFutureIsChallenged)
{
    for (State state : SYNCHRONIZED)
    {
        auto tcp = Exchange::In(state);
        tcp.Receive(Data(RcvNxt(state), SndNxt(state) + 1, 10));
        tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
        tcp.ExpectSent(Ack(SndNxt(state), RcvNxt(state)));
        EXPECT_EQ(tcp.State(), state);
        EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD));
    }
}

/// MAY-12: "SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT"
TEST(AckCheck, TooOldAckIsChallenged)
{
    auto tcp = Exchange::SynSent();
    Segment synAck = SynAck(300, 101);
    synAck.window = 1000;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Receive(Data(301, 101 - 1001, 10));
    tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD));
    tcp.Receive(Data(301, 101 - 1000, 10)); // old, but within what the window ever was
    tcp.ExpectNothingDropped();
    tcp.ExpectNotified(Notification::PAYLOAD);
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Ack(101, 311));
}

/// "If the ACK is a duplicate (SEG.ACK =< SND.UNA), it can be ignored."
TEST(AckCheck, DuplicateIsIgnored)
{
    auto tcp = Exchange::Established();
    tcp.Receive(Ack(301, 101));
    tcp.Receive(Ack(301, 100));
    tcp.ExpectNothingSent();
    tcp.ExpectNothingDropped();
}

// ---- The throttle of challenge ACKs (RFC 5961 7) ----

/// Ten in five seconds for the whole host, then silence until the interval is over.
TEST(Challenge, LimitOfTheHost)
{
    auto tcp = Exchange::Established(Talkative());
    for (int i = 0; i < 15; ++i)
    {
        tcp.Receive(Rst(310));
    }
    for (int i = 0; i < 10; ++i)
    {
        tcp.ExpectSent(Ack(101, 301));
    }
    tcp.ExpectNothingSent();
    tcp.Advance(Seconds(5));
    tcp.Receive(Rst(310));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.Tcp().Counters().challengeAcks, 11U);
    EXPECT_EQ(tcp.Tcp().Counters().drops[static_cast<int>(DropReason::RST_CHALLENGED)], 16U);
}

/// The limit counts all connections of the host together.
TEST(Challenge, LimitCountsAllConnections)
{
    auto tcp = Exchange::Listening(Talkative());
    for (uint16_t port : {40001, 40002, 40003})
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        tcp.Receive(Ack(301, 101));
        for (int i = 0; i < 5; ++i)
        {
            tcp.Receive(Syn(400));
        }
    }
    EXPECT_EQ(tcp.TakeSent().size(), 10U);
}

/// tcp_invalid_ratelimit: one connection answers at most once per 500 ms.
TEST(Challenge, LimitOfTheConnection)
{
    Profile profile = Exchange::Plain("linux");
    auto tcp = Exchange::Established(profile);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(Ack(101, 301));
    tcp.Advance(MilliSeconds(499));
    tcp.Receive(Syn(300));
    tcp.Receive(Rst(310));
    tcp.Receive(Ack(200, 101));
    tcp.ExpectNothingSent();
    tcp.Advance(MilliSeconds(1));
    tcp.Receive(Syn(300));
    tcp.ExpectSent(Ack(101, 301));
}

/// Segments with data are no part of a loop of ACKs: they are always answered.
TEST(Challenge, DataOutOfWindowIsAlwaysAnswered)
{
    auto tcp = Exchange::Established(Exchange::Plain("linux"));
    tcp.Receive(Data(291, 101, 10));
    tcp.ExpectSent(Ack(101, 301));
    tcp.Receive(Data(291, 101, 10));
    tcp.ExpectSent(Ack(101, 301));
}

/// Two connections do not share the limit of one.
TEST(Challenge, LimitOfTheConnectionIsItsOwn)
{
    auto tcp = Exchange::Listening(Exchange::Plain("linux"));
    for (uint16_t port : {40001, 40002})
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        tcp.Receive(Ack(301, 101));
        tcp.Receive(Syn(400));
        tcp.ExpectSent(Ack(101, 301));
        tcp.Receive(Syn(400));
        tcp.ExpectNothingSent();
    }
}

/// MUST-7 in spirit: no flags at all, or all of them, do no harm in any state.
TEST(OddFlags, DoNoHarm)
{
    std::vector<State> states = SYNCHRONIZED;
    states.insert(states.end(), {State::SYN_SENT, State::SYN_RCVD, State::TIME_WAIT});
    for (State state : states)
    {
        for (int flags = 0; flags < 256; ++flags)
        {
            auto tcp = Exchange::In(state);
            for (uint32_t seq : {299U, 300U, 301U, 302U, 310U, 301U + 0x80000000U})
            {
                for (uint32_t payload : {0U, 1U, 2000U})
                {
                    Segment segment = Data(seq, 101, payload);
                    segment.flags = static_cast<uint8_t>(flags);
                    tcp.Receive(segment);
                }
            }
            // Whatever it led to, nothing stays behind once the user and the peer are gone.
            tcp.Abort();
            tcp.Advance(Hours(2));
            tcp.CloseListener();
            tcp.TakeSent();
            tcp.ExpectGone();
        }
    }
}

/// SHLD-2: a RST may carry text that explains it; it resets all the same, and nobody reads the
/// text.
TEST(ResetCheck, MayCarryText)
{
    for (State state : SYNCHRONIZED)
    {
        auto tcp = Exchange::In(state);
        Segment reset = Rst(RcvNxt(state));
        reset.payload = 20;
        tcp.Receive(reset);
        EXPECT_EQ(tcp.Cause(), Cause::RST_RECEIVED) << state;
        EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD)) << state;
        tcp.ExpectNothingSent();
        tcp.ExpectGone();
    }
}
