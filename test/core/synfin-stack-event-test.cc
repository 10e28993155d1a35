/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <array>
#include <initializer_list>
#include <utility>

using namespace ns3;
using namespace ns3::synfin;

/// What a Stack counts for Linux's names: each event where the kernel's source has its counter, and
/// nothing beside it.

namespace
{

using E = StackEvent;

Profile
Linux()
{
    return Exchange::Common("linux");
}

Segment
At(Segment segment, uint32_t tsval)
{
    segment.timestamps = Timestamps{tsval, 0};
    return segment;
}

/// These events, and no others.
void
ExpectEvents(Exchange& tcp, std::initializer_list<std::pair<StackEvent, uint64_t>> expected)
{
    std::array<uint64_t, STACK_EVENT_COUNT> wanted{};
    for (const auto& [event, count] : expected)
    {
        wanted[static_cast<std::size_t>(event)] = count;
    }
    EXPECT_EQ(tcp.Tcp().Counters().events, wanted);
}

} // namespace

/// tcp_retransmit_timer(), reqsk_timer_handler(): the last one, which gives up, counts, too.
TEST(StackEvent, Timeouts)
{
    Profile profile = Linux();
    profile.syn_retries = 2;
    profile.syn_linear_timeouts = 0;
    profile.synack_retries = 1;
    auto client = Exchange::SynSent(profile);
    client.Advance(Seconds(7));
    EXPECT_EQ(client.TakeSent().size(), 2U);
    ExpectEvents(client, {{E::TIMEOUT, 3}});
    auto server = Exchange::SynReceived(profile);
    server.Advance(Seconds(3));
    EXPECT_EQ(server.TakeSent().size(), 1U);
    ExpectEvents(server, {{E::TIMEOUT, 2}});
}

/// tcp_send_loss_probe(): a probe is no timeout, what follows it is one.
TEST(StackEvent, LossProbe)
{
    Profile profile = Linux();
    profile.sack = true;
    auto tcp = Exchange::Closed(profile);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    tcp.Advance(MilliSeconds(10));
    Segment synAck = SynAck(300, 101);
    synAck.sackPermitted = true;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Advance(MilliSeconds(250));
    EXPECT_EQ(tcp.TakeSent().size(), 1U);
    ExpectEvents(tcp, {{E::LOSS_PROBE, 1}});
    tcp.Advance(MilliSeconds(400));
    EXPECT_EQ(tcp.TakeSent().size(), 1U);
    ExpectEvents(tcp, {{E::LOSS_PROBE, 1}, {E::TIMEOUT, 1}});
}

/// tcp_xmit_probe_skb()
TEST(StackEvent, Probes)
{
    Profile profile = Linux();
    profile.keepalive = true;
    auto idle = Exchange::Established(profile);
    idle.Advance(profile.keepalive_time + profile.keepalive_intvl);
    EXPECT_EQ(idle.TakeSent().size(), 2U);
    ExpectEvents(idle, {{E::KEEPALIVE_PROBE, 2}});
    auto shut = Exchange::Established(Linux());
    Segment closed = Ack(301, 101);
    closed.window = 0;
    shut.Receive(closed);
    shut.Send(10);
    shut.Advance(Seconds(1));
    EXPECT_EQ(shut.TakeSent().size(), shut.Tcp().Counters().CountOf(E::WINDOW_PROBE));
    EXPECT_GT(shut.Tcp().Counters().CountOf(E::WINDOW_PROBE), 0U);
}

/// tcp_delack_timer_handler(), tcp_send_dupack()
TEST(StackEvent, Acknowledgements)
{
    Profile profile = Linux();
    profile.quick_acks = 0;
    auto tcp = Exchange::Established(profile);
    tcp.Receive(Data(301, 101, 10));
    tcp.Advance(profile.delayed_ack_timeout);
    tcp.ExpectSent(Ack(101, 311));
    ExpectEvents(tcp, {{E::DELAYED_ACK, 1}});
    tcp.Receive(Data(301, 101, 10));
    tcp.ExpectSent(Ack(101, 311));
    ExpectEvents(tcp, {{E::DELAYED_ACK, 1}, {E::ACK_LOST, 1}});
}

