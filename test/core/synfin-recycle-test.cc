/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * tw_recycle: a short TIME_WAIT, and what a host remembers of an address in its place; and the
 * clocks of timestamps, by which it knows.
 */

#include "synfin-exchange.h"

#include "ns3/synfin-isn.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Linux 4.9 with timestamps and exact timers.
Profile
Recycling(bool recycle = true)
{
    Profile profile = Exchange::Plain("linux-4.9");
    profile.timestamps = true;
    profile.timer_hz = 0;
    profile.tw_recycle = recycle;
    return profile;
}

Segment
With(Segment segment, uint32_t value)
{
    segment.timestamps = Timestamps{value, 0};
    return segment;
}

/// A client opens a connection from that port, by a clock that shows so much, and the host closes
/// it first. @return 3.5 retransmission timeouts
Time
Serve(Exchange& tcp, uint16_t port, uint32_t clock)
{
    tcp.FromPort(port);
    tcp.Receive(With(Syn(300), clock));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(With(Ack(301, 101), clock));
    tcp.Accept();
    const Time wait = NanoSeconds(tcp.Tcb()->Rto().GetNanoSeconds() * 7 / 2);
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(With(FinAck(301, 102), clock));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    return wait;
}

/// Is a SYN from a new port of that address answered? Forgets the half-open connection.
bool
IsAnswered(Exchange& tcp, uint16_t port, const Segment& syn)
{
    tcp.FromPort(port);
    tcp.Receive(syn);
    const auto sent = tcp.TakeSent();
    const bool isAnswered = !sent.empty();
    if (isAnswered)
    {
        tcp.Receive(With(Rst(301), syn.timestamps ? syn.timestamps->value : 0));
    }
    else
    {
        tcp.ExpectDropped(DropReason::PAWS_PASSIVE);
    }
    EXPECT_EQ(tcp.State(), State::LISTEN);
    return isAnswered;
}

} // namespace

/// Linux tcp_time_wait(): 3.5 RTO in the place of 60 s.
TEST(Recycle, TimeWaitIsShort)
{
    Exchange tcp = Exchange::Listening(Recycling());
    const Time wait = Serve(tcp, 40000, 1000);
    EXPECT_LT(wait, Seconds(4));
    tcp.Advance(wait - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::LISTEN);

    Exchange other = Exchange::Listening(Recycling(false));
    Serve(other, 40000, 1000);
    other.Advance(Seconds(60) - NanoSeconds(1));
    EXPECT_EQ(other.State(), State::TIME_WAIT);
}

/// Without timestamps there is nothing to remember, and TIME_WAIT is as long as ever.
TEST(Recycle, NeedsTimestamps)
{
    Exchange tcp = Exchange::Listening(Recycling());
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    tcp.Accept();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Advance(Seconds(59));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    EXPECT_TRUE(IsAnswered(tcp, 40001, Syn(300)));
}

