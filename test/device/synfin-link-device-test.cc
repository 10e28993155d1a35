/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-hosts.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/data-rate.h"
#include "ns3/global-value.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-size.h"
#include "ns3/synfin-link-channel.h"
#include "ns3/synfin-link-device.h"
#include "ns3/udp-echo-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <unistd.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// The sources that LinkDevice shares with PointToPointNetDevice.
const std::vector<std::string> SOURCES{"MacTx",
                                       "MacTxDrop",
                                       "MacPromiscRx",
                                       "MacRx",
                                       "PhyTxBegin",
                                       "PhyTxEnd",
                                       "PhyTxDrop",
                                       "PhyRxEnd",
                                       "PhyRxDrop",
                                       "Sniffer",
                                       "PromiscSniffer"};

/// Applications of any ns-3 script.
using Traffic = void (*)(const LinkHosts&);

void
BulkTcp(const LinkHosts& hosts)
{
    for (uint32_t host = 0; host < 2; ++host)
    {
        PacketSinkHelper("ns3::TcpSocketFactory", TwoHosts::Any(9))
            .Install(hosts.nodes.Get(1 - host));
        BulkSendHelper bulk("ns3::TcpSocketFactory", TwoHosts::At(1 - host, 9));
        bulk.SetAttribute("MaxBytes", UintegerValue(host == 0 ? 1000000 : 300000));
        bulk.Install(hosts.nodes.Get(host)).Start(MilliSeconds(host));
    }
}

void
UdpFlood(const LinkHosts& hosts)
{
    for (uint32_t host = 0; host < 2; ++host)
    {
        PacketSinkHelper("ns3::UdpSocketFactory", TwoHosts::Any(9))
            .Install(hosts.nodes.Get(1 - host));
        OnOffHelper onOff("ns3::UdpSocketFactory", TwoHosts::At(1 - host, 9));
        onOff.SetConstantRate(DataRate(host == 0 ? "5500kbps" : "2Mbps"), host == 0 ? 1400 : 77);
        ApplicationContainer source = onOff.Install(hosts.nodes.Get(host));
        source.Start(MilliSeconds(host));
        source.Stop(Seconds(2));
    }
}

void
UdpEcho(const LinkHosts& hosts)
{
    UdpEchoServerHelper(9).Install(hosts.nodes.Get(1));
    UdpEchoClientHelper client(TwoHosts::At(1, 9));
    client.SetAttribute("MaxPackets", UintegerValue(50));
    client.SetAttribute("Interval", TimeValue(MilliSeconds(1)));
    client.SetAttribute("PacketSize", UintegerValue(1000));
    client.Install(hosts.nodes.Get(0));
}

/// What traffic looks like on a wire.
struct Seen
{
    std::vector<Sighting> sightings;
    std::string captures[2];
};

std::string
ReadAndRemove(const std::string& file)
{
    std::ifstream input(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(input), {}};
    std::remove(file.c_str());
    return text;
}

/// Runs traffic over a wire; the helper captures on it.
template <typename HELPER>
Seen
See(const Wire& wire, HELPER helper, Traffic traffic)
{
    const std::string file = testing::TempDir() + "synfin-link-" + std::to_string(getpid());
    FrameLog log;
    {
        LinkHosts hosts(wire);
        log.Watch(hosts.devices, SOURCES);
        for (uint32_t host = 0; host < 2; ++host)
        {
            helper.EnablePcap(file + std::to_string(host), hosts.devices.Get(host), true, true);
        }
        traffic(hosts);
        TwoHosts::RunFor(Seconds(60));
    }
    std::stable_sort(log.sightings.begin(), log.sightings.end());
    return {log.sightings, {ReadAndRemove(file + "0"), ReadAndRemove(file + "1")}};
}

/// @return a capture; frames of the same microsecond in the order of their octets
std::string
Sorted(const std::string& capture)
{
    constexpr std::size_t FILE_HEADER = 24;
    constexpr std::size_t TIME = 8; // microseconds, least octet first
    std::vector<std::string> records;
    for (std::size_t at = FILE_HEADER; at < capture.size();)
    {
        uint32_t size;
        std::memcpy(&size, &capture.at(at + TIME), sizeof size);
        records.push_back(capture.substr(at, 16 + size));
        at += records.back().size();
    }
    const auto same = [](const std::string& a, const std::string& b) {
        return a.compare(0, TIME, b, 0, TIME) == 0;
    };
    std::string sorted = capture.substr(0, FILE_HEADER);
    for (auto first = records.begin(); first != records.end();)
    {
        const auto last = std::find_if(first, records.end(), [&same, first](const auto& record) {
            return !same(*first, record);
        });
        std::sort(first, last);
        for (; first != last; ++first)
        {
            sorted += *first;
        }
    }
    return sorted;
}

