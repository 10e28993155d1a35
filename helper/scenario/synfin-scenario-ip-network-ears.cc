/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What hears of the frames of the network: captures of the link, and what is lost on the way.

#include "synfin-scenario-ip-network.h"

#include "ns3/simulator.h"
#include "ns3/synfin-incarnation-tag.h"
#include "ns3/synfin-link-channel.h"
#include "ns3/synfin-loss-reasons.h"
#include "ns3/synfin-packet-translation.h"

#include <memory>
#include <utility>

namespace ns3
{
namespace synfin
{

void
ScenarioIpNetwork::SetEar(SegmentEar* ear)
{
    if (!m_routers.empty())
    {
        m_routers.front()->SetEar(ear);
    }
}

void
ScenarioIpNetwork::SetLossSink(TraceSink* sink)
{
    m_losses = sink;
    const auto channel = DynamicCast<LinkChannel>(m_link.Get(0)->GetChannel());
    channel->SetDropEar([this](std::size_t side, const Ptr<const Packet>& frame, LinkDrop drop) {
        if (const auto found = PeekSegment(frame, *m_addresses))
        {
            Lose(LossPlace::LINK, ReasonOf(drop), static_cast<uint32_t>(side), *found, *frame);
        }
    });
    for (uint32_t side = 0; side < m_routers.size(); ++side)
    {
        m_routers[side]->SetLossEar(
            [this, side](LossPlace place, LossReason reason, bool isOut, const auto& frame) {
                Lose(place, reason, isOut ? side : 1 - side, frame);
            });
    }
    const auto onLink = [this](uint32_t link, LinkDrop drop, const auto& frame) {
        Lose(LossPlace::ACCESS, ReasonOf(drop), link % m_who.ClientCount(), frame);
    };
    if (m_up)
    {
        m_up->SetLossEar(onLink);
        m_down->SetLossEar(onLink);
    }
}

void
ScenarioIpNetwork::Lose(LossPlace place,
                        LossReason reason,
                        uint32_t at,
                        const ScenarioRouter::AccessFrame& frame)
{
    if (const auto found = PeekPacket(frame.packet, frame.protocol, *m_addresses))
    {
        Lose(place, reason, at, *found, *frame.packet);
    }
}

void
ScenarioIpNetwork::Lose(LossPlace place,
                        LossReason reason,
                        uint32_t at,
                        FrameSegment found,
                        const Packet& packet)
{
    IncarnationTag incarnation;
    found.segment.incarnation = packet.PeekPacketTag(incarnation) ? incarnation.Get() : 0;
    m_losses->OnLoss(
        {Simulator::Now(), place, reason, at, found.tuple, found.segment, m_addresses.get()});
}

void
ScenarioIpNetwork::CaptureEnd::Sent(Ptr<const Packet> frame)
{
    capture->Advance(Simulator::Now());
    capture->Sent(end, Simulator::Now(), *frame);
}

void
ScenarioIpNetwork::CaptureEnd::Arrived(Ptr<const Packet> frame)
{
    capture->Advance(Simulator::Now());
    capture->Arrived(end, Simulator::Now(), *frame);
}

void
ScenarioIpNetwork::Capture(std::unique_ptr<LinkCapture> capture)
{
    m_capture = std::move(capture);
    for (int end = 0; end < 2; ++end)
    {
        CaptureEnd& shown = m_captureEnds[end];
        shown = {m_capture.get(), end};
        const Ptr<NetDevice> device = m_link.Get(static_cast<uint32_t>(end));
        device->TraceConnectWithoutContext("PhyTxBegin", MakeCallback(&CaptureEnd::Sent, &shown));
        device->TraceConnectWithoutContext("PhyRxEnd", MakeCallback(&CaptureEnd::Arrived, &shown));
    }
}

void
ScenarioIpNetwork::EndCapture()
{
    if (m_capture)
    {
        m_capture->Close();
    }
}

} // namespace synfin
} // namespace ns3
