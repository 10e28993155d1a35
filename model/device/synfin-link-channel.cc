/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-channel.h"

#include "synfin-link-device.h"

#include "ns3/abort.h"
#include "ns3/assert.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/synfin-corruption-tag.h"
#include "ns3/synfin-incarnation-tag.h"
#include "ns3/synfin-link-frame.h"
#include "ns3/synfin-rank.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

NS_LOG_COMPONENT_DEFINE("SynfinLinkChannel");
NS_OBJECT_ENSURE_REGISTERED(LinkChannel);

TypeId
LinkChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::LinkChannel")
                            .SetParent<Channel>()
                            .SetGroupName("Synfin")
                            .AddConstructor<LinkChannel>()
                            .AddAttribute("Delay",
                                          "The time that a frame is under way at least, in either "
                                          "direction; LinkParameters sets it.",
                                          TypeId::ATTR_GET,
                                          TimeValue(),
                                          MakeTimeAccessor(&LinkChannel::GetLeastDelay),
                                          MakeTimeChecker());
    return tid;
}

LinkChannel::LinkChannel()
{
    // Streams that nobody chose are counted from 0, as for RandomVariableStream; LinkStreams counts
    // from 2^63.
    for (Direction& direction : m_directions)
    {
        direction.streams.first = (1ULL << 63) + RngSeedManager::GetNextStreamIndex();
        for (uint64_t more = 1; more < LinkStreams::COUNT; ++more)
        {
            RngSeedManager::GetNextStreamIndex();
        }
    }
}

void
LinkChannel::DoDispose()
{
    for (Direction& direction : m_directions)
    {
        direction.frames.Clear();
        direction.sender = nullptr;
    }
    m_devices = 0;
    Channel::DoDispose();
}

std::size_t
LinkChannel::GetNDevices() const
{
    return m_devices;
}

Ptr<NetDevice>
LinkChannel::GetDevice(std::size_t i) const
{
    return m_directions.at(i).sender;
}

std::size_t
LinkChannel::Attach(Ptr<LinkDevice> device)
{
    NS_ABORT_MSG_IF(m_devices == m_directions.size(), "a link has two ends, no third device fits");
    m_directions[m_devices].sender = device;
    const std::size_t side = m_devices++;
    if (m_devices == m_directions.size())
    {
        for (const Direction& direction : m_directions)
        {
            direction.sender->NotifyLinkUp();
        }
        FindRanks();
    }
    return side;
}

void
LinkChannel::SetParameters(std::size_t side, const LinkParameters& parameters)
{
    Direction& direction = m_directions.at(side);
    NS_ABORT_MSG_IF(direction.link,
                    "a frame has entered the link: from then on only a schedule changes it");
    const auto problem = parameters.Validate();
    NS_ABORT_MSG_IF(problem, (side == 0 ? "forward: " : "reverse: ") << *problem);
    direction.parameters = parameters;
    FindRanks();
}

const LinkParameters&
LinkChannel::GetParameters(std::size_t side) const
{
    return m_directions.at(side).parameters;
}

Time
LinkChannel::GetLeastDelay() const
{
    return std::min(m_directions[0].parameters.LeastDelay(),
                    m_directions[1].parameters.LeastDelay());
}

void
LinkChannel::FindRanks()
{
    for (const Direction& direction : m_directions)
    {
        if (!direction.sender || !direction.sender->GetNode())
        {
            return;
        }
    }
    const Ptr<Node> first = m_directions[0].sender->GetNode();
    const Ptr<Node> second = m_directions[1].sender->GetNode();
    m_crosses = ThisRank().count > 1 && first->GetSystemId() != second->GetSystemId();
    if (!m_crosses)
    {
        return;
    }
    for (std::size_t side = 0; side < m_directions.size(); ++side)
    {
        const LinkParameters& parameters = m_directions[side].parameters;
        const std::string name = side == 0 ? "forward" : "reverse";
        NS_ABORT_MSG_IF(parameters.LeastDelay().IsZero(),
                        name << ": a link between ranks takes a delay that is never 0; with a "
                                "reorder, a normal jitter, or one as large as the delay, it is");
        NS_ABORT_MSG_IF(!parameters.lose.empty(),
                        name << ": a link between ranks cannot lose segments by name");
        m_directions[side].sender->ReceiveFromElsewhere();
    }
}

void
LinkChannel::SendElsewhere(std::size_t side,
                           const Ptr<const Packet>& frame,
                           const LinkArrival& arrival)
{
    const Ptr<Packet> copy = frame->Copy();
    if (arrival.corrupted)
    {
        copy->AddPacketTag(CorruptionTag());
    }
    synfin::SendElsewhere(copy, arrival.time, *m_directions[1 - side].sender);
}

