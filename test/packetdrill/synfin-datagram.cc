/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-datagram.h"

#include "synfin-socket-address.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/packet.h"
#include "ns3/synfin-segment-header.h"

#include <cerrno>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint8_t HOPS = 64; //!< RFC 9293 MUST-49: configurable; Linux's default

/// Either IP header, with what its datagram is about.
template <typename Header>
struct Ip;

template <>
struct Ip<Ipv4Header>
{
    static constexpr uint8_t ICMP = IPPROTO_ICMP;

    static Ipv4Address Source(const Ipv4Header& header)
    {
        return header.GetSource();
    }

    static Ipv4Address Destination(const Ipv4Header& header)
    {
        return header.GetDestination();
    }

    static uint8_t Protocol(const Ipv4Header& header)
    {
        return header.GetProtocol();
    }

    static uint8_t TrafficClass(const Ipv4Header& header)
    {
        return header.GetTos();
    }

    static bool IsWhole(const Ipv4Header& header)
    {
        return header.IsLastFragment() && header.GetFragmentOffset() == 0;
    }

    static uint32_t PayloadSize(const Ipv4Header& header)
    {
        return header.GetPayloadSize();
    }
};

template <>
struct Ip<Ipv6Header>
{
    static constexpr uint8_t ICMP = IPPROTO_ICMPV6;

    static Ipv6Address Source(const Ipv6Header& header)
    {
        return header.GetSource();
    }

    static Ipv6Address Destination(const Ipv6Header& header)
    {
        return header.GetDestination();
    }

    static uint8_t Protocol(const Ipv6Header& header)
    {
        return header.GetNextHeader();
    }

    static uint8_t TrafficClass(const Ipv6Header& header)
    {
        return header.GetTrafficClass();
    }

    static bool IsWhole(const Ipv6Header&)
    {
        return true; // a fragment has a header of its own between, which is not TCP
    }

    static uint32_t PayloadSize(const Ipv6Header& header)
    {
        return header.GetPayloadLength();
    }
};

/// What a stack tells the user of an ICMP error: icmp_err_convert[], icmpv6_err_convert(), and
/// icmp_errmap(), icmp6_errmap() of FreeBSD.
void
TakeNumbers(ArrivedError& error, uint8_t type, uint8_t code, const Ipv4Header&)
{
    constexpr int NUMBERS[] = {ENETUNREACH,
                               EHOSTUNREACH,
                               ENOPROTOOPT,
                               ECONNREFUSED,
                               EMSGSIZE,
                               EOPNOTSUPP,
                               ENETUNREACH,
                               EHOSTDOWN,
                               ENONET,
                               ENETUNREACH,
                               EHOSTUNREACH,
                               ENETUNREACH,
                               EHOSTUNREACH,
                               EHOSTUNREACH,
                               EHOSTUNREACH,
                               EHOSTUNREACH};
    error.number = EHOSTUNREACH;
    if (type == ICMP_UNREACH && code < std::size(NUMBERS))
    {
        error.number = NUMBERS[code];
    }
    else if (type == ICMP_PARAMPROB)
    {
        error.number = EPROTO;
    }
    const bool refuses = error.kind == IcmpKind::NOBODY_THERE || error.kind == IcmpKind::PROHIBITED;
    error.freeBsdNumber = refuses ? ECONNREFUSED : EHOSTUNREACH;
}

void
TakeNumbers(ArrivedError& error, uint8_t type, uint8_t code, const Ipv6Header&)
{
    constexpr int NUMBERS[] =
        {ENETUNREACH, EACCES, EHOSTUNREACH, EHOSTUNREACH, ECONNREFUSED, EACCES, EACCES};
    error.number = EHOSTUNREACH;
    if (type == ICMP6_DST_UNREACH && code < std::size(NUMBERS))
    {
        error.number = NUMBERS[code];
    }
    else if (type == ICMP6_PARAM_PROB)
    {
        error.number = EPROTO;
    }
    const bool expired = type == ICMP6_TIME_EXCEEDED || error.kind == IcmpKind::SOFT;
    error.freeBsdNumber = expired ? EHOSTUNREACH : ECONNREFUSED;
}

std::optional<IcmpKind>
KindOf(uint8_t type, uint8_t code, const Ipv4Header&)
{
    return IcmpKindOf(type, code);
}

std::optional<IcmpKind>
KindOf(uint8_t type, uint8_t code, const Ipv6Header&)
{
    return Icmpv6KindOf(type, code);
}

