/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-transfer-run.h"

#include "ns3/bulk-send-application.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/node-container.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/queue-disc.h"
#include "ns3/queue.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <ctime>
#include <iostream>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint16_t PORT = 5000;

/// Senders, each on a link of ten times the bottleneck's rate, a router, the bottleneck, the
/// receiver's router, the receiver. Data travels to the right.
class Transfer
{
  public:
    Transfer(const TransferScenario& scenario, TransferStack stack, TransferLog log);
    ~Transfer();

    /// Lets the flows go. @return what came of it
    TransferResult Run();

  private:
    NetDeviceContainer Join(Ptr<Node> left, Ptr<Node> right, const std::string& rate, Time delay);
    void Address(const NetDeviceContainer& devices);
    void BuildBottleneck();
    void BuildReceiver();
    void AddFlow(uint32_t flow);
    void Arrive(Ptr<const Packet> packet, const ns3::Address& from);
    void Drop(Ptr<const Packet> packet);
    void SampleQueue();
    void Complete(TransferResult& result) const;

    const TransferScenario& m_scenario;
    NodeContainer m_senders;
    NodeContainer m_routers;
    NodeContainer m_receiver;
    NetDeviceContainer m_bottleneck;
    Ipv4Address m_receiverAddress;
    Ipv4AddressHelper m_addresses{"10.0.0.0", "255.255.255.0"};
    ApplicationContainer m_sinks;
    ApplicationContainer m_applications; //!< the senders'
    uint64_t m_received{0};              //!< octets, by all sinks but a rival's
    uint64_t m_dropped{0};               //!< packets, by the queue without a queue disc
    uint64_t m_samples{0};               //!< how often SampleQueue() did
    uint64_t m_queued{0};                //!< packets that it saw, in all
};

template <typename VALUE>
void
LogChange(std::string what, VALUE, VALUE value)
{
    std::cout << Simulator::Now().GetSeconds() << ',' << what << ',' << +value << '\n';
}

void
LogSender(Ptr<Application> sender)
{
    const Ptr<Socket> socket = DynamicCast<BulkSendApplication>(sender)->GetSocket();
    for (const char* what : {"CongestionWindow", "SlowStartThreshold", "BytesInFlight"})
    {
        socket->TraceConnect(what, what, MakeCallback(&LogChange<uint32_t>));
    }
    socket->TraceConnect("CongState",
                         "CongState",
                         MakeCallback(&LogChange<TcpSocketState::TcpCongState_t>));
}

void
InstallTcp(const NodeContainer& hosts, TransferStack stack)
{
    if (stack == TransferStack::SYNFIN)
    {
        StackHelper().Install(hosts);
    }
    else
    {
        InternetStackHelper().Install(hosts);
    }
}

void
UseNewReno(Ptr<Node> host, TransferStack stack)
{
    const TypeIdValue type(TcpNewReno::GetTypeId());
    if (stack == TransferStack::SYNFIN)
    {
        host->GetObject<L4Protocol>()->SetAttribute("CongestionOps", type);
    }
    else
    {
        host->GetObject<TcpL4Protocol>()->SetAttribute("SocketType", type);
    }
}

Transfer::Transfer(const TransferScenario& scenario, TransferStack stack, TransferLog log)
    : m_scenario(scenario)
{
    const uint32_t flows = scenario.flows + (scenario.rival ? 1 : 0);
    m_senders.Create(flows);
    m_routers.Create(2);
    m_receiver.Create(1);
    InternetStackHelper().Install(m_routers);
    InstallTcp(m_senders, stack);
    InstallTcp(m_receiver, stack);
    if (scenario.rival)
    {
        UseNewReno(m_senders.Get(scenario.flows), stack);
    }
    const std::string fast = std::to_string(10 * DataRate(scenario.rate).GetBitRate()) + "bps";
    for (uint32_t flow = 0; flow < flows; ++flow)
    {
        Address(Join(m_senders.Get(flow), m_routers.Get(0), fast, Time(0)));
    }
    BuildBottleneck();
    BuildReceiver();
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    for (uint32_t flow = 0; flow < flows; ++flow)
    {
        AddFlow(flow);
    }
    if (log == TransferLog::ON)
    {
        Simulator::Schedule(Seconds(1.2), &LogSender, m_applications.Get(0));
    }
    Simulator::Schedule(Seconds(1), &Transfer::SampleQueue, this);
}

