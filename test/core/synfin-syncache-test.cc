/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include "ns3/synfin-syn-cookie.h"

using namespace ns3;
using namespace ns3::synfin;
using E = StackEvent;

namespace
{

/// FreeBSD's, with a cache of that shape.
Profile
FreeBsd(uint32_t buckets = 512, uint32_t limit = 30, uint32_t syncookies = 1)
{
    Profile profile = *Profile::Preset("freebsd");
    profile.syncache_hashsize = buckets;
    profile.syncache_bucketlimit = limit;
    profile.syncookies = syncookies;
    return profile;
}

/// A SYN of which one bucket of one place keeps no more than the last.
Exchange
OfOne(uint32_t syncookies)
{
    return Exchange::Listening(FreeBsd(1, 1, syncookies), 8);
}

void
ReceiveFrom(Exchange& tcp, uint16_t port, const Segment& segment)
{
    tcp.FromPort(port);
    tcp.Receive(segment);
}

uint64_t
Count(Exchange& tcp, E event)
{
    return tcp.Tcp().Counters().CountOf(event);
}

Segment
FullSyn()
{
    Segment syn = Syn(300);
    syn.mss = 1452;
    syn.windowScale = 5;
    syn.sackPermitted = true;
    syn.timestamps = Timestamps{1000, 0};
    return syn;
}

constexpr FourTuple TUPLE{1, 2, 80, 40000};

} // namespace

/// No backlog bounds it.
TEST(SynCache, HoldsMoreThanTheBacklog)
{
    auto tcp = Exchange::Listening(FreeBsd(), 8);
    for (uint16_t port = 20000; port < 21000; ++port)
    {
        ReceiveFrom(tcp, port, Syn(300));
    }
    EXPECT_EQ(tcp.TakeSent().size(), 1000U);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 1000U);
    // SYNCACHE_MAXREXMTS: 1 + 2 + 4 + 8 s.
    tcp.Advance(Seconds(20));
    EXPECT_EQ(tcp.TakeSent().size(), 3000U);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    tcp.CloseListener();
    tcp.ExpectGone();
}

