/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Listeners that share a port (SO_REUSEPORT), what waits at them, and what that costs.

#include "synfin-exchange.h"

#include <array>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

ConnectionOptions
Shared()
{
    ConnectionOptions options;
    options.reusePort = true;
    return options;
}

/// So many listeners on one port.
Exchange
Sharing(const Profile& profile, int listeners, uint32_t backlog)
{
    auto tcp = Exchange::Closed(profile);
    for (int i = 0; i < listeners; ++i)
    {
        EXPECT_EQ(tcp.Listen(backlog, Shared()), CallError::NONE);
    }
    return tcp;
}

/// Linux's, with what becomes of those who wait at a listener that closes.
Profile
Migrating(uint32_t migrate_req)
{
    Profile profile = Exchange::Plain("linux");
    profile.migrate_req = migrate_req;
    return profile;
}

/// From the next port on whose connection is that listener's: its SYN is answered.
void
ComeTo(Exchange& tcp, int listener)
{
    while (true)
    {
        tcp.FromPort(static_cast<uint16_t>(tcp.Tuple().remotePort + 1));
        tcp.Receive(Syn(300));
        if (tcp.State() == State::SYN_RCVD)
        {
            tcp.ExpectSent(SynAck(100, 301));
            if (tcp.Waits() == listener)
            {
                return;
            }
            tcp.Receive(Rst(301));
        }
    }
}

} // namespace

/// Each gets its share, and a connection that comes again gets to the same one (Linux
/// reuseport_select_sock()).
TEST(ListenerGroup, SharesByHash)
{
    auto tcp = Sharing(Exchange::Plain("linux"), 4, 4000);
    EXPECT_EQ(tcp.Tcp().CountOf(State::LISTEN), 4U);
    std::array<int, 4> counts{};
    for (uint16_t port = 10000; port < 14000; ++port)
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        const int listener = tcp.Waits();
        ASSERT_GE(listener, 0);
        ++counts[static_cast<std::size_t>(listener)];
        if (port % 100 == 0)
        {
            tcp.Receive(Rst(301));
            tcp.Receive(Syn(300));
            tcp.ExpectSent(SynAck(100, 301));
            EXPECT_EQ(tcp.Waits(), listener);
        }
    }
    for (const int count : counts)
    {
        EXPECT_NEAR(count, 1000, 4 * 27.4); // four standard deviations
    }
    const StackCounters& counters = tcp.Tcp().Counters();
    EXPECT_EQ(counters.queues.halfOpen, 4000U);
    EXPECT_EQ(counters.queues.octets, 4000U * 320);
    EXPECT_EQ(counters.Lookups(), 2 * 4000U + 40 + 2 * 40);
}

/// Both must say SO_REUSEPORT (Linux inet_csk_bind_conflict()).
TEST(ListenerGroup, IsOfThoseWhoAsk)
{
    auto tcp = Exchange::Listening();
    EXPECT_EQ(tcp.Listen(8, Shared()), CallError::ADDRESS_IN_USE);
    tcp.CloseListener();
    EXPECT_EQ(tcp.Listen(8, Shared()), CallError::NONE);
    EXPECT_EQ(tcp.Listen(8), CallError::ADDRESS_IN_USE);
    EXPECT_EQ(tcp.Listen(8, Shared()), CallError::NONE);
    EXPECT_EQ(tcp.Tcp().CountOf(State::LISTEN), 2U);
}

/// One that is full drops its share, whoever else has room.
TEST(ListenerGroup, QueuesAreApart)
{
    auto tcp = Sharing(Exchange::Plain("linux"), 2, 0);
    ComeTo(tcp, 0);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    int dropped = 0;
    for (uint16_t port = 50000; port < 50100; ++port)
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
        if (tcp.State() == State::SYN_RCVD)
        {
            EXPECT_EQ(tcp.Waits(), 1);
            tcp.ExpectSent(SynAck(100, 301));
            tcp.Receive(Rst(301)); // makes room
        }
        else
        {
            tcp.ExpectDropped(DropReason::ACCEPT_QUEUE_FULL);
            ++dropped;
        }
    }
    EXPECT_NEAR(dropped, 50, 20);
    EXPECT_EQ(tcp.Accept(1), CallError::WOULD_BLOCK);
    EXPECT_EQ(tcp.Accept(0), CallError::NONE);
}

/// migrate_req 0, Linux's default: who waits at a listener that closes is lost, though others
/// listen.
TEST(ListenerGroup, ClosingResetsWhatWaits)
{
    auto tcp = Sharing(Migrating(0), 3, 100);
    ComeTo(tcp, 1);
    const uint16_t halfOpen = tcp.Tuple().remotePort;
    ComeTo(tcp, 1);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.CloseListener(1), CallError::NONE);
    tcp.ExpectSent(RstAck(101, 301));
    EXPECT_EQ(tcp.Cause(), Cause::USER_CLOSE); // of the listener
    // The last ACK of the other finds a listener that knows nothing of it.
    tcp.FromPort(halfOpen);
    EXPECT_EQ(tcp.State(), State::LISTEN);
    tcp.Receive(Ack(301, 101));
    tcp.ExpectDropped(DropReason::LISTEN_UNEXPECTED_ACK);
    tcp.ExpectSent(Rst(101));
    EXPECT_EQ(tcp.Tcp().Counters().migrated, 0U);
}