void
LinkChannel::SetStream(std::size_t side, uint64_t stream)
{
    Direction& direction = m_directions.at(side);
    NS_ABORT_MSG_IF(direction.link, "a frame has entered the link: its random streams are fixed");
    direction.streams.first = stream;
}

void
LinkChannel::SetAgenda(Agenda& agenda)
{
    m_agenda = &agenda;
    for (std::size_t side = 0; side < m_directions.size(); ++side)
    {
        m_directions[side].delivery.emplace(*this, side);
    }
}

void
LinkChannel::SetDropEar(DropEar ear)
{
    m_onDrop = std::move(ear);
}

LinkChannel::Delivery::Delivery(LinkChannel& channel, std::size_t side)
    : Item(Turn::OfArrivals(static_cast<uint32_t>(side)),
           channel.m_directions[1 - side].sender->GetNode()->GetId()),
      m_channel(channel),
      m_side(side)
{
}

void
LinkChannel::Delivery::Ring()
{
    m_channel.Deliver(m_side);
}

void
LinkChannel::Start()
{
    FindRanks();
    for (Direction& direction : m_directions)
    {
        direction.streams.seed = RngSeedManager::GetSeed();
        direction.streams.run = RngSeedManager::GetRun();
        direction.link.emplace(direction.parameters, direction.streams);
        m_losesByName |= direction.link->LosesByName();
    }
    for (std::size_t side = 0; m_importance && side < m_directions.size(); ++side)
    {
        m_directions[side].link->SetImportance(*m_importance, side);
    }
}

LinkTransmission
LinkChannel::Send(std::size_t side, Ptr<Packet> frame)
{
    NS_LOG_FUNCTION(this << side << frame);
    Direction& direction = m_directions[side];
    if (!direction.link)
    {
        Start();
    }
    SegmentCopy name;
    if (m_losesByName)
    {
        name = NameOf(side, frame);
    }
    const Time now = Simulator::Now();
    LinkResult result;
    IncarnationTag connection;
    if (m_importance)
    {
        frame->PeekPacketTag(connection);
    }
    direction.link->Enter(frame->GetSize(),
                          m_losesByName ? &name : nullptr,
                          now,
                          result,
                          connection.Get());
    if (result.isMarked && MarkFrame(frame))
    {
        ++direction.marked;
    }
    for (uint8_t i = 0; i < result.count; ++i)
    {
        const LinkArrival& arrival = result.arrivals[i];
        if (m_crosses)
        {
            SendElsewhere(side, frame, arrival);
        }
        else
        {
            direction.frames.Push({arrival.time.GetTimeStep(), frame, arrival.corrupted});
        }
    }
    Arm(side);
    if (result.count == 0 && m_onDrop)
    {
        m_onDrop(side, frame, result.drop);
    }
    return {result.drop, result.start, result.sent, result.IsSent()};
}

SegmentCopy
LinkChannel::NameOf(std::size_t side, Ptr<const Packet> frame)
{
    // The namer has to see both directions, whichever loses.
    if (const auto found = PeekSegment(frame, m_addresses))
    {
        return m_namer.Name(static_cast<int>(side), found->tuple, found->segment);
    }
    return {SegmentName::SYN, 0}; // copies are counted from 1, so nobody means this one
}

void
LinkChannel::Arm(std::size_t side)
{
    Direction& direction = m_directions[side];
    if (direction.frames.IsEmpty())
    {
        return;
    }
    const int64_t next = direction.frames.Next();
    if (!direction.wakes.empty() && direction.wakes.back() <= next)
    {
        return;
    }
    direction.wakes.push_back(next);
    if (m_agenda)
    {
        m_agenda->Schedule(TimeStep(next), *direction.delivery);
        return;
    }
    Simulator::ScheduleWithContext(m_directions[1 - side].sender->GetNode()->GetId(),
                                   TimeStep(next) - Simulator::Now(),
                                   &LinkChannel::Deliver,
                                   Ptr<LinkChannel>(this),
                                   side);
}

void
LinkChannel::Deliver(std::size_t side)
{
    Direction& direction = m_directions[side];
    const int64_t now = Simulator::Now().GetTimeStep();
    NS_ASSERT(direction.wakes.back() == now);
    direction.wakes.pop_back();
    std::vector<Frame> due; // what enters meanwhile comes later
    while (!direction.frames.IsEmpty() && direction.frames.Next() <= now &&
           (due.empty() || !m_agenda))
    {
        due.push_back(direction.frames.Pop());
    }
    const Ptr<LinkDevice> receiver = m_directions[1 - side].sender;
    for (const Frame& frame : due)
    {
        if (m_devices > 0) // else the channel was disposed of meanwhile
        {
            receiver->Receive(frame.packet, frame.corrupted);
        }
    }
    Arm(side);
}

} // namespace synfin
} // namespace ns3
