/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-direct-capture.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/node.h"
#include "ns3/ppp-header.h"
#include "ns3/synfin-incarnation-tag.h"
#include "ns3/synfin-link-frame.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint8_t TCP = 6;              //!< protocol number
constexpr uint8_t TTL = 64;             //!< ns-3's default, of IPv4 and of IPv6
constexpr uint16_t ETHER_IPV4 = 0x0800; //!< EtherType
constexpr uint16_t ETHER_IPV6 = 0x86dd; //!< EtherType

} // namespace

DirectCapture::DirectCapture(LinkCapture& capture, bool routed, const AddressTable& addresses)
    : m_capture(capture),
      m_routed(routed),
      m_addresses(addresses)
{
}

void
DirectCapture::Finish(Time last)
{
    for (int end = 0; end < static_cast<int>(m_ends.size()); ++end)
    {
        ShowSent(end, last);
    }
}

void
DirectCapture::Advance(Time now)
{
    for (int end = 0; end < static_cast<int>(m_ends.size()); ++end)
    {
        ShowSent(end, now - TimeStep(1));
    }
    m_capture.Advance(now);
}

void
DirectCapture::Enters(int side,
                      const FourTuple& tuple,
                      const Segment& segment,
                      uint16_t identification,
                      Time now,
                      const LinkResult& result)
{
    if (!result.IsSent())
    {
        return;
    }
    Advance(now);
    const Ptr<Packet> packet = MakeFrame(tuple, segment, identification);
    End& end = m_ends[side];
    end.waiting.push_back({result.start.GetTimeStep(), packet, false});
    ShowSent(side, now);
    for (uint8_t i = 0; i < result.count; ++i)
    {
        const LinkArrival& arrival = result.arrivals[i];
        end.onTheWay.Push({arrival.time.GetTimeStep(), packet, arrival.corrupted});
    }
}

void
DirectCapture::Arrives(int side, Time now)
{
    End& from = m_ends[side];
    Advance(now);
    const Frame frame = from.onTheWay.Pop();
    // What waited begins to be sent before anything arrives at the same time, as with LinkDevice.
    ShowSent(1 - side, now);
    if (!frame.corrupted)
    {
        m_capture.Arrived(1 - side, now, *frame.packet);
        return;
    }
    const Ptr<Packet> damaged = frame.packet->Copy();
    if (DamageFrame(damaged)) // else the device drops it, as a network adapter would
    {
        m_capture.Arrived(1 - side, now, *damaged);
    }
}

uint16_t
DirectCapture::Identify(uint32_t host, const FourTuple& tuple)
{
    // Each source, destination and protocol is counted for itself.
    const uint64_t pair = static_cast<uint64_t>(tuple.localAddress) << 32 | tuple.remoteAddress;
    return m_nextIpv4Id[host][pair]++;
}

Ptr<Packet>
DirectCapture::MakeFrame(const FourTuple& tuple,
                         const Segment& segment,
                         uint16_t identification) const
{
    const Ptr<Packet> packet = Create<Packet>(segment.payload);
    const SegmentHeader header(segment, tuple.localPort, tuple.remotePort);
    PppHeader ppp;
    if (tuple.IsIpv6())
    {
        AddIpv6(packet, header, tuple);
        ppp.SetProtocol(EtherToPpp(ETHER_IPV6));
    }
    else
    {
        AddIpv4(packet, header, tuple, identification);
        ppp.SetProtocol(EtherToPpp(ETHER_IPV4));
    }
    packet->AddHeader(ppp);
    if (segment.incarnation != 0)
    {
        packet->AddPacketTag(IncarnationTag(segment.incarnation));
    }
    return packet;
}

void
DirectCapture::AddIpv4(Ptr<Packet> packet,
                       SegmentHeader header,
                       const FourTuple& tuple,
                       uint16_t identification) const
{
    const Ipv4Address source = m_addresses.Ipv4(tuple.localAddress);
    const Ipv4Address destination = m_addresses.Ipv4(tuple.remoteAddress);
    Ipv4Header ip;
    if (Node::ChecksumEnabled())
    {
        header.SetPseudoHeader(source, destination);
        ip.EnableChecksum();
    }
    packet->AddHeader(header);
    ip.SetTos(static_cast<uint8_t>(header.GetSegment().ecn));
    ip.SetSource(source);
    ip.SetDestination(destination);
    ip.SetProtocol(TCP);
    ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
    ip.SetTtl(m_routed ? TTL - 1 : TTL);
    ip.SetMayFragment();
    ip.SetIdentification(identification);
    packet->AddHeader(ip);
}

void
DirectCapture::AddIpv6(Ptr<Packet> packet, SegmentHeader header, const FourTuple& tuple) const
{
    const Ipv6Address source = m_addresses.Ipv6(tuple.localAddress);
    const Ipv6Address destination = m_addresses.Ipv6(tuple.remoteAddress);
    if (Node::ChecksumEnabled())
    {
        header.SetPseudoHeader(source, destination);
    }
    packet->AddHeader(header);
    Ipv6Header ip;
    ip.SetSource(source);
    ip.SetDestination(destination);
    ip.SetNextHeader(TCP);
    ip.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
    ip.SetHopLimit(m_routed ? TTL - 1 : TTL);
    ip.SetTrafficClass(static_cast<uint8_t>(header.GetSegment().ecn));
    packet->AddHeader(ip);
}

void
DirectCapture::ShowSent(int end, Time until)
{
    std::deque<Frame>& waiting = m_ends[end].waiting;
    while (!waiting.empty() && waiting.front().at <= until.GetTimeStep())
    {
        m_capture.Sent(end, TimeStep(waiting.front().at), *waiting.front().packet);
        waiting.pop_front();
    }
}

} // namespace synfin
} // namespace ns3
