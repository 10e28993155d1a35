/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stack-helper.h"

#include "ns3/abort.h"
#include "ns3/arp-l3-protocol.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/ipv4-list-routing-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/names.h"
#include "ns3/packet-socket-factory.h"
#include "ns3/string.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-profile-settings.h"
#include "ns3/synfin-profile.h"
#include "ns3/traffic-control-layer.h"

namespace ns3
{
namespace synfin
{

namespace
{

constexpr const char* NO_JITTER = "ns3::ConstantRandomVariable[Constant=0.0]";

/// Makes an object of that type and aggregates it to the node.
void
Aggregate(Ptr<Node> node, const std::string& type)
{
    ObjectFactory factory;
    factory.SetTypeId(type);
    node->AggregateObject(factory.Create<Object>());
}

/// @return the node of that name; ends the program where there is none
Ptr<Node>
Named(const std::string& name)
{
    const Ptr<Node> node = Names::Find<Node>(name);
    NS_ABORT_MSG_UNLESS(node, "synfin::StackHelper: Names knows no node " << name);
    return node;
}

} // namespace

StackHelper::StackHelper()
{
    m_tcp.SetTypeId(L4Protocol::GetTypeId());
    Ipv4StaticRoutingHelper staticRouting;
    Ipv4GlobalRoutingHelper globalRouting;
    Ipv4ListRoutingHelper listRouting;
    listRouting.Add(staticRouting, 0);
    listRouting.Add(globalRouting, -10);
    SetRoutingHelper(listRouting);
    SetRoutingHelper(Ipv6StaticRoutingHelper());
}

StackHelper::~StackHelper() = default;

StackHelper::StackHelper(const StackHelper& other)
    : PcapHelperForIpv4(other),
      PcapHelperForIpv6(other),
      AsciiTraceHelperForIpv4(other),
      AsciiTraceHelperForIpv6(other),
      m_tcp(other.m_tcp),
      m_profile(other.m_profile),
      m_routing(other.m_routing->Copy()),
      m_routing6(other.m_routing6->Copy()),
      m_ipv4(other.m_ipv4),
      m_ipv6(other.m_ipv6),
      m_arpJitter(other.m_arpJitter),
      m_solicitationJitter(other.m_solicitationJitter)
{
}

StackHelper&
StackHelper::operator=(const StackHelper& other)
{
    StackHelper copy(other);
    std::swap(m_tcp, copy.m_tcp);
    m_profile = copy.m_profile;
    m_routing.swap(copy.m_routing);
    m_routing6.swap(copy.m_routing6);
    m_ipv4 = copy.m_ipv4;
    m_ipv6 = copy.m_ipv6;
    m_arpJitter = copy.m_arpJitter;
    m_solicitationJitter = copy.m_solicitationJitter;
    return *this;
}

void
StackHelper::SetProfile(const std::string& preset)
{
    const std::optional<std::string> error = ProfileSettings().SetPreset(preset);
    NS_ABORT_MSG_IF(error, *error);
    m_tcp.Set("Profile", StringValue(preset));
    m_profile.reset();
}

void
StackHelper::SetProfile(const Profile& profile)
{
    const std::optional<std::string> error = profile.Validate();
    NS_ABORT_MSG_IF(error, *error);
    m_profile = profile;
}

void
StackHelper::Set(const std::string& field, const std::string& value)
{
    const std::optional<std::string> error = ProfileSettings().SetField(field, value);
    NS_ABORT_MSG_IF(error, field << "=" << value << ": accepted is " << *error);
    m_tcp.Set(ProfileFieldName(field), StringValue(value));
}

void
StackHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_tcp.Set(name, value);
}

void
StackHelper::SetRoutingHelper(const Ipv4RoutingHelper& routing)
{
    m_routing.reset(routing.Copy());
}

void
StackHelper::SetRoutingHelper(const Ipv6RoutingHelper& routing)
{
    m_routing6.reset(routing.Copy());
}

void
StackHelper::SetIpv4StackInstall(bool enable)
{
    m_ipv4 = enable;
}

void
StackHelper::SetIpv6StackInstall(bool enable)
{
    m_ipv6 = enable;
}

void
StackHelper::SetIpv4ArpJitter(bool enable)
{
    m_arpJitter = enable;
}

void
StackHelper::SetIpv6NsRsJitter(bool enable)
{
    m_solicitationJitter = enable;
}

void
StackHelper::Reset()
{
    *this = StackHelper();
}

void
StackHelper::Install(const std::string& nodeName) const
{
    Install(Named(nodeName));
}

void
StackHelper::Install(NodeContainer nodes) const
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Install(*node);
    }
}

