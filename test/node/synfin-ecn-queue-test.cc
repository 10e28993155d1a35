/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// ECN between hosts whose queue discs mark, through ns-3's IP.

#include "told.h"
#include "two-hosts.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-disc.h"
#include "ns3/queue.h"
#include "ns3/synfin-congestion-ops.h"
#include "ns3/tcp-dctcp.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t THRESHOLD = 20; //!< packets: RED marks each that finds so many

/// What the queue in front of a bottleneck of 10 Mbps did while one transfer filled it.
struct Bottleneck
{
    double mean{0};       //!< packets in it, in the last five seconds
    uint32_t most{0};     //!< the same
    uint64_t marked{0};   //!< in all
    uint64_t dropped{0};  //!< in all
    uint64_t received{0}; //!< octets that the receiver got in ten seconds
};

/// A queue disc on the device of host 0, which is slow from now on, in the place of any.
Ptr<QueueDisc>
Replace(TwoHosts& hosts, TrafficControlHelper& queue)
{
    const Ptr<NetDevice> device = hosts.devices.Get(0);
    device->SetAttribute("DataRate", StringValue("10Mbps"));
    DynamicCast<PointToPointNetDevice>(device)->GetQueue()->SetMaxSize(QueueSize("1p"));
    const Ptr<TrafficControlLayer> control = hosts.nodes.Get(0)->GetObject<TrafficControlLayer>();
    if (control->GetRootQueueDiscOnDevice(device))
    {
        queue.Uninstall(device);
    }
    const Ptr<QueueDisc> disc = queue.Install(device).Get(0);
    control->ScanDevices(); // the nodes are initialized already
    disc->Initialize();
    return disc;
}

/// A transfer of ten seconds from host 0.
Bottleneck
Transfer(TwoHosts& hosts, TrafficControlHelper queue, bool ipv6 = false)
{
    const Ptr<QueueDisc> disc = Replace(hosts, queue);
    PacketSinkHelper sinks("ns3::TcpSocketFactory", TwoHosts::Any(9, ipv6));
    const ApplicationContainer sink = sinks.Install(hosts.nodes.Get(1));
    BulkSendHelper bulk("ns3::TcpSocketFactory", TwoHosts::At(1, 9, ipv6));
    bulk.SetAttribute("MaxBytes", UintegerValue(0));
    bulk.Install(hosts.nodes.Get(0));
    Bottleneck seen;
    TwoHosts::RunFor(Seconds(5));
    constexpr uint32_t SAMPLES = 5000;
    for (uint32_t i = 0; i < SAMPLES; ++i)
    {
        TwoHosts::RunFor(MilliSeconds(1));
        seen.mean += static_cast<double>(disc->GetNPackets()) / SAMPLES;
        seen.most = std::max(seen.most, disc->GetNPackets());
    }
    seen.marked = disc->GetStats().nTotalMarkedPackets;
    seen.dropped = disc->GetStats().nTotalDroppedPackets;
    seen.received = DynamicCast<PacketSink>(sink.Get(0))->GetTotalRx();
    return seen;
}

/// RED that marks, without an average: a step.
TrafficControlHelper
Red()
{
    TrafficControlHelper queue;
    queue.SetRootQueueDisc("ns3::RedQueueDisc",
                           "UseEcn",
                           BooleanValue(true),
                           "UseHardDrop",
                           BooleanValue(false),
                           "QW",
                           DoubleValue(1),
                           "MinTh",
                           DoubleValue(THRESHOLD),
                           "MaxTh",
                           DoubleValue(THRESHOLD + 1),
                           "LinkBandwidth",
                           StringValue("10Mbps"),
                           "LinkDelay",
                           StringValue("10ms"),
                           "MaxSize",
                           StringValue("1000p"));
    return queue;
}

