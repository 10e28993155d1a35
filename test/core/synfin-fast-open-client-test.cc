/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// TCP Fast Open (RFC 7413), the client: a cookie, then data in the SYN.

#include "synfin-fast-open-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

/// RFC 7413 4.1: without a cookie the SYN asks for one, and the data follows the handshake.
TEST(FastOpenClient, AsksForACookie)
{
    auto tcp = Exchange::Closed(Fast());
    tcp.Connect(Sending(500));
    ExpectSyn(tcp, {}, 0);
    tcp.Receive(With(SynAck(300, 101), Cookie(7)));
    tcp.ExpectNotified(Notification::CONNECTED);
    tcp.ExpectSent(Data(101, 301, 500));
    tcp.Receive(Ack(301, 601));
    tcp.ExpectNotified(Notification::ACKNOWLEDGED);
}

/// Linux tcp_rcv_fastopen_synack(): a server that gave no cookie is asked once by the option from
/// before the RFC, and from then on by the RFC's again.
TEST(FastOpenClient, AsksOnceByTheExperimentalOption)
{
    auto tcp = Exchange::Closed(Fast());
    FastOpenCookie experimental;
    experimental.isExperimental = true;
    for (const bool isExperimental : {false, true, false, false})
    {
        tcp.Connect(Sending(0));
        const auto sent = tcp.TakeSent();
        ASSERT_EQ(sent.size(), 1U);
        EXPECT_EQ(sent[0].Cookie().isExperimental, isExperimental);
        EXPECT_EQ(sent[0].OptionsSize() % 4, 0U);
        tcp.Receive(SynAck(300, 101));
        tcp.Abort();
        tcp.TakeSent();
    }
}

/// A cookie that came in the experimental option is shown in it.
TEST(FastOpenClient, ShowsACookieInTheOptionThatItCameIn)
{
    auto tcp = Exchange::Closed(Fast());
    FastOpenCookie cookie = Cookie(7);
    cookie.isExperimental = true;
    tcp.Connect(Sending(0));
    tcp.Receive(With(SynAck(300, 101), cookie));
    tcp.Abort();
    tcp.TakeSent();
    tcp.Connect(Sending(10));
    const auto sent = tcp.TakeSent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].fastOpen, Segment::EXPERIMENTAL | 12);
    EXPECT_EQ(sent[0].Cookie(), cookie);
    EXPECT_EQ(sent[0].payload, 10U);
}

/// Linux tcp_simple_retransmit(): the path says that the SYN was too large; it goes again, without.
TEST(FastOpenClient, SendsASynThatWasTooLargeAgain)
{
    auto tcp = Client(960);
    tcp.TakeSent();
    tcp.ReceiveIcmp(100, IcmpKind::TOO_LARGE);
    ExpectPlainSyn(tcp);
    tcp.ReceiveIcmp(100, IcmpKind::TOO_LARGE); // of the same SYN
    tcp.ExpectNothingSent();
    tcp.Receive(Roomy(SynAck(300, 101)));
    const auto sent = tcp.TakeSent();
    ASSERT_FALSE(sent.empty());
    EXPECT_EQ(sent[0].payload, 960U) << sent[0];
}

/// What was in the SYN is sent again as it was, however much follows it.
TEST(FastOpenClient, KeepsTheBoundaryOfTheSynsData)
{
    auto tcp = Client(3000);
    tcp.TakeSent();
    tcp.Receive(Roomy(SynAck(300, 101)));
    const auto sent = tcp.TakeSent();
    ASSERT_GE(sent.size(), 2U);
    EXPECT_EQ(sent[0].payload, 960U);
    EXPECT_EQ(sent[1].seq, SequenceNumber32(1061));
}

/// A cookie that nobody asked for is ignored, but what the SYN-ACK says of the MSS is not.
TEST(FastOpenClient, LearnsTheMssWithoutACookie)
{
    Profile profile = Fast();
    profile.fastopen |= FastOpen::CLIENT_WITHOUT_COOKIE;
    auto tcp = Exchange::Closed(profile);
    tcp.Connect(Sending(5000));
    const uint32_t first = tcp.TakeSent()[0].payload;
    Segment synAck = With(SynAck(300, 101 + first), Cookie(7));
    synAck.mss = 940;
    tcp.Receive(synAck);
    tcp.Abort();
    tcp.TakeSent();
    tcp.Connect(Sending(5000));
    const auto sent = tcp.TakeSent();
    EXPECT_EQ(sent[0].payload, 900U);
    EXPECT_EQ(sent[0].fastOpen, 0);
    EXPECT_EQ(tcp.Tcp().FastOpenRoom({Exchange::HOST, Exchange::PEER, 0, 80}, {}, Seconds(0)),
              900U);
}