/// An ICMP message quotes the datagram that it is about, the first octets of TCP at least.
template <typename Header>
std::optional<ArrivedError>
ParseError(const Ptr<Packet>& packet)
{
    constexpr uint32_t ICMP_HEADER = 8;
    constexpr uint32_t QUOTED = 8; // ports and sequence number
    uint8_t start[ICMP_HEADER];
    Header quoted;
    if (packet->CopyData(start, ICMP_HEADER) < ICMP_HEADER)
    {
        return std::nullopt;
    }
    const auto kind = KindOf(start[0], start[1], quoted);
    if (!kind)
    {
        return std::nullopt;
    }
    packet->RemoveAtStart(ICMP_HEADER);
    if (packet->GetSize() < quoted.GetSerializedSize() + QUOTED)
    {
        return std::nullopt;
    }
    packet->RemoveHeader(quoted);
    uint8_t tcp[QUOTED];
    if (Ip<Header>::Protocol(quoted) != IPPROTO_TCP || packet->CopyData(tcp, QUOTED) < QUOTED)
    {
        return std::nullopt;
    }
    AddressTable& addresses = Addresses();
    ArrivedError error;
    error.tuple.localAddress = addresses.Intern(Ip<Header>::Source(quoted));
    error.tuple.remoteAddress = addresses.Intern(Ip<Header>::Destination(quoted));
    error.tuple.localPort = static_cast<uint16_t>(tcp[0] << 8 | tcp[1]);
    error.tuple.remotePort = static_cast<uint16_t>(tcp[2] << 8 | tcp[3]);
    error.seq = static_cast<uint32_t>(tcp[4]) << 24 | tcp[5] << 16 | tcp[6] << 8 | tcp[7];
    error.kind = *kind;
    // RFC 1191 4: the last 16 bits of the header; RFC 8201: all 32.
    error.mtu = error.kind == IcmpKind::TOO_LARGE ? start[6] << 8 | start[7] : 0;
    TakeNumbers(error, start[0], start[1], quoted);
    return error;
}

template <typename Header>
ArrivedDatagram
Parse(const uint8_t* octets, std::size_t size)
{
    ArrivedDatagram arrived;
    Header ip;
    if (size < ip.GetSerializedSize())
    {
        return arrived;
    }
    const Ptr<Packet> packet = Create<Packet>(octets, static_cast<uint32_t>(size));
    packet->RemoveHeader(ip);
    const uint32_t length = Ip<Header>::PayloadSize(ip);
    if (length > packet->GetSize() || !Ip<Header>::IsWhole(ip))
    {
        return arrived;
    }
    packet->RemoveAtEnd(packet->GetSize() - length);
    if (Ip<Header>::Protocol(ip) == Ip<Header>::ICMP)
    {
        arrived.error = ParseError<Header>(packet);
        return arrived;
    }
    if (Ip<Header>::Protocol(ip) != IPPROTO_TCP)
    {
        return arrived;
    }
    SegmentHeader header;
    header.SetPseudoHeader(Ip<Header>::Source(ip), Ip<Header>::Destination(ip));
    packet->RemoveHeader(header);
    if (!header.IsWellFormed() || !header.IsChecksumOk())
    {
        return arrived; // MUST-3
    }
    AddressTable& addresses = Addresses();
    ArrivedSegment& segment = arrived.segment.emplace();
    segment.tuple.localAddress = addresses.Intern(Ip<Header>::Destination(ip));
    segment.tuple.remoteAddress = addresses.Intern(Ip<Header>::Source(ip));
    segment.tuple.localPort = header.GetDestinationPort();
    segment.tuple.remotePort = header.GetSourcePort();
    segment.segment = header.GetSegment();
    segment.segment.ecn = EcnOf(Ip<Header>::TrafficClass(ip));
    segment.payload.resize(packet->GetSize());
    packet->CopyData(segment.payload.data(), packet->GetSize());
    return arrived;
}

Ptr<Packet>
MakeTcp(const FourTuple& tuple, const Segment& segment, const Octets& payload)
{
    const Ptr<Packet> packet =
        Create<Packet>(payload.data(), static_cast<uint32_t>(payload.size()));
    const AddressTable& addresses = Addresses();
    SegmentHeader header(segment, tuple.localPort, tuple.remotePort);
    if (tuple.IsIpv6())
    {
        header.SetPseudoHeader(addresses.Ipv6(tuple.localAddress),
                               addresses.Ipv6(tuple.remoteAddress));
    }
    else
    {
        header.SetPseudoHeader(addresses.Ipv4(tuple.localAddress),
                               addresses.Ipv4(tuple.remoteAddress));
    }
    packet->AddHeader(header);
    return packet;
}

} // namespace

ArrivedDatagram
ParseDatagram(const uint8_t* octets, std::size_t size)
{
    const int version = size > 0 ? octets[0] >> 4 : 0;
    if (version == 4)
    {
        return Parse<Ipv4Header>(octets, size);
    }
    return version == 6 ? Parse<Ipv6Header>(octets, size) : ArrivedDatagram();
}

Octets
MakeDatagram(const FourTuple& tuple, const Segment& segment, const Octets& payload)
{
    const AddressTable& addresses = Addresses();
    const Ptr<Packet> packet = MakeTcp(tuple, segment, payload);
    if (tuple.IsIpv6())
    {
        Ipv6Header ip;
        ip.SetSource(addresses.Ipv6(tuple.localAddress));
        ip.SetDestination(addresses.Ipv6(tuple.remoteAddress));
        ip.SetNextHeader(IPPROTO_TCP);
        ip.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
        ip.SetHopLimit(HOPS);
        ip.SetTrafficClass(static_cast<uint8_t>(segment.ecn));
        packet->AddHeader(ip);
    }
    else
    {
        Ipv4Header ip;
        ip.SetSource(addresses.Ipv4(tuple.localAddress));
        ip.SetDestination(addresses.Ipv4(tuple.remoteAddress));
        ip.SetProtocol(IPPROTO_TCP);
        ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        ip.SetTtl(HOPS);
        ip.SetTos(static_cast<uint8_t>(segment.ecn));
        ip.SetDontFragment();
        ip.EnableChecksum();
        packet->AddHeader(ip);
    }
    Octets octets(packet->GetSize());
    packet->CopyData(octets.data(), packet->GetSize());
    return octets;
}

} // namespace synfin
} // namespace ns3
