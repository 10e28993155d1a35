/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "two-hosts.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/synfin-stream-socket.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <set>

using namespace ns3;
using namespace ns3::synfin;

using Words = std::vector<std::string>;

namespace
{

/// @return a packet with that text
Ptr<Packet>
Say(const std::string& text)
{
    return Create<Packet>(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

/// @return how a socket's connection ended
CloseCause
HowEnded(const Ptr<Socket>& socket)
{
    return DynamicCast<StreamSocket>(socket)->GetCloseCause();
}

/// A client on the left connects to a server on the right, over IPv4 or IPv6.
class Conversation : public testing::TestWithParam<bool>
{
  protected:
    void SetUp() override
    {
        server = hosts.Listen(1, 80, GetParam());
        serverEar.Hear(server);
        client = hosts.MakeSocket(0);
        clientEar.Hear(client);
    }

    /// Connects, and runs until the connection is there.
    void Connect()
    {
        ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, GetParam())), 0);
        hosts.RunFor(MilliSeconds(100));
        ASSERT_EQ(serverEar.accepted.size(), 1u);
        peer = serverEar.accepted[0];
    }

    void Run(Time time = Seconds(1))
    {
        hosts.RunFor(time);
    }

    TwoHosts hosts;
    Ptr<Socket> server; //!< listens
    Ptr<Socket> client; //!< connects
    Ptr<Socket> peer;   //!< what the server accepted
    Ear serverEar;
    Ear clientEar;
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Ip, Conversation, testing::Values(false, true), [](const auto& ip) {
    return ip.param ? "v6" : "v4";
});

TEST_P(Conversation, OpensTalksAndCloses)
{
    Connect();
    EXPECT_EQ(clientEar.words, Words({"connected"}));
    EXPECT_EQ(serverEar.words, Words({"request", "accepted"}));
    EXPECT_EQ(clientEar.writable, 1u);
    EXPECT_EQ(serverEar.writable, 1u);

    EXPECT_EQ(client->Send(Say("hello")), 5);
    Run();
    EXPECT_EQ(serverEar.text, "hello");
    EXPECT_EQ(clientEar.sent, 5u);
    EXPECT_EQ(peer->Send(Say("world")), 5);
    Run();
    EXPECT_EQ(clientEar.text, "world");

    EXPECT_EQ(client->Close(), 0);
    Run();
    EXPECT_EQ(serverEar.words, Words({"request", "accepted", "received", "closed"}));
    EXPECT_EQ(peer->Recv()->GetSize(), 0u); // the end of the stream
    EXPECT_EQ(peer->Close(), 0);
    Run();
    EXPECT_EQ(clientEar.words, Words({"connected", "received", "closed"}));
    EXPECT_EQ(hosts.TcpOf(0)->GetDriver().GetStack().CountOf(State::TIME_WAIT), 1u);
    EXPECT_EQ(hosts.TcpOf(1)->GetDriver().GetStack().CountOf(State::CLOSED), 0u);
}

// RFC 9293 MUST-44, MUST-45.
TEST_P(Conversation, NamesOfBothEnds)
{
    Address name;
    EXPECT_EQ(client->GetPeerName(name), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN);
    Connect();
    Address local;
    Address remote;
    EXPECT_EQ(client->GetPeerName(remote), 0);
    EXPECT_EQ(remote, TwoHosts::At(1, 80, GetParam()));
    EXPECT_EQ(client->GetSockName(local), 0);
    Address seen;
    EXPECT_EQ(peer->GetPeerName(seen), 0);
    EXPECT_EQ(seen, local);
    EXPECT_EQ(peer->GetSockName(seen), 0);
    EXPECT_EQ(seen, remote);
    EXPECT_EQ(server->GetSockName(seen), 0);
    EXPECT_EQ(seen, TwoHosts::Any(80, GetParam()));
}

