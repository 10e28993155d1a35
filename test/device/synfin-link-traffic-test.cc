/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-hosts.h"
#include "node/talker.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/global-value.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/queue-disc.h"
#include "ns3/synfin-link-frame.h"
#include "ns3/synfin-link-result.h"
#include "ns3/synfin-segment-namer.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/udp-echo-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <numeric>
#include <set>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// @return 0, 1, ..., count - 1
std::vector<uint32_t>
Numbers(uint32_t count)
{
    std::vector<uint32_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

/// Whose TCP, IPv6?
using Case = std::tuple<Tcp, bool>;

std::string
Name(const testing::TestParamInfo<Case>& info)
{
    return std::string(std::get<0>(info.param) == Tcp::SYNFIN ? "Synfin" : "Stock") +
           (std::get<1>(info.param) ? "v6" : "v4");
}

const auto CASES = testing::Values(Case(Tcp::STOCK, false),
                                   Case(Tcp::STOCK, true),
                                   Case(Tcp::SYNFIN, false),
                                   Case(Tcp::SYNFIN, true));

/// A conversation over a link: the client connects when the simulation begins,
/// both send as much as they are told.
class Conversation
{
  public:
    Conversation(const LinkHelper& link, const Case& which, uint64_t octets)
        : hosts(Over(link), std::get<0>(which)),
          client(2, 1, octets),
          server(1, 2, octets)
    {
        const bool ipv6 = std::get<1>(which);
        m_listener = Socket::CreateSocket(hosts.nodes.Get(1), TcpSocketFactory::GetTypeId());
        m_listener->Bind(TwoHosts::Any(80, ipv6));
        m_listener->Listen();
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&Talker::Accept, &server));
        m_socket = Socket::CreateSocket(hosts.nodes.Get(0), TcpSocketFactory::GetTypeId());
        client.Use(m_socket);
        Simulator::Schedule(Seconds(0), &Conversation::Connect, this, TwoHosts::At(1, 80, ipv6));
    }

    /// Runs the simulation until both have all that the other sent, or for an hour.
    void Run(uint64_t octets)
    {
        for (int i = 0; i < 60 && (client.received < octets || server.received < octets); ++i)
        {
            TwoHosts::RunFor(Minutes(1));
        }
        EXPECT_EQ(client.received, octets);
        EXPECT_EQ(server.received, octets);
        EXPECT_EQ(client.wrong, 0u);
        EXPECT_EQ(server.wrong, 0u);
    }

    LinkHosts hosts;
    Talker client;
    Talker server;

  private:
    void Connect(Address server)
    {
        EXPECT_EQ(m_socket->Connect(server), 0);
    }

    Ptr<Socket> m_listener;
    Ptr<Socket> m_socket;
};

class LinkTraffic : public testing::TestWithParam<Case>
{
  protected:
    void TearDown() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }
};

/// What LinkDrop tells of TCP.
class Losses
{
  public:
    void Watch(const NetDeviceContainer& devices)
    {
        for (uint32_t host = 0; host < 2; ++host)
        {
            devices.Get(host)->TraceConnectWithoutContext("LinkDrop",
                                                          MakeCallback(&Losses::Note, this));
        }
    }

    std::vector<LinkDrop> reasons;
    std::vector<FrameSegment> segments;

  private:
    AddressTable m_addresses;

    void Note(Ptr<const Packet> frame, LinkDrop reason)
    {
        const auto segment = PeekSegment(frame, m_addresses);
        ASSERT_TRUE(segment);
        reasons.push_back(reason);
        segments.push_back(*segment);
    }
};

/// Counts segments that synfin drops as malformed.
class Malformed
{
  public:
    void Watch(const NodeContainer& nodes)
    {
        for (uint32_t host = 0; host < 2; ++host)
        {
            nodes.Get(host)->GetObject<L4Protocol>()->TraceConnectWithoutContext(
                "Drop",
                MakeCallback(&Malformed::Note, this));
        }
    }

    uint32_t count{0};

  private:
    void Note(const DropRecord& record)
    {
        count += record.drop.reason == DropReason::MALFORMED;
    }
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Tcp, LinkTraffic, CASES, Name);