/// Linux's sk_write_pending: what waited for the handshake goes with its last ACK, and is a reply,
/// after which acknowledgements are delayed.
TEST(FastOpenClient, DelaysAcknowledgementsWhenAWriteWaited)
{
    auto tcp = Client(1500);
    tcp.TakeSent();
    tcp.Receive(Roomy(SynAck(300, 1061)));
    EXPECT_EQ(tcp.TakeSent().size(), 1U); // no ACK of its own
    tcp.Receive(Data(301, 1601, 100));
    tcp.ExpectNothingSent();
}

/// A cookie is of both addresses: a client with two of its own has two.
TEST(FastOpenClient, HasACookieForEachPairOfAddresses)
{
    const FourTuple tuple{Exchange::HOST, Exchange::PEER, 40000, 80};
    FourTuple other = tuple;
    other.localAddress = 7;
    FastOpen cache;
    cache.Learn(tuple, With(SynAck(300, 101), Cookie(9)), 0);
    EXPECT_EQ(cache.Recall(tuple).cookie, Cookie(9));
    EXPECT_EQ(cache.Recall(other).cookie, FastOpenCookie());
    cache.Learn(other, With(SynAck(300, 101), Cookie(8)), 0);
    EXPECT_EQ(cache.Recall(tuple).cookie, Cookie(9));
}

/// With one, the data is in the SYN: as much as the server's MSS leaves beside 40 octets of
/// options.
TEST(FastOpenClient, SendsDataInTheSyn)
{
    auto tcp = Client(500);
    ExpectSyn(tcp, Cookie(7), 500);
    tcp.Receive(SynAck(300, 601));
    tcp.ExpectNotified(Notification::CONNECTED);
    tcp.ExpectNotified(Notification::ACKNOWLEDGED);
    tcp.ExpectSent(Ack(601, 301));
    EXPECT_EQ(Count(tcp, StackEvent::FAST_OPEN_ACTIVE), 1U);

    auto more = Client(2000);
    ExpectSyn(more, Cookie(7), 960);
    Segment synAck = SynAck(300, 1061);
    synAck.mss = 1000;
    more.Receive(synAck);
    more.ExpectSent(Data(1061, 301, 1000));
    more.Receive(Ack(301, 2061));
    more.ExpectSent(Data(2061, 301, 40));
}

/// RFC 7413 4.2.1: what the SYN-ACK leaves is sent again at once.
TEST(FastOpenClient, DataThatIsNotAcknowledgedIsSentAgain)
{
    auto tcp = Client(500);
    ExpectSyn(tcp, Cookie(7), 500);
    tcp.Receive(With(SynAck(300, 101), Cookie(8)));
    tcp.ExpectSent(Data(101, 301, 500));
    EXPECT_EQ(Count(tcp, StackEvent::FAST_OPEN_ACTIVE_FAIL), 1U);
    EXPECT_EQ(tcp.Tcp().Counters().dataRetransmitted, 1U);
    tcp.Receive(Ack(301, 601));
    tcp.ExpectNotified(Notification::ACKNOWLEDGED);
    EXPECT_EQ(tcp.Tcb()->Info().bytesInFlight, 0U);
    // The new cookie is the one to show next.
    tcp.Abort();
    tcp.TakeSent();
    tcp.Connect(Sending(10));
    ExpectSyn(tcp, Cookie(8), 10);
}

TEST(FastOpenClient, APartOfItIsAcknowledged)
{
    auto tcp = Client(500);
    ExpectSyn(tcp, Cookie(7), 500);
    tcp.Receive(SynAck(300, 301));
    tcp.ExpectSent(Data(301, 301, 300));
    tcp.Receive(Ack(301, 601));
}

