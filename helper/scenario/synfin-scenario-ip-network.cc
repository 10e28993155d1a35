/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-ip-network.h"

#include "synfin-random-streams.h"
#include "synfin-scenario-address.h"
#include "synfin-scenario-driver-host.h"
#include "synfin-scenario-stock-host.h"

#include "ns3/boolean.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/simulator.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-link-channel.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/synfin-stack-helper.h"

namespace ns3
{
namespace synfin
{

ScenarioIpNetwork::ScenarioIpNetwork(const ScenarioParameters& parameters)
    : m_parameters(parameters)
{
    m_clients.Create(parameters.clients);
    m_servers.Create(parameters.servers);
    InstallStack(NodeContainer(m_clients, m_servers));
    if (IsPair(parameters))
    {
        BuildLink(m_clients.Get(0), m_servers.Get(0));
        AddFurtherAddresses(m_link, 0);
    }
    else
    {
        NodeContainer routers;
        routers.Create(2);
        InternetStackHelper internet;
        internet.SetIpv4StackInstall(parameters.ip == 4);
        internet.SetIpv6StackInstall(parameters.ip == 6);
        internet.Install(routers);
        BuildLink(routers.Get(0), routers.Get(1));
        BuildAccess(m_clients, routers.Get(0), true);
        BuildAccess(m_servers, routers.Get(1), false);
    }
    AddHosts();
}

ScenarioIpNetwork::~ScenarioIpNetwork()
{
    m_hosts.clear(); // they tell m_numbers that they go
}

void
ScenarioIpNetwork::InstallStack(const NodeContainer& nodes) const
{
    const auto install = [&](auto& helper) {
        helper.SetIpv4StackInstall(m_parameters.ip == 4);
        helper.SetIpv6StackInstall(m_parameters.ip == 6);
        helper.SetRoutingHelper(Ipv4StaticRoutingHelper());
        helper.SetRoutingHelper(Ipv6StaticRoutingHelper());
        helper.Install(nodes);
    };
    if (m_parameters.stack == StackKind::NS3)
    {
        InternetStackHelper helper;
        install(helper);
        helper.AssignStreams(nodes, static_cast<int64_t>(RandomStream::STACKS));
        return;
    }
    StackHelper helper;
    helper.SetProfile(m_parameters.profile);
    install(helper);
    helper.AssignStreams(nodes, static_cast<int64_t>(RandomStream::STACKS));
}

void
ScenarioIpNetwork::AddHosts()
{
    const NodeContainer nodes(m_clients, m_servers);
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const Ptr<Node> node = nodes.Get(i);
        const auto addresses = ScenarioAddressesOf(m_parameters, i, *m_addresses);
        if (m_parameters.stack == StackKind::NS3)
        {
            m_hosts.push_back(std::make_unique<ScenarioStockHost>(node,
                                                                  addresses,
                                                                  m_parameters.profile,
                                                                  m_numbers,
                                                                  *m_addresses));
            continue;
        }
        const Ptr<L4Protocol> tcp = node->GetObject<L4Protocol>();
        tcp->ShareAddresses(m_addresses);
        tcp->AssignStreams(static_cast<int64_t>(RandomStream::KEYS) + i);
        tcp->SetAgenda(m_agenda);
        m_hosts.push_back(
            std::make_unique<ScenarioDriverHost>(node->GetId(), addresses, tcp->GetDriver()));
    }
}

void
ScenarioIpNetwork::BuildLink(Ptr<Node> left, Ptr<Node> right)
{
    LinkHelper helper;
    helper.SetForward(m_parameters.forward);
    helper.SetReverse(m_parameters.reverse);
    m_link = helper.Install(left, right);
    helper.AssignStreams(m_link, static_cast<int64_t>(RandomStream::LINK));
    DynamicCast<LinkChannel>(m_link.Get(0)->GetChannel())->SetAgenda(m_agenda);
    Address(m_link);
    SetDefaultRoute(m_link);
    SetDefaultRoute(NetDeviceContainer(m_link.Get(1), m_link.Get(0)));
}

void
ScenarioIpNetwork::BuildAccess(const NodeContainer& hosts, Ptr<Node> router, bool isClients)
{
    LinkHelper helper; // no delay, no limit of rate
    for (uint32_t i = 0; i < hosts.GetN(); ++i)
    {
        const NetDeviceContainer pair = helper.Install(hosts.Get(i), router);
        Address(pair);
        SetDefaultRoute(pair);
        if (isClients)
        {
            AddFurtherAddresses(pair, i);
        }
    }
}

void
ScenarioIpNetwork::Address(const NetDeviceContainer& pair)
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
ScenarioIpNetwork::Address4(const NetDeviceContainer& pair)
{
    // Without Ipv4AddressHelper, which would put a queue disc in front of the device.
    for (uint32_t end = 0; end < 2; ++end)
    {
        const Ptr<NetDevice> device = pair.Get(end);
        const Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
        const Ipv4Address address = ScenarioAddress4(m_subnets, end + 1);
        const uint32_t interface = ipv4->AddInterface(device);
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, Ipv4Mask("255.255.255.252")));
        ipv4->SetMetric(interface, 1);
        ipv4->SetUp(interface);
    }
}