TEST_P(Conversation, HalfCloseLeavesTheOtherWayOpen)
{
    Connect();
    EXPECT_EQ(client->Send(Say("question")), 8);
    EXPECT_EQ(client->ShutdownSend(), 0);
    EXPECT_EQ(client->Send(Say("more")), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_SHUTDOWN);
    Run();
    EXPECT_EQ(serverEar.text, "question");
    EXPECT_EQ(peer->Send(Say("answer")), 6);
    Run();
    EXPECT_EQ(clientEar.text, "answer");
    EXPECT_EQ(peer->Close(), 0);
    Run();
    EXPECT_EQ(clientEar.words, Words({"connected", "received", "closed"}));
}

/// As ns-3's own: what is shut down stays so.
TEST_P(Conversation, ShutdownSendMayBeRepeated)
{
    Connect();
    EXPECT_EQ(client->ShutdownSend(), 0);
    EXPECT_EQ(client->ShutdownSend(), 0);
    Run();
    EXPECT_EQ(client->ShutdownSend(), 0);
    peer->Close();
    EXPECT_EQ(peer->ShutdownSend(), 0);
    Run();
    EXPECT_EQ(client->ShutdownSend(), 0);
    EXPECT_EQ(HowEnded(client), CloseCause::CLOSED);
}

/// The largest buffer holds what sequence numbers can: the octet beyond it is refused, and no part
/// of the stream.
TEST_P(Conversation, WhatIsRefusedIsNoPartOfTheStream)
{
    Connect();
    client->SetAttribute("SndBufSize", UintegerValue(UINT32_MAX));
    hosts.Lose(1.0);
    EXPECT_EQ(client->GetTxAvailable(), 1U << 30);
    EXPECT_EQ(client->Send(Create<Packet>((1U << 30) - 5)), (1 << 30) - 5);
    EXPECT_EQ(client->Send(Say("longer")), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_MSGSIZE);
    EXPECT_EQ(client->GetTxAvailable(), 5U);
    EXPECT_EQ(client->Send(Say("short")), 5);
    EXPECT_EQ(client->GetTxAvailable(), 0U);
}

/// The SYN takes no room in the buffer.
TEST_P(Conversation, AFullBufferMayWaitForTheHandshake)
{
    client->SetAttribute("SndBufSize", UintegerValue(UINT32_MAX));
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, GetParam())), 0);
    EXPECT_EQ(client->Send(Create<Packet>(1U << 30)), 1 << 30);
    EXPECT_EQ(client->GetTxAvailable(), 0U);
}

TEST_P(Conversation, CloseMayFollowShutdownSend)
{
    Connect();
    EXPECT_EQ(client->ShutdownSend(), 0);
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(client->Close(), 0);
    Run();
    EXPECT_EQ(peer->ShutdownSend(), 0);
    EXPECT_EQ(peer->Close(), 0);
    Run();
    EXPECT_EQ(clientEar.words, Words({"connected", "closed"}));
    EXPECT_EQ(serverEar.words, Words({"request", "accepted", "closed"}));
    // The connection is over, and the sockets may be closed again.
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(peer->Close(), 0);
}

TEST_P(Conversation, CloseEndsAnOpen)
{
    hosts.Lose(1.0);
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, GetParam())), 0);
    EXPECT_EQ(client->Close(), 0);
    Run(Minutes(10));
    EXPECT_EQ(clientEar.words, Words({"closed"}));
}

TEST_P(Conversation, AListenerThatClosesLeavesItsPort)
{
    Connect();
    EXPECT_EQ(server->Close(), 0);
    // What it accepted goes on, and a new one may listen beside it.
    EXPECT_EQ(client->Send(Say("still here")), 10);
    Run();
    EXPECT_EQ(serverEar.text, "still here");
    Ptr<Socket> next = hosts.MakeSocket(1);
    EXPECT_EQ(next->Bind(TwoHosts::Any(80, GetParam())), 0);
    EXPECT_EQ(next->Listen(), 0);
}

