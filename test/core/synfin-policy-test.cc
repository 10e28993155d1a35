/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <set>

using namespace ns3;
using namespace ns3::synfin;

// ---- max_orphans ----

namespace
{

/// A connection from that port of the peer's is accepted.
void
Accept(Exchange& tcp, uint16_t port)
{
    tcp.FromPort(port);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    ASSERT_EQ(tcp.Accept(), CallError::NONE);
}

} // namespace

/// Linux __tcp_close(): with max_orphans connections whose user is gone, the next close resets,
/// after its FIN. Those in FIN_WAIT_2 do not count.
TEST(Orphans, BeyondTheLimitACloseResets)
{
    Profile profile = Exchange::Plain("linux");
    profile.max_orphans = 1;
    auto tcp = Exchange::Listening(profile);
    Accept(tcp, 40001);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 1U);
    tcp.Receive(Ack(301, 102));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_2);
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 0U);

    Accept(tcp, 40002);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 1U);

    Accept(tcp, 40003);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.ExpectSent(RstAck(102, 301));
    tcp.ExpectNotified(Notification::ABORTED);
    EXPECT_EQ(tcp.Cause(), Cause::TOO_MANY_ORPHANS);
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 1U);

    // The one in FIN_WAIT_1 is acknowledged: there is room again.
    tcp.FromPort(40002);
    tcp.Receive(Ack(301, 102));
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 0U);
    Accept(tcp, 40004);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
}

/// The passive closer, too: its peer must not wait for a FIN that may get lost.
TEST(Orphans, InLastAckTheResetIsSentAsWell)
{
    Profile profile = Exchange::Plain();
    profile.max_orphans = 0;
    auto tcp = Exchange::Accepted(profile);
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectSent(Ack(101, 302));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 302));
    tcp.ExpectSent(Rst(102));
    EXPECT_EQ(tcp.Cause(), Cause::TOO_MANY_ORPHANS);
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 0U);
}

/// Whatever ends an orphan makes room; who still has a user is none.
TEST(Orphans, AreCountedToTheEnd)
{
    auto tcp = Exchange::Accepted();
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectSent(Ack(101, 302));
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 0U);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 302));
    EXPECT_EQ(tcp.State(), State::LAST_ACK);
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 1U);
    tcp.Receive(Ack(302, 102));
    tcp.ExpectNotified(Notification::CLOSED);
    EXPECT_EQ(tcp.Tcp().OrphanCount(), 0U);

    auto timedOut = Exchange::Established();
    timedOut.Close();
    timedOut.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(timedOut.Tcp().OrphanCount(), 1U);
    timedOut.Advance(Hours(1));
    timedOut.TakeSent();
    EXPECT_EQ(timedOut.Tcp().OrphanCount(), 0U);

    auto halfClosed = Exchange::Established();
    halfClosed.Shutdown();
    halfClosed.ExpectSent(FinAck(101, 301));
    EXPECT_EQ(halfClosed.State(), State::FIN_WAIT_1);
    EXPECT_EQ(halfClosed.Tcp().OrphanCount(), 0U);
}

// ---- SO_REUSEADDR ----

/// A server that starts again: without SO_REUSEADDR the connections of the one before, in TIME_WAIT
/// too, hold its port.
TEST(ReuseAddress, WithoutItTimeWaitHoldsThePort)
{
    auto tcp = Exchange::Accepted();
    ConnectionOptions strict;
    strict.reuseAddress = false;
    tcp.CloseListener();
    EXPECT_EQ(tcp.Listen(8, strict), CallError::ADDRESS_IN_USE); // ESTABLISHED
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    EXPECT_EQ(tcp.Listen(8, strict), CallError::ADDRESS_IN_USE);
    tcp.Advance(Minutes(4) - NanoSeconds(1));
    EXPECT_EQ(tcp.Listen(8, strict), CallError::ADDRESS_IN_USE);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.Listen(8, strict), CallError::NONE);
}

/// With SO_REUSEADDR it may listen at once, but not where another one listens.
TEST(ReuseAddress, WithItTimeWaitDoesNotMatter)
{
    auto tcp = Exchange::Accepted();
    ConnectionOptions reuse;
    reuse.reuseAddress = true;
    Actions actions;
    const auto second =
        tcp.Tcp().Listen(ANY_ADDRESS, Exchange::SERVER_PORT, 8, reuse, tcp.Now(), actions);
    EXPECT_EQ(second.error, CallError::ADDRESS_IN_USE);
    tcp.CloseListener();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.Listen(8, reuse), CallError::NONE);
    // MAY-2: the new listener may have the old four-tuple, too.
    tcp.Receive(Syn(400));
    tcp.TakeSent();
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
}

