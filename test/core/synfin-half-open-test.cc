/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How long a connection is half open: SYNs again, TCP_DEFER_ACCEPT, a full accept queue. Linux
// tcp_check_req(), reqsk_timer_handler(), syn_ack_recalc(); each was seen on a live Linux 6.18.

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

Profile
Linux(uint32_t hz = 0)
{
    Profile profile = Exchange::Plain("linux");
    profile.timer_hz = hz;
    return profile;
}

/// A client sends SYNs at these times (s) and nothing else. @return how long the entry lasts, in s
double
Silent(const Profile& profile, const std::vector<double>& syns)
{
    Exchange tcp = Exchange::Listening(profile);
    std::size_t next = 0;
    do
    {
        for (; next < syns.size() && Seconds(syns[next]) <= tcp.Now(); ++next)
        {
            tcp.Receive(Syn(300));
        }
        tcp.Advance(MilliSeconds(10));
    } while (tcp.Tcp().CountOf(State::SYN_RCVD) > 0);
    tcp.TakeSent();
    return tcp.Now().GetSeconds();
}

/// Who sends a SYN and answers every SYN-ACK by an ACK without data, at most so often.
/// @return when the connection is established or gone, in s; the SYN-ACKs wait to be expected
double
Mute(Exchange& tcp, int answers)
{
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    while (tcp.State() == State::SYN_RCVD)
    {
        tcp.Advance(*tcp.Tcp().NextDeadline() - tcp.Now());
        if (--answers > 0)
        {
            tcp.Receive(Ack(301, 101));
        }
    }
    return tcp.Now().GetSeconds();
}

} // namespace

/// A SYN again draws the SYN-ACK and puts the next one off, by as much as it has backed off: so a
/// client that repeats it keeps the entry longer than 63 s.
TEST(HalfOpen, SynsAgainPutItOff)
{
    EXPECT_NEAR(Silent(Linux(), {0}), 63, .011);
    EXPECT_NEAR(Silent(Linux(), {0, .2, .4, .6, .8}), 63.8, .011); // two of them within 500 ms
    EXPECT_NEAR(Silent(Linux(), {0, 40}), 72, .011);
    EXPECT_NEAR(Silent(Linux(), {0, 62}), 94, .011);
    // SYNs that come shortly after each timer, and those that come before
    EXPECT_NEAR(Silent(Linux(), {0, 1.05, 3.1, 7.2, 15.4, 31.6, 63.55}), 95.55, .011);
    EXPECT_NEAR(Silent(Linux(), {0, .99, 2.98, 6.97, 14.96, 30.95, 62.94}), 94.94, .011);
}

/// The same on the wheel, as measured: 65.06, 73.24, 95.78 s.
TEST(HalfOpen, SynsAgainOnTheWheel)
{
    EXPECT_NEAR(Silent(Linux(250), {0}), 65, 2);
    EXPECT_NEAR(Silent(Linux(250), {0, 40}), 73.2, 2);
    EXPECT_NEAR(Silent(Linux(250), {0, 1, 3, 7, 15, 31, 63}), 96, 2);
}

/// TCP_DEFER_ACCEPT: an ACK without data leaves the connection half open. The SYN-ACK is repeated
/// when the time is over, rounded up to one of its timeouts; its answer then counts.
TEST(DeferAccept, UntilTheTimeIsOver)
{
    const std::vector<std::pair<int, int>> times =
        {{1, 1}, {2, 3}, {5, 7}, {10, 15}, {30, 31}, {100, 127}};
    for (const auto& [defer, over] : times)
    {
        Profile profile = Linux();
        profile.defer_accept = Seconds(defer);
        Exchange tcp = Exchange::Listening(profile);
        EXPECT_EQ(Mute(tcp, 100), over);
        tcp.ExpectSentAt(Seconds(over), SynAck(100, 301));
        tcp.ExpectNothingSent();
        EXPECT_EQ(tcp.State(), State::ESTABLISHED);
        EXPECT_EQ(tcp.Accept(), CallError::NONE);
    }
}

/// Without an answer to that, it goes on as it does without.
TEST(DeferAccept, AMuteClient)
{
    Profile profile = Linux();
    profile.defer_accept = Seconds(5);
    Exchange tcp = Exchange::Listening(profile);
    EXPECT_EQ(Mute(tcp, 1), 63);
    tcp.ExpectDropped(DropReason::DEFERRED_ACK);
    for (int at : {7, 15, 31})
    {
        tcp.ExpectSentAt(Seconds(at), SynAck(100, 301));
    }
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// Data ends the waiting, and so does a FIN.
TEST(DeferAccept, UntilThereIsData)
{
    for (const Segment& segment : {Data(301, 101, 10), FinAck(301, 101)})
    {
        Exchange tcp(Linux());
        ConnectionOptions options;
        options.deferAccept = Seconds(30);
        tcp.Listen(8, options);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        tcp.Receive(Ack(301, 101));
        EXPECT_EQ(tcp.State(), State::SYN_RCVD);
        EXPECT_FALSE(tcp.WasNotified(Notification::ACCEPTABLE));
        tcp.Advance(Seconds(4));
        tcp.Receive(segment);
        tcp.ExpectNotified(Notification::ACCEPTABLE);
        EXPECT_EQ(tcp.Accept(), CallError::NONE);
        tcp.TakeSent();
    }
}

/// Who never sent an ACK draws the SYN-ACK as usual.
TEST(DeferAccept, IsForWhoHasTheSynAck)
{
    Profile profile = Linux();
    profile.defer_accept = Seconds(100);
    EXPECT_NEAR(Silent(profile, {0}), 63, .011);
}

/// abort_on_overflow 0: who never finds room in the accept queue is forgotten in the end; the
/// client hears nothing of it.
TEST(HalfOpen, TheAcceptQueueStaysFull)
{
    Exchange tcp = Exchange::Listening(Linux(), 1);
    for (uint16_t port : {20001, 20002, 20003})
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        if (port != 20001)
        {
            tcp.Receive(Ack(301, 101));
        }
        tcp.FromPort(20001);
    }
    tcp.Receive(Ack(301, 101));
    for (int at : {1, 3, 7, 15, 31})
    {
        tcp.Advance(Seconds(at) - tcp.Now());
        tcp.ExpectSentAt(Seconds(at), SynAck(100, 301));
        tcp.Receive(Ack(301, 101));
        tcp.ExpectDropped(DropReason::ACCEPT_QUEUE_FULL);
    }
    tcp.Advance(Seconds(63) - tcp.Now());
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Tcp().CountOf(State::ESTABLISHED), 2U);
}