struct Comparison
{
    const char* name;
    Traffic traffic;
    bool drops; //!< the queue is too small for it
    bool ties;  //!< a device sends and receives at the same nanosecond: either may come first
};

/// The same traffic over PointToPointNetDevice and over LinkDevice.
class LinkDeviceComparison : public testing::TestWithParam<Comparison>
{
  protected:
    void SetUp() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    }

    void TearDown() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Traffic,
                         LinkDeviceComparison,
                         testing::Values(Comparison{"BulkTcp", BulkTcp, true, true},
                                         Comparison{"UdpFlood", UdpFlood, true, false},
                                         Comparison{"UdpEcho", UdpEcho, false, false}),
                         [](const auto& info) { return info.param.name; });

TEST_P(LinkDeviceComparison, EveryTraceAndCaptureEqualsPointToPoint)
{
    PointToPointHelper stock;
    stock.SetDeviceAttribute("DataRate", StringValue("5Mbps"));
    stock.SetChannelAttribute("Delay", StringValue("7300001ns"));
    stock.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("20p"));
    stock.DisableFlowControl(); // which would drop in a queue disc instead of the device
    const Wire wire = [&stock](const NodeContainer& nodes) {
        const NetDeviceContainer devices = stock.Install(nodes);
        devices.Get(1)->SetAttribute("DataRate", StringValue("4999937bps"));
        return devices;
    };
    const Seen expected = See(wire, stock, GetParam().traffic);

    LinkHelper link;
    link.SetForward("bandwidth", "5Mbps");
    link.SetReverse("bandwidth", "4999937bps");
    link.SetBoth("delay", "7300001ns");
    link.SetBoth("queue", "20p");
    const Seen seen = See(Over(link), link, GetParam().traffic);

    const auto drops = std::count_if(expected.sightings.begin(),
                                     expected.sightings.end(),
                                     [](const auto& one) { return one.source == "0 MacTxDrop"; });
    EXPECT_EQ(drops > 0, GetParam().drops);
    ASSERT_GT(expected.sightings.size(), 500u);
    ASSERT_EQ(seen.sightings.size(), expected.sightings.size());
    for (std::size_t i = 0; i < expected.sightings.size(); ++i)
    {
        ASSERT_TRUE(seen.sightings[i] == expected.sightings[i])
            << i << ": " << seen.sightings[i].time << " " << seen.sightings[i].source << ", not "
            << expected.sightings[i].time << " " << expected.sightings[i].source;
    }
    for (int host = 0; host < 2; ++host)
    {
        EXPECT_GT(expected.captures[host].size(), 40000u);
        EXPECT_TRUE(Sorted(seen.captures[host]) == Sorted(expected.captures[host])) << host;
        EXPECT_TRUE(GetParam().ties || seen.captures[host] == expected.captures[host]) << host;
    }
}

TEST(LinkDevice, IsToTheStackWhatAPointToPointDeviceIs)
{
    LinkHosts link(Over(LinkHelper()));
    const Ptr<NetDevice> device = link.devices.Get(0);
    const Ptr<NetDevice> stock = CreateObject<PointToPointNetDevice>();
    EXPECT_EQ(device->GetMtu(), stock->GetMtu());
    EXPECT_EQ(device->IsBroadcast(), stock->IsBroadcast());
    EXPECT_EQ(device->GetBroadcast(), stock->GetBroadcast());
    EXPECT_EQ(device->IsMulticast(), stock->IsMulticast());
    const Ipv4Address group("224.0.0.5");
    const Ipv6Address group6("ff02::1");
    EXPECT_EQ(device->GetMulticast(group), stock->GetMulticast(group));
    EXPECT_EQ(device->GetMulticast(group6), stock->GetMulticast(group6));
    EXPECT_EQ(device->IsBridge(), stock->IsBridge());
    EXPECT_EQ(device->IsPointToPoint(), stock->IsPointToPoint());
    EXPECT_EQ(device->NeedsArp(), stock->NeedsArp());
    EXPECT_EQ(device->SupportsSendFrom(), stock->SupportsSendFrom());
    EXPECT_TRUE(device->IsLinkUp());
    EXPECT_EQ(device->GetNode(), link.nodes.Get(0));
    EXPECT_EQ(device->GetChannel()->GetNDevices(), 2u);
    EXPECT_EQ(device->GetChannel()->GetDevice(1), link.devices.Get(1));
    EXPECT_NE(device->GetAddress(), link.devices.Get(1)->GetAddress());
}

