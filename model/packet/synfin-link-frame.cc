/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-frame.h"

#include "synfin-segment-header.h"
#include "synfin-wire-header.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/node.h"
#include "ns3/ppp-header.h"
#include "ns3/tcp-header.h"
#include "ns3/udp-header.h"

#include <array>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint32_t PPP_SIZE = 2;         //!< octets of a PppHeader
constexpr uint32_t IPV4_SIZE = 20;       //!< without options
constexpr uint32_t IPV4_MAX_SIZE = 60;   //!< with all of them
constexpr uint32_t IPV6_SIZE = 40;       //!< without extension headers
constexpr uint32_t TCP_SIZE = 20;        //!< without options
constexpr uint32_t UDP_SIZE = 8;         //!< always
constexpr uint8_t TCP = 6;               //!< protocol number
constexpr uint8_t UDP = 17;              //!< protocol number
constexpr uint16_t ETHER_IPV4 = 0x0800;  //!< EtherType
constexpr uint16_t ETHER_IPV6 = 0x86dd;  //!< EtherType
constexpr uint16_t PPP_IPV4 = 0x0021;    //!< RFC 1332
constexpr uint16_t PPP_IPV6 = 0x0057;    //!< RFC 5072
constexpr uint32_t TCP_CHECKSUM_AT = 16; //!< in the TCP header
constexpr uint32_t UDP_CHECKSUM_AT = 6;  //!< in the UDP header

/// The first octets of a frame and the headers in them.
struct Layout
{
    std::array<uint8_t, PPP_SIZE + IPV4_MAX_SIZE + TCP_SIZE> octets; //!< as many as there are
    bool ipv6;                                                       //!< else IPv4
    uint8_t protocol;                                                //!< TCP or UDP
    uint32_t ipSize;                                                 //!< of the IP header
    uint32_t size;                                                   //!< of TCP's or UDP's header

    const uint8_t* Ip() const
    {
        return octets.data() + PPP_SIZE;
    }

    uint8_t TrafficClass() const
    {
        return ipv6 ? static_cast<uint8_t>(Ip()[0] << 4 | Ip()[1] >> 4) : Ip()[1];
    }
};

/// @return where the headers of TCP or UDP over IP are; nothing when they are not there or not
/// whole. IPv6 extension headers are not looked through.
std::optional<Layout>
LayoutOf(Ptr<const Packet> frame)
{
    Layout layout;
    const uint32_t copied = frame->CopyData(layout.octets.data(), layout.octets.size());
    const uint8_t* ip = layout.Ip();
    const uint16_t ppp = layout.octets[0] << 8 | layout.octets[1];
    layout.ipv6 = ppp == PPP_IPV6;
    if (copied < PPP_SIZE + (layout.ipv6 ? IPV6_SIZE : IPV4_SIZE) ||
        (!layout.ipv6 && ppp != PPP_IPV4))
    {
        return std::nullopt;
    }
    layout.ipSize = layout.ipv6 ? IPV6_SIZE : (ip[0] & 0x0f) * 4;
    layout.protocol = layout.ipv6 ? ip[6] : ip[9];
    const bool laterFragment = !layout.ipv6 && ((ip[6] & 0x1f) != 0 || ip[7] != 0);
    if ((layout.protocol != TCP && layout.protocol != UDP) || laterFragment)
    {
        return std::nullopt;
    }
    const uint32_t least = layout.protocol == TCP ? TCP_SIZE : UDP_SIZE;
    if (copied < PPP_SIZE + layout.ipSize + least)
    {
        return std::nullopt;
    }
    layout.size = layout.protocol == TCP ? (ip[layout.ipSize + 12] >> 4) * 4 : UDP_SIZE;
    if (layout.size < least || frame->GetSize() < PPP_SIZE + layout.ipSize + layout.size)
    {
        return std::nullopt;
    }
    return layout;
}

