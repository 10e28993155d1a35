/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-direct-wire.h"

#include "synfin-direct-capture.h"
#include "synfin-loss-reasons.h"

#include "ns3/assert.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-middlebox-answers.h"
#include "ns3/synfin-path-mtu.h"
#include "ns3/synfin-stack-driver.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// @name How many deliveries ahead memory is asked for
/// @{
constexpr std::size_t FARTHEST = 32; //!< that of the delivery itself
constexpr std::size_t FAR = 16;      //!< of where its connection is looked up
constexpr std::size_t NEAR = 6;      //!< of its connection

/// @}

/// @return octets of a segment on the wire
uint32_t
FrameSize(const FourTuple& tuple, const Segment& segment)
{
    return DirectWire::PPP_HEADER +
           (tuple.IsIpv6() ? DirectWire::IPV6_HEADER : DirectWire::IPV4_HEADER) +
           segment.HeaderSize() + segment.payload;
}

} // namespace

DirectWire::DirectWire(const LinkParameters& parameters,
                       const LinkStreams& streams,
                       int side,
                       ConnectionNamer* namer,
                       Agenda& agenda)
    : m_link(parameters, streams),
      m_side(side),
      m_namer(namer),
      m_agenda(agenda),
      m_deliver(*this, Turn::OfArrivals(side))
{
}

void
DirectWire::Attach(AddressId address, StackDriver& receiver)
{
    const uint32_t index = address & ~IPV6_ADDRESS;
    if (index >= m_receivers.size())
    {
        m_receivers.resize(index + 1);
    }
    m_receivers[index] = &receiver;
}

void
DirectWire::SetHost(AddressId address, uint32_t host)
{
    const uint32_t index = address & ~IPV6_ADDRESS;
    if (index >= m_hostOf.size())
    {
        m_hostOf.resize(index + 1);
    }
    m_hostOf[index] = host;
}

uint16_t
DirectWire::Identify(uint32_t host, const FourTuple& tuple) const
{
    return m_capture ? m_capture->Identify(host, tuple) : uint16_t{0};
}

void
DirectWire::Send(uint32_t host, const FourTuple& tuple, const Segment& segment)
{
    if (m_accessAtBegin)
    {
        m_accessAtBegin->Enter(host + (tuple.IsIpv6() ? m_ipv6Links : 0),
                               FrameSize(tuple, segment),
                               {tuple, segment, false, Identify(host, tuple)});
    }
    else
    {
        Pass(tuple, segment, Identify(host, tuple));
    }
}

void
DirectWire::Pass(const FourTuple& tuple, const Segment& segment, uint16_t identification)
{
    if (m_pathMtu && m_pathMtu->Drops(FrameSize(tuple, segment) - PPP_HEADER, tuple, segment.seq))
    {
        Lose(LossPlace::PATH_MTU, LossReason::TOO_LARGE, tuple, segment);
        return;
    }
    if (!m_boxAtBegin)
    {
        Enter(tuple, segment, identification);
        return;
    }
    const auto outcome = m_boxAtBegin->Outward(tuple, segment, m_agenda.Now());
    Answer(outcome, tuple, segment, true);
    if (outcome.onward)
    {
        Enter(*outcome.onward, segment, identification);
    }
}

void
DirectWire::Enter(const FourTuple& tuple, const Segment& segment, uint16_t identification)
{
    SegmentCopy name;
    if (m_namer)
    {
        name = m_namer->Name(m_side, tuple, segment);
    }
    LinkResult& result = m_result;
    m_link.Enter(FrameSize(tuple, segment),
                 m_namer ? &name : nullptr,
                 m_agenda.Now(),
                 result,
                 segment.incarnation);
    const bool isMarked = result.isMarked && IsEct(segment.ecn);
    m_marked += isMarked ? 1 : 0;
    int64_t first = INT64_MAX;
    for (uint8_t i = 0; i < result.count; ++i)
    {
        const LinkArrival& arrival = result.arrivals[i];
        const int64_t at = arrival.time.GetTimeStep();
        m_onTheWay.Push({at, tuple.Reverse(), segment, arrival.corrupted, isMarked});
        first = std::min(first, at);
    }
    Arm(first);
    if (result.count == 0)
    {
        Lose(LossPlace::LINK, ReasonOf(result.drop), tuple, segment);
    }
    if (m_capture)
    {
        Segment sent = segment;
        sent.ecn = isMarked ? EcnCodepoint::CE : segment.ecn;
        m_capture->Enters(m_side, tuple, sent, identification, m_agenda.Now(), result);
    }
}