TEST_P(Conversation, AfterShutdownRecvNothingIsHeardAndTheWindowStaysOpen)
{
    Connect();
    EXPECT_EQ(peer->ShutdownRecv(), 0);
    for (int i = 0; i < 10; ++i)
    {
        EXPECT_EQ(client->Send(Create<Packet>(100000)), 100000);
        Run();
    }
    EXPECT_EQ(serverEar.words, Words({"request", "accepted"}));
    EXPECT_EQ(clientEar.sent, 1000000u);
    EXPECT_EQ(client->GetTxAvailable(), 131072u);
}

TEST_P(Conversation, CloseWithUnreadDataResets)
{
    Connect();
    peer->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    client->Send(Say("nobody reads this"));
    Run();
    EXPECT_EQ(peer->GetRxAvailable(), 17u);
    peer->Close();
    Run();
    EXPECT_EQ(clientEar.words, Words({"connected", "broken"}));
    EXPECT_EQ(client->Send(Say("x")), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN);
    EXPECT_EQ(client->Recv(), nullptr);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN); // no "try again"
    EXPECT_EQ(HowEnded(client), CloseCause::RESET);
    EXPECT_EQ(HowEnded(peer), CloseCause::ABORTED);
}

TEST_P(Conversation, NobodyListens)
{
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 81, GetParam())), 0);
    Run();
    EXPECT_EQ(clientEar.words, Words({"failed"}));
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN);
    EXPECT_EQ(HowEnded(client), CloseCause::REFUSED);
    // The same socket may try again.
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, GetParam())), 0);
    Run();
    EXPECT_EQ(clientEar.words, Words({"failed", "connected"}));
}

TEST_P(Conversation, NobodyAnswers)
{
    hosts.Lose(1.0);
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, GetParam())), 0);
    std::vector<CloseCause> told;
    client->TraceConnectWithoutContext(
        "Closed",
        Callback<void, CloseCause>([&told](CloseCause cause) { told.push_back(cause); }));
    Run(Minutes(20));
    EXPECT_EQ(clientEar.words, Words({"failed"}));
    EXPECT_EQ(told, std::vector<CloseCause>{CloseCause::TIMED_OUT});
    EXPECT_EQ(HowEnded(client), CloseCause::TIMED_OUT);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN); // ns-3's nearest
}

TEST_P(Conversation, TheServerSaysNo)
{
    serverEar.refuse = true;
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, GetParam())), 0);
    Run();
    EXPECT_EQ(serverEar.words, Words({"request"}));
    EXPECT_EQ(clientEar.words, Words({"connected", "broken"}));
}

TEST_P(Conversation, AConnectionLivesWithoutItsApplication)
{
    Connect();
    client->Send(Create<Packet>(100000));
    client->Close();
    client = nullptr;
    Run();
    EXPECT_EQ(serverEar.text.size(), 100000u);
    EXPECT_EQ(serverEar.words.back(), "closed");
}