TEST_P(LinkTraffic, TenMegabytesEachWayOverBurstsOfLoss)
{
    constexpr uint64_t OCTETS = 10000000;
    LinkHelper link;
    link.SetBoth("delay", "10ms");
    link.SetBoth("bandwidth", "100Mbps");
    link.SetBoth("loss", "gemodel:0.2%,30%");
    Conversation talk(link, GetParam(), OCTETS);
    FrameLog log;
    log.Watch(talk.hosts.devices, {"PhyTxDrop"});
    talk.Run(OCTETS);
    // 7000 segments of data, if not more, each way; 0.66% of them.
    EXPECT_GT(log.Count("0 PhyTxDrop"), 20u);
    EXPECT_GT(log.Count("1 PhyTxDrop"), 20u);
}

TEST_P(LinkTraffic, EverythingAtOnceLeavesTheContentIntact)
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    LinkHelper link;
    link.SetBoth("delay", "10ms");
    link.SetBoth("jitter", "2ms,normal,25%");
    link.SetBoth("bandwidth", "50Mbps");
    link.SetBoth("queue", "64kB");
    link.SetBoth("loss", "0.5%");
    link.SetBoth("duplicate", "2%");
    link.SetBoth("reorder", "1%");
    link.SetBoth("corrupt", "0.5%");
    link.SetBoth("schedule", "1s loss=1; 1200ms loss=0.5%");
    Conversation talk(link, GetParam(), 2000000);
    talk.Run(2000000);
}

TEST_P(LinkTraffic, CorruptionIsFoundByTheChecksum)
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    LinkHelper link;
    link.SetBoth("delay", "10ms");
    link.SetBoth("corrupt", "5%");
    Conversation talk(link, GetParam(), 300000);
    FrameLog log;
    log.Watch(talk.hosts.devices, {"PhyRxDrop", "MacRx"});
    Malformed malformed;
    const bool synfin = std::get<0>(GetParam()) == Tcp::SYNFIN;
    if (synfin)
    {
        malformed.Watch(talk.hosts.nodes);
    }
    talk.Run(300000);
    EXPECT_EQ(log.Count("0 PhyRxDrop") + log.Count("1 PhyRxDrop"), 0u); // it got through to TCP
    if (synfin)
    {
        const double arrived = log.Count("0 MacRx") + log.Count("1 MacRx");
        EXPECT_GT(malformed.count, 0.025 * arrived);
        EXPECT_LT(malformed.count, 0.1 * arrived);
    }
}

TEST_P(LinkTraffic, NamedSegmentsAreLostOnceInEachConnection)
{
    struct Named
    {
        const char* list;
        std::size_t sender;
        uint8_t flags;
    };

    for (const Named& named : {Named{"syn", 0, Segment::SYN},
                               Named{"synack", 1, Segment::SYN | Segment::ACK},
                               Named{"ack", 0, Segment::ACK}})
    {
        LinkHelper link;
        link.SetBoth("delay", "10ms");
        link.SetBoth("lose", named.list);
        Conversation talk(link, GetParam(), 1000);
        Losses losses;
        losses.Watch(talk.hosts.devices);
        talk.Run(1000);
        ASSERT_EQ(losses.reasons, std::vector<LinkDrop>{LinkDrop::NAMED}) << named.list;
        EXPECT_EQ(losses.segments[0].segment.flags & 0x3f, named.flags) << named.list;
        EXPECT_EQ(losses.segments[0].segment.payload, 0u) << named.list;
        EXPECT_EQ(losses.segments[0].tuple.localPort == 80, named.sender == 1) << named.list;
    }
}

TEST_P(LinkTraffic, OnlyTheDirectionThatIsToldLosesByName)
{
    LinkHelper link;
    link.SetBoth("delay", "10ms");
    link.SetForward("lose", "synack,fin1,ack1"); // forward there are fin1 and no other
    Conversation talk(link, GetParam(), 1000);
    Losses losses;
    losses.Watch(talk.hosts.devices);
    talk.Run(1000);
    EXPECT_EQ(losses.reasons.size(), 0u);
    talk.client.Close();
    TwoHosts::RunFor(Seconds(10));
    EXPECT_TRUE(talk.server.closed);
    ASSERT_EQ(losses.reasons, std::vector<LinkDrop>{LinkDrop::NAMED});
    EXPECT_TRUE(losses.segments[0].segment.Has(Segment::FIN));
    EXPECT_EQ(losses.segments[0].tuple.remotePort, 80);
}

