/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "two-hosts.h"

#include "ns3/config.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/object-ptr-container.h"
#include "ns3/synfin-segment-header.h"
#include "ns3/synfin-stream-socket.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

// Sockets of connections in SYN_RCVD: they are on the list, as ns-3's own are, but no application
// has them yet.

namespace
{

using States = std::vector<TcpSocket::TcpStates_t>;

/// A listener on the right, with a client whose SYN is there after 11 ms and whose ACK after 30.
class HalfOpenSocket : public testing::TestWithParam<Tcp>
{
  public:
    explicit HalfOpenSocket(const StackHelper& stack = Rfc9293(), Tcp server = Tcp::SYNFIN)
        : hosts(Tcp::SYNFIN, server, stack)
    {
        ear.Hear(listener);
    }

    /// The client's SYN arrives, and so will its ACK, unless the wire breaks.
    void Knock()
    {
        client->Connect(TwoHosts::At(1, 80));
        TwoHosts::RunFor(MilliSeconds(12));
    }

    /// A segment from port 1234 of the client's address arrives.
    void Inject(const Segment& segment, uint16_t port = 1234)
    {
        Ptr<Packet> packet = Create<Packet>();
        packet->AddHeader(SegmentHeader(segment, port, 80));
        Ipv4Header ip;
        ip.SetSource(Ipv4Address("10.1.1.1"));
        ip.SetDestination(Ipv4Address("10.1.1.2"));
        const Ptr<Ipv4L3Protocol> ipv4 = hosts.nodes.Get(1)->GetObject<Ipv4L3Protocol>();
        hosts.TcpOf(1)->Receive(packet, ip, ipv4->GetInterface(1));
    }

    /// @return the server's sockets
    std::vector<Ptr<StreamSocket>> Sockets() const
    {
        ObjectPtrContainerValue list;
        hosts.TcpOf(1)->GetAttribute("SocketList", list);
        std::vector<Ptr<StreamSocket>> sockets;
        for (auto entry = list.Begin(); entry != list.End(); ++entry)
        {
            sockets.push_back(DynamicCast<StreamSocket>(entry->second));
        }
        return sockets;
    }

    /// Connects to what socket 1 of the server tells of itself. @return false when there is none
    bool Trace()
    {
        const std::string path =
            "/NodeList/" + std::to_string(hosts.nodes.Get(1)->GetId()) +
            (GetParam() == Tcp::SYNFIN ? "/$ns3::synfin::L4Protocol" : "/$ns3::TcpL4Protocol") +
            "/SocketList/1/";
        const Callback<void, TcpSocket::TcpStates_t, TcpSocket::TcpStates_t> state(
            [this](TcpSocket::TcpStates_t from, TcpSocket::TcpStates_t to) {
                states.push_back(from);
                states.push_back(to);
            });
        const Callback<void, SequenceNumber32, SequenceNumber32> next(
            [this](SequenceNumber32, SequenceNumber32) { ++received; });
        return Config::ConnectWithoutContextFailSafe(path + "State", state) &&
               Config::ConnectWithoutContextFailSafe(path + "RxBuffer/NextRxSequence", next);
    }

    /// Hears why socket 1 of the server ends.
    void HearEnd()
    {
        Sockets().at(1)->TraceConnectWithoutContext(
            "Closed",
            Callback<void, CloseCause>([this](CloseCause cause) { ends.push_back(cause); }));
    }

    TwoHosts hosts;
    Ear ear;
    Ptr<Socket> listener{hosts.Listen(1, 80)};
    Ptr<Socket> client{hosts.MakeSocket(0)};
    States states;                //!< of socket 1, each change as two
    uint32_t received{0};         //!< how often its RCV.NXT changed
    std::vector<CloseCause> ends; //!< of socket 1
};

/// The same with a listener of ns-3's own.
class EitherHalfOpenSocket : public HalfOpenSocket
{
  public:
    EitherHalfOpenSocket()
        : HalfOpenSocket(Rfc9293(), GetParam())
    {
    }
};

/// A server that holds two connections in SYN_RCVD.
class FullHalfOpenSocket : public HalfOpenSocket
{
  public:
    FullHalfOpenSocket()
        : HalfOpenSocket(Small())
    {
    }