TEST_P(Conversation, TheBufferBoundsWhatIsSent)
{
    Connect();
    EXPECT_EQ(client->GetTxAvailable(), 131072u);
    EXPECT_EQ(client->Send(Create<Packet>(131073)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_MSGSIZE);
    EXPECT_EQ(client->Send(Create<Packet>(131072)), 131072);
    EXPECT_EQ(client->GetTxAvailable(), 0u);
    Run();
    EXPECT_EQ(client->GetTxAvailable(), 131072u);
}

TEST_P(Conversation, ReadsInPieces)
{
    Connect();
    peer->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    client->Send(Say("abc"));
    Run();
    client->Send(Say("defg"));
    Run();
    EXPECT_EQ(peer->GetRxAvailable(), 7u);
    EXPECT_EQ(peer->Recv(5, 0)->GetSize(), 5u);
    Address from;
    EXPECT_EQ(peer->RecvFrom(5, 0, from)->GetSize(), 2u);
    Address name;
    client->GetSockName(name);
    EXPECT_EQ(from, name);
    EXPECT_EQ(peer->Recv(), nullptr);
    EXPECT_EQ(peer->GetErrno(), Socket::ERROR_AGAIN);
}

TEST_P(Conversation, StreamsInAFullWindowStopAndGoOn)
{
    Connect();
    peer->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    client->Send(Create<Packet>(131072));
    Run(Seconds(5));
    client->Send(Create<Packet>(100000));
    Run(Seconds(5));
    const uint32_t held = peer->GetRxAvailable();
    EXPECT_LE(held, 131072u);
    EXPECT_GE(held, 100000u);
    uint64_t read = 0;
    for (int i = 0; i < 20; ++i)
    {
        while (Ptr<Packet> packet = peer->Recv())
        {
            read += packet->GetSize();
        }
        Run(Seconds(1));
    }
    EXPECT_EQ(read, 231072u);
}

TEST(StreamSocket, BindTakesAPort)
{
    TwoHosts hosts;
    Ptr<Socket> first = hosts.MakeSocket(0);
    Ptr<Socket> second = hosts.MakeSocket(0);
    EXPECT_EQ(first->Bind(TwoHosts::Any(80)), 0);
    EXPECT_EQ(first->Bind(TwoHosts::Any(81)), -1);
    EXPECT_EQ(first->GetErrno(), Socket::ERROR_INVAL);
    EXPECT_EQ(second->Bind(TwoHosts::At(0, 80)), -1);
    EXPECT_EQ(second->GetErrno(), Socket::ERROR_ADDRINUSE);
    EXPECT_EQ(first->Close(), 0);
    EXPECT_EQ(second->Bind(TwoHosts::At(0, 80)), 0);
}

/// A port that is bound, connected or not, is no other socket's ephemeral port.
TEST(StreamSocket, NobodyIsGivenABoundPort)
{
    for (const char* selection :
         {"rfc6056-1", "rfc6056-2", "rfc6056-3", "rfc6056-4", "rfc6056-5", "linux", "ns3"})
    {
        StackHelper stack;
        stack.Set("ip_local_port_range", "40000-40003");
        stack.Set("port_selection", selection);
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
        Ptr<Socket> server = hosts.Listen(1, 80);
        Ptr<Socket> bound = hosts.MakeSocket(0);
        Ptr<Socket> chosen = hosts.MakeSocket(0);
        Address name;
        EXPECT_EQ(bound->Bind(TwoHosts::Any(40001)), 0);
        EXPECT_EQ(chosen->Bind(), 0);
        EXPECT_EQ(chosen->GetSockName(name), 0);
        std::set<uint16_t> ports{40001, InetSocketAddress::ConvertFrom(name).GetPort()};
        EXPECT_EQ(ports.size(), 2u) << selection;
        std::vector<Ptr<Socket>> others;
        // RFC 6056 3.3.2 draws again at random, and may miss the last free port.
        const bool redraws = std::string(selection) == "rfc6056-2";
        uint32_t connected = 0;
        for (int i = 0; i < 3; ++i)
        {
            others.push_back(hosts.MakeSocket(0));
            const int result = others.back()->Connect(TwoHosts::At(1, 80));
            EXPECT_TRUE(redraws || result == (i < 2 ? 0 : -1)) << selection;
            if (result == 0)
            {
                ++connected;
                others.back()->GetSockName(name);
                ports.insert(InetSocketAddress::ConvertFrom(name).GetPort());
            }
        }
        EXPECT_EQ(ports.size(), 2u + connected) << selection;
        if (redraws)
        {
            continue;
        }
        EXPECT_EQ(connected, 2u) << selection;
        EXPECT_EQ(others.back()->GetErrno(), Socket::ERROR_ADDRNOTAVAIL);
        // Bind looks for a port that no connection has.
        Ptr<Socket> late = hosts.MakeSocket(0);
        EXPECT_EQ(late->Bind(), 0);
        EXPECT_EQ(late->GetSockName(name), -1) << selection;
        // Who gives a bound port back leaves it to others.
        EXPECT_EQ(bound->Close(), 0);
        EXPECT_EQ(others.back()->Connect(TwoHosts::At(1, 80)), 0) << selection;
    }
}

TEST(StreamSocket, APortIsChosenWhenItIsNeeded)
{
    TwoHosts hosts;
    Ptr<Socket> socket = hosts.MakeSocket(0);
    EXPECT_EQ(socket->Bind(), 0);
    Address name;
    EXPECT_EQ(socket->GetSockName(name), 0);
    const uint16_t port = InetSocketAddress::ConvertFrom(name).GetPort();
    EXPECT_GE(port, 49152);
    EXPECT_EQ(socket->Listen(), 0);
    Ptr<Socket> client = hosts.MakeSocket(1);
    Ear ear;
    ear.Hear(client);
    EXPECT_EQ(client->Connect(TwoHosts::At(0, port)), 0);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(ear.words, Words({"connected"}));
}

// RFC 9293 MUST-43.
TEST(StreamSocket, ConnectFromABoundPort)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    EXPECT_EQ(client->Bind(TwoHosts::At(0, 1234)), 0);
    EXPECT_EQ(client->Connect(TwoHosts::At(1, 80)), 0);
    Address name;
    client->GetSockName(name);
    EXPECT_EQ(name, TwoHosts::At(0, 1234));
    EXPECT_EQ(client->Connect(TwoHosts::At(1, 80)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_ISCONN);
}

TEST(StreamSocket, NoWayToConnect)
{
    TwoHosts hosts;
    Ptr<Socket> client = hosts.MakeSocket(0);
    EXPECT_EQ(client->Connect(InetSocketAddress(Ipv4Address("192.0.2.1"), 80)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    // RFC 9293 MUST-46.
    for (const char* address : {"224.0.0.1", "255.255.255.255", "10.1.1.255"})
    {
        EXPECT_EQ(client->Connect(InetSocketAddress(Ipv4Address(address), 80)), -1) << address;
        EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    }
    EXPECT_EQ(client->Connect(Inet6SocketAddress(Ipv6Address("ff02::1"), 80)), -1);
    EXPECT_EQ(client->Connect(Address()), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_INVAL);
    EXPECT_EQ(client->Send(Create<Packet>(1)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN);
}

TEST(StreamSocket, AnIpv4MappedAddressIsIpv4)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    Ear ear;
    ear.Hear(client);
    const Ipv6Address mapped = Ipv6Address::MakeIpv4MappedAddress(Ipv4Address("10.1.1.2"));
    EXPECT_EQ(client->Connect(Inet6SocketAddress(mapped, 80)), 0);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(ear.words, Words({"connected"}));
}

TEST(StreamSocket, OneListenerPerIpVersion)
{
    TwoHosts hosts;
    Ptr<Socket> four = hosts.MakeSocket(1);
    Ptr<Socket> six = hosts.MakeSocket(1);
    EXPECT_EQ(four->Bind(TwoHosts::Any(80)), 0);
    EXPECT_EQ(six->Bind(TwoHosts::Any(80, true)), 0);
    EXPECT_EQ(four->Listen(), 0);
    EXPECT_EQ(six->Listen(), 0);
    Ear fourEar;
    Ear sixEar;
    fourEar.Hear(four);
    sixEar.Hear(six);
    Ptr<Socket> client4 = hosts.MakeSocket(0);
    Ptr<Socket> client6 = hosts.MakeSocket(0);
    EXPECT_EQ(client4->Connect(TwoHosts::At(1, 80)), 0);
    EXPECT_EQ(client6->Connect(TwoHosts::At(1, 80, true)), 0);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(fourEar.accepted.size(), 1u);
    EXPECT_EQ(sixEar.accepted.size(), 1u);
}

TEST(StreamSocket, AttributesAreTheProfilesUnlessSet)
{
    TwoHosts hosts;
    Ptr<Socket> socket = hosts.MakeSocket(0);
    UintegerValue size;
    socket->GetAttribute("SegmentSize", size);
    EXPECT_EQ(size.Get(), hosts.TcpOf(0)->GetProfile().mss);
    socket->SetAttribute("SegmentSize", UintegerValue(536));
    socket->GetAttribute("SegmentSize", size);
    EXPECT_EQ(size.Get(), 536u);
    socket->SetAttribute("SndBufSize", UintegerValue(1000));
    EXPECT_EQ(socket->GetTxAvailable(), 1000u);
}

namespace
{

/// What IP sent, as "tos/ttl".
std::vector<std::string> g_ipSent;

void
IpSent(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
{
    Ipv4Header header;
    packet->PeekHeader(header);
    g_ipSent.push_back(std::to_string(header.GetTos()) + "/" + std::to_string(header.GetTtl()));
}

} // namespace

// RFC 9293 MUST-48, MUST-49, SHLD-22.
TEST(StreamSocket, IpFieldsOfTheSocketAreOnItsSegments)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->SetIpTos(0x20);
    client->SetIpTtl(9);
    g_ipSent.clear();
    hosts.nodes.Get(0)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        MakeCallback(&IpSent));
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    client->Send(Say("hello"));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(g_ipSent, Words(3, "32/9")); // SYN, ACK, data
}

// RFC 9293 SHLD-21.
TEST(StreamSocket, TosMayChangeDuringTheConnection)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->SetIpTos(0x20);
    g_ipSent.clear();
    hosts.nodes.Get(0)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        MakeCallback(&IpSent));
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    for (const uint8_t tos : {0xb8, 0x00, 0x28})
    {
        client->SetIpTos(tos);
        client->Send(Say("hello"));
        TwoHosts::RunFor(Seconds(1));
    }
    client->SetIpTos(0x48);
    client->Close();
    TwoHosts::RunFor(Seconds(1));
    // SYN and ACK; three times data; FIN.
    const Words expected = {"32/64", "32/64", "184/64", "0/64", "40/64", "72/64"};
    EXPECT_EQ(g_ipSent, expected);
}