/// Writes the checksum of an IPv4 header anew.
void
SumAnew(std::vector<uint8_t>& ip)
{
    constexpr std::size_t AT = 10;
    ip[AT] = ip[AT + 1] = 0;
    uint32_t sum = 0;
    for (std::size_t i = 0; i < ip.size(); i += 2)
    {
        sum += ip[i] << 8 | ip[i + 1];
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    ip[AT] = static_cast<uint8_t>(~sum >> 8);
    ip[AT + 1] = static_cast<uint8_t>(~sum);
}

/// Flips the lowest bit of a checksum.
void
Damage(uint8_t* checksum, bool zeroMeansNone)
{
    checksum[1] ^= 1;
    if (zeroMeansNone && checksum[0] == 0 && checksum[1] == 0)
    {
        checksum[1] = 3; // RFC 768: 0 says that there is no checksum
    }
}

} // namespace

uint16_t
EtherToPpp(uint16_t protocol)
{
    return protocol == ETHER_IPV4 ? PPP_IPV4 : protocol == ETHER_IPV6 ? PPP_IPV6 : 0;
}

uint16_t
PppToEther(uint16_t protocol)
{
    return protocol == PPP_IPV4 ? ETHER_IPV4 : protocol == PPP_IPV6 ? ETHER_IPV6 : 0;
}

std::optional<FrameSegment>
PeekSegment(Ptr<const Packet> frame, AddressTable& addresses)
{
    const auto layout = LayoutOf(frame);
    if (!layout || layout->protocol != TCP)
    {
        return std::nullopt;
    }
    const uint32_t before = PPP_SIZE + layout->ipSize;
    SegmentHeader header;
    frame->CreateFragment(before, frame->GetSize() - before)->PeekHeader(header);

    const uint8_t* ip = layout->Ip();
    FourTuple tuple;
    if (layout->ipv6)
    {
        tuple.localAddress = addresses.Intern(Ipv6Address::Deserialize(ip + 8));
        tuple.remoteAddress = addresses.Intern(Ipv6Address::Deserialize(ip + 24));
    }
    else
    {
        tuple.localAddress = addresses.Intern(Ipv4Address::Deserialize(ip + 12));
        tuple.remoteAddress = addresses.Intern(Ipv4Address::Deserialize(ip + 16));
    }
    tuple.localPort = header.GetSourcePort();
    tuple.remotePort = header.GetDestinationPort();
    FrameSegment found{tuple, header.GetSegment()};
    found.segment.ecn = EcnOf(layout->TrafficClass());
    return found;
}

bool
MarkFrame(Ptr<Packet> frame)
{
    const auto layout = LayoutOf(frame);
    if (!layout || !IsEct(EcnOf(layout->TrafficClass())))
    {
        return false;
    }
    WireHeader ppp(PppHeader::GetTypeId(), PPP_SIZE);
    WireHeader ip(layout->ipv6 ? Ipv6Header::GetTypeId() : Ipv4Header::GetTypeId(), layout->ipSize);
    frame->RemoveHeader(ppp);
    frame->RemoveHeader(ip);
    ip.octets[1] |= layout->ipv6 ? 0x30 : 0x03;
    if (!layout->ipv6 && Node::ChecksumEnabled())
    {
        SumAnew(ip.octets);
    }
    frame->AddHeader(ip);
    frame->AddHeader(ppp);
    return true;
}

bool
DamageFrame(Ptr<Packet> frame)
{
    const auto layout = LayoutOf(frame);
    if (!layout || !Node::ChecksumEnabled())
    {
        return false;
    }
    const bool tcp = layout->protocol == TCP;
    WireHeader ppp(PppHeader::GetTypeId(), PPP_SIZE);
    WireHeader ip(layout->ipv6 ? Ipv6Header::GetTypeId() : Ipv4Header::GetTypeId(), layout->ipSize);
    WireHeader transport(tcp ? TcpHeader::GetTypeId() : UdpHeader::GetTypeId(), layout->size);
    frame->RemoveHeader(ppp);
    frame->RemoveHeader(ip);
    frame->RemoveHeader(transport);
    Damage(&transport.octets[tcp ? TCP_CHECKSUM_AT : UDP_CHECKSUM_AT], !tcp);
    frame->AddHeader(transport);
    frame->AddHeader(ip);
    frame->AddHeader(ppp);
    return true;
}

} // namespace synfin
} // namespace ns3
