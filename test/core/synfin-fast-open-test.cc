/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// TCP Fast Open (RFC 7413): a cookie, then data in the SYN.

#include "synfin-exchange.h"

#include "ns3/ipv4-address.h"
#include "ns3/synfin-address-table.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Linux's, plain, with both sides of Fast Open.
Profile
Fast(const char* preset = "linux")
{
    Profile profile = Exchange::Plain(preset);
    profile.fastopen = FastOpen::CLIENT | FastOpen::SERVER;
    return profile;
}

/// Eight octets.
FastOpenCookie
Cookie(uint8_t first)
{
    FastOpenCookie cookie;
    cookie.size = 8;
    cookie.octets[0] = first;
    return cookie;
}

/// The same segment with a cookie, or asking for one.
Segment
With(Segment segment, const FastOpenCookie& cookie)
{
    segment.SetCookie(cookie);
    return segment;
}

/// The same segment with text.
Segment
Text(Segment segment, uint32_t payload)
{
    segment.payload = payload;
    return segment;
}

/// MSG_FASTOPEN with so many octets.
ConnectionOptions
Sending(uint32_t octets)
{
    ConnectionOptions options;
    options.fastOpenData = octets;
    return options;
}

/// A SYN as it is sent, by the option and the text that it has.
void
ExpectSyn(Exchange& tcp, const FastOpenCookie& cookie, uint32_t payload)
{
    ASSERT_NO_FATAL_FAILURE();
    const auto sent = tcp.TakeSent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].flags, Segment::SYN);
    EXPECT_EQ(sent[0].seq, SequenceNumber32(100));
    EXPECT_EQ(sent[0].fastOpen, 2 + cookie.size);
    EXPECT_EQ(sent[0].Cookie(), cookie);
    EXPECT_EQ(sent[0].payload, payload);
}

/// The same with neither.
void
ExpectPlainSyn(Exchange& tcp)
{
    const auto sent = tcp.TakeSent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].flags, Segment::SYN);
    EXPECT_EQ(sent[0].fastOpen, 0);
    EXPECT_EQ(sent[0].payload, 0U);
}

/// A client that has met the server before, and is connecting with so many octets.
Exchange
Client(uint32_t octets, Profile profile = Fast())
{
    auto tcp = Exchange::Closed(profile);
    tcp.Connect(Sending(0));
    ExpectSyn(tcp, {}, 0);
    Segment synAck = With(SynAck(300, 101), Cookie(7));
    synAck.mss = 1000;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Abort();
    tcp.TakeSent();
    tcp.ExpectNotified(Notification::CONNECTED);
    EXPECT_EQ(tcp.Connect(Sending(octets)), CallError::NONE);
    return tcp;
}

/// A listener with so many places, and the peer's cookie.
std::pair<Exchange, FastOpenCookie>
Server(uint32_t places, Profile profile = Fast())
{
    auto tcp = Exchange::Closed(profile);
    ConnectionOptions options;
    options.fastOpenQueue = places;
    tcp.Listen(8, options);
    tcp.Receive(With(Syn(300), {}));
    tcp.ExpectSent(SynAck(100, 301));
    const FastOpenCookie cookie = tcp.LastSent().Cookie();
    EXPECT_EQ(cookie.size, 8);
    tcp.Receive(RstAck(301, 101));
    return {std::move(tcp), cookie};
}

uint64_t
Count(Exchange& tcp, StackEvent event)
{
    return tcp.Tcp().Counters().CountOf(event);
}

} // namespace

// ---- The client ----

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