void
ScenarioIpNetwork::Address6(const NetDeviceContainer& pair)
{
    for (uint32_t end = 0; end < 2; ++end)
    {
        const Ptr<NetDevice> device = pair.Get(end);
        const Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
        const Ipv6Address address = ScenarioAddress6(m_subnets, end + 1);
        // Addresses are ours, so they need no detection of duplicates, and a forwarding interface
        // asks for no router: the link carries TCP alone.
        device->GetNode()->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
        const uint32_t interface = ipv6->AddInterface(device);
        ipv6->SetForwarding(interface, true);
        ipv6->AddAddress(interface, Ipv6InterfaceAddress(address, Ipv6Prefix(64)));
        ipv6->SetMetric(interface, 1);
        ipv6->SetUp(interface);
    }
}

void
ScenarioIpNetwork::AddFurtherAddresses(const NetDeviceContainer& pair, uint32_t client)
{
    const Ptr<NetDevice> mine = pair.Get(0);
    const Ptr<NetDevice> theirs = pair.Get(1);
    for (uint32_t k = 1; k < m_parameters.addressesPerClient; ++k)
    {
        const uint32_t subnet = ScenarioExtraSubnet(m_parameters, client, k);
        if (m_parameters.ip == 4)
        {
            const Ptr<Ipv4> ipv4 = mine->GetNode()->GetObject<Ipv4>();
            const Ptr<Ipv4> peer = theirs->GetNode()->GetObject<Ipv4>();
            const uint32_t interface = ipv4->GetInterfaceForDevice(mine);
            const Ipv4Address address = ScenarioAddress4(subnet, 1);
            ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, Ipv4Mask("255.255.255.252")));
            Ipv4StaticRoutingHelper().GetStaticRouting(peer)->AddHostRouteTo(
                address,
                ipv4->GetAddress(interface, 0).GetLocal(),
                peer->GetInterfaceForDevice(theirs));
        }
        else
        {
            const Ptr<Ipv6> ipv6 = mine->GetNode()->GetObject<Ipv6>();
            const Ptr<Ipv6> peer = theirs->GetNode()->GetObject<Ipv6>();
            const uint32_t interface = ipv6->GetInterfaceForDevice(mine);
            const Ipv6Address address = ScenarioAddress6(subnet, 1);
            ipv6->AddAddress(interface, Ipv6InterfaceAddress(address, Ipv6Prefix(64)));
            Ipv6StaticRoutingHelper().GetStaticRouting(peer)->AddHostRouteTo(
                address,
                ipv6->GetAddress(interface, 0).GetAddress(),
                peer->GetInterfaceForDevice(theirs));
        }
    }
}

void
ScenarioIpNetwork::SetDefaultRoute(const NetDeviceContainer& pair)
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

Agenda&
ScenarioIpNetwork::GetAgenda()
{
    return m_agenda;
}

uint64_t
ScenarioIpNetwork::EventCount() const
{
    return Simulator::GetEventCount();
}

void
ScenarioIpNetwork::Capture(const std::string& clientSide, const std::string& serverSide)
{
    uint32_t end = 0;
    for (const std::string& path : {clientSide, serverSide})
    {
        m_captures.emplace_back(path);
        m_link.Get(end++)->TraceConnectWithoutContext(
            "PromiscSniffer",
            MakeCallback(&CaptureFile::Sniff, &m_captures.back()));
    }
}

void
ScenarioIpNetwork::EndCapture()
{
    for (CaptureFile& file : m_captures)
    {
        file.Close();
    }
}

} // namespace synfin
} // namespace ns3