/// Linux tcp_timewait_state_process(): what restarts it makes it 60 s.
TEST(Recycle, ARestartIsWhole)
{
    Exchange tcp = Exchange::Listening(Recycling());
    const Time wait = Serve(tcp, 40000, 1000);
    tcp.Advance(wait - MilliSeconds(1));
    tcp.Receive(With(FinAck(301, 102), 1001));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Advance(Seconds(60) - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// Linux tcp_peer_is_proven(): what is older by more than 1, or has no timestamps, for 60 s.
TEST(Recycle, AnOlderSynFromTheSameAddressIsDropped)
{
    Exchange tcp = Exchange::Listening(Recycling());
    Serve(tcp, 40000, 1000);
    EXPECT_FALSE(IsAnswered(tcp, 40001, With(Syn(300), 998)));
    EXPECT_FALSE(IsAnswered(tcp, 40001, With(Syn(300), 1000 + 0x80000001U)));
    EXPECT_FALSE(IsAnswered(tcp, 40001, Syn(300)));
    EXPECT_TRUE(IsAnswered(tcp, 40001, With(Syn(300), 999)));
    EXPECT_TRUE(IsAnswered(tcp, 40001, With(Syn(300), 1001)));
    tcp.Advance(Seconds(60) - NanoSeconds(1));
    EXPECT_FALSE(IsAnswered(tcp, 40001, With(Syn(300), 998)));
    tcp.Advance(NanoSeconds(1));
    EXPECT_TRUE(IsAnswered(tcp, 40001, With(Syn(300), 998)));
    EXPECT_TRUE(IsAnswered(tcp, 40001, Syn(300)));
}

/// The switch off: nothing is remembered.
TEST(Recycle, WithoutItEverySynIsAnswered)
{
    Exchange tcp = Exchange::Listening(Recycling(false));
    Serve(tcp, 40000, 1000);
    EXPECT_TRUE(IsAnswered(tcp, 40001, With(Syn(300), 1)));
    EXPECT_TRUE(IsAnswered(tcp, 40001, Syn(300)));
}

/// It is an address that is remembered: who comes from another one is not concerned.
TEST(Recycle, AnotherAddressIsNotConcerned)
{
    Exchange tcp = Exchange::Listening(Recycling());
    Serve(tcp, 40000, 1000);
    Actions actions;
    FourTuple tuple = tcp.Tuple();
    tuple.remoteAddress = 77;
    tcp.Tcp().SegmentArrives(tuple, With(Syn(300), 1), tcp.Now(), actions);
    EXPECT_EQ(actions.segments.size(), 1U);
    EXPECT_TRUE(actions.drops.empty());
}

/// Linux tcp_remember_stamp(): the newest stays, unless it is older than 60 s.
TEST(Recycle, TheNewestIsRemembered)
{
    PeerTimestamps peers;
    const FourTuple tuple{1, 2, 80, 40000};
    const auto known = [&] { return peers.Find(tuple)->value; };
    EXPECT_FALSE(peers.Find(tuple));
    peers.Remember(tuple, {0x90000000U, Seconds(100)}, Seconds(100));
    EXPECT_EQ(known(), 0x90000000U);
    peers.Remember(tuple, {0x8fffffffU, Seconds(110)}, Seconds(110));
    EXPECT_EQ(known(), 0x90000000U);
    peers.Remember(tuple, {0x90000001U, Seconds(120)}, Seconds(120));
    EXPECT_EQ(known(), 0x90000001U);
    peers.Remember(tuple, {5, Seconds(179)}, Seconds(179));
    EXPECT_EQ(known(), 5U); // which is newer, beyond 2^32
    peers.Remember(tuple, {4, Seconds(238)}, Seconds(238));
    EXPECT_EQ(known(), 5U);
    peers.Remember(tuple, {3, Seconds(238)}, Seconds(240));
    EXPECT_EQ(known(), 3U);
}

/// A SYN to the four-tuple in TIME_WAIT meets TIME_WAIT's own rules.
TEST(Recycle, TimeWaitItselfDecides)
{
    Exchange tcp = Exchange::Listening(Recycling());
    Serve(tcp, 40000, 1000);
    tcp.Receive(With(Syn(5000), 1000)); // above, and not older
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    EXPECT_EQ(tcp.TakeSent().size(), 1U);
}

/// Linux tcp_conn_request(): with tcp_tw_recycle nobody asks for the last quarter.
TEST(Recycle, TheLastQuarterOfTheBacklogIsForAll)
{
    Profile profile = Recycling();
    profile.max_syn_backlog = 8;
    profile.syncookies = 0;
    for (const bool recycle : {true, false})
    {
        profile.tw_recycle = recycle;
        Exchange tcp = Exchange::Listening(profile, 128);
        for (uint16_t port = 1000; port < 1010; ++port)
        {
            tcp.FromPort(port);
            tcp.Receive(With(Syn(300), 1));
        }
        EXPECT_EQ(tcp.TakeSent().size(), recycle ? 8U : 7U);
    }
}

/// RFC 7323 5.4: one clock for the host, one for each pair of addresses, or one for each
/// connection.
TEST(TimestampOffset, WhatSharesAClock)
{
    const FourTuple first{1, 2, 40000, 80};
    const FourTuple otherPort{1, 2, 40001, 80};
    const FourTuple otherPeer{1, 3, 40000, 80};
    for (const uint32_t mode : {0U, 1U, 2U})
    {
        const IsnGenerator isn(IsnSecret{1, 2}, MicroSeconds(4), nullptr, mode);
        const uint32_t offset = isn.TimestampOffset(first);
        EXPECT_EQ(isn.TimestampOffset(first), offset) << mode;
        EXPECT_EQ(isn.TimestampOffset(otherPort) == offset, mode <= 1) << mode;
        EXPECT_EQ(isn.TimestampOffset(otherPeer) == offset, mode == 0) << mode;
        const IsnGenerator host(IsnSecret{3, 4}, MicroSeconds(4), nullptr, mode);
        EXPECT_NE(host.TimestampOffset(first), offset) << mode;
    }
}

/// Clocks that began at a boot are in an order: less than 2^31 apart.
TEST(TimestampOffset, ClocksOfHostsAreInAnOrder)
{
    for (uint64_t host = 0; host < 1000; ++host)
    {
        const IsnGenerator isn(IsnSecret{host, 2}, MicroSeconds(4), nullptr, 0);
        EXPECT_LT(isn.TimestampOffset({1, 2, 3, 4}), 0x80000000U);
    }
}