TEST(LinkDatagrams, EchoTakesTwoDelaysAndTwoTransmissions)
{
    LinkHelper link;
    link.SetForward("delay", "20ms");
    link.SetReverse("delay", "30ms");
    link.SetForward("bandwidth", "8Mbps");
    link.SetReverse("bandwidth", "4Mbps");
    LinkHosts hosts(Over(link));
    FrameLog log;
    log.Watch(hosts.devices, {"MacTx", "MacRx"});
    UdpEchoServerHelper(9).Install(hosts.nodes.Get(1));
    UdpEchoClientHelper client(TwoHosts::At(1, 9));
    client.SetAttribute("MaxPackets", UintegerValue(3));
    client.SetAttribute("Interval", TimeValue(Seconds(1)));
    client.SetAttribute("PacketSize", UintegerValue(970)); // 1000 on the wire
    client.Install(hosts.nodes.Get(0));
    TwoHosts::RunFor(Seconds(10));
    ASSERT_EQ(log.sightings.size(), 12u);
    for (std::size_t i = 0; i < 12; i += 4)
    {
        EXPECT_EQ(log.sightings[i + 3].source, "0 MacRx");
        EXPECT_EQ(log.sightings[i + 3].time - log.sightings[i].time, MilliSeconds(20 + 1 + 30 + 2));
    }
}

TEST(LinkDatagrams, JitterKeepsTheOrder)
{
    LinkHelper link;
    link.SetForward("delay", "50ms");
    link.SetForward("jitter", "20ms,normal");
    LinkHosts hosts(Over(link));
    Datagrams datagrams(hosts);
    datagrams.Send(1000, MilliSeconds(1));
    EXPECT_EQ(datagrams.numbers, Numbers(1000));
    std::set<Time> delays;
    for (uint32_t i = 0; i < 1000; ++i)
    {
        delays.insert(datagrams.times[i] - i * MilliSeconds(1));
    }
    EXPECT_GT(delays.size(), 500u); // those that wait for others arrive with them
}

TEST(LinkDatagrams, JitterMayReorderOnRequest)
{
    LinkHelper link;
    link.SetForward("delay", "50ms");
    link.SetForward("jitter", "20ms,normal");
    link.SetForward("jitter-reorders", "true");
    LinkHosts hosts(Over(link));
    Datagrams datagrams(hosts);
    datagrams.Send(1000, MilliSeconds(1));
    EXPECT_TRUE(std::is_sorted(datagrams.times.begin(), datagrams.times.end()));
    EXPECT_NE(datagrams.numbers, Numbers(1000));
    std::sort(datagrams.numbers.begin(), datagrams.numbers.end());
    EXPECT_EQ(datagrams.numbers, Numbers(1000));
}

TEST(LinkDatagrams, ReorderingSkipsTheDelay)
{
    LinkHelper link;
    link.SetForward("delay", "50ms");
    link.SetForward("reorder", "1,gap=5");
    LinkHosts hosts(Over(link));
    Datagrams datagrams(hosts);
    datagrams.Send(100, MilliSeconds(1));
    // Every fifth arrives at once, the others 50 ms later.
    ASSERT_EQ(datagrams.numbers.size(), 100u);
    for (uint32_t i = 0; i < 100; ++i)
    {
        const uint32_t number = datagrams.numbers[i];
        const Time delay = number % 5 == 4 ? Time(0) : MilliSeconds(50);
        EXPECT_EQ(datagrams.times[i], number * MilliSeconds(1) + delay) << number;
    }
    std::sort(datagrams.numbers.begin(), datagrams.numbers.end());
    EXPECT_EQ(datagrams.numbers, Numbers(100));
}