TEST(FastOpenClient, MoreThanWasSentIsNotAcknowledged)
{
    auto tcp = Client(500);
    ExpectSyn(tcp, Cookie(7), 500);
    tcp.Receive(SynAck(300, 602));
    tcp.ExpectSent(Rst(602));
    EXPECT_EQ(tcp.State(), State::SYN_SENT);
    tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
}

/// RFC 7413 4.1.3.1: a SYN that is sent again has neither; the data goes after the handshake, or
/// the SYN-ACK to the first SYN comes late.
TEST(FastOpenClient, ALostSynIsSentAgainWithoutData)
{
    for (const uint32_t acknowledged : {101U, 601U})
    {
        auto tcp = Client(500);
        ExpectSyn(tcp, Cookie(7), 500);
        tcp.Advance(Seconds(1));
        ExpectPlainSyn(tcp);
        tcp.Receive(SynAck(300, acknowledged));
        tcp.ExpectSent(acknowledged == 101 ? Data(101, 301, 500) : Ack(601, 301));
    }
}

/// A server that is too new to have a cookie answers with data: the client takes it with the
/// SYN-ACK, as Linux does.
TEST(FastOpenClient, TakesTheTextOfTheSynAck)
{
    auto tcp = Client(500);
    ExpectSyn(tcp, Cookie(7), 500);
    tcp.Receive(Text(SynAck(300, 601), 20));
    tcp.ExpectNotified(Notification::READABLE);
    tcp.ExpectSent(Ack(601, 321));
}

/// Data of SYNs that cross counts only when the handshake is done.
TEST(FastOpenClient, SimultaneousOpen)
{
    auto tcp = Client(500);
    ExpectSyn(tcp, Cookie(7), 500);
    tcp.Receive(Text(Syn(300), 30));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(Ack(301, 101));
    tcp.ExpectSent(Data(101, 301, 500));
    tcp.Receive(Ack(301, 601));
}

/// It must be asked for, and allowed.
TEST(FastOpenClient, IsRefusedWhereTheProfileHasItNot)
{
    Profile profile = Fast();
    profile.fastopen = FastOpen::SERVER;
    auto tcp = Exchange::Closed(profile);
    EXPECT_EQ(tcp.Connect(Sending(10)), CallError::BAD_OPTIONS);
}

/// tcp_fastopen of 0x4: data goes out without a cookie.
TEST(FastOpenClient, NeedsNoCookie)
{
    Profile profile = Fast();
    profile.fastopen |= FastOpen::CLIENT_WITHOUT_COOKIE;
    auto tcp = Exchange::Closed(profile);
    tcp.Connect(Sending(500));
    tcp.ExpectSent(Text(Syn(100), 500));
    EXPECT_EQ(tcp.LastSent().fastOpen, 0);
    tcp.Receive(SynAck(300, 601));
    tcp.ExpectSent(Ack(601, 301));
}

/// Linux tcp_fastopen_active_detect_blackhole(): the third timeout in a row pauses it for all
/// servers; the next pause lasts twice as long.
TEST(FastOpenClient, PausesAfterThreeTimeouts)
{
    Profile profile = Fast();
    profile.syn_linear_timeouts = 0;
    profile.fastopen_blackhole_timeout = Hours(1);
    auto tcp = Client(500, profile);
    for (const int hours : {1, 2})
    {
        ExpectSyn(tcp, Cookie(7), 500);
        tcp.Advance(Seconds(1 + 2 + 4));
        EXPECT_EQ(tcp.TakeSent().size(), 3U);
        EXPECT_EQ(Count(tcp, StackEvent::FAST_OPEN_PAUSED), static_cast<uint64_t>(hours));
        tcp.Abort();
        tcp.Advance(Hours(hours) - Seconds(1));
        tcp.Connect(Sending(500));
        ExpectPlainSyn(tcp);
        tcp.Abort();
        tcp.Advance(Seconds(1));
        tcp.Connect(Sending(500));
    }
    // Data that comes through ends it.
    ExpectSyn(tcp, Cookie(7), 500);
    tcp.Receive(SynAck(300, 601));
    tcp.Receive(Data(301, 601, 5));
    tcp.Abort();
    tcp.TakeSent();
    EXPECT_FALSE(tcp.Tcp().Counters().CountOf(StackEvent::FAST_OPEN_PAUSED) > 2);
}