StackHelper
With(const std::string& algorithm, const std::string& ecn)
{
    StackHelper stack;
    stack.SetProfile("linux");
    stack.SetAttribute("CongestionOps", TypeIdValue(TypeId::LookupByName(algorithm)));
    stack.SetAttribute("ecn", StringValue(ecn));
    return stack;
}

/// 95 % of what 10 Mbps are in ten seconds, less slow start.
constexpr uint64_t NEARLY_ALL = 11000000;

} // namespace

/// RFC 8257: DCTCP holds the queue near the threshold, over IPv4 and IPv6, and loses nothing.
TEST(EcnQueue, DctcpHoldsTheQueueAtTheThreshold)
{
    for (const bool ipv6 : {false, true})
    {
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, With("ns3::TcpDctcp", "0"));
        const Bottleneck seen = Transfer(hosts, Red(), ipv6);
        EXPECT_GT(seen.mean, THRESHOLD / 2.0);
        EXPECT_LT(seen.mean, THRESHOLD * 1.2);
        EXPECT_LT(seen.most, THRESHOLD * 2);
        EXPECT_GT(seen.marked, 100U);
        EXPECT_EQ(seen.dropped, 0U);
        EXPECT_GT(seen.received, NEARLY_ALL);
    }
}

/// RFC 3168: an echo halves the window, once; nothing is lost. Without ECN the queue drops.
TEST(EcnQueue, RenoIsMarkedInsteadOfDropped)
{
    for (const bool ecn : {true, false})
    {
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, With("ns3::TcpLinuxReno", ecn ? "1" : "2"));
        const Bottleneck seen = Transfer(hosts, Red());
        EXPECT_EQ(seen.marked > 5, ecn) << seen.marked;
        EXPECT_EQ(seen.dropped > 5, !ecn) << seen.dropped;
        EXPECT_LT(seen.most, 3 * THRESHOLD);
        EXPECT_GT(seen.received, NEARLY_ALL * 8 / 10);
    }
}

/// FqCoDel is what ns-3 puts on devices by itself.
TEST(EcnQueue, FqCoDelMarks)
{
    TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, With("ns3::TcpCubic", "1"));
    TrafficControlHelper queue;
    queue.SetRootQueueDisc("ns3::FqCoDelQueueDisc", "UseEcn", BooleanValue(true));
    const Bottleneck seen = Transfer(hosts, queue);
    EXPECT_LT(seen.mean, 20);
    EXPECT_EQ(seen.dropped, 0U);
    EXPECT_GT(seen.received, NEARLY_ALL * 8 / 10);
}

/// ns-3's own TCP as the peer, either way.
TEST(EcnQueue, WithStockPeers)
{
    Config::SetDefault("ns3::TcpSocketBase::UseEcn", StringValue("On"));
    for (const bool sends : {true, false})
    {
        TwoHosts hosts(sends ? Tcp::SYNFIN : Tcp::STOCK, sends ? Tcp::STOCK : Tcp::SYNFIN);
        const Bottleneck seen = Transfer(hosts, Red());
        EXPECT_GT(seen.marked, 5U);
        EXPECT_EQ(seen.dropped, 0U);
        EXPECT_GT(seen.received, NEARLY_ALL * 8 / 10);
    }
    Config::Reset();
}

/// MUST-48: the user's type of service stays beside the codepoint; a socket's UseEcn counts.
TEST(EcnQueue, TypeOfServiceKeepsTheUsersBits)
{
    TwoHosts hosts;
    std::set<uint8_t> sent; // of segments with data, and of others
    std::set<uint8_t> others;
    const Ptr<Socket> listener = hosts.Listen(1, 80);
    const Ptr<Socket> client = hosts.MakeSocket(0);
    client->SetAttribute("UseEcn", StringValue("On"));
    client->SetIpTos(0x28);
    hosts.nodes.Get(0)->GetObject<Ipv4>()->TraceConnectWithoutContext(
        "Tx",
        Callback<void, Ptr<const Packet>, Ptr<Ipv4>, uint32_t>(
            [&](Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t) {
                Ipv4Header ip;
                packet->PeekHeader(ip);
                (ip.GetPayloadSize() > 60 ? sent : others).insert(ip.GetTos());
            }));
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    client->Send(Create<Packet>(1000));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(sent, std::set<uint8_t>{0x2a});
    EXPECT_EQ(others, std::set<uint8_t>{0x28});
}

