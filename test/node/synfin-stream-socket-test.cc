/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The life of a connection as its two sockets tell it, over IPv4 and IPv6.

#include "two-hosts.h"

#include "ns3/synfin-stream-socket.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

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

/// As ns3::TcpSocketBase; RFC 9293 3.10.4 would drop it.
TEST_P(Conversation, WhatIsSentBeforeCloseArrivesAlsoFromSynSent)
{
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, GetParam())), 0);
    EXPECT_EQ(client->Send(Say("hello")), 5);
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(client->Send(Say("more")), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_SHUTDOWN);
    Run();
    EXPECT_EQ(serverEar.text, "hello");
    EXPECT_EQ(serverEar.words, Words({"request", "accepted", "received", "closed"}));
    ASSERT_EQ(serverEar.accepted.size(), 1U);
    EXPECT_EQ(serverEar.accepted[0]->Close(), 0);
    Run();
    EXPECT_EQ(clientEar.words, Words({"connected", "closed"}));
    EXPECT_EQ(HowEnded(client), CloseCause::CLOSED);
}

TEST_P(Conversation, HalfCloseFromSynSent)
{
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 80, GetParam())), 0);
    EXPECT_EQ(client->Send(Say("question")), 8);
    EXPECT_EQ(client->ShutdownSend(), 0);
    Run();
    EXPECT_EQ(serverEar.text, "question");
    EXPECT_EQ(serverEar.words, Words({"request", "accepted", "received", "closed"}));
    ASSERT_EQ(serverEar.accepted.size(), 1U);
    EXPECT_EQ(serverEar.accepted[0]->Send(Say("answer")), 6);
    Run();
    EXPECT_EQ(clientEar.text, "answer");
}

/// As ns3::TcpSocketBase: what a listener that sends nothing accepts closes with its peer, as
/// PacketSink has it.
TEST_P(Conversation, AListenerThatSendsNothingClosesWithItsPeer)
{
    EXPECT_EQ(server->ShutdownSend(), 0);
    Connect();
    EXPECT_EQ(peer->Send(Say("answer")), -1);
    EXPECT_EQ(client->Send(Say("hello")), 5);
    EXPECT_EQ(client->Close(), 0);
    Run();
    EXPECT_EQ(serverEar.text, "hello");
    EXPECT_EQ(hosts.TcpOf(0)->GetDriver().GetStack().CountOf(State::TIME_WAIT), 1U);
    EXPECT_EQ(HowEnded(peer), CloseCause::CLOSED);
}

/// Nobody is there: what waited is given up with the connection.
TEST_P(Conversation, CloseFromSynSentToAClosedPort)
{
    ASSERT_EQ(client->Connect(TwoHosts::At(1, 81, GetParam())), 0);
    EXPECT_EQ(client->Send(Say("hello")), 5);
    EXPECT_EQ(client->Close(), 0);
    Run();
    EXPECT_EQ(clientEar.words, Words({"failed"}));
    EXPECT_EQ(HowEnded(client), CloseCause::REFUSED);
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
