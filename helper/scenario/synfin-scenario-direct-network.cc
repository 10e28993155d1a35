/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-direct-network.h"

#include "synfin-random-streams.h"
#include "synfin-scenario-access.h"
#include "synfin-scenario-address.h"
#include "synfin-scenario-attacker.h"
#include "synfin-scenario-driver-host.h"
#include "synfin-scenario-middlebox.h"

#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-loss-reasons.h"
#include "ns3/synfin-next-event-scheduler.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @return the streams of one direction, as LinkHelper::AssignStreams gives them out
LinkStreams
StreamsOf(uint32_t direction)
{
    LinkStreams streams;
    streams.seed = RngSeedManager::GetSeed();
    streams.run = RngSeedManager::GetRun();
    streams.first = static_cast<uint64_t>(RandomStream::LINK) + direction * LinkStreams::COUNT;
    return streams;
}

/// @return the key of a host's hashes, the same as on the ip path
IsnSecret
SecretOf(uint32_t host)
{
    const Ptr<UniformRandomVariable> random = CreateObject<UniformRandomVariable>();
    random->SetStream(static_cast<int64_t>(RandomStream::KEYS) + host);
    return StackDriver::DrawSecret(*random);
}

/// @return true where some host has data to send, and a congestion control that asks ns-3's
/// simulator for the time
bool
SomeAskSimulator(const ScenarioHosts& hosts)
{
    bool hasData = false;
    bool asks = false;
    for (const ClientGroup& group : hosts.Clients())
    {
        hasData = hasData || !group.request.IsZero() || !group.response.IsZero();
        asks = asks || AsksSimulator(group.client.profile.congestion_control);
    }
    for (const ServerGroup& group : hosts.Servers())
    {
        asks = asks || AsksSimulator(group.server.profile.congestion_control);
    }
    return hasData && asks;
}

} // namespace

ScenarioDirectNetwork::ScenarioDirectNetwork(const ScenarioParameters& parameters,
                                             const ScenarioHosts& hosts)
    : m_agenda(NextEventScheduler::Install()),
      m_clients(hosts.ClientCount()),
      m_isSpoofed(hosts.HasSpoofed()),
      m_last(parameters.duration ? *parameters.duration - TimeStep(1) : Time::Max()),
      m_forward(parameters.LinkTo(true), StreamsOf(0), 0, NamerFor(parameters), m_agenda),
      m_reverse(parameters.LinkTo(false), StreamsOf(1), 1, NamerFor(parameters), m_agenda)
{
    AddSpoofed(hosts, *m_addresses);
    if (SomeAskSimulator(hosts))
    {
        m_agenda.KeepInStep(); // congestion control begins with the first data
    }
    if (parameters.HasMiddlebox())
    {
        BuildMiddlebox(parameters, hosts);
    }
    if (parameters.pathMtu > 0)
    {
        m_pathMtu = std::make_unique<ScenarioPathMtu>(parameters, hosts, m_agenda);
        m_forward.SetPathMtu(&m_pathMtu->Box());
        m_reverse.SetPathMtu(&m_pathMtu->Box());
    }
    if (hosts.HasAccess())
    {
        BuildAccess(parameters, hosts);
    }
    BuildHosts(parameters, hosts);
}

void
ScenarioDirectNetwork::BuildMiddlebox(const ScenarioParameters& parameters,
                                      const ScenarioHosts& hosts)
{
    MakeMiddlebox(parameters, hosts, *m_addresses, m_box);
    m_answers.emplace(m_agenda, [this](const MiddleboxAnswers::Answer& answer) {
        if (answer.isInside)
        {
            m_reverse.Leave(answer.tuple, answer.segment, false);
        }
        else
        {
            m_forward.Enter(answer.tuple.Reverse(), answer.segment, 0);
        }
    });
    m_forward.SetMiddlebox(&*m_box, &*m_answers, true);
    m_reverse.SetMiddlebox(&*m_box, &*m_answers, false);
}

void
ScenarioDirectNetwork::BuildAccess(const ScenarioParameters& parameters, const ScenarioHosts& hosts)
{
    using Frame = DirectWire::AccessFrame;
    m_up = MakeAccessLinks<Frame>(parameters, hosts, 0, m_agenda, [this](uint32_t, Frame&& frame) {
        m_forward.Pass(frame.tuple, frame.segment, frame.identification);
    });
    m_down =
        MakeAccessLinks<Frame>(parameters, hosts, 1, m_agenda, [this](uint32_t, Frame&& frame) {
            m_reverse.Receive(frame.tuple, frame.segment, frame.corrupted);
        });
    if (hosts.HasIpv6Access())
    {
        m_forward.SetIpv6Links(hosts.ClientCount());
        m_reverse.SetIpv6Links(hosts.ClientCount());
    }
    m_forward.SetAccess(m_up.get(), true);
    m_reverse.SetAccess(m_down.get(), false);
}

