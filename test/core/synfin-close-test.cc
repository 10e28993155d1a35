/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Ends where it should, after TIME_WAIT if there is one.
void
ExpectEnds(Exchange& tcp)
{
    tcp.Advance(Minutes(10));
    EXPECT_EQ(tcp.Transitions().back().to, State::CLOSED);
    tcp.ExpectGone();
}

} // namespace

// ---- Orderly close ----

/// RFC 9293 Figure 12, A's side.
TEST(Close, ActiveClose)
{
    auto tcp = Exchange::Established();
    EXPECT_EQ(tcp.Close(), CallError::NONE);
    tcp.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    EXPECT_EQ(tcp.Cause(), Cause::USER_CLOSE);
    tcp.Receive(Ack(301, 102));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.ExpectNotified(Notification::SENT_FIN);
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.ExpectNotified(Notification::CLOSED);
    ExpectEnds(tcp);
}

/// Figure 5, note 2: FIN and the ACK of ours in one segment lead to TIME_WAIT.
TEST(Close, FinWithTheAckOfOurs)
{
    auto tcp = Exchange::Established();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    ExpectEnds(tcp);
}

/// RFC 9293 Figure 12, B's side: MUST-12 tells the user, data still goes out, then the FIN.
TEST(Close, PassiveCloseWithDataInCloseWait)
{
    auto tcp = Exchange::Established();
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectSent(Ack(101, 302));
    tcp.ExpectNotified(Notification::PEER_CLOSED);
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
    tcp.Send(100);
    tcp.ExpectSent(Data(101, 302, 100));
    tcp.Receive(Ack(302, 201));
    tcp.Close();
    tcp.ExpectSent(FinAck(201, 302));
    EXPECT_EQ(tcp.State(), State::LAST_ACK);
    tcp.Receive(Ack(302, 202));
    tcp.ExpectNotified(Notification::CLOSED);
    EXPECT_EQ(tcp.Cause(), Cause::ACK_RECEIVED);
    tcp.ExpectGone();
}

/// Figure 13: FINs cross.
TEST(Close, SimultaneousClose)
{
    auto tcp = Exchange::Established();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::CLOSING);
    // CLOSING needs the ACK of our FIN, nothing less.
    tcp.Receive(Ack(302, 101));
    EXPECT_EQ(tcp.State(), State::CLOSING);
    tcp.Receive(Ack(302, 102));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    ExpectEnds(tcp);
}