/// A D-SACK tells of it, where there is SACK (tcp_dsack_set()).
TEST(StackEvent, OldIsReported)
{
    Profile profile = Linux();
    profile.sack = true;
    profile.dsack = true;
    auto tcp = Exchange::Listening(profile);
    Segment syn = Syn(300);
    syn.sackPermitted = true;
    tcp.Receive(syn);
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    tcp.Receive(FinAck(301, 101));
    tcp.Advance(MilliSeconds(1));
    tcp.ExpectSent(Ack(101, 302));
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectSent(Ack(101, 302));
    ExpectEvents(tcp, {{E::DELAYED_ACK, 1}, {E::ACK_LOST, 1}, {E::OLD_REPORTED, 1}});
}

/// tcp_validate_incoming(): PAWS, sequence numbers, SYN; __tcp_oow_rate_limited()
TEST(StackEvent, InvalidSegments)
{
    Profile profile = Linux();
    profile.timestamps = true;
    auto tcp = Exchange::Listening(profile);
    tcp.Receive(At(Syn(300), 1000));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(At(Ack(301, 101), 1000));
    tcp.Receive(At(Ack(301, 101), 500));
    tcp.Receive(At(Ack(301, 101), 500));
    tcp.ExpectSent(Ack(101, 301));
    ExpectEvents(tcp, {{E::PAWS_REJECTED, 2}, {E::SKIPPED_PAWS, 1}});
    tcp.Receive(At(Ack(300, 101), 1000));
    tcp.Receive(At(Syn(350), 1000));
    ExpectEvents(tcp,
                 {{E::PAWS_REJECTED, 2},
                  {E::SKIPPED_PAWS, 1},
                  {E::SKIPPED_SEQUENCE, 1},
                  {E::SYN_CHALLENGED, 1},
                  {E::SYN_IN_ESTABLISHED, 1},
                  {E::SKIPPED_CHALLENGE, 1}});
}

/// tcp_validate_incoming(): a SYN with an older timestamp is challenged as any other.
TEST(StackEvent, OldSyn)
{
    Profile profile = Linux();
    profile.timestamps = true;
    auto tcp = Exchange::Listening(profile);
    tcp.Receive(At(Syn(300), 1000));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(At(Ack(301, 101), 1000));
    tcp.Receive(At(Syn(350), 500));
    tcp.ExpectDropped(DropReason::SYN_CHALLENGED);
    tcp.ExpectSent(Ack(101, 301));
    ExpectEvents(tcp, {{E::SYN_CHALLENGED, 1}, {E::SYN_IN_ESTABLISHED, 1}});
    EXPECT_EQ(tcp.Tcp().Counters().challengeAcks, 1U);
}

/// tcp_check_req(): the SYN-ACK is not sent again for each SYN.
TEST(StackEvent, RepeatedSyn)
{
    auto tcp = Exchange::SynReceived(Linux());
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Syn(300));
    ExpectEvents(tcp, {{E::SKIPPED_SYN_RECEIVED, 1}});
}

/// tcp_timewait_state_process(): PAWS counts for a SYN as well; what may not be answered is
/// counted.
TEST(StackEvent, TimeWait)
{
    Profile profile = Linux();
    profile.timestamps = true;
    auto tcp = Exchange::Listening(profile);
    tcp.Receive(At(Syn(300), 1000));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(At(Ack(301, 101), 1000));
    tcp.Accept();
    tcp.Shutdown();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(At(FinAck(301, 102), 1000));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Receive(At(Syn(200), 900));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Receive(At(Syn(200), 900));
    ExpectEvents(tcp, {{E::PAWS_IN_TIME_WAIT, 2}, {E::SKIPPED_TIME_WAIT, 1}});
    tcp.Receive(At(FinAck(301, 102), 1000));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Receive(At(Rst(302), 900)); // within TCP_PAWS_MSL it is no exception
    ExpectEvents(tcp, {{E::PAWS_IN_TIME_WAIT, 3}, {E::SKIPPED_TIME_WAIT, 1}});
}