/// Another address of the host, and another port, are free.
TEST(ReuseAddress, OnlyTheSameAddressAndPort)
{
    auto tcp = Exchange::Accepted();
    ConnectionOptions strict;
    strict.reuseAddress = false;
    Actions actions;
    Stack& stack = tcp.Tcp();
    const uint16_t port = Exchange::SERVER_PORT;
    tcp.CloseListener();
    EXPECT_EQ(stack.Listen(7, port, 8, strict, tcp.Now() + Hours(1), actions).error,
              CallError::NONE);
    EXPECT_EQ(stack.Listen(Exchange::HOST, 81, 8, strict, tcp.Now() + Hours(1), actions).error,
              CallError::NONE);
    EXPECT_EQ(stack.Listen(ANY_ADDRESS, port, 8, strict, tcp.Now() + Hours(1), actions).error,
              CallError::ADDRESS_IN_USE);
}

// ---- IP_BIND_ADDRESS_NO_PORT ----

namespace
{

/// A host with ten ports.
Profile
TenPorts(bool bindAddressNoPort)
{
    Profile profile = Exchange::Ports(3000, 3009);
    profile.bind_address_no_port = bindAddressNoPort;
    return profile;
}

} // namespace

/// bind() before connect() chooses a port that no connection has, wherever it goes.
TEST(BindAddressNoPort, WithoutItAllDestinationsShareTheRange)
{
    for (const bool noPort : {false, true})
    {
        Actions actions;
        Stack stack(TenPorts(noPort), IsnSecret{1, 2});
        std::multiset<uint16_t> ports;
        for (int i = 0; i < 10; ++i)
        {
            for (const AddressId remote : {2, 3})
            {
                const auto opened = stack.Connect({1, remote, 0, 80}, {}, Time(0), actions);
                if (opened.error == CallError::NONE)
                {
                    ports.insert(opened.tuple.localPort);
                }
                else
                {
                    EXPECT_EQ(opened.error, CallError::NO_PORT);
                }
            }
        }
        EXPECT_EQ(ports.size(), noPort ? 20U : 10U);
        EXPECT_EQ(ports.count(3004), noPort ? 2U : 1U);
        // Another address of the host has a range of its own.
        EXPECT_EQ(stack.Connect({9, 2, 0, 80}, {}, Time(0), actions).error, CallError::NONE);
    }
}

/// Linux: bind() begins with the ports that connect() takes last.
TEST(BindAddressNoPort, LinuxBindsOddPortsFirst)
{
    Actions actions;
    Stack stack(TenPorts(false), IsnSecret{1, 2});
    for (int i = 0; i < 10; ++i)
    {
        const auto opened = stack.Connect({1, 2, 0, 80}, {}, Time(0), actions);
        EXPECT_EQ(opened.tuple.localPort % 2, i < 5 ? 1 : 0) << i;
    }
}

/// tw_reuse does not help bind(): a port in TIME_WAIT is in use.
TEST(BindAddressNoPort, WithoutItTimeWaitIsNotReused)
{
    for (const bool noPort : {false, true})
    {
        Profile profile = TenPorts(noPort);
        profile.ip_local_port_range = {3000, 3000};
        profile.timestamps = true;
        profile.tw_reuse = 1;
        Actions actions;
        Stack stack(profile, IsnSecret{1, 2});
        const auto opened = stack.Connect({1, 2, 0, 80}, {}, Time(0), actions);
        const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
        Segment synAck = SynAck(300, iss + 1);
        synAck.timestamps = Timestamps{5, 1};
        stack.SegmentArrives(opened.tuple, synAck, Time(0), actions);
        stack.Close(opened.id, Time(0), actions);
        Segment fin = FinAck(301, iss + 2);
        fin.timestamps = Timestamps{5, 1};
        stack.SegmentArrives(opened.tuple, fin, Time(0), actions);
        EXPECT_EQ(stack.Connect({1, 2, 0, 80}, {}, Seconds(2), actions).error,
                  noPort ? CallError::NONE : CallError::NO_PORT);
    }
}