/// In CLOSING our FIN is retransmitted, and the peer's is acknowledged again.
TEST(Close, ClosingRepeatsItself)
{
    auto tcp = Exchange::In(State::CLOSING);
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Advance(Seconds(1));
    tcp.ExpectSentAt(Seconds(1), FinAck(101, 302));
    tcp.Receive(Ack(302, 102));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

// ---- Half-close ----

/// Data of the peer still arrives after Shutdown.
TEST(Close, HalfCloseReceivesData)
{
    auto tcp = Exchange::Established();
    EXPECT_EQ(tcp.Shutdown(), CallError::NONE);
    tcp.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(tcp.Shutdown(), CallError::CLOSING);
    EXPECT_EQ(tcp.Send(1), CallError::CLOSING);
    tcp.Receive(Data(301, 101, 50)); // in FIN_WAIT_1
    tcp.ExpectNotified(Notification::READABLE);
    tcp.Receive(Data(351, 102, 50)); // acknowledges the FIN
    tcp.ExpectNotified(Notification::READABLE);
    tcp.ExpectSent(Ack(102, 401));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.Advance(Hours(3)); // no fin_timeout while the user is there
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.Receive(Data(401, 102, 50));
    tcp.ExpectNotified(Notification::READABLE);
    tcp.Receive(FinAck(451, 102));
    tcp.ExpectSent(Ack(102, 452));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// A half-closed connection of a Linux host does not time out either.
TEST(Close, HalfCloseHasNoFinTimeout)
{
    auto tcp = Exchange::Established(Exchange::Plain("linux"));
    tcp.Shutdown();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(Ack(301, 102));
    tcp.Advance(Hours(1));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    // Close makes it an orphan: now fin_timeout counts.
    EXPECT_EQ(tcp.Close(), CallError::NONE);
    tcp.Advance(Seconds(60) - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.Cause(), Cause::FIN_WAIT_2_TIMEOUT);
    tcp.ExpectGone();
}

/// The FIN follows the last octet, and rides on the last segment.
TEST(Close, FinFollowsQueuedData)
{
    auto tcp = Exchange::Established();
    tcp.Send(600);
    tcp.ExpectSent(Data(101, 301, 536));
    tcp.Close();
    Segment last = Data(637, 301, 64);
    last.flags |= Segment::FIN;
    tcp.ExpectSent(last);
    tcp.Receive(Ack(301, 702));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
}

/// FIN_WAIT_1 ends with the ACK of the FIN, not with that of the data before it.
TEST(Close, AckOfDataAloneKeepsFinWait1)
{
    auto tcp = Exchange::Established();
    tcp.Send(100);
    tcp.ExpectSent(Data(101, 301, 100));
    tcp.Close();
    tcp.ExpectSent(FinAck(201, 301));
    tcp.Receive(Ack(301, 201));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    EXPECT_FALSE(tcp.WasNotified(Notification::SENT_FIN));
    tcp.Receive(Ack(301, 202));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
}

/// The same for LAST_ACK.
TEST(Close, AckOfDataAloneKeepsLastAck)
{
    auto tcp = Exchange::In(State::CLOSE_WAIT);
    tcp.Send(100);
    tcp.ExpectSent(Data(101, 302, 100));
    tcp.Close();
    tcp.ExpectSent(FinAck(201, 302));
    tcp.Receive(Ack(302, 201));
    EXPECT_EQ(tcp.State(), State::LAST_ACK);
    tcp.Receive(Ack(302, 202));
    tcp.ExpectGone();
}

/// A FIN that came before data that is missing counts when the gap is closed.
/// RFC 9293 SHLD-31.
TEST(Close, FinOutOfOrder)
{
    auto tcp = Exchange::Established();
    tcp.Receive(FinAck(311, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_FALSE(tcp.WasNotified(Notification::PEER_CLOSED));
    tcp.Receive(Data(301, 101, 10));
    tcp.ExpectSent(Ack(101, 312));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
    tcp.ExpectNotified(Notification::PEER_CLOSED);
}

/// RFC 9293 3.10.7.4, eighth, in CLOSE_WAIT and LAST_ACK: the FIN again is acknowledged again.
TEST(Close, FinAgainIsAcknowledgedAgain)
{
    for (State state : {State::CLOSE_WAIT, State::LAST_ACK})
    {
        auto tcp = Exchange::In(state);
        const uint32_t next = state == State::LAST_ACK ? 102 : 101;
        tcp.Receive(FinAck(301, 101));
        tcp.ExpectSent(Ack(next, 302));
        EXPECT_EQ(tcp.State(), state);
    }
}

/// Seventh: text after the FIN is ignored.
TEST(Close, TextAfterTheFinIsIgnored)
{
    for (State state : {State::CLOSE_WAIT, State::LAST_ACK, State::CLOSING})
    {
        auto tcp = Exchange::In(state);
        tcp.Receive(Data(302, 101, 10));
        EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD));
        EXPECT_FALSE(tcp.WasNotified(Notification::READABLE));
        EXPECT_EQ(tcp.State(), state);
        EXPECT_EQ(tcp.Tcb()->RcvNxt(), SequenceNumber32(302));
    }
}

// ---- Close in other states ----

/// RFC 9293 3.10.4, SYN-SENT: delete the TCB.
/// RFC 9293 3.10.4.
TEST(Close, InSynSent)
{
    auto tcp = Exchange::SynSent();
    EXPECT_EQ(tcp.Close(), CallError::NONE);
    tcp.ExpectNothingSent();
    tcp.ExpectNotified(Notification::CLOSED);
    tcp.ExpectGone();
}

/// RFC 9293 3.10.4, SYN-RECEIVED of a simultaneous open: FIN, FIN_WAIT_1.
TEST(Close, InSynReceived)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.Close(), CallError::NONE);
    tcp.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    tcp.Receive(Ack(301, 101)); // only the SYN
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    tcp.Receive(Ack(301, 102));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    ExpectEnds(tcp);
}