Transfer::~Transfer()
{
    Simulator::Destroy();
}

NetDeviceContainer
Transfer::Join(Ptr<Node> left, Ptr<Node> right, const std::string& rate, Time delay)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue(rate));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    link.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("1000000p"));
    return link.Install(left, right);
}

void
Transfer::Address(const NetDeviceContainer& devices)
{
    const Ipv4InterfaceContainer addressed = m_addresses.Assign(devices);
    m_addresses.NewNetwork();
    m_receiverAddress = addressed.GetAddress(1);
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const Ptr<NetDevice> device = devices.Get(i);
        const auto control = device->GetNode()->GetObject<TrafficControlLayer>();
        if (control->GetRootQueueDiscOnDevice(device))
        {
            control->DeleteRootQueueDiscOnDevice(device); // Assign() has put it there
        }
    }
}

void
Transfer::BuildBottleneck()
{
    const Time delay = m_scenario.rtt / (m_scenario.reorder > 0 ? 4 : 2);
    m_bottleneck = Join(m_routers.Get(0), m_routers.Get(1), m_scenario.rate, delay);
    Address(m_bottleneck);
    const auto entrance = DynamicCast<PointToPointNetDevice>(m_bottleneck.Get(0));
    if (m_scenario.codel)
    {
        entrance->GetQueue()->SetAttribute("MaxSize", StringValue("1p"));
        TrafficControlHelper control;
        control.SetRootQueueDisc("ns3::CoDelQueueDisc", "UseEcn", BooleanValue(true));
        control.Install(m_bottleneck.Get(0));
    }
    else
    {
        const std::string size = std::to_string(m_scenario.QueueSize()) + "p";
        entrance->GetQueue()->SetAttribute("MaxSize", StringValue(size));
        // A full queue stops the device, so that it is the layer above that drops.
        m_routers.Get(0)->GetObject<TrafficControlLayer>()->TraceConnectWithoutContext(
            "TcDrop",
            MakeCallback(&Transfer::Drop, this));
    }
    const Ptr<RateErrorModel> loss = CreateObject<RateErrorModel>();
    loss->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    loss->SetRate(m_scenario.loss);
    loss->AssignStreams(100);
    m_bottleneck.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(loss));
}

void
Transfer::BuildReceiver()
{
    if (m_scenario.reorder == 0)
    {
        const std::string fast =
            std::to_string(10 * DataRate(m_scenario.rate).GetBitRate()) + "bps";
        Address(Join(m_routers.Get(1), m_receiver.Get(0), fast, Time(0)));
        return;
    }
    // A frame that overtakes skips the delay.
    LinkHelper link;
    link.SetBoth("delay", FormatTime(m_scenario.rtt / 4));
    link.SetForward("reorder", std::to_string(m_scenario.reorder));
    const NetDeviceContainer devices = link.Install(m_routers.Get(1), m_receiver.Get(0));
    link.AssignStreams(devices, 200);
    Address(devices);
}

void
Transfer::AddFlow(uint32_t flow)
{
    const auto port = static_cast<uint16_t>(PORT + flow);
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), port));
    m_sinks.Add(sink.Install(m_receiver.Get(0)));
    if (flow < m_scenario.flows)
    {
        m_sinks.Get(flow)->TraceConnectWithoutContext("Rx", MakeCallback(&Transfer::Arrive, this));
    }
    BulkSendHelper bulk("ns3::TcpSocketFactory", InetSocketAddress(m_receiverAddress, port));
    bulk.SetAttribute("MaxBytes", UintegerValue(m_scenario.octets));
    bulk.SetAttribute("SendSize", UintegerValue(1448));
    ApplicationContainer sender = bulk.Install(m_senders.Get(flow));
    m_applications.Add(sender);
    const Ptr<UniformRandomVariable> start = CreateObject<UniformRandomVariable>();
    start->SetStream(300 + flow);
    sender.Start(Seconds(1 + (m_scenario.octets > 0 ? 0 : start->GetValue(0, 0.1))));
}

