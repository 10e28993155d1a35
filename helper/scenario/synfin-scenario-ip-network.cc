/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-ip-network.h"

#include "synfin-random-streams.h"
#include "synfin-scenario-access.h"
#include "synfin-scenario-address.h"
#include "synfin-scenario-attacker.h"
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
#include "ns3/synfin-packet-translation.h"
#include "ns3/synfin-stack-helper.h"

#include <utility>

namespace ns3
{
namespace synfin
{

ScenarioIpNetwork::ScenarioIpNetwork(const ScenarioParameters& parameters,
                                     const ScenarioHosts& hosts)
    : m_parameters(parameters),
      m_who(hosts)
{
    AddSpoofed(hosts, *m_addresses);
    m_nodes.Create(hosts.Count());
    InstallStack();
    if (IsPair(parameters, hosts))
    {
        BuildLink(m_nodes.Get(0), m_nodes.Get(1));
        JoinHost(m_link.Get(0), 0);
        JoinHost(m_link.Get(1), 1);
    }
    else
    {
        NodeContainer routers;
        routers.Create(2);
        BuildLink(routers.Get(0), routers.Get(1));
        BuildAccess({0, hosts.ClientCount()}, m_link.Get(0));
        BuildAccess({hosts.ClientCount(), hosts.Count()}, m_link.Get(1));
        if (hosts.HasAccess())
        {
            BuildOwnLinks();
        }
        if (parameters.HasMiddlebox())
        {
            MakeMiddlebox(parameters, hosts, *m_addresses, m_box);
            m_packetBox.emplace(*m_box, *m_addresses, m_agenda, *m_routers.front());
            m_routers.front()->SetMiddlebox(&*m_packetBox);
        }
        if (parameters.pathMtu > 0)
        {
            m_pathMtu = std::make_unique<ScenarioPathMtu>(parameters, hosts, m_agenda);
            m_routers.front()->SetPathMtu(&m_pathMtu->Box());
            m_routers.back()->SetPathMtu(&m_pathMtu->Box());
        }
    }
    AddHosts();
}

ScenarioIpNetwork::~ScenarioIpNetwork()
{
    m_hosts.clear(); // they tell m_numbers that they go
}

NodeContainer
ScenarioIpNetwork::NodesOf(ScenarioHosts::Range hosts) const
{
    NodeContainer nodes;
    for (uint32_t host = hosts.begin; host < hosts.end; ++host)
    {
        nodes.Add(m_nodes.Get(host));
    }
    return nodes;
}

void
ScenarioIpNetwork::InstallStack() const
{
    const auto install = [&](auto& helper, const NodeContainer& nodes) {
        helper.SetIpv4StackInstall(m_parameters.HasIpv4());
        helper.SetIpv6StackInstall(m_parameters.HasIpv6());
        helper.SetRoutingHelper(Ipv4StaticRoutingHelper());
        helper.SetRoutingHelper(Ipv6StaticRoutingHelper());
        helper.Install(nodes);
    };
    if (m_parameters.stack == StackKind::NS3)
    {
        InternetStackHelper helper;
        install(helper, m_nodes);
        helper.AssignStreams(m_nodes, static_cast<int64_t>(RandomStream::STACKS));
        return;
    }
    StackHelper helper;
    for (std::size_t group = 0; group < m_who.Clients().size(); ++group)
    {
        helper.SetProfile(m_who.Clients()[group].client.profile);
        install(helper, NodesOf(m_who.OfClients(group)));
    }
    for (std::size_t group = 0; group < m_who.Servers().size(); ++group)
    {
        helper.SetProfile(m_who.Servers()[group].server.profile);
        install(helper, NodesOf(m_who.OfServers(group)));
    }
    helper.AssignStreams(m_nodes, static_cast<int64_t>(RandomStream::STACKS));
}

void
ScenarioIpNetwork::AddHosts()
{
    for (uint32_t i = 0; i < m_who.Count(); ++i)
    {
        const Ptr<Node> node = m_nodes.Get(i);
        const auto addresses = ScenarioAddressesOf(m_parameters, m_who, i, *m_addresses);
        if (m_parameters.stack == StackKind::NS3)
        {
            m_hosts.push_back(std::make_unique<ScenarioStockHost>(node,
                                                                  addresses,
                                                                  m_who.EndOf(i).profile,
                                                                  m_numbers,
                                                                  *m_addresses));
            continue;
        }
        const Ptr<L4Protocol> tcp = node->GetObject<L4Protocol>();
        tcp->ShareAddresses(m_addresses);
        tcp->AssignStreams(static_cast<int64_t>(RandomStream::KEYS) + i);
        tcp->SetAgenda(m_agenda);
        if (m_pathMtu)
        {
            m_pathMtu->Add(i, addresses, tcp->GetDriver());
        }
        m_hosts.push_back(
            std::make_unique<ScenarioDriverHost>(node->GetId(), addresses, tcp->GetDriver()));
    }
}

void
ScenarioIpNetwork::BuildLink(Ptr<Node> left, Ptr<Node> right)
{
    LinkHelper helper;
    helper.SetForward(m_parameters.LinkTo(true));
    helper.SetReverse(m_parameters.LinkTo(false));
    m_link = helper.Install(left, right);
    helper.AssignStreams(m_link, static_cast<int64_t>(RandomStream::LINK));
    DynamicCast<LinkChannel>(m_link.Get(0)->GetChannel())->SetAgenda(m_agenda);
}

void
ScenarioIpNetwork::BuildAccess(ScenarioHosts::Range hosts, Ptr<NetDevice> uplink)
{
    const Ptr<Node> node = uplink->GetNode();
    m_routers.push_back(std::make_unique<ScenarioRouter>(node, *m_addresses));
    ScenarioRouter& router = *m_routers.back();
    router.SetDefaultRoute(uplink);
    const LinkHelper helper; // no delay, no limit of rate
    for (uint32_t host = hosts.begin; host < hosts.end; ++host)
    {
        const NetDeviceContainer pair = helper.Install(m_nodes.Get(host), node);
        JoinHost(pair.Get(0), host);
        for (const AddressId address : ScenarioAddressesOf(m_parameters, m_who, host, *m_addresses))
        {
            router.AddRoute(address, pair.Get(1));
        }
        if (m_who.IsClient(host))
        {
            router.SetHost(pair.Get(1),
                           {m_who.AccessLinkOf(host, 0), m_who.AccessLinkOf(host, IPV6_ADDRESS)});
        }
    }
}

void
ScenarioIpNetwork::BuildOwnLinks()
{
    using Frame = ScenarioRouter::AccessFrame;
    ScenarioRouter& router = *m_routers.front();
    m_up =
        MakeAccessLinks<Frame>(m_parameters, m_who, 0, m_agenda, [this](uint32_t, Frame&& frame) {
            m_routers.front()->Pass(std::move(frame));
        });
    m_down =
        MakeAccessLinks<Frame>(m_parameters, m_who, 1, m_agenda, [this](uint32_t, Frame&& frame) {
            m_routers.front()->Send(frame);
        });
    router.SetAccess(m_up.get(), m_down.get());
    for (uint32_t client = 0; client < m_who.ClientCount(); ++client)
    {
        for (const AddressId address :
             ScenarioAddressesOf(m_parameters, m_who, client, *m_addresses))
        {
            router.SetHost(address, m_who.AccessLinkOf(client, address));
        }
    }
}

void
ScenarioIpNetwork::JoinHost(Ptr<NetDevice> device, uint32_t host)
{
    const bool isPair = IsPair(m_parameters, m_who);
    const uint32_t subnet = isPair ? 0 : 1 + host;
    const uint32_t peer = isPair ? 2 - host : 2; // the end of the subnet that is not the host's
    if (m_parameters.HasIpv4())
    {
        JoinHost4(device, host, ScenarioAddress4(subnet, peer));
    }
    if (m_parameters.HasIpv6())
    {
        JoinHost6(device, host, ScenarioAddress6(subnet, peer));
    }
}

void
ScenarioIpNetwork::JoinHost4(Ptr<NetDevice> device, uint32_t host, Ipv4Address gateway)
{
    // Without Ipv4AddressHelper, which would put a queue disc in front of the device.
    const Ptr<Ipv4> ip = device->GetNode()->GetObject<Ipv4>();
    const uint32_t interface = ip->AddInterface(device);
    for (const AddressId id : ScenarioAddressesOf(m_parameters, m_who, host, *m_addresses))
    {
        if ((id & IPV6_ADDRESS) != 0)
        {
            continue;
        }
        ip->AddAddress(interface,
                       Ipv4InterfaceAddress(m_addresses->Ipv4(id), Ipv4Mask("255.255.255.252")));
    }
    ip->SetMetric(interface, 1);
    ip->SetUp(interface);
    Ipv4StaticRoutingHelper().GetStaticRouting(ip)->SetDefaultRoute(gateway, interface);
}

void
ScenarioIpNetwork::JoinHost6(Ptr<NetDevice> device, uint32_t host, Ipv6Address gateway)
{
    const Ptr<Ipv6> ip = device->GetNode()->GetObject<Ipv6>();
    // Addresses are ours, so they need no detection of duplicates, and a forwarding interface asks
    // for no router: the link carries TCP alone.
    device->GetNode()->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
    const uint32_t interface = ip->AddInterface(device);
    ip->SetForwarding(interface, true);
    for (const AddressId id : ScenarioAddressesOf(m_parameters, m_who, host, *m_addresses))
    {
        if ((id & IPV6_ADDRESS) == 0)
        {
            continue;
        }
        ip->AddAddress(interface, Ipv6InterfaceAddress(m_addresses->Ipv6(id), Ipv6Prefix(64)));
    }
    ip->SetMetric(interface, 1);
    ip->SetUp(interface);
    Ipv6StaticRoutingHelper().GetStaticRouting(ip)->SetDefaultRoute(gateway, interface);
}

void
ScenarioIpNetwork::SetImportance(ImportanceLoss& importance)
{
    DynamicCast<LinkChannel>(m_link.Get(0)->GetChannel())->SetImportance(importance);
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

uint64_t
ScenarioIpNetwork::Marked() const
{
    return DynamicCast<LinkChannel>(m_link.Get(0)->GetChannel())->Marked();
}

MiddleboxCounters
ScenarioIpNetwork::BoxCounters() const
{
    return m_box ? m_box->GetCounters() : MiddleboxCounters();
}

} // namespace synfin
} // namespace ns3