/// migrate_req 1: it goes to others, whatever room they have.
TEST(ListenerGroup, ClosingMovesWhatWaits)
{
    auto tcp = Sharing(Migrating(1), 2, 0);
    ComeTo(tcp, 1);
    tcp.Receive(Ack(301, 101));
    const uint16_t acceptable = tcp.Tuple().remotePort;
    ComeTo(tcp, 0);
    tcp.Receive(Ack(301, 101)); // the other one's queue is full
    tcp.CloseListener(1);
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.Tcp().CountOf(State::LISTEN), 1U);
    EXPECT_EQ(tcp.Tcp().Counters().migrated, 1U);
    EXPECT_EQ(tcp.Tcp().Counters().queues.acceptable, 2U);
    tcp.FromPort(acceptable);
    EXPECT_EQ(tcp.Waits(), 0);
    EXPECT_EQ(tcp.Accept(0), CallError::NONE);
    EXPECT_EQ(tcp.Accept(0), CallError::NONE);
    EXPECT_EQ(tcp.Tcb()->Tuple().remotePort, acceptable);
    // No more is left to go when the last one closes.
    tcp.CloseListener(0);
    tcp.ExpectNothingSent();
}

/// The same of who is half-open, with the age that it has (Linux reqsk_timer_handler()).
TEST(ListenerGroup, ClosingMovesWhatIsHalfOpen)
{
    for (const uint32_t mode : {1U, 2U})
    {
        auto tcp = Sharing(Migrating(mode), 2, 8);
        ComeTo(tcp, 1);
        tcp.Advance(Seconds(1));
        tcp.TakeSent(); // SYN-ACKs
        EXPECT_EQ(tcp.Tcp().Counters().queues.young, 0U);
        tcp.CloseListener(1);
        tcp.ExpectNothingSent();
        EXPECT_EQ(tcp.Waits(), 0);
        EXPECT_EQ(tcp.Tcp().Counters().queues.young, 0U);
        tcp.Advance(Seconds(2));
        EXPECT_FALSE(tcp.TakeSent().empty());
        tcp.Receive(Ack(301, 101));
        EXPECT_EQ(tcp.State(), State::ESTABLISHED);
        EXPECT_EQ(tcp.Accept(0), CallError::NONE);
    }
}

/// FreeBSD: the syncache asks who listens when the last ACK comes; the accept queue is the
/// listener's.
TEST(ListenerGroup, FreeBsdMovesWhatIsHalfOpenAlone)
{
    auto tcp = Sharing(Exchange::Plain("freebsd"), 2, 8);
    ComeTo(tcp, 1);
    const uint16_t halfOpen = tcp.Tuple().remotePort;
    ComeTo(tcp, 1);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.CloseListener(1);
    EXPECT_EQ(tcp.TakeSent().size(), 1U); // RST
    EXPECT_EQ(tcp.State(), State::LISTEN);
    tcp.FromPort(halfOpen);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// With nobody left, all is lost as without a group.
TEST(ListenerGroup, TheLastOneResetsAll)
{
    auto tcp = Sharing(Migrating(1), 1, 8);
    ComeTo(tcp, 0);
    tcp.Receive(Ack(301, 101));
    tcp.CloseListener(0);
    tcp.ExpectSent(RstAck(101, 301));
    tcp.ExpectGone();
    EXPECT_EQ(tcp.Tcp().Counters().queues.octets, 0U);
    tcp.FromPort(30000);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(RstAck(0, 301));
    EXPECT_EQ(tcp.Listen(8, Shared()), CallError::NONE);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
}

/// What waits is counted as it comes and goes; the most that ever did stays.
TEST(QueueLoad, FollowsTheQueues)
{
    auto tcp = Exchange::Listening(Exchange::Plain("linux"));
    const QueueLoad& load = tcp.Tcp().Counters().queues;
    for (const uint16_t port : {20000, 20001, 20002})
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
    }
    EXPECT_EQ((std::array{load.halfOpen, load.young, load.acceptable}), (std::array{3U, 3U, 0U}));
    EXPECT_EQ(load.octets, 3U * 320);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ((std::array{load.halfOpen, load.young, load.acceptable}), (std::array{2U, 2U, 1U}));
    EXPECT_EQ(load.octets, 3U * 320 + 2368);
    tcp.Advance(Seconds(1)); // SYN-ACKs are due again
    tcp.TakeSent();
    EXPECT_EQ((std::array{load.halfOpen, load.young, load.acceptable}), (std::array{2U, 0U, 1U}));
    tcp.FromPort(20001);
    tcp.Receive(Rst(301));
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ((std::array{load.halfOpen, load.young, load.acceptable}), (std::array{1U, 0U, 0U}));
    EXPECT_EQ(load.octets, 320U);
    EXPECT_EQ(load.mostHalfOpen, 3U);
    EXPECT_EQ(load.mostAcceptable, 1U);
    EXPECT_EQ(load.mostOctets, 3U * 320 + 2368);
}
