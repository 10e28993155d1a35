/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-middlebox.h"

#include "synfin-scenario-address.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/synfin-incarnation-tag.h"
#include "ns3/synfin-packet-translation.h"
#include "ns3/synfin-segment-header.h"

#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint8_t TCP = 6;  //!< protocol number
constexpr uint8_t TTL = 63; //!< of the middlebox's own packets once it has forwarded them

Ptr<Packet>
MakePacket4(const Segment& segment, const FourTuple& tuple, const AddressTable& addresses)
{
    SegmentHeader tcp(segment, tuple.localPort, tuple.remotePort);
    Ipv4Header ip;
    ip.SetSource(addresses.Ipv4(tuple.localAddress));
    ip.SetDestination(addresses.Ipv4(tuple.remoteAddress));
    if (Node::ChecksumEnabled())
    {
        tcp.SetPseudoHeader(ip.GetSource(), ip.GetDestination());
        ip.EnableChecksum();
    }
    const Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(tcp);
    ip.SetProtocol(TCP);
    ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
    ip.SetTtl(TTL);
    ip.SetMayFragment();
    packet->AddHeader(ip);
    return packet;
}

Ptr<Packet>
MakePacket6(const Segment& segment, const FourTuple& tuple, const AddressTable& addresses)
{
    SegmentHeader tcp(segment, tuple.localPort, tuple.remotePort);
    Ipv6Header ip;
    ip.SetSource(addresses.Ipv6(tuple.localAddress));
    ip.SetDestination(addresses.Ipv6(tuple.remoteAddress));
    if (Node::ChecksumEnabled())
    {
        tcp.SetPseudoHeader(ip.GetSource(), ip.GetDestination());
    }
    const Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(tcp);
    ip.SetNextHeader(TCP);
    ip.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
    ip.SetHopLimit(TTL);
    packet->AddHeader(ip);
    return packet;
}

} // namespace

void
MakeMiddlebox(const ScenarioParameters& parameters,
              const ScenarioHosts& hosts,
              AddressTable& addresses,
              std::optional<Middlebox>& box)
{
    box.emplace(parameters, ScenarioNatAddress(parameters, addresses));
    if (parameters.nat && parameters.natBlock > 0)
    {
        std::vector<AddressId> clients;
        for (uint32_t client = 0; client < hosts.ClientCount(); ++client)
        {
            clients.push_back(ScenarioAddressesOf(parameters, hosts, client, addresses).front());
        }
        box->GetNat()->SetBlocks(clients, parameters.natBlock);
    }
}

ScenarioPacketBox::ScenarioPacketBox(Middlebox& box,
                                     AddressTable& addresses,
                                     Agenda& agenda,
                                     ScenarioRouter& router)
    : m_box(box),
      m_addresses(addresses),
      m_agenda(agenda),
      m_router(router),
      m_answers(agenda, [this](const MiddleboxAnswers::Answer& answer) { Send(answer); })
{
}

MiddleboxDrop
ScenarioPacketBox::Passes(ScenarioRouter::AccessFrame& frame, bool isOut)
{
    auto found = PeekPacket(frame.packet, frame.protocol, m_addresses);
    if (!found)
    {
        return MiddleboxDrop::NONE;
    }
    IncarnationTag incarnation;
    if (frame.packet->PeekPacketTag(incarnation))
    {
        found->segment.incarnation = incarnation.Get();
    }
    const FourTuple sent = isOut ? found->tuple : found->tuple.Reverse();
    const auto outcome = isOut ? m_box.Outward(sent, found->segment, m_agenda.Now())
                               : m_box.Inward(sent, found->segment, m_agenda.Now());
    if (outcome.isReset)
    {
        m_answers.Push({found->tuple, ResetFor(found->segment), isOut});
    }
    if (outcome.onward && *outcome.onward != sent)
    {
        const FourTuple onward = isOut ? *outcome.onward : outcome.onward->Reverse();
        TranslatePacket(frame.packet, frame.protocol, onward, m_addresses);
        frame.destination = onward.remoteAddress;
    }
    return outcome.drop;
}

void
ScenarioPacketBox::Send(const MiddleboxAnswers::Answer& answer)
{
    const FourTuple tuple = answer.tuple.Reverse();
    const bool isIpv6 = tuple.IsIpv6();
    const Ptr<Packet> packet = isIpv6 ? MakePacket6(answer.segment, tuple, m_addresses)
                                      : MakePacket4(answer.segment, tuple, m_addresses);
    if (answer.segment.incarnation != 0)
    {
        packet->AddPacketTag(IncarnationTag(answer.segment.incarnation));
    }
    m_router.Leave({packet,
                    tuple.remoteAddress,
                    isIpv6 ? Ipv6L3Protocol::PROT_NUMBER : Ipv4L3Protocol::PROT_NUMBER});
}

} // namespace synfin
} // namespace ns3