/// inet_csk_reqsk_queue_is_full() is about the backlog; the quarter of max_syn_backlog that is kept
/// is another matter.
TEST(StackEvent, SynQueueOverflow)
{
    for (const uint32_t most : {100U, 2U})
    {
        Profile profile = Linux();
        profile.syncookies = 0;
        profile.max_syn_backlog = most;
        auto tcp = Exchange::Listening(profile, 3);
        for (uint16_t port = 20000; port < 20006; ++port)
        {
            tcp.FromPort(port);
            tcp.Receive(Syn(300));
        }
        const auto sent = tcp.TakeSent().size();
        EXPECT_EQ(tcp.Tcp().Counters().CountOf(DropReason::SYN_QUEUE_FULL), 6 - sent);
        EXPECT_EQ(tcp.Tcp().Counters().CountOf(E::SYN_QUEUE_OVERFLOW), most == 100 ? 6 - sent : 0);
        EXPECT_LT(sent, 6U);
    }
}

/// __tcp_close()
TEST(StackEvent, Aborts)
{
    auto unread = Exchange::Accepted(Linux());
    unread.Receive(Data(301, 101, 10));
    unread.Close();
    EXPECT_EQ(unread.Tcp().Counters().CountOf(E::ABORT_ON_CLOSE), 1U);
    unread.TakeSent();
    Profile profile = Linux();
    profile.linger2 = Seconds(-1);
    auto lingering = Exchange::Established(profile);
    lingering.Shutdown();
    lingering.ExpectSent(FinAck(101, 301));
    lingering.Receive(Ack(301, 102));
    lingering.Close();
    lingering.TakeSent();
    ExpectEvents(lingering, {{E::ABORT_ON_LINGER, 1}});
}

/// __inet_twsk_schedule(): a record is made once, for FIN_WAIT_2 or for TIME_WAIT, and up to 4 s it
/// is a short one.
TEST(StackEvent, Records)
{
    for (const bool isShort : {false, true})
    {
        Profile profile = Linux();
        profile.fin_timeout = Seconds(isShort ? 4 : 5);
        auto tcp = Exchange::Accepted(profile);
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(Ack(301, 102));
        EXPECT_EQ(tcp.Tcp().Counters().finWait2Records, 1U);
        ExpectEvents(tcp, {{E::RECORD_MADE, 1}, {E::RECORD_SHORT, isShort ? 1 : 0}});
        tcp.Receive(Ack(300, 102));
        tcp.ExpectSent(Ack(102, 301));
        tcp.Receive(Ack(300, 102));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        ExpectEvents(tcp,
                     {{E::RECORD_MADE, 1},
                      {E::RECORD_SHORT, isShort ? 1 : 0},
                      {E::SKIPPED_FIN_WAIT_2, 1},
                      {E::RECORD_IN_TIME_WAIT, 1}});
        EXPECT_EQ(tcp.Tcp().Counters().finWait2Records, 0U);
    }
}

/// TCP_TW_RST: what is no FIN ends a record.
TEST(StackEvent, RecordRefuses)
{
    auto tcp = Exchange::Accepted(Linux());
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(Ack(301, 102));
    tcp.Receive(Data(301, 102, 10));
    tcp.ExpectSent(Rst(102));
    ExpectEvents(tcp, {{E::RECORD_MADE, 1}, {E::RECORD_REFUSED, 1}});
}

/// What tw_recycle or a user makes short.
TEST(StackEvent, ShortTimeWait)
{
    for (const int seconds : {4, 5})
    {
        auto tcp = Exchange::Closed(Linux());
        ConnectionOptions options;
        options.timeWait = Seconds(seconds);
        tcp.Connect(options);
        tcp.ExpectSent(Syn(100));
        tcp.Receive(SynAck(300, 101));
        tcp.ExpectSent(Ack(101, 301));
        tcp.Shutdown();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        ExpectEvents(tcp, {{E::TIME_WAIT_SHORT, seconds == 4 ? 1 : 0}});
    }
}