TEST(StreamSocket, TalksToItsOwnHost)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(0, 80);
    Ear serverEar;
    serverEar.Hear(server);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->Connect(InetSocketAddress(Ipv4Address::GetLoopback(), 80));
    client->Send(Say("to myself")); // before the connection is there
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(serverEar.text, "to myself");
}

TEST(StreamSocket, LeavesByItsDevice)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->BindToNetDevice(hosts.nodes.Get(0)->GetDevice(1)); // the loopback
    EXPECT_EQ(client->Connect(TwoHosts::At(1, 80)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    client->BindToNetDevice(hosts.devices.Get(0));
    EXPECT_EQ(client->Connect(TwoHosts::At(1, 80)), 0);
}

// Both stacks' headers count as the same one, so that ns-3's checks of packets hold between them.
TEST(StreamSocket, PacketMetadataAgreesWithStockTcp)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto talk = []() {
        Packet::EnableChecking();
        for (const Tcp other : {Tcp::SYNFIN, Tcp::STOCK})
        {
            TwoHosts hosts(Tcp::SYNFIN, other);
            Ptr<Socket> server = hosts.Listen(1, 80);
            Ear ear;
            ear.Hear(server);
            Ptr<Socket> client = hosts.MakeSocket(0);
            client->Connect(TwoHosts::At(1, 80));
            client->Send(Create<Packet>(10000));
            TwoHosts::RunFor(Seconds(1));
            if (ear.text.size() != 10000)
            {
                std::exit(1);
            }
        }
        std::exit(0);
    };
    EXPECT_EXIT(talk(), testing::ExitedWithCode(0), "");
}
