/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-topology.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/string.h"
#include "ns3/synfin-address-table.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// So fast that no packet takes a nanosecond.
constexpr uint64_t ACCESS_RATE = 1000000000000000000ULL;

/// @return a helper for links with a drop-tail queue in the devices
PointToPointHelper
LinkHelper(uint64_t rate, Time delay, const QueueLimit& queue)
{
    PointToPointHelper helper;
    helper.SetDeviceAttribute("DataRate", DataRateValue(DataRate(rate)));
    helper.SetChannelAttribute("Delay", TimeValue(delay));
    helper.SetQueue(
        "ns3::DropTailQueue<Packet>",
        "MaxSize",
        QueueSizeValue(
            QueueSize(queue.bytes ? QueueSizeUnit::BYTES : QueueSizeUnit::PACKETS, queue.size)));
    return helper;
}

/// @return the address of one of a subnet's two hosts (1 or 2): 10.0.0.0/8 holds 2^22 subnets of
/// four
Ipv4Address
HostAddress4(uint32_t subnet, uint32_t host)
{
    return Ipv4Address((10U << 24) + 4 * subnet + host);
}

/// @return the address of one of a subnet's two hosts (1 or 2) in 2001:db8:0:SUBNET::/64
Ipv6Address
HostAddress6(uint32_t subnet, uint32_t host)
{
    uint8_t bytes[16] = {0x20, 0x01, 0x0d, 0xb8};
    bytes[5] = static_cast<uint8_t>(subnet >> 16);
    bytes[6] = static_cast<uint8_t>(subnet >> 8);
    bytes[7] = static_cast<uint8_t>(subnet);
    bytes[15] = static_cast<uint8_t>(host);
    return Ipv6Address(bytes);
}

} // namespace

ScenarioTopology::ScenarioTopology(const ScenarioParameters& parameters,
                                   const Installer& installHosts)
    : m_parameters(parameters)
{
    m_clients.Create(parameters.clients);
    m_servers.Create(parameters.servers);
    m_address.resize(parameters.clients + parameters.servers);
    installHosts(NodeContainer(m_clients, m_servers));
    if (parameters.clients == 1 && parameters.servers == 1)
    {
        BuildLink(m_clients.Get(0), m_servers.Get(0));
        SetDefaultRoute(m_link);
        SetDefaultRoute(NetDeviceContainer(m_link.Get(1), m_link.Get(0)));
        return;
    }
    NodeContainer routers;
    routers.Create(2);
    InternetStackHelper internet;
    internet.SetIpv4StackInstall(parameters.ip == 4);
    internet.SetIpv6StackInstall(parameters.ip == 6);
    internet.Install(routers);
    BuildLink(routers.Get(0), routers.Get(1));
    SetDefaultRoute(m_link);
    SetDefaultRoute(NetDeviceContainer(m_link.Get(1), m_link.Get(0)));
    BuildAccess(m_clients, routers.Get(0));
    BuildAccess(m_servers, routers.Get(1));
}

void
ScenarioTopology::BuildLink(Ptr<Node> left, Ptr<Node> right)
{
    m_link = LinkHelper(m_parameters.bandwidth, m_parameters.delay, m_parameters.queue)
                 .Install(left, right);
    Address(m_link);
    SetLoss(m_link.Get(1), m_parameters.lossForward, RandomStream::LOSS_FORWARD);
    SetLoss(m_link.Get(0), m_parameters.lossReverse, RandomStream::LOSS_REVERSE);
}

void
ScenarioTopology::BuildAccess(const NodeContainer& hosts, Ptr<Node> router)
{
    PointToPointHelper helper = LinkHelper(ACCESS_RATE, Time(0), {1000000, false});
    for (uint32_t i = 0; i < hosts.GetN(); ++i)
    {
        const NetDeviceContainer pair = helper.Install(hosts.Get(i), router);
        Address(pair);
        SetDefaultRoute(pair);
    }
}