/// UseEcn has no words for AccECN: it shows the same mode without it.
TEST(EcnQueue, UseEcnOfAccurateEcn)
{
    const std::pair<const char*, const char*> WORDS[] = {{"3", "On"},
                                                         {"4", "On"},
                                                         {"5", "AcceptOnly"}};
    for (const auto& [mode, word] : WORDS)
    {
        StackHelper stack;
        stack.Set("ecn", mode);
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
        StringValue value;
        hosts.MakeSocket(0)->GetAttribute("UseEcn", value);
        EXPECT_EQ(value.Get(), word);
    }
}

// ---- CongestionOps ----

namespace
{

constexpr uint32_t MSS = 1000;
using Loss = CongestionController::Loss;

} // namespace

/// TcpSocketBase::EnterCwr(): the window is reduced, and grows no more until what was in flight is
/// acknowledged.
TEST(EcnOps, ReducesOnceAndHolds)
{
    CongestionOps tcp(CreateObject<TcpNewReno>(), MSS, 10, UINT32_MAX);
    tcp.OnEcho(true);
    tcp.OnLoss(Loss::ECN, 10 * MSS);
    EXPECT_EQ(tcp.Window(), 5 * MSS);
    EXPECT_EQ(tcp.GetState()->m_congState.Get(), TcpSocketState::CA_CWR);
    Tell(tcp, Delivered(MSS, MSS, 10 * MSS, MilliSeconds(20)));
    Tell(tcp, Delivered(9 * MSS, 9 * MSS, 9 * MSS, MilliSeconds(20)));
    EXPECT_EQ(tcp.Window(), 5 * MSS);
    EXPECT_EQ(tcp.GetState()->m_congState.Get(), TcpSocketState::CA_CWR);
    tcp.OnEcho(false);
    Tell(tcp, Delivered(MSS, MSS, 5 * MSS, MilliSeconds(20)));
    EXPECT_EQ(tcp.GetState()->m_congState.Get(), TcpSocketState::CA_OPEN);
    EXPECT_GE(tcp.Window(), 5 * MSS);
    EXPECT_EQ(tcp.GetState()->m_ecnState.Get(), TcpSocketState::ECN_IDLE);
}

/// RFC 5681 3.1: where all is marked, two segments are left.
TEST(EcnOps, DctcpKeepsTwoSegments)
{
    CongestionOps tcp(CreateObject<TcpDctcp>(), MSS, 10, UINT32_MAX);
    for (int i = 0; i < 20; ++i)
    {
        const uint32_t inFlight = tcp.Window();
        tcp.OnEcho(true);
        tcp.OnLoss(Loss::ECN, inFlight);
        Tell(tcp, Delivered(inFlight, inFlight, inFlight, MilliSeconds(20)));
        EXPECT_GE(tcp.Window(), 2 * MSS);
    }
    EXPECT_EQ(tcp.Window(), 2 * MSS);
}

/// What an algorithm's Init() asks.
TEST(EcnOps, Needs)
{
    const EcnNeeds reno = CongestionOps::NeedsOf(CreateObject<TcpNewReno>());
    EXPECT_FALSE(reno.isNeeded || reno.isExact);
    const Ptr<TcpDctcp> dctcp = CreateObject<TcpDctcp>();
    dctcp->SetAttribute("UseEct0", BooleanValue(false));
    const EcnNeeds needs = CongestionOps::NeedsOf(dctcp);
    EXPECT_TRUE(needs.isNeeded && needs.isExact);
    EXPECT_EQ(needs.codepoint, EcnCodepoint::ECT1);
}
