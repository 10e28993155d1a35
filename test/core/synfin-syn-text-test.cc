/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a SYN or SYN-ACK carries beside the SYN: text, and a FIN.

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

using Kinds = std::vector<Notification::Kind>;

/// A segment with SYN, and text, and perhaps FIN.
Segment
With(Segment syn, uint32_t payload, bool fin = false)
{
    syn.payload = payload;
    syn.flags |= fin ? Segment::FIN : 0;
    return syn;
}

/// What the users heard, in order.
Kinds
Heard(const Exchange& tcp)
{
    Kinds kinds;
    for (const Notification& notification : tcp.Notifications())
    {
        kinds.push_back(notification.kind);
    }
    return kinds;
}

} // namespace

/// RFC 9293 3.10.7.3: "If there are other controls or text in the segment, then continue processing
/// at the sixth step".
TEST(SynAckText, IsTaken)
{
    for (const char* preset : {"rfc9293", "freebsd"})
    {
        SCOPED_TRACE(preset);
        auto tcp = Exchange::SynSent(Exchange::Plain(preset));
        tcp.Receive(With(SynAck(300, 101), 20));
        tcp.ExpectSent(Ack(101, 321));
        EXPECT_EQ(tcp.State(), State::ESTABLISHED);
        EXPECT_EQ(Heard(tcp),
                  Kinds({Notification::CONNECTED, Notification::PAYLOAD, Notification::READABLE}));
        EXPECT_EQ(tcp.Notifications()[1].skip, 0U);
        EXPECT_EQ(tcp.Notifications()[1].size, 20U);
        EXPECT_EQ(tcp.Notifications()[1].streamOffset, 0U);
        tcp.Receive(Data(321, 101, 5));
        EXPECT_EQ(tcp.Notifications().back().streamOffset, 25U);
        tcp.TakeSent();
    }
}

TEST(SynAckText, FinIsTaken)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(With(SynAck(300, 101), 20, true));
    tcp.ExpectSent(Ack(101, 322));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
    EXPECT_EQ(Heard(tcp),
              Kinds({Notification::CONNECTED,
                     Notification::PAYLOAD,
                     Notification::READABLE,
                     Notification::PEER_CLOSED}));
    tcp.Read(20);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 322));
    tcp.Receive(Ack(322, 102));
    tcp.ExpectGone();
}

/// It is cut to the window that the SYN offered.
TEST(SynAckText, EndsAtTheWindow)
{
    auto profile = Exchange::Plain();
    profile.rmem = 256;
    auto tcp = Exchange::SynSent(profile);
    tcp.Receive(With(SynAck(300, 101), 300, true));
    tcp.ExpectSent(Ack(101, 557));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Read(256);
    tcp.ExpectSent(Ack(101, 557));
    tcp.Receive([] {
        Segment rest = Data(557, 101, 44);
        rest.flags |= Segment::FIN;
        return rest;
    }());
    tcp.ExpectSent(Ack(101, 602));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
}

/// Linux tcp_rcv_synsent_state_process(): only the SYN is taken, the rest has to come again.
TEST(SynAckText, LinuxIgnoresIt)
{
    auto tcp = Exchange::SynSent(Exchange::Plain("linux"));
    tcp.Receive(With(SynAck(300, 101), 20, true));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_EQ(Heard(tcp), Kinds({Notification::CONNECTED}));
    Segment again = Data(301, 101, 20);
    again.flags |= Segment::FIN;
    tcp.Receive(again);
    tcp.Advance(MilliSeconds(40)); // fin_ack_waits
    tcp.ExpectSent(Ack(101, 322));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
}

/// RFC 9293 3.10.7.2: "any other control or text should be queued for processing later"; it is
/// neither acknowledged nor delivered before ESTABLISHED (3.10.7.4, seventh).
TEST(SynText, WaitsForEstablished)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(With(Syn(300), 20));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(Heard(tcp), Kinds({Notification::PAYLOAD}));
    EXPECT_EQ(tcp.Notifications()[0].size, 20U);
    // The SYN again brings nothing new.
    tcp.Advance(MilliSeconds(600));
    tcp.Receive(With(Syn(300), 20));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    tcp.ExpectSent(Ack(101, 321));
    EXPECT_EQ(Heard(tcp),
              Kinds({Notification::PAYLOAD, Notification::ACCEPTABLE, Notification::READABLE}));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// Also when the third segment carries the same octets, and more.
