/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-device.h"

#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/ppp-header.h"
#include "ns3/simulator.h"
#include "ns3/synfin-corruption-tag.h"
#include "ns3/synfin-rank.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace synfin
{

NS_LOG_COMPONENT_DEFINE("SynfinLinkDevice");
NS_OBJECT_ENSURE_REGISTERED(LinkDevice);

TypeId
LinkDevice::GetTypeId()
{
    static TypeId tid = MakeTypeId();
    return tid;
}

TypeId
LinkDevice::MakeTypeId()
{
    TypeId tid = TypeId("ns3::synfin::LinkDevice")
                     .SetParent<NetDevice>()
                     .SetGroupName("Synfin")
                     .AddConstructor<LinkDevice>()
                     .AddAttribute("Mtu",
                                   "The largest packet that IP may send.",
                                   UintegerValue(LINK_MTU),
                                   MakeUintegerAccessor(&LinkDevice::SetMtu, &LinkDevice::GetMtu),
                                   MakeUintegerChecker<uint16_t>())
                     .AddAttribute("Address",
                                   "The MAC address; no frame has one.",
                                   Mac48AddressValue(Mac48Address("ff:ff:ff:ff:ff:ff")),
                                   MakeMac48AddressAccessor(&LinkDevice::m_address),
                                   MakeMac48AddressChecker());
    const auto trace = [&tid](const char* name, const char* help, auto source) {
        tid.AddTraceSource(name,
                           help,
                           MakeTraceSourceAccessor(source),
                           "ns3::Packet::TracedCallback");
    };
    trace("MacTx", "A packet came down to be sent.", &LinkDevice::m_macTx);
    trace("MacTxDrop", "A packet that came down is not transmitted.", &LinkDevice::m_macTxDrop);
    trace("MacPromiscRx", "A frame goes up, promiscuously.", &LinkDevice::m_macPromiscRx);
    trace("MacRx", "A frame goes up.", &LinkDevice::m_macRx);
    trace("PhyTxBegin", "The transmission of a frame begins.", &LinkDevice::m_phyTxBegin);
    trace("PhyTxEnd", "The transmission of a frame ends.", &LinkDevice::m_phyTxEnd);
    trace("PhyTxDrop", "The link loses a frame that was transmitted.", &LinkDevice::m_phyTxDrop);
    trace("PhyRxEnd", "A frame arrived.", &LinkDevice::m_phyRxEnd);
    trace("PhyRxDrop", "A frame arrived damaged and is dropped.", &LinkDevice::m_phyRxDrop);
    trace("Sniffer", "What a capture on this device sees.", &LinkDevice::m_sniffer);
    trace("PromiscSniffer",
          "What a promiscuous capture on this device sees.",
          &LinkDevice::m_promiscSniffer);
    tid.AddTraceSource("LinkDrop",
                       "A frame that this device sent never arrives, and why.",
                       MakeTraceSourceAccessor(&LinkDevice::m_linkDrop),
                       "ns3::synfin::LinkDevice::DropTracedCallback");
    return tid;
}

void
LinkDevice::DoDispose()
{
    m_node = nullptr;
    m_channel = nullptr;
    m_linkUp = false;
    m_waiting.clear();
    m_receive = ReceiveCallback();
    m_promiscReceive = PromiscReceiveCallback();
    NetDevice::DoDispose();
}

void
LinkDevice::Attach(Ptr<LinkChannel> channel)
{
    m_channel = channel;
    m_side = channel->Attach(this);
}

void
LinkDevice::NotifyLinkUp()
{
    m_linkUp = true;
    m_linkChange();
}

std::size_t
LinkDevice::GetSide() const
{
    return m_side;
}

int64_t
LinkDevice::AssignStreams(int64_t stream)
{
    m_channel->SetStream(m_side, static_cast<uint64_t>(stream));
    return static_cast<int64_t>(LinkStreams::COUNT);
}

bool
LinkDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber)
{
    NS_LOG_FUNCTION(this << packet << dest << protocolNumber);
    const uint16_t protocol = EtherToPpp(protocolNumber);
    if (!m_linkUp || protocol == 0)
    {
        m_macTxDrop(packet);
        return false;
    }
    PppHeader header;
    header.SetProtocol(protocol);
    packet->AddHeader(header);
    m_macTx(packet);
    const LinkTransmission transmission = m_channel->Send(m_side, packet);
    if (transmission.drop == LinkDrop::QUEUE)
    {
        m_macTxDrop(packet);
        m_linkDrop(packet, transmission.drop);
        return false;
    }
    if (transmission.isSent)
    {
        TraceTransmission(packet, transmission);
    }
    return true;
}

