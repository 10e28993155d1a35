/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ip-driver.h"

#include "synfin-endpoint.h"

#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/log.h"
#include "ns3/socket.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-incarnation-tag.h"
#include "ns3/synfin-segment-header.h"

namespace ns3
{
namespace synfin
{

NS_LOG_COMPONENT_DEFINE("SynfinIpDriver");

namespace
{

constexpr uint8_t TCP = 6; //!< protocol number

/// @return the same header in ns-3's form
TcpHeader
ToStockHeader(const SegmentHeader& header)
{
    const Ptr<Packet> octets = Create<Packet>();
    octets->AddHeader(header);
    TcpHeader stock;
    octets->RemoveHeader(stock);
    return stock;
}

/// @return what the user chose, with that ECN field
uint8_t
WithEcn(uint8_t trafficClass, EcnCodepoint ecn)
{
    return (trafficClass & 0xfc) | static_cast<uint8_t>(ecn);
}

/// @name What both IP versions call otherwise
/// @{

Ipv4Header
IpHeader(Ipv4Address source, Ipv4Address destination)
{
    Ipv4Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetProtocol(TCP);
    return header;
}

Ipv6Header
IpHeader(Ipv6Address source, Ipv6Address destination)
{
    Ipv6Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetNextHeader(TCP);
    return header;
}

void
TagTrafficClass(Ptr<Packet> packet, EcnCodepoint ecn, Ipv4Address)
{
    SocketIpTosTag tag;
    tag.SetTos(WithEcn(packet->PeekPacketTag(tag) ? tag.GetTos() : 0, ecn));
    packet->ReplacePacketTag(tag);
}

void
TagTrafficClass(Ptr<Packet> packet, EcnCodepoint ecn, Ipv6Address)
{
    SocketIpv6TclassTag tag;
    tag.SetTclass(WithEcn(packet->PeekPacketTag(tag) ? tag.GetTclass() : 0, ecn));
    packet->ReplacePacketTag(tag);
}

/// @}

/// @return the way to destination from source (which may be any address), or nullptr
template <typename Ip, typename Address>
auto
RouteTo(Ptr<Ip> ip, Address source, Address destination, Ptr<NetDevice> device, Ptr<Packet> packet)
{
    const auto routing = ip ? ip->GetRoutingProtocol() : nullptr;
    Socket::SocketErrno error;
    const auto header = IpHeader(source, destination);
    using Route = decltype(routing->RouteOutput(packet, header, device, error));
    return routing ? routing->RouteOutput(packet, header, device, error) : Route();
}

/// Is it the broadcast address of a subnet on that device?
bool
IsSubnetBroadcast(Ptr<Ipv4> ip, Ptr<NetDevice> device, Ipv4Address address)
{
    const int32_t interface = ip->GetInterfaceForDevice(device);
    for (uint32_t i = 0; interface >= 0 && i < ip->GetNAddresses(interface); ++i)
    {
        const Ipv4InterfaceAddress own = ip->GetAddress(interface, i);
        if (own.GetMask() != Ipv4Mask::GetOnes() && own.GetBroadcast() == address)
        {
            return true;
        }
    }
    return false;
}

} // namespace

IpDriver::IpDriver(Ptr<Node> node,
                   const Profile& profile,
                   IsnSecret secret,
                   CongestionFactory congestion,
                   StackTraces& traces,
                   const IpDownTargets& down,
                   Agenda* agenda,
                   AddressTable& addresses)
    : StackDriver(node->GetId(),
                  profile,
                  secret,
                  std::move(congestion),
                  traces,
                  agenda ? *agenda : m_simulator,
                  addresses),
      m_checksums(Node::ChecksumEnabled()),
      m_ipv4(node->GetObject<Ipv4>()),
      m_ipv6(node->GetObject<Ipv6>()),
      m_down(down),
      m_addresses(addresses)
{
}

bool
IpDriver::HasChecksums() const
{
    return m_checksums;
}

void
IpDriver::ShowReceived(const FourTuple& tuple,
                       const Ptr<const Packet>& payload,
                       const SegmentHeader& header) const
{
    if (const std::shared_ptr<ConnectionWatcher> watcher = WatcherOf(tuple))
    {
        watcher->OnReceived(payload, ToStockHeader(header));
    }
}

void
IpDriver::Transmit(const SegmentOut& segment)
{
    Ptr<Packet> packet = PayloadOf(segment);
    if (!packet)
    {
        packet = Create<Packet>();
    }
    if (segment.segment.incarnation != 0)
    {
        packet->AddPacketTag(IncarnationTag(segment.segment.incarnation));
    }
    StackUser* user = UserOf(segment.connection);
    if (user)
    {
        user->Label(packet, segment.tuple.IsIpv6());
    }
    const AddressId from = segment.tuple.localAddress;
    const AddressId to = segment.tuple.remoteAddress;
    if (segment.tuple.IsIpv6())
    {
        TransmitOver(segment,
                     packet,
                     user,
                     m_addresses.Ipv6(from),
                     m_addresses.Ipv6(to),
                     m_ipv6,
                     m_down.ipv6);
    }
    else
    {
        TransmitOver(segment,
                     packet,
                     user,
                     m_addresses.Ipv4(from),
                     m_addresses.Ipv4(to),
                     m_ipv4,
                     m_down.ipv4);
    }
}

template <typename Address, typename Ip, typename Down>
void
IpDriver::TransmitOver(const SegmentOut& segment,
                       Ptr<Packet> packet,
                       StackUser* user,
                       Address source,
                       Address destination,
                       Ptr<Ip> ip,
                       const Down& down)
{
    SegmentHeader header(segment.segment, segment.tuple.localPort, segment.tuple.remotePort);
    if (m_checksums)
    {
        header.SetPseudoHeader(source, destination);
    }
    if (const std::shared_ptr<ConnectionWatcher> watcher = WatcherOf(segment.tuple))
    {
        const FourTuple& tuple = segment.tuple;
        watcher->OnSent({segment.kind,
                         packet->Copy(),
                         ToStockHeader(header),
                         Endpoint{tuple.localAddress, tuple.localPort}.ToAddress(m_addresses),
                         Endpoint{tuple.remoteAddress, tuple.remotePort}.ToAddress(m_addresses)});
    }
    if (segment.segment.ecn != EcnCodepoint::NOT_ECT)
    {
        TagTrafficClass(packet, segment.segment.ecn, source);
    }
    packet->AddHeader(header);
    if (down.IsNull())
    {
        NS_LOG_WARN("this node has no such IP version: " << header);
        return;
    }
    const Ptr<NetDevice> device = user ? user->OutputDevice() : nullptr;
    down(packet, source, destination, TCP, RouteTo(ip, source, destination, device, packet));
}

uint32_t
IpDriver::Mtu(const FourTuple& tuple) const
{
    const auto of = [](const auto& route) -> uint32_t {
        return route ? route->GetOutputDevice()->GetMtu() : UINT32_MAX;
    };
    const Ptr<NetDevice> any;
    const Ptr<Packet> none = Create<Packet>();
    const AddressId from = tuple.localAddress;
    const AddressId to = tuple.remoteAddress;
    return tuple.IsIpv6()
               ? of(RouteTo(m_ipv6, m_addresses.Ipv6(from), m_addresses.Ipv6(to), any, none))
               : of(RouteTo(m_ipv4, m_addresses.Ipv4(from), m_addresses.Ipv4(to), any, none));
}

bool
IpDriver::Resolve(FourTuple& tuple, const StackUser* user) const
{
    const Ptr<NetDevice> device = user ? user->OutputDevice() : nullptr;
    const bool ipv6 = (tuple.remoteAddress & IPV6_ADDRESS) != 0;
    return ipv6 ? ResolveIpv6(tuple, device) : ResolveIpv4(tuple, device);
}

bool
IpDriver::ResolveIpv4(FourTuple& tuple, Ptr<NetDevice> device) const
{
    const Ipv4Address source = m_addresses.Ipv4(tuple.localAddress);
    const Ipv4Address destination = m_addresses.Ipv4(tuple.remoteAddress);
    if (destination.IsBroadcast() || destination.IsMulticast())
    {
        return false;
    }
    const Ptr<Ipv4Route> route = RouteTo(m_ipv4, source, destination, device, Create<Packet>());
    if (!route || IsSubnetBroadcast(m_ipv4, route->GetOutputDevice(), destination))
    {
        return false;
    }
    if (tuple.localAddress == ANY_ADDRESS)
    {
        // MUST-44: IP chooses it, MUST-45: for all segments of the connection.
        tuple.localAddress = m_addresses.Intern(route->GetSource());
    }
    return tuple.localAddress != ANY_ADDRESS;
}

bool
IpDriver::ResolveIpv6(FourTuple& tuple, Ptr<NetDevice> device) const
{
    const bool any = IsAnyAddress(tuple.localAddress);
    const Ipv6Address source = any ? Ipv6Address::GetAny() : m_addresses.Ipv6(tuple.localAddress);
    const Ipv6Address destination = m_addresses.Ipv6(tuple.remoteAddress);
    if (destination.IsMulticast())
    {
        return false;
    }
    const Ptr<Ipv6Route> route = RouteTo(m_ipv6, source, destination, device, Create<Packet>());
    if (!route)
    {
        return false;
    }
    if (any)
    {
        // MUST-44: IP chooses it, MUST-45: for all segments of the connection.
        tuple.localAddress = m_addresses.Intern(route->GetSource());
    }
    return tuple.IsIpv6() && !m_addresses.Ipv6(tuple.localAddress).IsAny();
}

} // namespace synfin
} // namespace ns3