/// There the SYN-ACK is still unacknowledged: it is what is sent again first.
TEST(Close, InSynReceivedWithLosses)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    tcp.Advance(Seconds(3)); // RFC 6298 5.7: the SYN was lost, so the RTO is 3 s
    tcp.ExpectSentAt(Seconds(4), FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// Until our SYN is acknowledged, an ACK below it is none of this connection's: what comes with it
/// is not taken either (RFC 5961 5.2; Linux tcp_ack() takes no ACK of octets never sent).
TEST(Close, InSynReceivedAndAnAckBeforeTheSyn)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 51));
    tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
    tcp.ExpectSent(Ack(102, 301));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// With data queued the FIN waits until ESTABLISHED (RFC 9293 3.10.4).
TEST(Close, InSynReceivedWithQueuedData)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Send(10);
    tcp.Close();
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Receive(Ack(301, 101));
    Segment text = Data(101, 301, 10);
    text.flags |= Segment::FIN;
    tcp.ExpectSent(text);
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    tcp.Receive(Ack(301, 112));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
}

/// RFC 9293 3.10.4: a second CLOSE is "error: connection closing".
/// RFC 9293 3.10.4.
TEST(Close, Twice)
{
    for (State state : {State::FIN_WAIT_1, State::FIN_WAIT_2, State::CLOSING, State::LAST_ACK})
    {
        auto tcp = Exchange::In(state);
        EXPECT_EQ(tcp.Close(), CallError::CLOSING) << state;
        EXPECT_EQ(tcp.Send(1), CallError::CLOSING) << state;
        EXPECT_EQ(tcp.State(), state);
    }
}