void
LinkDevice::TraceTransmission(Ptr<const Packet> frame, const LinkTransmission& transmission)
{
    // An event for a frame only when somebody listens.
    const Time now = Simulator::Now();
    const bool begin =
        !m_sniffer.IsEmpty() || !m_promiscSniffer.IsEmpty() || !m_phyTxBegin.IsEmpty();
    if (begin)
    {
        m_waiting.push_back({transmission.start, frame});
        BeginTransmissions();
    }
    if (begin && transmission.start > now)
    {
        Simulator::ScheduleWithContext(m_node->GetId(),
                                       transmission.start - now,
                                       &LinkDevice::BeginTransmissions,
                                       Ptr<LinkDevice>(this));
    }
    const bool lost = transmission.drop != LinkDrop::NONE;
    if (!m_phyTxEnd.IsEmpty() || (lost && (!m_phyTxDrop.IsEmpty() || !m_linkDrop.IsEmpty())))
    {
        Simulator::ScheduleWithContext(m_node->GetId(),
                                       transmission.end - now,
                                       &LinkDevice::EndTransmission,
                                       Ptr<LinkDevice>(this),
                                       frame,
                                       transmission.drop);
    }
}

void
LinkDevice::BeginTransmissions()
{
    const Time now = Simulator::Now();
    while (!m_waiting.empty() && m_waiting.front().start <= now)
    {
        const Ptr<const Packet> frame = m_waiting.front().frame;
        m_waiting.pop_front();
        m_sniffer(frame);
        m_promiscSniffer(frame);
        m_phyTxBegin(frame);
    }
}

void
LinkDevice::EndTransmission(Ptr<const Packet> frame, LinkDrop drop)
{
    m_phyTxEnd(frame);
    if (drop != LinkDrop::NONE)
    {
        m_phyTxDrop(frame);
        m_linkDrop(frame, drop);
    }
}

void
LinkDevice::Receive(Ptr<const Packet> frame, bool corrupted)
{
    NS_LOG_FUNCTION(this << frame << corrupted);
    BeginTransmissions();
    if (corrupted)
    {
        const Ptr<Packet> damaged = frame->Copy();
        if (!DamageFrame(damaged))
        {
            m_phyRxDrop(frame);
            return;
        }
        frame = damaged;
    }
    m_sniffer(frame);
    m_promiscSniffer(frame);
    m_phyRxEnd(frame);

    const Ptr<Packet> packet = frame->Copy();
    PppHeader header;
    packet->RemoveHeader(header);
    const uint16_t protocol = PppToEther(header.GetProtocol());
    if (!m_promiscReceive.IsNull())
    {
        m_macPromiscRx(frame);
        m_promiscReceive(this, packet, protocol, GetRemote(), GetAddress(), PACKET_HOST);
    }
    m_macRx(frame);
    m_receive(this, packet, protocol, GetRemote());
}

void
LinkDevice::ReceiveFromElsewhere()
{
    if (!m_crosses)
    {
        m_crosses = true;
        synfin::ReceiveFromElsewhere(Ptr<NetDevice>(this),
                                     MakeCallback(&LinkDevice::TakeFromElsewhere, this));
    }
}

void
LinkDevice::TakeFromElsewhere(Ptr<Packet> frame)
{
    CorruptionTag tag;
    const bool corrupted = frame->RemovePacketTag(tag);
    Receive(frame, corrupted);
}

Address
LinkDevice::GetRemote() const
{
    return m_channel->GetDevice(1 - m_side)->GetAddress();
}

void
LinkDevice::SetIfIndex(const uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
LinkDevice::GetIfIndex() const
{
    return m_ifIndex;
}

Ptr<Channel>
LinkDevice::GetChannel() const
{
    return m_channel;
}

void
LinkDevice::SetAddress(Address address)
{
    m_address = Mac48Address::ConvertFrom(address);
}

Address
LinkDevice::GetAddress() const
{
    return m_address;
}

bool
LinkDevice::SetMtu(const uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t
LinkDevice::GetMtu() const
{
    return m_mtu;
}

bool
LinkDevice::IsLinkUp() const
{
    return m_linkUp;
}

void
LinkDevice::AddLinkChangeCallback(Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
LinkDevice::IsBroadcast() const
{
    return true;
}

Address
LinkDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
LinkDevice::IsMulticast() const
{
    return true;
}

Address
LinkDevice::GetMulticast(Ipv4Address) const
{
    return Mac48Address("01:00:5e:00:00:00");
}

Address
LinkDevice::GetMulticast(Ipv6Address) const
{
    return Mac48Address("33:33:00:00:00:00");
}

bool
LinkDevice::IsBridge() const
{
    return false;
}

bool
LinkDevice::IsPointToPoint() const
{
    return true;
}

bool
LinkDevice::SendFrom(Ptr<Packet>, const Address&, const Address&, uint16_t)
{
    return false;
}

Ptr<Node>
LinkDevice::GetNode() const
{
    return m_node;
}

void
LinkDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
LinkDevice::NeedsArp() const
{
    return false;
}

void
LinkDevice::SetReceiveCallback(ReceiveCallback callback)
{
    m_receive = callback;
}

void
LinkDevice::SetPromiscReceiveCallback(PromiscReceiveCallback callback)
{
    m_promiscReceive = callback;
}

bool
LinkDevice::SupportsSendFrom() const
{
    return false;
}

} // namespace synfin
} // namespace ns3
