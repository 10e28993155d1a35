/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-l4-protocol.h"

#include "synfin-stock-attributes.h"
#include "synfin-stream-socket.h"

#include "ns3/abort.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-route.h"
#include "ns3/log.h"
#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-incarnation-tag.h"
#include "ns3/synfin-segment-header.h"

namespace ns3
{
namespace synfin
{

NS_LOG_COMPONENT_DEFINE("SynfinL4Protocol");

namespace
{

constexpr int PROTOCOL_NUMBER = 6;

/// May TCP talk to that source and destination (MUST-57, MUST-63)?
bool
IsUnicast(Ipv4Address source, Ipv4Address destination, Ptr<Ipv4Interface> interface)
{
    if (source.IsAny() || source.IsMulticast() || source.IsBroadcast() ||
        destination.IsMulticast() || destination.IsBroadcast())
    {
        return false;
    }
    for (uint32_t i = 0; interface && i < interface->GetNAddresses(); ++i)
    {
        const Ipv4InterfaceAddress own = interface->GetAddress(i);
        const Ipv4Address broadcast = own.GetBroadcast();
        if ((broadcast == source || broadcast == destination) &&
            own.GetMask() != Ipv4Mask::GetOnes())
        {
            return false;
        }
    }
    return true;
}

} // namespace

L4Protocol::L4Protocol()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_addresses(std::make_shared<AddressTable>())
{
}

L4Protocol::~L4Protocol() = default;

void
L4Protocol::SetAgenda(Agenda& agenda)
{
    NS_ABORT_MSG_IF(m_driver, "TCP is in use: its clock is fixed");
    m_agenda = &agenda;
}

StackDriver&
L4Protocol::GetDriver()
{
    return Driver();
}

IpDriver&
L4Protocol::Driver()
{
    if (!m_driver)
    {
        NS_ABORT_MSG_UNLESS(m_node, "synfin's L4Protocol is not aggregated to a node with IP");
        m_settings.SetStock(ProfileFromStockAttributes()); // they may have changed since
        WarnOfStockAttributes();
        const std::optional<std::string> error = GetProfile().Validate();
        NS_ABORT_MSG_IF(error, *error);
        m_congestionType = CongestionType();
        WarnOfStockCongestion(m_congestionType);
        HostCongestion congestion = MakeHostCongestion(m_congestionType, [this](ConnectionId id) {
            const auto* settings = dynamic_cast<const TcpSettings*>(Driver().UserOf(id));
            return settings ? InitialWindow{settings->InitialWindow(), settings->InitialThreshold()}
                            : InitialWindow();
        });
        // What runs is what the profile tells of, whichever attribute has chosen it.
        m_settings.SetField("congestion_control", CongestionName(m_congestionType));
        m_driver = std::make_unique<IpDriver>(m_node,
                                              GetProfile(),
                                              StackDriver::DrawSecret(*m_random),
                                              std::move(congestion.factory),
                                              *this,
                                              m_down,
                                              m_agenda,
                                              *m_addresses);
        m_driver->SetEcnNeeds(congestion.ecn);
        m_driver->SetSink(m_sink, m_told);
        m_driver->SetCallSink(m_calls);
    }
    return *m_driver;
}

void
L4Protocol::Unbind(AddressId address, uint16_t port)
{
    if (m_driver)
    {
        m_driver->Unbind(address, port);
    }
}

void
L4Protocol::ShareAddresses(std::shared_ptr<AddressTable> addresses)
{
    NS_ABORT_MSG_IF(m_driver, "ShareAddresses: TCP is in use");
    m_addresses = std::move(addresses);
}

std::optional<std::string>
L4Protocol::Observe(TraceSink& sink, TraceSink::Told what, CallSink& calls)
{
    const std::string node = "node " + std::to_string(m_node ? m_node->GetId() : 0);
    if (m_sink)
    {
        return node + " is observed already";
    }
    if (m_driver)
    {
        return node + " uses its TCP already: observe it before the first socket is bound";
    }
    m_sink = &sink;
    m_told = what;
    m_calls = &calls;
    return std::nullopt;
}

void
L4Protocol::EndObservation()
{
    if (m_driver && m_calls)
    {
        const Stack& stack = m_driver->GetStack();
        m_calls->OnHostGone(m_node->GetId(), stack.Counters(), &stack.GetProfile());
        m_driver->SetSink(nullptr, m_told);
        m_driver->SetCallSink(nullptr);
    }
    m_sink = nullptr;
    m_calls = nullptr;
}

const std::shared_ptr<AddressTable>&
L4Protocol::GetAddresses() const
{
    return m_addresses;
}

Ptr<Node>
L4Protocol::GetNode() const
{
    return m_node;
}

Ptr<Socket>
L4Protocol::CreateSocket()
{
    Ptr<StreamSocket> socket = CreateObject<StreamSocket>();
    socket->SetProtocol(this);
    return socket;
}

uint32_t
L4Protocol::Register(StreamSocket* socket)
{
    m_sockets.emplace_hint(m_sockets.end(), m_nextSocket, socket);
    return m_nextSocket++;
}

void
L4Protocol::Unregister(uint32_t number)
{
    m_sockets.erase(number);
}

int64_t
L4Protocol::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
L4Protocol::Hold(Ptr<StreamSocket> socket)
{
    m_held.emplace(PeekPointer(socket), socket);
}

void
L4Protocol::LetGo(StreamSocket* socket)
{
    m_held.erase(socket);
}

int
L4Protocol::GetProtocolNumber() const
{
    return PROTOCOL_NUMBER;
}

template <typename Address>
IpL4Protocol::RxStatus
L4Protocol::ReceiveOver(Ptr<Packet> packet,
                        Address source,
                        Address destination,
                        bool unicast,
                        uint8_t trafficClass)
{
    SegmentHeader header;
    if (Driver().HasChecksums())
    {
        header.SetPseudoHeader(source, destination);
    }
    packet->RemoveHeader(header);
    return Deliver(header,
                   m_addresses->Intern(source),
                   m_addresses->Intern(destination),
                   unicast,
                   EcnOf(trafficClass),
                   packet);
}

IpL4Protocol::RxStatus
L4Protocol::Receive(Ptr<Packet> packet, const Ipv4Header& ip, Ptr<Ipv4Interface> interface)
{
    const bool unicast = IsUnicast(ip.GetSource(), ip.GetDestination(), interface);
    return ReceiveOver(packet, ip.GetSource(), ip.GetDestination(), unicast, ip.GetTos());
}

IpL4Protocol::RxStatus
L4Protocol::Receive(Ptr<Packet> packet, const Ipv6Header& ip, Ptr<Ipv6Interface>)
{
    const Ipv6Address source = ip.GetSource();
    const Ipv6Address destination = ip.GetDestination();
    const bool unicast = !source.IsAny() && !source.IsMulticast() && !destination.IsMulticast();
    return ReceiveOver(packet, source, destination, unicast, ip.GetTrafficClass());
}

IpL4Protocol::RxStatus
L4Protocol::Deliver(const SegmentHeader& header,
                    AddressId source,
                    AddressId destination,
                    bool unicast,
                    EcnCodepoint ecn,
                    Ptr<Packet> packet)
{
    const FourTuple tuple{destination, source, header.GetDestinationPort(), header.GetSourcePort()};
    Segment segment = header.GetSegment();
    segment.ecn = ecn;
    IncarnationTag incarnation;
    if (packet->RemovePacketTag(incarnation))
    {
        segment.incarnation = incarnation.Get();
    }
    IpDriver& driver = Driver();
    if (!header.IsWellFormed() || !header.IsChecksumOk())
    {
        NS_LOG_INFO("malformed, or a wrong checksum: " << header);
        driver.ReportDrop({tuple, DropReason::MALFORMED, segment});
        return IpL4Protocol::RX_CSUM_FAILED;
    }
    if (!unicast)
    {
        NS_LOG_INFO("neither from nor to broadcast or multicast: " << header);
        driver.ReportDrop({tuple, DropReason::BAD_ADDRESS, segment});
        return IpL4Protocol::RX_OK;
    }
    if (segment.payload > 0)
    {
        SocketPriorityTag tag; // the sender's, of no meaning here
        packet->RemovePacketTag(tag);
    }
    driver.ShowReceived(tuple, packet, header);
    driver.SegmentArrives(tuple, segment, packet);
    return IpL4Protocol::RX_OK;
}

void
L4Protocol::SetDownTarget(DownTargetCallback callback)
{
    m_down.ipv4 = callback;
}

void
L4Protocol::SetDownTarget6(DownTargetCallback6 callback)
{
    m_down.ipv6 = callback;
}

IpL4Protocol::DownTargetCallback
L4Protocol::GetDownTarget() const
{
    return m_down.ipv4;
}

IpL4Protocol::DownTargetCallback6
L4Protocol::GetDownTarget6() const
{
    return m_down.ipv6;
}

void
L4Protocol::DoDispose()
{
    for (const auto& one : m_held)
    {
        one.second->Detach();
    }
    m_held.clear();
    m_driver.reset();
    m_down.ipv4.Nullify();
    m_down.ipv6.Nullify();
    m_node = nullptr;
    m_random = nullptr;
    IpL4Protocol::DoDispose();
}

} // namespace synfin
} // namespace ns3
