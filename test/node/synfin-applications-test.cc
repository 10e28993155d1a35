/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "two-hosts.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/three-gpp-http-client.h"
#include "ns3/three-gpp-http-helper.h"
#include "ns3/udp-echo-helper.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <tuple>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

const char* const FACTORY = "ns3::TcpSocketFactory";

/// Left TCP, right TCP, IPv6?
using Case = std::tuple<Tcp, Tcp, bool>;

/// ns-3's own applications, as any script installs them.
class Applications : public testing::TestWithParam<Case>
{
  protected:
    Applications()
        : hosts(std::get<0>(GetParam()), std::get<1>(GetParam()))
    {
    }

    bool IsIpv6() const
    {
        return std::get<2>(GetParam());
    }

    /// @return a PacketSink on a host
    Ptr<PacketSink> Sink(uint32_t host, uint16_t port)
    {
        PacketSinkHelper helper(FACTORY, TwoHosts::Any(port, IsIpv6()));
        return DynamicCast<PacketSink>(helper.Install(hosts.nodes.Get(host)).Get(0));
    }

    TwoHosts hosts;
};

std::string
Name(const testing::TestParamInfo<Case>& info)
{
    const auto tcp = [](Tcp one) { return one == Tcp::SYNFIN ? "Synfin" : "Stock"; };
    return std::string(tcp(std::get<0>(info.param))) + "To" + tcp(std::get<1>(info.param)) +
           (std::get<2>(info.param) ? "v6" : "v4");
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Stacks,
                         Applications,
                         testing::Values(Case(Tcp::SYNFIN, Tcp::SYNFIN, false),
                                         Case(Tcp::SYNFIN, Tcp::SYNFIN, true),
                                         Case(Tcp::SYNFIN, Tcp::STOCK, false),
                                         Case(Tcp::SYNFIN, Tcp::STOCK, true),
                                         Case(Tcp::STOCK, Tcp::SYNFIN, false),
                                         Case(Tcp::STOCK, Tcp::SYNFIN, true)),
                         Name);

TEST_P(Applications, BulkSendFillsASink)
{
    const Ptr<PacketSink> sink = Sink(1, 9);
    BulkSendHelper bulk(FACTORY, TwoHosts::At(1, 9, IsIpv6()));
    bulk.SetAttribute("MaxBytes", UintegerValue(1000000));
    bulk.Install(hosts.nodes.Get(0));
    TwoHosts::RunFor(Seconds(20));
    EXPECT_EQ(sink->GetTotalRx(), 1000000u);
}

TEST_P(Applications, BulkSendFillsASinkOverLoss)
{
    hosts.Lose(0.02);
    const Ptr<PacketSink> sink = Sink(1, 9);
    BulkSendHelper bulk(FACTORY, TwoHosts::At(1, 9, IsIpv6()));
    bulk.SetAttribute("MaxBytes", UintegerValue(1000000));
    bulk.Install(hosts.nodes.Get(0));
    TwoHosts::RunFor(Minutes(5));
    EXPECT_EQ(sink->GetTotalRx(), 1000000u);
}

TEST_P(Applications, OnOffSendsAtItsRate)
{
    const Ptr<PacketSink> sink = Sink(1, 9);
    OnOffHelper onOff(FACTORY, TwoHosts::At(1, 9, IsIpv6()));
    onOff.SetConstantRate(DataRate("800kbps"), 500);
    ApplicationContainer source = onOff.Install(hosts.nodes.Get(0));
    source.Stop(Seconds(10));
    TwoHosts::RunFor(Seconds(20));
    // 100,000 octets a second for ten seconds, less the first 5 ms.
    EXPECT_GE(sink->GetTotalRx(), 995000u);
    EXPECT_LE(sink->GetTotalRx(), 1000000u);
}

TEST_P(Applications, BothWaysAtOnceWithUdpBeside)
{
    const Ptr<PacketSink> right = Sink(1, 9);
    const Ptr<PacketSink> left = Sink(0, 9);
    for (uint32_t host = 0; host < 2; ++host)
    {
        BulkSendHelper bulk(FACTORY, TwoHosts::At(1 - host, 9, IsIpv6()));
        bulk.SetAttribute("MaxBytes", UintegerValue(500000));
        bulk.Install(hosts.nodes.Get(host));
    }
    UdpEchoServerHelper server(7);
    server.Install(hosts.nodes.Get(1));
    UdpEchoClientHelper client(TwoHosts::At(1, 7, IsIpv6()));
    client.SetAttribute("MaxPackets", UintegerValue(3));
    ApplicationContainer echo = client.Install(hosts.nodes.Get(0));
    uint32_t answers = 0;
    echo.Get(0)->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>>([&answers](Ptr<const Packet>) { ++answers; }));
    TwoHosts::RunFor(Seconds(20));
    EXPECT_EQ(right->GetTotalRx(), 500000u);
    EXPECT_EQ(left->GetTotalRx(), 500000u);
    EXPECT_EQ(answers, 3u);
}

/// Its sockets set SegmentSize, MaxSegLifetime and others.
TEST_P(Applications, WebPagesAreFetched)
{
    ThreeGppHttpServerHelper server(TwoHosts::HostOf(1, IsIpv6()));
    server.Install(hosts.nodes.Get(1));
    ThreeGppHttpClientHelper client(TwoHosts::HostOf(1, IsIpv6()));
    ApplicationContainer browser = client.Install(hosts.nodes.Get(0));
    uint32_t pages = 0;
    browser.Get(0)->TraceConnectWithoutContext(
        "RxMainObject",
        Callback<void, Ptr<const ThreeGppHttpClient>, Ptr<const Packet>>(
            [&pages](Ptr<const ThreeGppHttpClient>, Ptr<const Packet>) { ++pages; }));
    TwoHosts::RunFor(Minutes(10));
    EXPECT_GE(pages, 3u);
}

TEST_P(Applications, ASinkThatIsNotThereRefuses)
{
    Ptr<Socket> client = hosts.MakeSocket(0);
    Ear ear;
    ear.Hear(client);
    client->Connect(TwoHosts::At(1, 10, IsIpv6()));
    TwoHosts::RunFor(Minutes(5));
    EXPECT_EQ(ear.words, std::vector<std::string>({"failed"}));
}