TEST(LinkDatagrams, DuplicatesArriveTwice)
{
    LinkHelper link;
    link.SetForward("delay", "50ms");
    link.SetForward("duplicate", "1");
    LinkHosts hosts(Over(link));
    Datagrams datagrams(hosts);
    datagrams.Send(100, MilliSeconds(1));
    ASSERT_EQ(datagrams.numbers.size(), 200u);
    for (uint32_t i = 0; i < 200; ++i)
    {
        EXPECT_EQ(datagrams.numbers[i], i / 2);
    }
}

TEST(LinkDatagrams, AnOutageLosesWhatIsSentDuringIt)
{
    LinkHelper link;
    link.SetForward("delay", "500ms");
    link.SetForward("schedule", "10s loss=1; 12s loss=none");
    LinkHosts hosts(Over(link));
    Datagrams datagrams(hosts);
    datagrams.Send(300, MilliSeconds(100));
    std::vector<uint32_t> expected = Numbers(300);
    expected.erase(expected.begin() + 100, expected.begin() + 120);
    EXPECT_EQ(datagrams.numbers, expected);
}

TEST(LinkDatagrams, CorruptedOnesReachNoApplication)
{
    for (const bool checksums : {true, false})
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(checksums));
        LinkHelper link;
        link.SetForward("corrupt", "1");
        LinkHosts hosts(Over(link));
        FrameLog log;
        log.Watch(hosts.devices, {"MacRx", "PhyRxDrop"});
        Datagrams datagrams(hosts);
        datagrams.Send(100, MilliSeconds(1));
        EXPECT_EQ(datagrams.numbers.size(), 0u);
        EXPECT_EQ(log.Count("1 MacRx"), checksums ? 100u : 0u);
        EXPECT_EQ(log.Count("1 PhyRxDrop"), checksums ? 0u : 100u);
    }
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
}

TEST(LinkDatagrams, LosingByNameLeavesThemAlone)
{
    LinkHelper link;
    link.SetBoth("lose", "syn,data");
    LinkHosts hosts(Over(link));
    Datagrams datagrams(hosts);
    datagrams.Send(100, MilliSeconds(1));
    EXPECT_EQ(datagrams.numbers, Numbers(100));
}

/// How a queue disc gets in front of a link: installed by hand, or by ns-3 for a device that has a
/// NetDeviceQueueInterface.
class LinkQueueDisc : public testing::TestWithParam<bool>
{
};

INSTANTIATE_TEST_SUITE_P(Installed, LinkQueueDisc, testing::Bool(), [](const auto& info) {
    return info.param ? "ByNs3" : "ByHand";
});

TEST_P(LinkQueueDisc, PassesEverythingOn)
{
    LinkHelper link;
    link.SetBoth("delay", "10ms");
    link.SetBoth("bandwidth", "10Mbps");
    LinkHosts hosts([&link](const NodeContainer& nodes) {
        const NetDeviceContainer devices = link.Install(nodes);
        for (uint32_t host = 0; GetParam() && host < 2; ++host)
        {
            devices.Get(host)->AggregateObject(CreateObject<NetDeviceQueueInterface>());
        }
        return devices;
    });
    if (!GetParam())
    {
        TrafficControlHelper control;
        control.SetRootQueueDisc("ns3::PfifoFastQueueDisc");
        control.Install(hosts.devices);
    }
    PacketSinkHelper sinks("ns3::TcpSocketFactory", TwoHosts::Any(9));
    const auto sink = DynamicCast<PacketSink>(sinks.Install(hosts.nodes.Get(1)).Get(0));
    BulkSendHelper bulk("ns3::TcpSocketFactory", TwoHosts::At(1, 9));
    bulk.SetAttribute("MaxBytes", UintegerValue(1000000));
    bulk.Install(hosts.nodes.Get(0));
    TwoHosts::RunFor(Seconds(60));
    EXPECT_EQ(sink->GetTotalRx(), 1000000u);
    for (uint32_t host = 0; host < 2; ++host)
    {
        const auto disc = hosts.nodes.Get(host)->GetObject<TrafficControlLayer>();
        const auto root = disc->GetRootQueueDiscOnDevice(hosts.devices.Get(host));
        ASSERT_NE(root, nullptr);
        EXPECT_GT(root->GetStats().nTotalSentPackets, 500u);
        EXPECT_EQ(root->GetStats().nTotalDroppedPackets, 0u);
    }
}