void
ScenarioDirectNetwork::BuildHosts(const ScenarioParameters& parameters, const ScenarioHosts& hosts)
{
    std::vector<HostCongestion> congestion; // of the groups of clients, then of servers
    for (const ClientGroup& group : hosts.Clients())
    {
        congestion.push_back(MakeHostCongestion(group.client.profile));
    }
    for (const ServerGroup& group : hosts.Servers())
    {
        congestion.push_back(MakeHostCongestion(group.server.profile));
    }
    for (uint32_t host = 0; host < hosts.Count(); ++host)
    {
        const bool isClient = hosts.IsClient(host);
        const HostCongestion& own =
            congestion[hosts.GroupOf(host) + (isClient ? 0 : hosts.Clients().size())];
        const auto addresses = ScenarioAddressesOf(parameters, hosts, host, *m_addresses);
        m_drivers.push_back(std::make_unique<DirectDriver>(host,
                                                           addresses.front(),
                                                           hosts.EndOf(host).profile,
                                                           SecretOf(host),
                                                           own.factory,
                                                           isClient ? m_forward : m_reverse,
                                                           m_agenda,
                                                           *m_addresses));
        DirectDriver& driver = *m_drivers.back();
        driver.SetEcnNeeds(own.ecn);
        for (const AddressId address : addresses)
        {
            (isClient ? m_reverse : m_forward).Attach(address, driver);
            if (isClient && m_up)
            {
                m_reverse.SetHost(address, host);
            }
        }
        if (m_pathMtu)
        {
            m_pathMtu->Add(host, addresses, driver);
        }
        m_hosts.push_back(std::make_unique<ScenarioDriverHost>(host, addresses, driver));
    }
}

ConnectionNamer*
ScenarioDirectNetwork::NamerFor(const ScenarioParameters& parameters)
{
    return parameters.forward.lose.empty() && parameters.reverse.lose.empty() ? nullptr : &m_namer;
}

MiddleboxCounters
ScenarioDirectNetwork::BoxCounters() const
{
    return m_box ? m_box->GetCounters() : MiddleboxCounters();
}

uint64_t
ScenarioDirectNetwork::Marked() const
{
    return m_forward.Marked() + m_reverse.Marked();
}

void
ScenarioDirectNetwork::SetEar(SegmentEar* ear)
{
    m_reverse.SetEar(ear);
}

void
ScenarioDirectNetwork::SetLossSink(TraceSink* sink)
{
    m_forward.SetLossSink(sink, *m_addresses);
    m_reverse.SetLossSink(sink, *m_addresses);
    if (!m_up)
    {
        return;
    }
    using Frame = DirectWire::AccessFrame;
    m_up->SetLossEar([this](uint32_t link, LinkDrop drop, const Frame& frame) {
        m_forward.Lose(LossPlace::ACCESS,
                       ReasonOf(drop),
                       frame.tuple,
                       frame.segment,
                       link % m_clients);
    });
    m_down->SetLossEar([this](uint32_t link, LinkDrop drop, const Frame& frame) {
        m_reverse.Lose(LossPlace::ACCESS,
                       ReasonOf(drop),
                       frame.tuple.Reverse(),
                       frame.segment,
                       link % m_clients);
    });
}

void
ScenarioDirectNetwork::SetImportance(ImportanceLoss& importance)
{
    m_forward.SetImportance(importance);
    m_reverse.SetImportance(importance);
}

Agenda&
ScenarioDirectNetwork::GetAgenda()
{
    return m_agenda;
}

uint64_t
ScenarioDirectNetwork::EventCount() const
{
    return m_agenda.Count();
}

void
ScenarioDirectNetwork::Capture(std::unique_ptr<LinkCapture> capture)
{
    // As ScenarioIpNetwork is built.
    const bool routed = m_drivers.size() > 2 || m_box || m_up || m_pathMtu || m_isSpoofed;
    m_capture = std::move(capture);
    m_frames = std::make_unique<DirectCapture>(*m_capture, routed, *m_addresses);
    m_forward.SetCapture(m_frames.get());
    m_reverse.SetCapture(m_frames.get());
}

void
ScenarioDirectNetwork::EndCapture()
{
    if (m_capture)
    {
        m_frames->Finish(m_last);
        m_capture->Close();
    }
}

} // namespace synfin
} // namespace ns3