TEST(LinkDevice, DropsWhatItCannotSend)
{
    FrameLog log;
    NodeContainer nodes(2);
    const Ptr<LinkDevice> alone = CreateObject<LinkDevice>();
    nodes.Get(0)->AddDevice(alone);
    log.Watch(NetDeviceContainer(alone), {"MacTx", "MacTxDrop"});
    EXPECT_FALSE(alone->IsLinkUp());
    EXPECT_FALSE(alone->Send(Create<Packet>(10), Mac48Address::GetBroadcast(), 0x0800));
    EXPECT_EQ(log.Count("0 MacTxDrop"), 1u);

    const Ptr<LinkChannel> channel = CreateObject<LinkChannel>();
    alone->Attach(channel);
    EXPECT_FALSE(alone->IsLinkUp());
    EXPECT_FALSE(alone->Send(Create<Packet>(10), Mac48Address::GetBroadcast(), 0x0800));
    EXPECT_EQ(log.Count("0 MacTxDrop"), 2u);

    const Ptr<LinkDevice> other = CreateObject<LinkDevice>();
    nodes.Get(1)->AddDevice(other);
    other->Attach(channel);
    EXPECT_TRUE(alone->IsLinkUp());
    EXPECT_TRUE(other->IsLinkUp());
    EXPECT_EQ(alone->GetSide(), 0u);
    EXPECT_EQ(other->GetSide(), 1u);
    // ARP has no PPP protocol number.
    EXPECT_FALSE(alone->Send(Create<Packet>(10), Mac48Address::GetBroadcast(), 0x0806));
    EXPECT_EQ(log.Count("0 MacTxDrop"), 3u);
    EXPECT_EQ(log.Count("0 MacTx"), 0u);
    EXPECT_FALSE(alone->SendFrom(Create<Packet>(10), Address(), Address(), 0x0800));
    Simulator::Destroy();
}

namespace
{

/// Counts what LinkDrop tells, by reason.
class Drops
{
  public:
    void Note(Ptr<const Packet>, LinkDrop reason)
    {
        ++counts[static_cast<std::size_t>(reason)];
    }

    void NoteAt(std::string path, Ptr<const Packet> frame, LinkDrop reason)
    {
        paths.push_back(path);
        Note(frame, reason);
    }

    uint32_t Of(LinkDrop reason) const
    {
        return counts[static_cast<std::size_t>(reason)];
    }

    uint32_t counts[LINK_DROP_COUNT]{};
    std::vector<std::string> paths;
};

bool
Take(Ptr<NetDevice>,
     Ptr<const Packet>,
     uint16_t,
     const Address&,
     const Address&,
     NetDevice::PacketType)
{
    return true;
}

} // namespace

TEST(LinkDevice, EveryTraceSourceTells)
{
    LinkHelper link;
    link.SetForward("bandwidth", "1Mbps");
    link.SetForward("queue", "5p");
    link.SetForward("loss", "30%");
    link.SetForward("corrupt", "30%");
    LinkHosts hosts(Over(link));
    hosts.devices.Get(1)->SetPromiscReceiveCallback(MakeCallback(&Take));
    FrameLog log;
    log.Watch(hosts.devices, SOURCES);
    Drops drops;
    hosts.devices.Get(0)->TraceConnectWithoutContext("LinkDrop",
                                                     MakeCallback(&Drops::Note, &drops));
    Datagrams datagrams(hosts);
    datagrams.Send(300, MicroSeconds(800)); // each takes 1040

    const std::size_t sent = log.Count("0 MacTx") - log.Count("0 MacTxDrop");
    EXPECT_EQ(log.Count("0 MacTx"), 300u);
    EXPECT_GT(log.Count("0 MacTxDrop"), 30u);
    EXPECT_EQ(log.Count("0 MacTxDrop"), drops.Of(LinkDrop::QUEUE));
    EXPECT_EQ(log.Count("0 PhyTxBegin"), sent);
    EXPECT_EQ(log.Count("0 PhyTxEnd"), sent);
    EXPECT_EQ(log.Count("0 Sniffer"), sent);
    EXPECT_EQ(log.Count("0 PromiscSniffer"), sent);
    EXPECT_GT(log.Count("0 PhyTxDrop"), 30u);
    EXPECT_EQ(log.Count("0 PhyTxDrop"), drops.Of(LinkDrop::LOSS));
    EXPECT_EQ(drops.Of(LinkDrop::NAMED), 0u);
    EXPECT_EQ(drops.Of(LinkDrop::NONE), 0u);
    // Without checksums, what is damaged goes no further than the device.
    EXPECT_GT(log.Count("1 PhyRxDrop"), 30u);
    const std::size_t received = sent - log.Count("0 PhyTxDrop") - log.Count("1 PhyRxDrop");
    for (const char* source : {"PhyRxEnd", "MacRx", "MacPromiscRx", "Sniffer", "PromiscSniffer"})
    {
        EXPECT_EQ(log.Count("1 " + std::string(source)), received) << source;
    }
    EXPECT_EQ(datagrams.numbers.size(), received);
}

