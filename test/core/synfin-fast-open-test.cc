/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// TCP Fast Open (RFC 7413), the server, and both ends.

#include "synfin-fast-open-exchange.h"

#include "ns3/ipv4-address.h"
#include "ns3/synfin-address-table.h"

using namespace ns3;
using namespace ns3::synfin;

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

/// The answer to the experimental option is in it, with the same cookie; a listener may have a key
/// of its own.
TEST(FastOpenServer, AnswersTheExperimentalOption)
{
    auto tcp = Exchange::Closed(Fast());
    ConnectionOptions options;
    options.fastOpenQueue = 4;
    options.fastOpenKey = IsnSecret{1, 2};
    tcp.Listen(8, options);
    FastOpenCookie asking;
    asking.isExperimental = true;
    tcp.Receive(With(Syn(300), asking));
    const FastOpenCookie cookie = tcp.TakeSent().back().Cookie();
    EXPECT_TRUE(cookie.isExperimental);
    EXPECT_EQ(cookie.size, 8);
    EXPECT_FALSE(cookie == Server(4).second); // of the host's key
    tcp.Receive(RstAck(301, 101));
    tcp.Receive(Text(With(Syn(300), cookie), 10));
    EXPECT_EQ(tcp.TakeSent().back().ack, SequenceNumber32(311));
}
