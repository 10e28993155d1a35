/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/// @file The number of a connection that its segments carry for observers, and the harms that it
/// shows.

#include "synfin-exchange.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return the segment as the peer's connection of that number sends it
Segment
Of(uint32_t incarnation, Segment segment)
{
    segment.incarnation = incarnation;
    return segment;
}

/// @return the host with an accepted connection of the peer's number 7
Exchange
AcceptedSeven()
{
    auto tcp = Exchange::Listening();
    tcp.Receive(Of(7, Syn(300)));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.LastSent().incarnation, 7U);
    tcp.Receive(Of(7, Ack(301, 101)));
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    return tcp;
}

uint64_t
OldDuplicates(Exchange& tcp)
{
    return tcp.Tcp().Counters().oldDuplicatesAccepted;
}

} // namespace

TEST(Incarnation, AnActiveOpenHasTheUsersNumberAndEverySegmentCarriesIt)
{
    ConnectionOptions options;
    options.incarnation = 5;
    auto tcp = Exchange::Closed();
    tcp.Connect(options);
    tcp.ExpectSent(Syn(100));
    EXPECT_EQ(tcp.LastSent().incarnation, 5U);
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.LastSent().incarnation, 5U);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(tcp.LastSent().incarnation, 5U);
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    // What is left of it still knows.
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.LastSent().incarnation, 5U);
    tcp.Advance(Minutes(4));
    for (const Transition& transition : tcp.Transitions())
    {
        EXPECT_EQ(transition.incarnation, 5U);
    }
}

TEST(Incarnation, APassiveOpenHasThatOfItsSyn)
{
    auto tcp = AcceptedSeven();
    EXPECT_EQ(tcp.Tcb()->Incarnation(), 7U);
    EXPECT_EQ(tcp.Transitions().back().incarnation, 7U);
    EXPECT_EQ(tcp.Transitions().front().incarnation, 0U); // the listener's
}

TEST(Incarnation, AnAnswerOfNobodyHasThatOfTheQuestion)
{
    auto tcp = Exchange::Closed();
    tcp.Receive(Of(9, Syn(300)));
    tcp.ExpectSent(RstAck(0, 301));
    EXPECT_EQ(tcp.LastSent().incarnation, 9U);
}

TEST(OldDuplicate, DataThatIsKeptCounts)
{
    auto tcp = AcceptedSeven();
    tcp.Receive(Of(7, Data(301, 101, 10)));
    EXPECT_EQ(OldDuplicates(tcp), 0U);
    tcp.Receive(Of(6, Data(311, 101, 10)));
    EXPECT_EQ(OldDuplicates(tcp), 1U);
    tcp.Receive(Of(6, Data(400, 101, 10))); // out of order, kept all the same
    EXPECT_EQ(OldDuplicates(tcp), 2U);
    tcp.TakeSent();
}

TEST(OldDuplicate, WhatIsRefusedDoesNotCount)
{
    auto tcp = AcceptedSeven();
    tcp.Receive(Of(6, Data(200, 101, 10))); // before the window
    tcp.ExpectDropped(DropReason::OUT_OF_WINDOW);
    tcp.Receive(Of(6, Ack(301, 101))); // acknowledges nothing new
    tcp.Receive(Of(6, Syn(5000)));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_EQ(OldDuplicates(tcp), 0U);
    EXPECT_EQ(tcp.Tcp().Counters().oldDuplicatesRejected, 3U);
    tcp.TakeSent();
}

TEST(OldDuplicate, AcknowledgementsAndEndsCount)
{
    auto tcp = AcceptedSeven();
    tcp.Send(10);
    tcp.TakeSent();
    tcp.Receive(Of(6, Ack(301, 111)));
    EXPECT_EQ(OldDuplicates(tcp), 1U);
    tcp.Receive(Of(6, Rst(301)));
    EXPECT_EQ(tcp.State(), State::LISTEN); // the connection is gone, its listener is not
    EXPECT_EQ(OldDuplicates(tcp), 2U);
    EXPECT_EQ(tcp.Tcp().Counters().oldDuplicatesRejected, 0U);
}

/// TIME_WAIT is there to meet them.
TEST(OldDuplicate, WhatTimeWaitMeetsIsRejected)
{
    auto tcp = AcceptedSeven();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(Of(7, FinAck(301, 102)));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Receive(Of(6, Data(200, 101, 10)));
    tcp.TakeSent();
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    EXPECT_EQ(tcp.Tcp().Counters().oldDuplicatesRejected, 1U);
    EXPECT_EQ(OldDuplicates(tcp), 0U);
}

TEST(OldDuplicate, LaterSegmentsAndUnknownOnesDoNotCount)
{
    auto tcp = AcceptedSeven();
    tcp.Receive(Of(8, Data(301, 101, 10)));
    tcp.Receive(Of(0, Data(311, 101, 10)));
    EXPECT_EQ(OldDuplicates(tcp), 0U);
    tcp.TakeSent();
}

/// Each end of a simultaneous open has a number of its own: the peer's is not old.
TEST(OldDuplicate, OfASimultaneousOpenIsOlderThanThePeersSyn)
{
    ConnectionOptions options;
    options.incarnation = 9;
    auto tcp = Exchange::Closed();
    tcp.Connect(options);
    tcp.ExpectSent(Syn(100));
    tcp.Receive(Of(7, Syn(300)));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.LastSent().incarnation, 9U);
    tcp.Receive(Of(7, SynAck(300, 101)));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Receive(Of(7, Data(301, 101, 10)));
    EXPECT_EQ(OldDuplicates(tcp), 0U);
    tcp.Receive(Of(6, Data(311, 101, 10)));
    EXPECT_EQ(OldDuplicates(tcp), 1U);
    tcp.TakeSent();
}

TEST(OldDuplicate, ASynThatReopensALaterConnectionCounts)
{
    auto tcp = AcceptedSeven();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(Of(7, FinAck(301, 102)));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Receive(Of(6, Syn(9000)));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    EXPECT_EQ(OldDuplicates(tcp), 1U);
    EXPECT_EQ(tcp.Tcp().Counters().oldDuplicatesRejected, 0U);
    tcp.TakeSent();
}

TEST(FinAnsweredByReset, CountsInLastAckAndClosing)
{
    for (const State state : {State::LAST_ACK, State::CLOSING, State::CLOSE_WAIT})
    {
        auto tcp = Exchange::In(state);
        tcp.Receive(Rst(302)); // right after the peer's FIN
        EXPECT_EQ(tcp.State(), State::CLOSED);
        EXPECT_EQ(tcp.Tcp().Counters().finsAnsweredByReset, state == State::CLOSE_WAIT ? 0U : 1U);
    }
}