void
DirectWire::Lose(LossPlace place,
                 LossReason reason,
                 const FourTuple& tuple,
                 const Segment& segment,
                 uint32_t host) const
{
    if (m_losses)
    {
        const uint32_t at = place == LossPlace::ACCESS ? host : static_cast<uint32_t>(m_side);
        m_losses->OnLoss({m_agenda.Now(), place, reason, at, tuple, segment, m_addresses});
    }
}

void
DirectWire::Answer(const Middlebox::Outcome& outcome,
                   const FourTuple& sent,
                   const Segment& segment,
                   bool isInside) const
{
    if (outcome.isReset)
    {
        m_answers->Push({sent, ResetFor(segment), isInside});
    }
    if (!outcome.onward)
    {
        Lose(LossPlace::MIDDLEBOX, ReasonOf(outcome.drop), sent, segment);
    }
}

void
DirectWire::Arm(int64_t at)
{
    // A call for an earlier delivery re-arms for this one.
    if (at < m_armed)
    {
        m_armed = at;
        m_agenda.Schedule(TimeStep(m_armed), m_deliver);
    }
}

void
DirectWire::Deliver()
{
    const int64_t now = m_agenda.Now().GetTimeStep();
    if (now >= m_armed)
    {
        m_armed = INT64_MAX;
    }
    if (!m_onTheWay.IsEmpty() && m_onTheWay.Next() <= now)
    {
        Delivery delivery = m_onTheWay.Pop();
        if (delivery.isMarked)
        {
            delivery.segment.ecn = EcnCodepoint::CE;
        }
        Prefetch();
        HandOver(delivery);
    }
    Arm(m_onTheWay.IsEmpty() ? INT64_MAX : m_onTheWay.Next());
}

void
DirectWire::Prefetch() const
{
    const Ring<Delivery>& coming = m_onTheWay.InOrder();
    if (coming.size() <= FARTHEST || m_boxAtEnd)
    {
        return;
    }
    __builtin_prefetch(&coming[FARTHEST]);
    const auto ask = [this, &coming](std::size_t place, bool near) {
        const FourTuple& tuple = coming[place].tuple;
        if (!IsRanged(tuple.localAddress))
        {
            m_receivers[tuple.localAddress & ~IPV6_ADDRESS]->Prefetch(tuple, near);
        }
    };
    ask(FAR, false);
    ask(NEAR, true);
}

void
DirectWire::HandOver(const Delivery& delivery)
{
    if (m_capture)
    {
        m_capture->Arrives(m_side, m_agenda.Now());
    }
    if (!m_boxAtEnd)
    {
        Leave(delivery.tuple, delivery.segment, delivery.corrupted);
        return;
    }
    // A middlebox looks no deeper than it has to, so damage gets through.
    const auto outcome = m_boxAtEnd->Inward(delivery.tuple, delivery.segment, m_agenda.Now());
    Answer(outcome, delivery.tuple.Reverse(), delivery.segment, false);
    if (outcome.onward)
    {
        Leave(*outcome.onward, delivery.segment, delivery.corrupted);
    }
}

void
DirectWire::Leave(const FourTuple& tuple, const Segment& segment, bool corrupted)
{
    if (IsRanged(tuple.localAddress))
    {
        Lose(LossPlace::NOBODY, LossReason::NOBODY, tuple.Reverse(), segment);
        m_ear->Hear(tuple, segment);
    }
    else if (m_accessAtEnd)
    {
        m_accessAtEnd->Enter(HostOf(tuple.localAddress),
                             FrameSize(tuple, segment),
                             {tuple, segment, corrupted});
    }
    else
    {
        Receive(tuple, segment, corrupted);
    }
}

void
DirectWire::Receive(const FourTuple& tuple, const Segment& segment, bool corrupted) const
{
    const uint32_t index = tuple.localAddress & ~IPV6_ADDRESS;
    NS_ASSERT(index < m_receivers.size() && m_receivers[index]);
    StackDriver& receiver = *m_receivers[index];
    if (corrupted)
    {
        receiver.ReportDrop({tuple, DropReason::MALFORMED, segment});
    }
    else
    {
        receiver.SegmentArrives(tuple, segment, nullptr);
    }
}

} // namespace synfin
} // namespace ns3