/// A cookie is of both addresses: a client with two of its own has two.
TEST(FastOpenClient, HasACookieForEachPairOfAddresses)
{
    const FourTuple tuple{Exchange::HOST, Exchange::PEER, 40000, 80};
    FourTuple other = tuple;
    other.localAddress = 7;
    FastOpen cache;
    cache.Learn(tuple, With(SynAck(300, 101), Cookie(9)));
    EXPECT_EQ(cache.Recall(tuple).cookie, Cookie(9));
    EXPECT_EQ(cache.Recall(other).cookie, FastOpenCookie());
    cache.Learn(other, With(SynAck(300, 101), Cookie(8)));
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

// ---- The server ----

/// RFC 7413 4.2.2: with the right cookie the connection is accepted with its SYN, and the server
/// may answer before the handshake is done.
TEST(FastOpenServer, AnswersBeforeTheHandshakeIsDone)
{
    auto [tcp, cookie] = Server(5);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    EXPECT_EQ(tcp.LastSent().fastOpen, 0);
    tcp.ExpectNotified(Notification::ACCEPTABLE);
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Read(400);
    tcp.Send(500);
    tcp.ExpectSent(Data(101, 701, 500));
    tcp.Receive(Ack(701, 101));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Receive(Ack(701, 601));
    EXPECT_EQ(tcp.Tcb()->Info().bytesInFlight, 0U);
    EXPECT_EQ(Count(tcp, StackEvent::FAST_OPEN_PASSIVE), 1U);
}

/// Of the user's notifications the connection comes first.
TEST(FastOpenServer, AnnouncesItBeforeItsData)
{
    auto [tcp, cookie] = Server(5);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    std::vector<Notification::Kind> heard;
    for (const Notification& notification : tcp.Notifications())
    {
        heard.push_back(notification.kind);
    }
    using N = Notification;
    EXPECT_EQ(heard, (std::vector<N::Kind>{N::RESET, N::ACCEPTABLE, N::PAYLOAD, N::READABLE}));
    tcp.Receive(Ack(701, 101));
    EXPECT_EQ(tcp.Notifications().size(), 4U);
}

/// Linux tcp_fastopen_add_skb(): it is no reason to delay the ACK of a FIN, as data is.
TEST(FastOpenServer, AFinIsAcknowledgedAtOnce)
{
    auto [tcp, cookie] = Server(5);
    tcp.Receive(Text(With(Syn(300), cookie), 10));
    tcp.ExpectSent(SynAck(100, 311));
    tcp.Receive(FinAck(311, 101));
    tcp.Advance(Time(0));
    tcp.ExpectSent(Ack(101, 312));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
}

/// RFC 7413 4.2.2: "If the cookie is invalid ... SYN-ACK only the SYN", and a new cookie.
TEST(FastOpenServer, AWrongCookieOpensNothing)
{
    auto [tcp, cookie] = Server(5);
    FastOpenCookie wrong = cookie;
    wrong.octets[3] ^= 1;
    tcp.Receive(Text(With(Syn(300), wrong), 400));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.LastSent().Cookie(), cookie);
    EXPECT_FALSE(tcp.WasNotified(Notification::ACCEPTABLE));
    EXPECT_EQ(Count(tcp, StackEvent::FAST_OPEN_PASSIVE_FAIL), 1U);
    tcp.Receive(Data(301, 101, 400));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.TakeSent();
}

/// A cookie is of one client's address, and of no other's.
TEST(FastOpenServer, CookiesAreOfAnAddress)
{
    const IsnGenerator isn({1, 2}, MicroSeconds(4));
    const FastOpen host;
    const auto of = [&](AddressId client, uint16_t port) {
        return host.CookieOf(isn, {1, client, 80, port});
    };
    EXPECT_EQ(of(2, 1000), of(2, 1001));
    EXPECT_FALSE(of(2, 1000) == of(3, 1000));
}

/// tcp_fastopen_key of a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4: the cookie that Linux gives 192.0.2.1
/// at 192.168.0.1, as the scripts of packetdrill have it.
TEST(FastOpenServer, CookiesAreThoseOfLinux)
{
    AddressTable addresses;
    const IsnGenerator isn({1, 2}, MicroSeconds(4), &addresses);
    FastOpen host;
    host.SetKey({0xb2b2b2b2a1a1a1a1ULL, 0xd4d4d4d4c3c3c3c3ULL});
    const AddressId server = addresses.Intern(Ipv4Address("192.168.0.1"));
    const AddressId client = addresses.Intern(Ipv4Address("192.0.2.1"));
    const FastOpenCookie cookie = host.CookieOf(isn, {server, client, 80, 1000});
    EXPECT_EQ(ToString(With(Syn(0), cookie)), "S 0:0(0) win 65535 <FO 3021b9d889017eeb>");
}

/// The SYN comes again, without data: the SYN-ACK still acknowledges what was taken.
TEST(FastOpenServer, ASynThatComesAgainFindsTheDataTaken)
{
    auto [tcp, cookie] = Server(5);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(SynAck(100, 701)); // its own timeout
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.ExpectDropped(DropReason::DUPLICATE_SYN);
}

/// Linux tcp_fastopen_synack_timer(): before the handshake is done only the SYN-ACK is sent again,
/// once more often than else; data after it.
TEST(FastOpenServer, OnlyTheSynAckIsSentAgain)
{
    auto profile = Fast();
    profile.synack_retries = 1;
    auto [tcp, cookie] = Server(5, profile);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Accept();
    tcp.Read(400);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 701, 10));
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Advance(Seconds(2));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Advance(Seconds(4));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.CloseListener();
    tcp.ExpectGone();
}