void
ScenarioTopology::Address(const NetDeviceContainer& pair)
{
    if (m_parameters.ip == 4)
    {
        Address4(pair);
    }
    else
    {
        Address6(pair);
    }
    ++m_subnets;
}

void
ScenarioTopology::Address4(const NetDeviceContainer& pair)
{
    // Without Ipv4AddressHelper, which would put a queue disc in front of the device.
    for (uint32_t end = 0; end < 2; ++end)
    {
        const Ptr<NetDevice> device = pair.Get(end);
        const Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
        const Ipv4Address address = HostAddress4(m_subnets, end + 1);
        const uint32_t interface = ipv4->AddInterface(device);
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, Ipv4Mask("255.255.255.252")));
        ipv4->SetMetric(interface, 1);
        ipv4->SetUp(interface);
        if (device->GetNode()->GetId() < m_address.size())
        {
            m_address[device->GetNode()->GetId()] = AddressTable::Instance().Intern(address);
        }
    }
}

void
ScenarioTopology::Address6(const NetDeviceContainer& pair)
{
    for (uint32_t end = 0; end < 2; ++end)
    {
        const Ptr<NetDevice> device = pair.Get(end);
        const Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
        const Ipv6Address address = HostAddress6(m_subnets, end + 1);
        // Addresses are ours, so they need no detection of duplicates, and a forwarding interface
        // asks for no router: the link carries TCP alone.
        device->GetNode()->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
        const uint32_t interface = ipv6->AddInterface(device);
        ipv6->SetForwarding(interface, true);
        ipv6->AddAddress(interface, Ipv6InterfaceAddress(address, Ipv6Prefix(64)));
        ipv6->SetMetric(interface, 1);
        ipv6->SetUp(interface);
        if (device->GetNode()->GetId() < m_address.size())
        {
            m_address[device->GetNode()->GetId()] = AddressTable::Instance().Intern(address);
        }
    }
}

void
ScenarioTopology::SetDefaultRoute(const NetDeviceContainer& pair)
{
    const Ptr<NetDevice> from = pair.Get(0);
    const Ptr<NetDevice> to = pair.Get(1);
    if (m_parameters.ip == 4)
    {
        const Ptr<Ipv4> ipv4 = from->GetNode()->GetObject<Ipv4>();
        const Ptr<Ipv4> peer = to->GetNode()->GetObject<Ipv4>();
        Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(
            peer->GetAddress(peer->GetInterfaceForDevice(to), 0).GetLocal(),
            ipv4->GetInterfaceForDevice(from));
    }
    else
    {
        const Ptr<Ipv6> ipv6 = from->GetNode()->GetObject<Ipv6>();
        const Ptr<Ipv6> peer = to->GetNode()->GetObject<Ipv6>();
        // The peer's link-local address comes first.
        Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->SetDefaultRoute(
            peer->GetAddress(peer->GetInterfaceForDevice(to), 0).GetAddress(),
            ipv6->GetInterfaceForDevice(from));
    }
}

void
ScenarioTopology::SetLoss(Ptr<NetDevice> receiver, double probability, RandomStream stream)
{
    if (probability == 0)
    {
        return;
    }
    const Ptr<RateErrorModel> model = CreateObject<RateErrorModel>();
    model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    model->SetRate(probability);
    model->AssignStreams(static_cast<int64_t>(stream));
    receiver->SetAttribute("ReceiveErrorModel", PointerValue(model));
}

AddressId
ScenarioTopology::AddressOf(Ptr<Node> node) const
{
    return m_address.at(node->GetId());
}

void
ScenarioTopology::Capture(const std::string& clientSide, const std::string& serverSide) const
{
    PointToPointHelper helper;
    helper.EnablePcap(clientSide, m_link.Get(0), false, true);
    helper.EnablePcap(serverSide, m_link.Get(1), false, true);
}

} // namespace synfin
} // namespace ns3