/// The oldest of the bucket goes for a new one; without cookies its ACK is nobody's.
TEST(SynCache, TheOldestOfABucketGoes)
{
    auto tcp = OfOne(0);
    ReceiveFrom(tcp, 20000, Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    ReceiveFrom(tcp, 20001, Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 1U);
    EXPECT_EQ(tcp.Tcp().Counters().queues.mostHalfOpen, 1U); // it goes before the new one comes
    EXPECT_EQ(Count(tcp, E::HALF_OPEN_RECYCLED), 1U);
    ReceiveFrom(tcp, 20000, Ack(301, 101));
    tcp.ExpectSent(Rst(101));
    ReceiveFrom(tcp, 20001, Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// With cookies an ACK is good although its entry went: every ISN of the cache is one.
TEST(SynCache, CookieOfWhoWent)
{
    auto tcp = OfOne(1);
    tcp.FromPort(20000);
    tcp.Receive(FullSyn());
    tcp.ExpectSent(SynAck(100, 301));
    Segment ack = Ack(301, 101);
    ack.window = 100;
    ack.timestamps = Timestamps{1010, tcp.LastSent().timestamps->value};
    ReceiveFrom(tcp, 20001, Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(Count(tcp, E::COOKIE_SENT), 0U);
    ReceiveFrom(tcp, 20000, ack);
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_EQ(tcp.Cause(), Cause::SYN_COOKIE);
    ASSERT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ(tcp.Tcb()->Info().sendShift, 4); // of 5: tcp_sc_wstab[]
    EXPECT_TRUE(tcp.Tcb()->Info().hasSack);
    EXPECT_TRUE(tcp.Tcb()->Info().hasTimestamps);
    EXPECT_EQ(tcp.Tcb()->EffectiveMss(), 1452U - 12);
}

/// syncache_pause(): then cookies alone, for 15 s, and what is in the cache is not asked again.
TEST(SynCache, Rests)
{
    auto tcp = OfOne(1);
    ReceiveFrom(tcp, 20000, Syn(300));
    ReceiveFrom(tcp, 20001, Syn(300));
    ReceiveFrom(tcp, 20002, Syn(300));
    EXPECT_EQ(tcp.TakeSent().size(), 3U);
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 1U);
    EXPECT_EQ(Count(tcp, E::COOKIE_SENT), 1U);
    tcp.Advance(MilliSeconds(1100));
    tcp.ExpectNothingSent(); // syncache_timer()
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Advance(Seconds(14));
    ReceiveFrom(tcp, 20003, Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 1U);
    // It overflows again within 15 s: now 30 s.
    ReceiveFrom(tcp, 20004, Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Advance(Seconds(29));
    tcp.TakeSent();
    ReceiveFrom(tcp, 20005, Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    tcp.Advance(Seconds(1));
    ReceiveFrom(tcp, 20006, Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 1U);
}

/// syncache_expand(): a cookie of the last round trip of a rest is nobody's, but for buckets that
/// have overflowed.
TEST(SynCache, CookieAtTheEndOfARest)
{
    auto tcp = Exchange::Listening(FreeBsd(512, 1), 1000);
    uint16_t port = 20000;
    while (Count(tcp, E::HALF_OPEN_RECYCLED) == 0)
    {
        ReceiveFrom(tcp, ++port, Syn(300));
    }
    tcp.TakeSent();
    tcp.Advance(MilliSeconds(14990));
    tcp.TakeSent();
    ReceiveFrom(tcp, 40000, Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(Count(tcp, E::COOKIE_SENT), 1U);
    tcp.Advance(MilliSeconds(20));
    tcp.Receive(Ack(301, 101));
    tcp.ExpectSent(Rst(101));
    EXPECT_EQ(Count(tcp, E::COOKIE_INVALID), 0U);
}

/// syncookies_only
TEST(SynCache, CookiesOnly)
{
    auto tcp = Exchange::Listening(FreeBsd(512, 30, 2), 8);
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    tcp.Advance(Seconds(15));
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// cachelimit: the oldest of the bucket goes, or a cookie is sent, or the SYN is dropped.
TEST(SynCache, CacheLimit)
{
    for (const uint32_t syncookies : {0U, 1U})
    {
        Profile profile = FreeBsd(512, 30, syncookies);
        profile.max_syn_backlog = 2;
        auto tcp = Exchange::Listening(profile, 8);
        for (uint16_t port = 20000; port < 20010; ++port)
        {
            ReceiveFrom(tcp, port, Syn(300));
        }
        EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 2U);
        const auto dropped = tcp.Tcp().Counters().CountOf(DropReason::SYN_QUEUE_FULL);
        EXPECT_EQ(dropped > 0, syncookies == 0);
        EXPECT_EQ(tcp.TakeSent().size(), 10 - dropped);
        EXPECT_EQ(Count(tcp, E::COOKIE_SENT) > 0, syncookies == 1);
    }
}

/// Two keys, each for 15 s: a cookie is good for 15 to 30 s.
TEST(BsdCookie, Age)
{
    for (uint64_t key = 0; key < 50; ++key)
    {
        const IsnGenerator isn({key, 2}, MicroSeconds(4));
        const SequenceNumber32 irs(300);
        const auto iss = BsdCookie::Make(isn, TUPLE, irs, {1460, 7, true}, Seconds(100));
        const auto isGood = [&](int s) {
            return BsdCookie::Read(isn, TUPLE, irs, iss, Seconds(100 + s)).has_value();
        };
        int last = 0;
        while (isGood(last + 1))
        {
            ++last;
        }
        EXPECT_GE(last, 15);
        EXPECT_LT(last, 30);
        EXPECT_FALSE(BsdCookie::Read(isn, TUPLE, irs + 1, iss, Seconds(100)));
        EXPECT_FALSE(BsdCookie::Read(isn, TUPLE, irs, iss + 256, Seconds(100)));
    }
}

/// tcp_sc_msstab[], tcp_sc_wstab[]
TEST(BsdCookie, Tables)
{
    const IsnGenerator isn({1, 2}, MicroSeconds(4));
    const auto after = [&](const BsdCookie::Content& content) {
        const SequenceNumber32 irs(7);
        const auto iss = BsdCookie::Make(isn, TUPLE, irs, content, Seconds(1));
        return *BsdCookie::Read(isn, TUPLE, irs, iss, Seconds(1));
    };
    EXPECT_EQ(after({0, {}, false}).mss, 216);
    EXPECT_EQ(after({1459, {}, false}).mss, 1452);
    EXPECT_EQ(after({9000, {}, false}).mss, 1460);
    EXPECT_FALSE(after({1460, {}, false}).windowScale);
    EXPECT_FALSE(after({1460, {}, false}).hasSack);
    EXPECT_TRUE(after({1460, {}, true}).hasSack);
    const std::vector<uint8_t> scales{0, 1, 2, 2, 4, 4, 6, 7, 8, 8, 8, 8, 8, 8, 8};
    for (uint8_t scale = 0; scale < scales.size(); ++scale)
    {
        EXPECT_EQ(after({1460, scale, true}).windowScale, scales[scale]);
    }
}

/// RFC 4987 3.4: the oldest, or a random one, leaves a full SYN queue.
TEST(SynQueueFull, Recycles)
{
    for (const uint32_t mode : {0U, 1U, 2U})
    {
        Profile profile = Exchange::Plain();
        profile.syn_queue_full = mode;
        auto tcp = Exchange::Listening(profile, 9);
        for (uint16_t port = 20000; port < 20040; ++port)
        {
            ReceiveFrom(tcp, port, Syn(300));
        }
        EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 10U);
        const auto dropped = tcp.Tcp().Counters().CountOf(DropReason::SYN_QUEUE_FULL);
        EXPECT_EQ(Count(tcp, E::HALF_OPEN_RECYCLED) + dropped, 30U);
        EXPECT_EQ(tcp.TakeSent().size(), 40 - dropped);
        int first = 0;
        int last = 0;
        for (uint16_t port = 20000; port < 20040; ++port)
        {
            tcp.FromPort(port);
            const bool isHere = tcp.State() == State::SYN_RCVD;
            first += isHere && port < 20010 ? 1 : 0;
            last += isHere && port >= 20030 ? 1 : 0;
        }
        EXPECT_EQ(first == 10, mode == 0);
        EXPECT_EQ(last == 10, mode == 1);
        EXPECT_EQ(dropped == 0, mode == 1);
        tcp.CloseListener();
        tcp.TakeSent();
        tcp.ExpectGone();
    }
}

/// RFC 4987 3.3: a shorter time in SYN_RCVD is connect_timeout, or fewer SYN-ACKs.
TEST(SynQueueFull, ShorterTimer)
{
    Profile profile = Exchange::Plain();
    profile.connect_timeout = Seconds(2);
    auto tcp = Exchange::SynReceived(profile);
    tcp.Advance(MilliSeconds(1999));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Advance(MilliSeconds(1));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    tcp.TakeSent();
}
