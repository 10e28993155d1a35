/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-router.h"

#include "synfin-scenario-middlebox.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/synfin-incarnation-tag.h"
#include "ns3/synfin-loss-reasons.h"
#include "ns3/synfin-packet-translation.h"
#include "ns3/synfin-segment-header.h"

#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint32_t PPP_HEADER = 2; //!< octets

} // namespace

ScenarioRouter::ScenarioRouter(Ptr<Node> node, AddressTable& addresses)
    : m_node(node),
      m_addresses(addresses)
{
    const auto handle = [this](auto receive, uint16_t protocol) {
        m_node->RegisterProtocolHandler(MakeCallback(receive, this), protocol, nullptr);
    };
    handle(&ScenarioRouter::Receive4, Ipv4L3Protocol::PROT_NUMBER);
    handle(&ScenarioRouter::Receive6, Ipv6L3Protocol::PROT_NUMBER);
}

ScenarioRouter::~ScenarioRouter()
{
    m_node->UnregisterProtocolHandler(MakeCallback(&ScenarioRouter::Receive4, this));
    m_node->UnregisterProtocolHandler(MakeCallback(&ScenarioRouter::Receive6, this));
}

void
ScenarioRouter::AddRoute(AddressId destination, Ptr<NetDevice> device)
{
    m_routes[destination] = device;
}

void
ScenarioRouter::SetDefaultRoute(Ptr<NetDevice> device)
{
    m_default = device;
}

void
ScenarioRouter::Receive4(Ptr<NetDevice> device,
                         Ptr<const Packet> packet,
                         uint16_t protocol,
                         const Address&,
                         const Address&,
                         NetDevice::PacketType)
{
    const Ptr<Packet> forwarded = packet->Copy();
    Ipv4Header header;
    if (Node::ChecksumEnabled())
    {
        header.EnableChecksum();
    }
    forwarded->RemoveHeader(header);
    if (!header.IsChecksumOk() || header.GetDestination().IsMulticast() || header.GetTtl() <= 1)
    {
        return;
    }
    header.SetTtl(header.GetTtl() - 1);
    forwarded->AddHeader(header);
    Forward(device,
            m_addresses.Intern(header.GetSource()),
            {forwarded, m_addresses.Intern(header.GetDestination()), protocol});
}

void
ScenarioRouter::Receive6(Ptr<NetDevice> device,
                         Ptr<const Packet> packet,
                         uint16_t protocol,
                         const Address&,
                         const Address&,
                         NetDevice::PacketType)
{
    const Ptr<Packet> forwarded = packet->Copy();
    Ipv6Header header;
    forwarded->RemoveHeader(header);
    const Ipv6Address destination = header.GetDestination();
    if (destination.IsMulticast() || header.GetHopLimit() <= 1)
    {
        return;
    }
    header.SetHopLimit(header.GetHopLimit() - 1);
    forwarded->AddHeader(header);
    Forward(device,
            m_addresses.Intern(header.GetSource()),
            {forwarded, m_addresses.Intern(destination), protocol});
}

void
ScenarioRouter::Forward(Ptr<NetDevice> device, AddressId source, AccessFrame&& frame)
{
    if (device == m_default)
    {
        if (PassesBox(frame, false))
        {
            Leave(std::move(frame));
        }
    }
    else if (m_up)
    {
        const uint32_t octets = frame.packet->GetSize() + PPP_HEADER;
        const std::size_t version = (source & IPV6_ADDRESS) != 0 ? 1 : 0;
        m_up->Enter(m_hostsBehind.at(PeekPointer(device))[version], octets, std::move(frame));
    }
    else
    {
        Pass(std::move(frame));
    }
}

void
ScenarioRouter::Pass(AccessFrame&& frame)
{
    if (m_pathMtu && m_routes.find(frame.destination) == m_routes.end() && IsTooLarge(frame))
    {
        Lose(LossPlace::PATH_MTU, LossReason::TOO_LARGE, true, frame);
        return;
    }
    if (PassesBox(frame, true))
    {
        Send(frame);
    }
}

void
ScenarioRouter::Leave(AccessFrame&& frame)
{
    if (IsRanged(frame.destination))
    {
        Lose(LossPlace::NOBODY, LossReason::NOBODY, false, frame);
        Swallow(frame);
        return;
    }
    const auto receiver = m_down ? m_hosts.find(frame.destination) : m_hosts.end();
    if (receiver != m_hosts.end())
    {
        const uint32_t octets = frame.packet->GetSize() + PPP_HEADER;
        m_down->Enter(receiver->second, octets, std::move(frame));
    }
    else
    {
        Send(frame);
    }
}

void
ScenarioRouter::Swallow(const AccessFrame& frame)
{
    if (auto found = PeekPacket(frame.packet, frame.protocol, m_addresses))
    {
        IncarnationTag incarnation;
        found->segment.incarnation =
            frame.packet->PeekPacketTag(incarnation) ? incarnation.Get() : 0;
        m_ear->Hear(found->tuple.Reverse(), found->segment);
    }
}

bool
ScenarioRouter::PassesBox(AccessFrame& frame, bool isOut)
{
    const MiddleboxDrop drop = m_box ? m_box->Passes(frame, isOut) : MiddleboxDrop::NONE;
    if (drop != MiddleboxDrop::NONE)
    {
        Lose(LossPlace::MIDDLEBOX, ReasonOf(drop), isOut, frame);
    }
    return drop == MiddleboxDrop::NONE;
}

void
ScenarioRouter::Lose(LossPlace place, LossReason reason, bool isOut, const AccessFrame& frame) const
{
    if (m_onLoss)
    {
        m_onLoss(place, reason, isOut, frame);
    }
}

bool
ScenarioRouter::IsTooLarge(const AccessFrame& frame)
{
    const Ptr<Packet> packet = frame.packet->Copy();
    FourTuple tuple;
    tuple.remoteAddress = frame.destination;
    if (frame.protocol == Ipv4L3Protocol::PROT_NUMBER)
    {
        Ipv4Header header;
        packet->RemoveHeader(header);
        tuple.localAddress = m_addresses.Intern(header.GetSource());
    }
    else
    {
        Ipv6Header header;
        packet->RemoveHeader(header);
        tuple.localAddress = m_addresses.Intern(header.GetSource());
    }
    SegmentHeader tcp;
    packet->PeekHeader(tcp);
    tuple.localPort = tcp.GetSourcePort();
    tuple.remotePort = tcp.GetDestinationPort();
    return m_pathMtu->Drops(frame.packet->GetSize(), tuple, tcp.GetSegment().seq);
}

void
ScenarioRouter::Send(const AccessFrame& frame)
{
    const auto route = m_routes.find(frame.destination);
    const Ptr<NetDevice>& device = route == m_routes.end() ? m_default : route->second;
    // The other end is all there is.
    device->Send(frame.packet, device->GetBroadcast(), frame.protocol);
}

} // namespace synfin
} // namespace ns3