TEST(LinkDevice, TraceSourcesHavePaths)
{
    LinkHelper link;
    link.SetForward("loss", "1");
    LinkHosts hosts(Over(link));
    Drops drops;
    Config::Connect("/NodeList/*/DeviceList/*/$ns3::synfin::LinkDevice/LinkDrop",
                    MakeCallback(&Drops::NoteAt, &drops));
    Config::Set("/NodeList/*/DeviceList/*/$ns3::synfin::LinkDevice/Mtu", UintegerValue(1000));
    Datagrams(hosts).Send(1, Seconds(0));
    EXPECT_EQ(
        drops.paths,
        std::vector<std::string>{"/NodeList/0/DeviceList/0/$ns3::synfin::LinkDevice/LinkDrop"});
    EXPECT_EQ(hosts.devices.Get(1)->GetMtu(), 1000);
}

TEST(LinkDevice, ADirectionHasOneEventForAllThatArriveAtOnce)
{
    LinkHelper link;
    link.SetBoth("delay", "10ms");
    LinkHosts hosts(Over(link));
    TwoHosts::RunFor(Seconds(1));
    const Ptr<NetDevice> device = hosts.devices.Get(0);
    FrameLog log;
    log.Watch(hosts.devices, {"MacRx"});
    const uint64_t before = Simulator::GetEventCount();
    for (int i = 0; i < 1000; ++i)
    {
        // Zeros are a whole header of IPv4, and nobody's.
        device->Send(Create<Packet>(20), Mac48Address::GetBroadcast(), 0x0800);
    }
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(log.Count("1 MacRx"), 1000u);
    EXPECT_EQ(Simulator::GetEventCount() - before, 2u); // theirs, and the simulation's end
}

TEST(LinkHelper, StreamsDecide)
{
    const auto arrived = [](const LinkHelper& link, int64_t stream) {
        LinkHosts hosts([&link, stream](const NodeContainer& nodes) {
            const NetDeviceContainer devices = link.Install(nodes);
            EXPECT_EQ(link.AssignStreams(devices, stream),
                      2 * static_cast<int64_t>(LinkStreams::COUNT));
            return devices;
        });
        Datagrams datagrams(hosts);
        datagrams.Send(200, MilliSeconds(1));
        return datagrams.numbers;
    };
    LinkHelper link;
    link.SetForward("loss", "50%");
    const std::vector<uint32_t> first = arrived(link, 100);
    EXPECT_EQ(arrived(link, 100), first);
    EXPECT_NE(arrived(link, 200), first);
    EXPECT_NE(arrived(link, 100 + LinkStreams::COUNT), first);
    link.SetReverse("loss", "50%");
    link.SetForward("delay", "1ms");
    EXPECT_EQ(arrived(link, 100), first);
}

TEST(LinkHelper, StreamsThatNobodyAssignsDiffer)
{
    const auto arrived = [] {
        LinkHelper link;
        link.SetForward("loss", "50%");
        LinkHosts hosts([&link](const NodeContainer& nodes) { return link.Install(nodes); });
        Datagrams datagrams(hosts);
        datagrams.Send(200, MilliSeconds(1));
        return datagrams.numbers;
    };
    EXPECT_NE(arrived(), arrived());
}

TEST(LinkHelperDeath, AMistakeEndsTheProgramWithALine)
{
    LinkHelper link;
    EXPECT_DEATH(link.SetForward("loss", "2"), "the link does not take loss=2; accepted: ");
    EXPECT_DEATH(link.SetReverse("queue", "0p"), "the link does not take queue=0p; accepted: ");
    EXPECT_DEATH(link.SetBoth("colour", "red"),
                 "the link does not take colour=red; accepted: .*delay, jitter, .*schedule, lose");
    EXPECT_DEATH(link.SetForward("schedule", "2s loss=1; 1s loss=0"), "accepted: .*ascend");
    link.SetReverse("reorder", "5%");
    NodeContainer nodes(2);
    EXPECT_DEATH(link.Install(nodes), "reverse: a reorder only with a delay");
    EXPECT_DEATH(LinkHelper().Install(NodeContainer(3)), "a link has two ends, not 3");
    Simulator::Destroy();
}

TEST(LinkHelperDeath, ALinkInUseChangesByScheduleOnly)
{
    LinkHosts hosts(Over(LinkHelper()));
    Datagrams(hosts).Send(1, Seconds(0));
    const Ptr<LinkChannel> channel = DynamicCast<LinkChannel>(hosts.devices.Get(0)->GetChannel());
    EXPECT_DEATH(channel->SetParameters(0, LinkParameters()), "only a schedule changes it");
    EXPECT_DEATH(LinkHelper().AssignStreams(hosts.devices, 1), "its random streams are fixed");
    EXPECT_DEATH(CreateObject<LinkDevice>()->Attach(channel), "no third device");
}
