/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// TCP Fast Open (RFC 7413) for ns-3's applications: the attribute FastOpen of sockets.

#include "two-hosts.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/synfin-stream-socket.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

const Time DELAY = MilliSeconds(10);

/// Linux, with both sides of Fast Open allowed.
StackHelper
Fast()
{
    StackHelper stack;
    stack.SetProfile("linux");
    stack.Set("fastopen", "3");
    return stack;
}

/// Sets the default of every socket's FastOpen, for one test.
class FastOpenSocket : public testing::Test
{
  protected:
    explicit FastOpenSocket(bool isFast = true)
    {
        Config::SetDefault("ns3::synfin::StreamSocket::FastOpen", BooleanValue(isFast));
    }

    ~FastOpenSocket() override
    {
        Config::SetDefault("ns3::synfin::StreamSocket::FastOpen", BooleanValue(false));
    }
};

/// Notes when something arrived first.
void
Take(Time* first, Ptr<const Packet>, const Address&)
{
    *first = first->IsZero() ? Simulator::Now() : *first;
}

/// Runs BulkSendApplication to PacketSink. @return when its first octets arrive, from its start
Time
FirstOctets(TwoHosts& hosts, uint32_t octets, uint16_t port)
{
    PacketSinkHelper sinkHelper("ns3::TcpSocketFactory", TwoHosts::Any(port));
    const auto sink = sinkHelper.Install(hosts.nodes.Get(1)).Get(0);
    TwoHosts::RunFor(MilliSeconds(1));
    Time first;
    sink->TraceConnectWithoutContext("Rx", MakeBoundCallback(&Take, &first));
    BulkSendHelper bulk("ns3::TcpSocketFactory", TwoHosts::At(1, port));
    bulk.SetAttribute("MaxBytes", UintegerValue(octets));
    const Time start = Simulator::Now();
    bulk.Install(hosts.nodes.Get(0));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(DynamicCast<PacketSink>(sink)->GetTotalRx(), octets);
    return first - start;
}

} // namespace

/// The first connection asks for a cookie, the next one saves a round trip.
TEST_F(FastOpenSocket, SavesARoundTrip)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, Fast());
    const Time first = FirstOctets(hosts, 3000, 80);
    EXPECT_GE(first, 3 * DELAY);
    const Time second = FirstOctets(hosts, 3000, 81);
    EXPECT_GE(second, DELAY);
    EXPECT_LT(second, DELAY + MilliSeconds(1));
    EXPECT_NEAR((first - second).GetSeconds(), 2 * DELAY.GetSeconds(), 1e-3);
}

/// Nobody asks, nothing is saved.
TEST(FastOpenAttribute, IsOffByDefault)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, Fast());
    FirstOctets(hosts, 3000, 80);
    EXPECT_GE(FirstOctets(hosts, 3000, 81), 3 * DELAY);
}

/// As TCP_FASTOPEN_CONNECT: success is told at once, and once; without a Send nothing is sent.
TEST_F(FastOpenSocket, TheSynWaitsForTheFirstSend)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, Fast());
    FirstOctets(hosts, 100, 80);
    const Ptr<Socket> listener = hosts.Listen(1, 81);
    const Ptr<Socket> socket = hosts.MakeSocket(0);
    Ear ear;
    ear.Hear(socket);
    EXPECT_EQ(socket->Connect(TwoHosts::At(1, 81)), 0);
    const uint64_t before = hosts.TcpOf(0)->GetDriver().GetStack().Counters().segmentsSent;
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(std::count(ear.words.begin(), ear.words.end(), "connected"), 1);
    EXPECT_EQ(hosts.TcpOf(0)->GetDriver().GetStack().Counters().segmentsSent, before);
    EXPECT_EQ(socket->Connect(TwoHosts::At(1, 81)), -1);
    EXPECT_EQ(socket->Send(Create<Packet>(10)), 10);
    EXPECT_EQ(socket->Send(Create<Packet>(10)), 10); // while the handshake goes on
    EXPECT_EQ(hosts.TcpOf(0)->GetDriver().GetStack().Counters().segmentsSent, before + 1);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(std::count(ear.words.begin(), ear.words.end(), "connected"), 1);
    EXPECT_EQ(socket->Close(), 0);
    TwoHosts::RunFor(Seconds(1));
}

/// What waited may be given up: nothing was sent, and the socket may be used again.
TEST_F(FastOpenSocket, ClosesBeforeTheFirstSend)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, Fast());
    FirstOctets(hosts, 100, 80);
    const Ptr<Socket> socket = hosts.MakeSocket(0);
    EXPECT_EQ(socket->Connect(TwoHosts::At(1, 80)), 0);
    EXPECT_EQ(socket->Close(), 0);
    EXPECT_EQ(socket->Send(Create<Packet>(10)), -1);
    EXPECT_EQ(socket->Connect(TwoHosts::At(1, 80)), 0);
    EXPECT_EQ(socket->Send(Create<Packet>(10)), 10);
    TwoHosts::RunFor(Seconds(1));
}

/// Where the host's profile does not allow it, Connect says so.
TEST_F(FastOpenSocket, NeedsTheProfilesPermission)
{
    TwoHosts hosts; // rfc9293
    const Ptr<Socket> socket = hosts.MakeSocket(0);
    EXPECT_EQ(socket->Connect(TwoHosts::At(1, 80)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_INVAL);
}

/// Who sends before success was told hears of a refusal as ever.
TEST_F(FastOpenSocket, TellsOfARefusalBeforeSuccessAsOfAFailure)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, Fast());
    FirstOctets(hosts, 100, 80);
    const Ptr<Socket> socket = hosts.MakeSocket(0);
    Ear ear;
    ear.Hear(socket);
    socket->Connect(TwoHosts::At(1, 99));
    EXPECT_EQ(socket->Send(Create<Packet>(10)), 10);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(std::count(ear.words.begin(), ear.words.end(), "failed"), 1);
}

/// A refused connection ends by an error, since its application took it for open.
TEST_F(FastOpenSocket, TellsOfARefusalAsOfAnError)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, Fast());
    FirstOctets(hosts, 100, 80);
    const Ptr<Socket> socket = hosts.MakeSocket(0);
    Ear ear;
    ear.Hear(socket);
    socket->Connect(TwoHosts::At(1, 99)); // nobody listens
    TwoHosts::RunFor(MilliSeconds(1));
    EXPECT_EQ(socket->Send(Create<Packet>(10)), 10);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(std::count(ear.words.begin(), ear.words.end(), "broken"), 1);
    EXPECT_EQ(std::count(ear.words.begin(), ear.words.end(), "failed"), 0);
}