TEST(FastOpenServer, DataIsSentAgainAfterTheHandshake)
{
    auto [tcp, cookie] = Server(5);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Accept();
    tcp.Read(400);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 701, 10));
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Ack(701, 101));
    tcp.Advance(MilliSeconds(300)); // 100 + 4 x 50
    tcp.ExpectSent(Data(101, 701, 10));
    tcp.Receive(Ack(701, 111));
}

/// After two timeouts of the SYN-ACK the data is known to be lost.
TEST(FastOpenServer, DataIsSentAgainWithTheHandshakeWhereThatTookLong)
{
    auto [tcp, cookie] = Server(5);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Accept();
    tcp.Read(400);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 701, 10));
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Advance(Seconds(2));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Send(5); // Nagle
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(701, 101));
    tcp.ExpectSent(Data(101, 701, 15));
    tcp.Receive(Ack(701, 116));
}

/// The FIN, too, goes before the handshake is done.
TEST(FastOpenServer, ClosesBeforeTheHandshakeIsDone)
{
    auto [tcp, cookie] = Server(5);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Accept();
    tcp.Read(400);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 701, 10));
    tcp.Close();
    tcp.ExpectSent(FinAck(111, 701));
    EXPECT_EQ(tcp.State(), State::FIN_WAIT_1);
    tcp.Receive(FinAck(701, 112));
    tcp.ExpectSent(Ack(112, 702));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// RFC 7413 5.1: beyond the limit an ordinary handshake; Linux gives no cookie then.
TEST(FastOpenServer, HasALimitOfPendingOnes)
{
    auto [tcp, cookie] = Server(1);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Accept();
    tcp.FromPort(40001);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 301));
    EXPECT_EQ(tcp.LastSent().fastOpen, 0);
    EXPECT_EQ(Count(tcp, StackEvent::FAST_OPEN_OVERFLOW), 1U);
    tcp.Receive(RstAck(301, 101));
    // The first one's handshake is done: there is room again.
    tcp.FromPort(Exchange::CLIENT_PORT);
    tcp.Receive(Ack(701, 101));
    tcp.FromPort(40002);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
}

/// Linux reqsk_fastopen_remove(): one that was reset takes its place for a minute.
TEST(FastOpenServer, AResetKeepsThePlaceForAMinute)
{
    auto [tcp, cookie] = Server(1);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.Accept();
    tcp.Receive(Rst(701));
    tcp.ExpectNotified(Notification::RESET);
    EXPECT_EQ(tcp.Cause(), Cause::RST_RECEIVED);
    for (const uint32_t acknowledged : {301U, 701U})
    {
        tcp.FromPort(40001);
        tcp.Receive(Text(With(Syn(300), cookie), 400));
        tcp.ExpectSent(SynAck(100, acknowledged));
        tcp.Receive(Rst(acknowledged));
        tcp.Advance(Minutes(1));
    }
}

/// Where the listener has not asked for it, or the profile has it not, there is none.
TEST(FastOpenServer, MustBeAskedFor)
{
    for (const bool isAllowed : {false, true})
    {
        auto profile = Fast();
        profile.fastopen = isAllowed ? FastOpen::SERVER : FastOpen::CLIENT;
        auto tcp = Exchange::Closed(profile);
        ConnectionOptions options;
        options.fastOpenQueue = isAllowed ? 0 : 5;
        tcp.Listen(8, options);
        tcp.Receive(With(Syn(300), {}));
        tcp.ExpectSent(SynAck(100, 301));
        EXPECT_EQ(tcp.LastSent().fastOpen, 0);
    }
}

/// tcp_fastopen of 0x200: no cookie is asked for; of 0x400: every listener does it.
TEST(FastOpenServer, NeedsNoCookie)
{
    auto profile = Fast();
    profile.fastopen |= FastOpen::SERVER_WITHOUT_COOKIE | FastOpen::SERVER_UNASKED;
    auto tcp = Exchange::Listening(profile);
    tcp.Receive(Text(Syn(300), 400));
    tcp.ExpectSent(SynAck(100, 701));
    EXPECT_EQ(tcp.Accept(), CallError::NONE);
}

/// Who was not accepted yet is reset when the listener closes, whatever other half-open ones are.
TEST(FastOpenServer, ListenerCloses)
{
    auto [tcp, cookie] = Server(5);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 701));
    tcp.CloseListener();
    tcp.ExpectSent(RstAck(101, 701));
    tcp.ExpectGone();
}

/// The window bounds what is taken.
TEST(FastOpenServer, TakesWhatFits)
{
    auto profile = Fast();
    profile.rmem = 256;
    auto [tcp, cookie] = Server(5, profile);
    tcp.Receive(Text(With(Syn(300), cookie), 400));
    tcp.ExpectSent(SynAck(100, 557));
}