  private:
    static StackHelper Small()
    {
        StackHelper stack = Rfc9293();
        stack.Set("max_syn_backlog", "2");
        return stack;
    }
};

std::string
NameOf(const testing::TestParamInfo<Tcp>& info)
{
    return info.param == Tcp::SYNFIN ? "Synfin" : "Stock";
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Servers,
                         EitherHalfOpenSocket,
                         testing::Values(Tcp::SYNFIN, Tcp::STOCK),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(Servers, HalfOpenSocket, testing::Values(Tcp::SYNFIN), NameOf);
INSTANTIATE_TEST_SUITE_P(Servers, FullHalfOpenSocket, testing::Values(Tcp::SYNFIN), NameOf);

/// What ns-3's tcp-variants-comparison does: traced by path in the middle of the handshake.
TEST_P(EitherHalfOpenSocket, IsTracedFromSynReceivedOn)
{
    EXPECT_FALSE(Trace());
    Knock();
    ASSERT_TRUE(Trace());
    EXPECT_TRUE(ear.accepted.empty());
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(states, (States{TcpSocket::SYN_RCVD, TcpSocket::ESTABLISHED}));
    ASSERT_EQ(ear.accepted.size(), 1U);
    client->Send(Say("hello"));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(received, 1U);
    EXPECT_EQ(ear.text, "hello");
}

TEST_P(HalfOpenSocket, IsTheOneThatIsAccepted)
{
    Knock();
    ASSERT_EQ(Sockets().size(), 2U);
    const Ptr<StreamSocket> half = Sockets().at(1);
    Address peer;
    EXPECT_EQ(half->GetPeerName(peer), 0);
    EXPECT_EQ(InetSocketAddress::ConvertFrom(peer).GetIpv4(), Ipv4Address("10.1.1.1"));
    EXPECT_EQ(half->Send(Say("early"), 0), -1);
    EXPECT_EQ(half->GetErrno(), Socket::ERROR_NOTCONN);
    EXPECT_EQ(half->ShutdownSend(), -1);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(ear.words, Words({"request", "accepted"}));
    EXPECT_EQ(ear.accepted.at(0), half);
    EXPECT_EQ(half->Send(Say("now"), 0), 3);
}

TEST_P(HalfOpenSocket, GoesWhenItIsReset)
{
    hosts.Lose(1);
    Inject(Syn(1));
    ASSERT_TRUE(Trace());
    HearEnd();
    Inject(Rst(2));
    EXPECT_EQ(Sockets().size(), 1U);
    EXPECT_EQ(states, (States{TcpSocket::SYN_RCVD, TcpSocket::CLOSED}));
    EXPECT_EQ(ends, std::vector<CloseCause>{CloseCause::RESET});
    EXPECT_EQ(ear.words, Words());
}

TEST_P(HalfOpenSocket, GoesWhenNobodyAnswers)
{
    Knock();
    hosts.Lose(1);
    ASSERT_TRUE(Trace());
    HearEnd();
    TwoHosts::RunFor(Minutes(10));
    EXPECT_EQ(Sockets().size(), 1U);
    EXPECT_EQ(states, (States{TcpSocket::SYN_RCVD, TcpSocket::CLOSED}));
    EXPECT_EQ(ends, std::vector<CloseCause>{CloseCause::TIMED_OUT});
    EXPECT_EQ(ear.words, Words());
}

TEST_P(HalfOpenSocket, GoesWithItsListener)
{
    Knock();
    HearEnd();
    listener->Close();
    EXPECT_EQ(Sockets().size(), 1U);
    EXPECT_EQ(ends, std::vector<CloseCause>{CloseCause::ABORTED});
    EXPECT_EQ(hosts.TcpOf(1)->GetDriver().GetStack().HalfOpenCount(), 0U);
}

TEST_P(HalfOpenSocket, ThatIsClosedIsReset)
{
    Knock();
    Sockets().at(1)->Close();
    EXPECT_EQ(Sockets().size(), 1U);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(ear.words, Words());
    // The next one is accepted as ever.
    Ptr<Socket> second = hosts.MakeSocket(0);
    second->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(ear.words, Words({"request", "accepted"}));
}

/// The connection goes on without it, and is reset where it would be accepted.
TEST_P(HalfOpenSocket, MayBeDisposedOf)
{
    Ear clientEar;
    clientEar.Hear(client);
    Knock();
    Sockets().at(1)->Dispose();
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(Sockets().size(), 1U);
    EXPECT_EQ(ear.words, Words());
    EXPECT_EQ(clientEar.words, Words({"connected", "broken"}));
}

/// What finds no place in the SYN queue has no socket, and sockets do not pile up.
TEST_P(FullHalfOpenSocket, AreAsManyAsTheSynQueueHolds)
{
    hosts.Lose(1);
    for (int round = 1; round <= 3; ++round)
    {
        for (uint16_t port = 1000; port < 1010; ++port)
        {
            Inject(Syn(1), port);
        }
        EXPECT_EQ(Sockets().size(), 3U);
        TwoHosts::RunFor(Minutes(10));
        EXPECT_EQ(Sockets().size(), 1U);
    }
}
