/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-packet-translation.h"

#include "synfin-wire-header.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/node.h"
#include "ns3/ppp-header.h"
#include "ns3/tcp-header.h"

#include <array>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr std::size_t CHECKSUM_AT = 16; //!< in the TCP header
constexpr std::size_t OFFSET_AT = 12;   //!< of the data, the same

/// Octets that a checksum is over, and which change.
using Changing = std::vector<uint8_t>;

/// @return addresses and ports in wire format
template <typename Address>
Changing
Octets(const Address& source, const Address& destination, const uint8_t* ports)
{
    constexpr std::size_t SIZE = sizeof(Address) > 8 ? 16 : 4;
    Changing octets(2 * SIZE);
    source.Serialize(octets.data());
    destination.Serialize(octets.data() + SIZE);
    octets.insert(octets.end(), ports, ports + 4);
    return octets;
}

/// RFC 1624 3: HC' = ~(~HC + ~m + m').
void
UpdateChecksum(uint8_t* checksum, const Changing& before, const Changing& after)
{
    uint32_t sum = static_cast<uint16_t>(~(checksum[0] << 8 | checksum[1]));
    for (std::size_t i = 0; i < before.size(); i += 2)
    {
        sum += static_cast<uint16_t>(~(before[i] << 8 | before[i + 1]));
        sum += after[i] << 8 | after[i + 1];
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    checksum[0] = static_cast<uint8_t>(~sum >> 8);
    checksum[1] = static_cast<uint8_t>(~sum);
}

/// Changes both headers.
template <typename IpHeader, typename Address>
void
Rewrite(Ptr<Packet> packet,
        IpHeader& ip,
        const FourTuple& tuple,
        const Address& source,
        const Address& destination)
{
    packet->RemoveHeader(ip);
    std::array<uint8_t, OFFSET_AT + 1> begin;
    packet->CopyData(begin.data(), begin.size());
    WireHeader tcp(TcpHeader::GetTypeId(), (begin[OFFSET_AT] >> 4) * 4U);
    packet->RemoveHeader(tcp);

    uint8_t* const octets = tcp.octets.data();
    const Changing before = Octets(ip.GetSource(), ip.GetDestination(), octets);
    octets[0] = static_cast<uint8_t>(tuple.localPort >> 8);
    octets[1] = static_cast<uint8_t>(tuple.localPort);
    octets[2] = static_cast<uint8_t>(tuple.remotePort >> 8);
    octets[3] = static_cast<uint8_t>(tuple.remotePort);
    if (Node::ChecksumEnabled())
    {
        UpdateChecksum(octets + CHECKSUM_AT, before, Octets(source, destination, octets));
    }
    ip.SetSource(source);
    ip.SetDestination(destination);
    packet->AddHeader(tcp);
    packet->AddHeader(ip);
}

} // namespace

std::optional<FrameSegment>
PeekPacket(Ptr<const Packet> packet, uint16_t protocol, AddressTable& addresses)
{
    PppHeader ppp;
    ppp.SetProtocol(EtherToPpp(protocol));
    const Ptr<Packet> frame = packet->Copy();
    frame->AddHeader(ppp);
    return PeekSegment(frame, addresses);
}

void
TranslatePacket(Ptr<Packet> packet,
                uint16_t protocol,
                const FourTuple& tuple,
                const AddressTable& addresses)
{
    if (protocol == Ipv4L3Protocol::PROT_NUMBER)
    {
        Ipv4Header ip;
        if (Node::ChecksumEnabled())
        {
            ip.EnableChecksum();
        }
        Rewrite(packet,
                ip,
                tuple,
                addresses.Ipv4(tuple.localAddress),
                addresses.Ipv4(tuple.remoteAddress));
    }
    else
    {
        Ipv6Header ip;
        Rewrite(packet,
                ip,
                tuple,
                addresses.Ipv6(tuple.localAddress),
                addresses.Ipv6(tuple.remoteAddress));
    }
}

} // namespace synfin
} // namespace ns3