/// In TIME_WAIT the connection's name means nothing any more.
TEST(Close, InTimeWait)
{
    auto tcp = Exchange::TimeWait();
    EXPECT_EQ(tcp.Close(), CallError::NO_CONNECTION);
    EXPECT_EQ(tcp.Abort(), CallError::NO_CONNECTION);
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// MAY-1, SHLD-3, RFC 2525 2.17: unread data is lost, and the peer is told by a RST.
/// RFC 9293 MUST-12.
TEST(Close, WithUnreadDataAborts)
{
    auto tcp = Exchange::Established();
    tcp.Receive(Data(301, 101, 10));
    EXPECT_EQ(tcp.Close(), CallError::NONE);
    tcp.ExpectSent(Rst(101));
    tcp.ExpectNotified(Notification::ABORTED);
    tcp.ExpectGone();
}

TEST(Close, AfterReadingIsOrderly)
{
    auto tcp = Exchange::Established();
    tcp.Receive(Data(301, 101, 10));
    EXPECT_EQ(tcp.Read(10), CallError::NONE);
    EXPECT_EQ(tcp.Close(), CallError::NONE);
    tcp.ExpectSent(FinAck(101, 311));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
}

/// SHLD-3: data for a user who is gone is answered by a RST.
TEST(Close, DataAfterCloseIsReset)
{
    for (State state : {State::FIN_WAIT_1, State::FIN_WAIT_2})
    {
        auto tcp = Exchange::In(state);
        // At SEG.ACK: in FIN_WAIT_1 the FIN may be lost, and the peer would challenge a RST beyond
        // it.
        const uint32_t acknowledged = state == State::FIN_WAIT_2 ? 102 : 101;
        tcp.Receive(Data(301, acknowledged, 10));
        tcp.ExpectSent(Rst(acknowledged));
        tcp.ExpectDropped(DropReason::AFTER_CLOSE);
        tcp.ExpectNotified(Notification::ABORTED);
        tcp.ExpectGone();
    }
}

// ---- Abort (RFC 9293 3.10.5) ----

/// "<SEQ=SND.NXT><CTL=RST>" in SYN-RECEIVED, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, CLOSE-WAIT.
/// RFC 9293 3.10.5.
TEST(Abort, SendsRst)
{
    for (State state :
         {State::ESTABLISHED, State::FIN_WAIT_1, State::FIN_WAIT_2, State::CLOSE_WAIT})
    {
        auto tcp = Exchange::In(state);
        const bool finSent = state == State::FIN_WAIT_1 || state == State::FIN_WAIT_2;
        EXPECT_EQ(tcp.Abort(), CallError::NONE);
        tcp.ExpectSent(Rst(finSent ? 102 : 101));
        tcp.ExpectNotified(Notification::ABORTED);
        EXPECT_EQ(tcp.Cause(), Cause::USER_ABORT);
        tcp.ExpectGone();
    }
    auto crossed = Exchange::SynSent();
    crossed.Receive(Syn(300));
    crossed.ExpectSent(SynAck(100, 301));
    crossed.Abort();
    crossed.ExpectSent(Rst(101));
    crossed.ExpectGone();
}

/// SYN-SENT, CLOSING, LAST-ACK: delete the TCB, no RST.
/// RFC 9293 3.10.5.
TEST(Abort, IsSilent)
{
    for (State state : {State::SYN_SENT, State::CLOSING, State::LAST_ACK})
    {
        auto tcp = Exchange::In(state);
        EXPECT_EQ(tcp.Abort(), CallError::NONE);
        tcp.ExpectNothingSent();
        tcp.ExpectNotified(Notification::ABORTED);
        tcp.ExpectGone();
    }
}

/// With data in flight the RST follows the last octet that was sent.
TEST(Abort, WithDataInFlight)
{
    auto tcp = Exchange::Established();
    tcp.Send(50);
    tcp.ExpectSent(Data(101, 301, 50));
    tcp.Abort();
    tcp.ExpectSent(Rst(151));
    tcp.ExpectGone();
}

/// What Figure 5 allows and what it does not.
TEST(Edges, LegalOnesAndNoOther)
{
    using S = State;
    const std::vector<std::pair<S, S>> legal = {
        {S::CLOSED, S::SYN_SENT},        {S::CLOSED, S::LISTEN},
        {S::LISTEN, S::SYN_RCVD},        {S::LISTEN, S::SYN_SENT},
        {S::LISTEN, S::CLOSED},          {S::SYN_SENT, S::SYN_RCVD},
        {S::SYN_SENT, S::ESTABLISHED},   {S::SYN_SENT, S::CLOSED},
        {S::SYN_RCVD, S::ESTABLISHED},   {S::SYN_RCVD, S::FIN_WAIT_1},
        {S::SYN_RCVD, S::LISTEN},        {S::SYN_RCVD, S::CLOSED},
        {S::SYN_RCVD, S::TIME_WAIT},     {S::ESTABLISHED, S::FIN_WAIT_1},
        {S::ESTABLISHED, S::CLOSE_WAIT}, {S::ESTABLISHED, S::CLOSED},
        {S::CLOSE_WAIT, S::LAST_ACK},    {S::CLOSE_WAIT, S::CLOSED},
        {S::LAST_ACK, S::CLOSED},        {S::FIN_WAIT_1, S::FIN_WAIT_2},
        {S::FIN_WAIT_1, S::CLOSING},     {S::FIN_WAIT_1, S::TIME_WAIT},
        {S::FIN_WAIT_1, S::CLOSED},      {S::FIN_WAIT_2, S::TIME_WAIT},
        {S::FIN_WAIT_2, S::CLOSED},      {S::CLOSING, S::TIME_WAIT},
        {S::CLOSING, S::CLOSED},         {S::TIME_WAIT, S::CLOSED}};
    for (int from = 0; from < STATE_COUNT; ++from)
    {
        for (int to = 0; to < STATE_COUNT; ++to)
        {
            const std::pair<S, S> edge{static_cast<S>(from), static_cast<S>(to)};
            const bool expected = std::count(legal.begin(), legal.end(), edge) == 1;
            EXPECT_EQ(IsLegal(edge.first, edge.second), expected)
                << edge.first << " -> " << edge.second;
        }
    }
}
