/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

/// RFC 9293 Figure 6: a connection opens, and Figure 12: it closes.
TEST(Life, ActiveOpenAndActiveClose)
{
    auto tcp = Exchange::Established();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    tcp.Receive(Ack(301, 102));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.ExpectNotified(Notification::CLOSED);
    tcp.Advance(Minutes(4) - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::CLOSED);
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
}

TEST(Life, PassiveOpenAndPassiveClose)
{
    auto tcp = Exchange::Accepted();
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectSent(Ack(101, 302));
    tcp.ExpectNotified(Notification::PEER_CLOSED);
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 302));
    EXPECT_EQ(tcp.State(), State::LAST_ACK);
    tcp.Receive(Ack(302, 102));
    tcp.ExpectNotified(Notification::CLOSED);
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// MUST-10, RFC 9293 Figure 7.
TEST(Life, SimultaneousOpen)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Receive(SynAck(300, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.ExpectNotified(Notification::CONNECTED);
}

/// RFC 9293 Figure 13.
TEST(Life, SimultaneousClose)
{
    auto tcp = Exchange::Established();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::CLOSING);
    tcp.Receive(Ack(302, 102));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// MUST-13: a retransmitted FIN is acknowledged again and restarts 2MSL.
TEST(Life, TimeWaitAcknowledgesTheFinAgain)
{
    auto tcp = Exchange::TimeWait();
    tcp.Advance(Minutes(3));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Advance(Minutes(4) - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::CLOSED);
}

TEST(Life, DataBothWays)
{
    auto tcp = Exchange::Established();
    tcp.Send(1000);
    tcp.ExpectSent(Data(101, 301, 536));
    tcp.ExpectNothingSent(); // SHLD-7: Nagle holds the small rest back
    tcp.Receive(Ack(301, 637));
    tcp.ExpectSent(Data(637, 301, 464));
    tcp.Receive(Ack(301, 1101));
    tcp.ExpectNotified(Notification::ACKNOWLEDGED);
    tcp.Receive(Data(301, 1101, 10));
    tcp.ExpectNotified(Notification::READABLE);
    tcp.Advance(MilliSeconds(200));
    tcp.ExpectSent(Ack(1101, 311));
}

/// tcp_syn_retries and tcp_syn_linear_timeouts: measured on Linux as 0, 1, 2, 3, 4, 5, 7, 11, 19,
/// 35, 67, error at 131 s.
TEST(Life, LinuxSynLadder)
{
    auto tcp = Exchange::SynSent(Exchange::Plain("linux"));
    tcp.Advance(Minutes(3));
    for (int at : {1, 2, 3, 4, 5, 7, 11, 19, 35, 67})
    {
        tcp.ExpectSentAt(Seconds(at), Syn(100));
    }
    tcp.ExpectNotified(Notification::TIMED_OUT);
    EXPECT_EQ(tcp.Transitions().back().to, State::CLOSED);
    EXPECT_EQ(tcp.Transitions().back().since, Seconds(0));
}

/// RFC 9293 3.10.6, STATUS: state, windows, and what waits in either direction.
TEST(Life, StatusOfAConnection)
{
    auto tcp = Exchange::Established();
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Receive(Data(301, 101, 20));
    ASSERT_NE(tcp.Tcb(), nullptr);
    EXPECT_EQ(tcp.Tcb()->GetState(), State::ESTABLISHED);
    EXPECT_EQ(tcp.Tcb()->SndNxt() - tcp.Tcb()->SndUna(), 10);
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 65535U);
    EXPECT_EQ(tcp.Tcb()->RcvNxt(), SequenceNumber32(321));
    EXPECT_EQ(tcp.Tcb()->RcvWnd(), 65515U);
    tcp.Abort();
    tcp.ExpectSent(Rst(111));
    EXPECT_EQ(tcp.Tcb(), nullptr);
}