TEST(SynText, IsDeliveredOnce)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(With(Syn(300), 20));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Data(301, 101, 30));
    tcp.ExpectSent(Ack(101, 331));
    EXPECT_EQ(Heard(tcp),
              Kinds({Notification::PAYLOAD,
                     Notification::ACCEPTABLE,
                     Notification::PAYLOAD,
                     Notification::READABLE}));
    EXPECT_EQ(tcp.Notifications()[2].skip, 20U);
    EXPECT_EQ(tcp.Notifications()[2].size, 10U);
    EXPECT_EQ(tcp.Notifications()[3].size, 30U);
}

TEST(SynText, FinWaitsToo)
{
    for (const uint32_t size : {0U, 20U})
    {
        auto tcp = Exchange::Listening();
        tcp.Receive(With(Syn(300), size, true));
        tcp.ExpectSent(SynAck(100, 301));
        EXPECT_EQ(tcp.State(), State::SYN_RCVD);
        tcp.Receive(Ack(301, 101));
        tcp.ExpectSent(Ack(101, 302 + size));
        EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
        EXPECT_EQ(Heard(tcp).back(), Notification::PEER_CLOSED);
    }
}

/// A RST ends it, and who keeps the octets is told so.
TEST(SynText, GoesWithTheConnection)
{
    auto tcp = Exchange::Listening();
    tcp.Receive(With(Syn(300), 20));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Rst(301));
    EXPECT_EQ(Heard(tcp), Kinds({Notification::PAYLOAD, Notification::RESET}));
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// Also where the old duplicate of a SYN had reopened a connection in TIME_WAIT.
TEST(SynText, GoesWithAReopenedConnection)
{
    auto tcp = Exchange::Accepted();
    tcp.Shutdown();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    const std::size_t before = tcp.Notifications().size();
    tcp.Receive(With(Syn(400), 20));
    EXPECT_EQ(tcp.TakeSent().size(), 1U);
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Receive(Rst(401));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    ASSERT_EQ(tcp.Notifications().size(), before + 2);
    EXPECT_EQ(tcp.Notifications()[before].kind, Notification::PAYLOAD);
    EXPECT_EQ(tcp.Notifications()[before + 1].kind, Notification::RESET);
    EXPECT_TRUE(tcp.Notifications()[before].connection ==
                tcp.Notifications()[before + 1].connection);
}

/// Linux and FreeBSD keep no text of a SYN: there is no connection yet, but an entry of the SYN
/// queue.
TEST(SynText, OthersIgnoreIt)
{
    for (const char* preset : {"linux", "freebsd"})
    {
        SCOPED_TRACE(preset);
        auto tcp = Exchange::Listening(Exchange::Plain(preset));
        tcp.Receive(With(Syn(300), 20));
        tcp.ExpectSent(SynAck(100, 301));
        tcp.Receive(Ack(301, 101));
        tcp.ExpectNothingSent();
        EXPECT_EQ(Heard(tcp), Kinds({Notification::ACCEPTABLE}));
        tcp.Receive(Data(301, 101, 20));
        EXPECT_EQ(tcp.Notifications().back().size, 20U);
        tcp.Advance(Seconds(1));
        tcp.ExpectSent(Ack(101, 321));
    }
}

/// Simultaneous open: the text of the SYN waits, that of the SYN-ACK comes behind the SYN.
TEST(SimultaneousText, WaitsForEstablished)
{
    auto tcp = Exchange::SynSent();
    tcp.Receive(With(Syn(300), 20));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(Heard(tcp), Kinds({Notification::PAYLOAD}));
    tcp.Receive(With(SynAck(300, 101), 30, true));
    tcp.ExpectSent(Ack(101, 332));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
    EXPECT_EQ(Heard(tcp),
              Kinds({Notification::PAYLOAD,
                     Notification::CONNECTED,
                     Notification::PAYLOAD,
                     Notification::READABLE,
                     Notification::PEER_CLOSED}));
    EXPECT_EQ(tcp.Notifications()[2].skip, 20U);
    EXPECT_EQ(tcp.Notifications()[3].size, 30U);
}