void
StackHelper::InstallAll() const
{
    Install(NodeContainer::GetGlobal());
}

void
StackHelper::Install(Ptr<Node> node) const
{
    NS_ABORT_MSG_UNLESS(node, "synfin::StackHelper::Install: no node");
    NS_ABORT_MSG_IF(node->GetObject<Ipv4>() || node->GetObject<Ipv6>(),
                    "node " << node->GetId()
                            << " has an internet stack already (Replace takes over its TCP)");
    if (m_ipv4)
    {
        InstallIpv4(node);
    }
    if (m_ipv6)
    {
        InstallIpv6(node);
    }
    if (m_ipv4 || m_ipv6)
    {
        Aggregate(node, "ns3::TrafficControlLayer");
        Aggregate(node, "ns3::UdpL4Protocol");
        InstallTcp(node);
        node->AggregateObject(CreateObject<PacketSocketFactory>());
    }
    if (m_ipv4)
    {
        node->GetObject<ArpL3Protocol>()->SetTrafficControl(node->GetObject<TrafficControlLayer>());
    }
}

void
StackHelper::InstallTcp(Ptr<Node> node) const
{
    const Ptr<L4Protocol> tcp = m_tcp.Create<L4Protocol>();
    if (m_profile)
    {
        tcp->SetProfile(*m_profile);
    }
    node->AggregateObject(tcp);
}

void
StackHelper::Replace(const std::string& nodeName) const
{
    Replace(Named(nodeName));
}

void
StackHelper::Replace(NodeContainer nodes) const
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Replace(*node);
    }
}

void
StackHelper::Replace(Ptr<Node> node) const
{
    NS_ABORT_MSG_UNLESS(node, "synfin::StackHelper::Replace: no node");
    NS_ABORT_MSG_UNLESS(node->GetObject<Ipv4>() || node->GetObject<Ipv6>(),
                        "node " << node->GetId()
                                << " has no internet stack (Install makes one with synfin's TCP)");
    NS_ABORT_MSG_IF(node->GetObject<L4Protocol>(),
                    "node " << node->GetId() << " has synfin's TCP already");
    InstallTcp(node);
}

void
StackHelper::InstallIpv4(Ptr<Node> node) const
{
    Aggregate(node, "ns3::ArpL3Protocol");
    Aggregate(node, "ns3::Ipv4L3Protocol");
    Aggregate(node, "ns3::Icmpv4L4Protocol");
    if (!m_arpJitter)
    {
        node->GetObject<ArpL3Protocol>()->SetAttribute("RequestJitter", StringValue(NO_JITTER));
    }
    node->GetObject<Ipv4>()->SetRoutingProtocol(m_routing->Create(node));
}

void
StackHelper::InstallIpv6(Ptr<Node> node) const
{
    Aggregate(node, "ns3::Ipv6L3Protocol");
    Aggregate(node, "ns3::Icmpv6L4Protocol");
    if (!m_solicitationJitter)
    {
        node->GetObject<Icmpv6L4Protocol>()->SetAttribute("SolicitationJitter",
                                                          StringValue(NO_JITTER));
    }
    const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    ipv6->SetRoutingProtocol(m_routing6->Create(node));
    ipv6->RegisterExtensions();
    ipv6->RegisterOptions();
}

int64_t
StackHelper::AssignStreams(NodeContainer nodes, int64_t stream) const
{
    int64_t used = InternetStackHelper().AssignStreams(nodes, stream);
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        const Ptr<L4Protocol> tcp = (*node)->GetObject<L4Protocol>();
        used += tcp ? tcp->AssignStreams(stream + used) : 0;
    }
    return used;
}

} // namespace synfin
} // namespace ns3
