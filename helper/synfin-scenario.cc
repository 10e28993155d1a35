/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario.h"

#include "synfin-random-streams.h"
#include "synfin-scenario-driver-host.h"
#include "synfin-scenario-socket-host.h"
#include "synfin-stack-helper.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/synfin-l4-protocol.h"

#include <chrono>
#include <sys/resource.h>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// After how many transitions the watcher is called: often enough for people, seldom enough to cost
/// nothing.
constexpr uint64_t WATCH_INTERVAL = 1024;

/// @return the process's memory at its highest
uint64_t
PeakRssBytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

} // namespace

Scenario::Scenario(const ScenarioParameters& parameters, bool checksums)
    : m_parameters(parameters)
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(checksums));
    RngSeedManager::SetSeed(parameters.seed);
    RngSeedManager::SetRun(parameters.run);
    m_topology = std::make_unique<ScenarioTopology>(parameters, [this](const NodeContainer& nodes) {
        InstallStack(nodes);
    });
    std::vector<ScenarioHost*> clients;
    std::vector<ScenarioHost*> servers;
    AddHosts(m_topology->Clients(), clients);
    AddHosts(m_topology->Servers(), servers);
    m_workload = std::make_unique<ScenarioWorkload>(parameters, clients, servers);
}

Scenario::~Scenario()
{
    Simulator::Destroy();
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
}

void
Scenario::InstallStack(const NodeContainer& nodes) const
{
    const auto install = [&](auto& helper) {
        helper.SetIpv4StackInstall(m_parameters.ip == 4);
        helper.SetIpv6StackInstall(m_parameters.ip == 6);
        helper.SetRoutingHelper(Ipv4StaticRoutingHelper());
        helper.SetRoutingHelper(Ipv6StaticRoutingHelper());
        helper.Install(nodes);
    };
    if (m_parameters.stack == StackKind::NS3)
    {
        InternetStackHelper helper;
        install(helper);
        helper.AssignStreams(nodes, static_cast<int64_t>(RandomStream::STACKS));
        return;
    }
    StackHelper helper;
    helper.SetProfile(m_parameters.profileName);
    const Profile preset = *Profile::Preset(m_parameters.profileName);
    for (const auto& field : ProfileFields())
    {
        const std::string value = m_parameters.profile.Get(field.name);
        if (value != preset.Get(field.name))
        {
            helper.Set(field.name, value);
        }
    }
    install(helper);
    helper.AssignStreams(nodes, static_cast<int64_t>(RandomStream::STACKS));
}

void
Scenario::AddHosts(const NodeContainer& nodes, std::vector<ScenarioHost*>& hosts)
{
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const Ptr<Node> node = nodes.Get(i);
        const AddressId address = m_topology->AddressOf(node);
        if (m_parameters.stack == StackKind::SYNFIN)
        {
            const Ptr<L4Protocol> tcp = node->GetObject<L4Protocol>();
            m_hosts.push_back(std::make_unique<ScenarioDriverHost>(node->GetId(),
                                                                   address,
                                                                   tcp->GetDriver(),
                                                                   *tcp));
        }
        else
        {
            m_hosts.push_back(
                std::make_unique<ScenarioSocketHost>(node, address, m_parameters.profile));
        }
        hosts.push_back(m_hosts.back().get());
    }
}

void
Scenario::Record(const std::string& folder)
{
    std::vector<uint32_t> ids;
    for (const auto& host : m_hosts)
    {
        ids.push_back(host->Id());
    }
    m_recorder = std::make_unique<RunRecorder>(folder, ids);
    m_workload->SetRecorder(m_recorder.get());
}

void
Scenario::Capture(const std::string& clientSide, const std::string& serverSide)
{
    m_topology->Capture(clientSide, serverSide);
}

void
Scenario::SetWatcher(Watcher watcher)
{
    m_watcher = std::move(watcher);
}

ScenarioSummary
Scenario::Run()
{
    for (const auto& host : m_hosts)
    {
        host->Trace(this, m_recorder != nullptr);
    }
    const auto begin = std::chrono::steady_clock::now();
    m_workload->Start();
    if (m_parameters.stack == StackKind::NS3)
    {
        m_quiet = 2 * (Minutes(10) + m_parameters.hold + m_parameters.delay +
                       m_parameters.profile.TimeWait());
        Simulator::Schedule(m_quiet, &Scenario::EndIfQuiet, this);
    }
    Simulator::Run();
    m_workload->Finish();
    if (m_recorder)
    {
        m_recorder->Close(m_last);
    }
    ScenarioSummary summary;
    summary.workload = std::move(m_workload->Results());
    summary.workload.handshake.Finish();
    for (const auto& host : m_hosts)
    {
        Add(summary.counters, host->Counters());
    }
    summary.timeWaitPeak = m_timeWait.Peak();
    summary.timeWaitPeakTime = m_timeWait.PeakTime();
    summary.timeWaitMean = m_timeWait.Mean(m_last);
    summary.simulated = m_last;
    summary.events = Simulator::GetEventCount();
    summary.wallSeconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    summary.peakRssBytes = PeakRssBytes();
    return summary;
}

void
Scenario::OnTransition(const TransitionRecord& record)
{
    m_last = record.time;
    m_timeWait.Record(record);
    if (m_recorder)
    {
        m_recorder->OnTransition(record);
    }
    if (++m_transitions % WATCH_INTERVAL == 0 && m_watcher)
    {
        Watch();
    }
}

void
Scenario::OnSegment(const SegmentRecord& record)
{
    m_recorder->OnSegment(record);
}

void
Scenario::OnDrop(const DropRecord& record)
{
    m_recorder->OnDrop(record);
}

void
Scenario::Watch()
{
    const WorkloadResults& results = m_workload->Results();
    uint64_t ended = 0;
    for (const uint64_t count : results.outcomes)
    {
        ended += count;
    }
    m_watcher({Simulator::Now(), results.attempted, ended, m_parameters.connections});
}

void
Scenario::EndIfQuiet()
{
    const bool isQuiet = Simulator::Now() - m_last >= m_quiet;
    if (isQuiet && m_workload->Results().attempted == m_parameters.connections)
    {
        Simulator::Stop();
        return;
    }
    Simulator::Schedule(m_quiet, &Scenario::EndIfQuiet, this);
}

} // namespace synfin
} // namespace ns3