void
Transfer::Arrive(Ptr<const Packet> packet, const ns3::Address&)
{
    m_received += packet->GetSize();
    if (m_received == m_scenario.octets * m_scenario.flows)
    {
        Simulator::Stop();
    }
}

void
Transfer::Drop(Ptr<const Packet>)
{
    ++m_dropped;
}

void
Transfer::SampleQueue()
{
    const auto entrance = DynamicCast<PointToPointNetDevice>(m_bottleneck.Get(0));
    m_queued += entrance->GetQueue()->GetNPackets();
    if (m_scenario.codel)
    {
        const auto control = entrance->GetNode()->GetObject<TrafficControlLayer>();
        m_queued += control->GetRootQueueDiscOnDevice(entrance)->GetNPackets();
    }
    ++m_samples;
    Simulator::Schedule(MilliSeconds(10), &Transfer::SampleQueue, this);
}

void
Transfer::Complete(TransferResult& result) const
{
    double sum = 0;
    double squares = 0;
    for (uint32_t flow = 0; flow < m_scenario.flows; ++flow)
    {
        const double octets = DynamicCast<PacketSink>(m_sinks.Get(flow))->GetTotalRx();
        sum += octets;
        squares += octets * octets;
    }
    result.goodput = 8 * m_received / result.seconds;
    result.fairness = squares > 0 ? sum * sum / (m_scenario.flows * squares) : 0;
    result.complete = m_scenario.octets == 0 || m_received == m_scenario.octets * m_scenario.flows;
    const auto entrance = DynamicCast<PointToPointNetDevice>(m_bottleneck.Get(0));
    result.sent = entrance->GetQueue()->GetTotalReceivedPackets() + m_dropped;
    result.dropped = m_dropped;
    result.queued = static_cast<double>(m_queued) / std::max<uint64_t>(m_samples, 1);
    if (m_scenario.codel)
    {
        const auto control = entrance->GetNode()->GetObject<TrafficControlLayer>();
        const QueueDisc::Stats stats = control->GetRootQueueDiscOnDevice(entrance)->GetStats();
        result.sent = stats.nTotalReceivedPackets;
        result.dropped = stats.nTotalDroppedPackets;
    }
}

TransferResult
Transfer::Run()
{
    TransferResult result;
    Simulator::Stop(Seconds(1) + m_scenario.duration);
    const std::clock_t before = std::clock();
    Simulator::Run();
    result.cpu = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    result.seconds = (Simulator::Now() - Seconds(1)).GetSeconds();
    Complete(result);
    return result;
}

/// What both stacks are told, so that they differ in nothing else: payload of 1448 octets, large
/// buffers, 10 segments to begin with, and the timers of profile linux.
void
SetDefaults(const TransferScenario& scenario, TransferStack stack, TypeId congestion)
{
    // synfin's MSS counts the 12 octets of timestamps (RFC 6691), ns-3's does not.
    const uint32_t mss = stack == TransferStack::SYNFIN ? 1460 : 1448;
    const double bdp = DataRate(scenario.rate).GetBitRate() / 8.0 * scenario.rtt.GetSeconds();
    const auto buffer = static_cast<uint64_t>(std::max(4e6, 8 * bdp));
    Config::Reset();
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(congestion));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(mss));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(buffer));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(buffer));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", TimeValue(MilliSeconds(40)));
    Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));
    if (scenario.codel)
    {
        Config::SetDefault("ns3::TcpSocketBase::UseEcn", StringValue("On"));
    }
}

} // namespace

uint32_t
TransferScenario::QueueSize() const
{
    constexpr double FRAME = 1502; // on the wire, of a packet of 1500 octets
    const double bdp = DataRate(rate).GetBitRate() / 8.0 * rtt.GetSeconds() / FRAME;
    return queue > 0 ? queue : std::max(5U, static_cast<uint32_t>(bdp * queueBdp));
}

TransferResult
RunTransfer(const TransferScenario& scenario,
            TransferStack stack,
            TypeId congestion,
            uint64_t run,
            TransferLog log)
{
    SetDefaults(scenario, stack, congestion); // and global values, too
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
    return Transfer(scenario, stack, log).Run();
}

} // namespace synfin
} // namespace ns3
