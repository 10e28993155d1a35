/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario.h"

#include "synfin-scenario-direct-network.h"
#include "synfin-scenario-ip-network.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <chrono>
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

ScenarioParameters
Resolved(ScenarioParameters parameters)
{
    parameters.Resolve();
    return parameters;
}

std::vector<std::string>
NamesOf(const std::vector<ClientGroup>& groups)
{
    std::vector<std::string> names;
    for (const ClientGroup& group : groups)
    {
        names.push_back(group.groupName);
    }
    return names;
}

} // namespace

Scenario::Scenario(const ScenarioParameters& parameters, bool checksums)
    : m_parameters(Resolved(parameters)),
      m_hosts(m_parameters),
      m_groups(NamesOf(m_hosts.Clients()))
{
    // Damage shows in checksums only.
    const bool damages =
        m_parameters.LinkTo(true).Corrupts() || m_parameters.LinkTo(false).Corrupts();
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(checksums || damages));
    RngSeedManager::SetSeed(m_parameters.seed);
    RngSeedManager::SetRun(m_parameters.run);
    if (m_parameters.path == PathKind::DIRECT)
    {
        m_network = std::make_unique<ScenarioDirectNetwork>(m_parameters, m_hosts);
    }
    else
    {
        m_network = std::make_unique<ScenarioIpNetwork>(m_parameters, m_hosts);
    }
    m_workload = std::make_unique<ScenarioWorkload>(m_parameters,
                                                    m_hosts,
                                                    m_network->GetAgenda(),
                                                    m_network->Hosts(),
                                                    m_groups);
    m_blind = std::make_unique<BlindAttacks>(m_parameters, m_hosts, m_network->Hosts(), m_groups);
    m_workload->SetWatchers(m_blind->Watchers());
    m_attackers = std::make_unique<ScenarioAttackers>(m_parameters,
                                                      m_hosts,
                                                      m_network->GetAgenda(),
                                                      m_network->Hosts(),
                                                      m_network->Addresses(),
                                                      *m_blind,
                                                      m_groups);
    m_network->SetEar(m_attackers.get());
    m_events = std::make_unique<ScenarioEvents>(m_parameters.events,
                                                m_hosts,
                                                m_network->Hosts(),
                                                *m_workload,
                                                m_network->GetAgenda());
    if (m_parameters.SamplesLoss())
    {
        m_rare =
            std::make_unique<ScenarioRare>(m_parameters.importanceLoss, *m_network, *m_workload);
    }
    m_timeWaits.resize(m_groups.Count() > 1 ? m_groups.Count() : 0);
    MeterSynReceived();
    if (m_parameters.measure)
    {
        m_window.emplace(m_parameters.warmup, *m_parameters.measure);
    }
}

Scenario::~Scenario()
{
    Simulator::Destroy();
}

void
Scenario::Record(const std::string& folder)
{
    RunRecorder::Options options;
    options.folder = folder;
    options.compression = m_parameters.compression;
    options.sample = {m_parameters.sample, m_parameters.seed};
    options.connectionsOnly = m_parameters.trace == TraceLevel::CONNECTIONS;
    options.segments = m_parameters.trace == TraceLevel::SEGMENTS;
    options.groups = &m_groups;
    if (m_rare)
    {
        options.weight = [this](uint32_t number) { return m_rare->WeightOf(number); };
    }
    m_recorder = std::make_unique<RunRecorder>(options);
    for (const auto& host : m_network->Hosts())
    {
        m_recorder->AddHost(host->Id(),
                            m_hosts.NameOf(host->Id()),
                            m_parameters.stack == StackKind::SYNFIN);
    }
    m_workload->SetRecorder(m_recorder.get(), m_network->Addresses());
}

void
Scenario::RecordCounters(const std::string& folder)
{
    m_counters = std::make_unique<CounterRecorder>(folder + "/" + CounterTable().file,
                                                   m_parameters.compression);
    for (const auto& host : m_network->Hosts())
    {
        m_counters->AddHost(host->Id(), m_hosts.NameOf(host->Id()));
    }
}

void
Scenario::SetWatcher(Watcher watcher)
{
    m_watcher = std::move(watcher);
}

void
Scenario::AwaitQuiet()
{
    double pause = 0; // the longest but for one of a million
    for (const ClientGroup& group : m_hosts.Clients())
    {
        pause = std::max(pause, group.hold.Quantile(1 - 1e-6));
    }
    m_quiet = 2 * (Minutes(10) + NanoSeconds(static_cast<uint64_t>(pause)) +
                   m_parameters.forward.settings.delay + m_parameters.reverse.settings.delay +
                   m_parameters.TimeWait());
    Simulator::Schedule(m_quiet, &Scenario::EndIfQuiet, this);
}

RunSummary
Scenario::Run()
{
    Listen();
    const auto begin = std::chrono::steady_clock::now();
    m_events->Start();
    m_workload->Start();
    m_attackers->Start([this] { return m_workload->HasOpening(); });
    if (m_parameters.stack == StackKind::NS3)
    {
        AwaitQuiet();
    }
    if (m_parameters.duration)
    {
        Simulator::Stop(*m_parameters.duration);
    }
    Simulator::Run();
    m_last = m_parameters.duration.value_or(m_last);
    m_workload->Finish();
    if (m_recorder)
    {
        m_recorder->Close(m_last);
    }
    m_network->EndCapture();
    RunSummary summary;
    summary.connections = m_workload->Results();
    AddGroups(summary);
    AddSynReceived(summary);
    AddAttacks(summary);
    for (const auto& host : m_network->Hosts())
    {
        Add(summary.counters, host->Counters());
    }
    SumEcn(summary);
    EndCounters(summary);
    summary.happened = m_events->Records();
    summary.dropsAreKnown = m_parameters.stack == StackKind::SYNFIN;
    summary.oldDuplicatesAreKnown = !m_parameters.nat;
    summary.middlebox = m_network->BoxCounters();
    summary.pathMtu = m_network->PathMtuCounters();
    AddTimeWait(summary);
    summary.simulated = m_last;
    summary.events = m_network->EventCount();
    summary.wallSeconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    summary.peakRssBytes = PeakRssBytes();
    summary.seed = m_parameters.seed;
    summary.run = m_parameters.run;
    return summary;
}

void
Scenario::OnTransition(const TransitionRecord& record)
{
    m_last = record.time;
    if (m_rare)
    {
        m_rare->Record(record);
    }
    if (record.time >= m_measureFrom)
    {
        MeasureSteady(record.time);
    }
    RecordTimeWait(record);
    RecordSynReceived(record);
    if (m_isRecorded)
    {
        Write(record);
    }
    if (++m_transitions % WATCH_INTERVAL == 0 && m_watcher)
    {
        Watch();
    }
}

void
Scenario::RecordTimeWait(const TransitionRecord& record)
{
    m_timeWait.Record(record);
    const auto group = m_groups.Of(record.transition.incarnation);
    if (!m_timeWaits.empty())
    {
        m_timeWaits[group].Record(record);
    }
    if (m_window &&
        (record.transition.from == State::TIME_WAIT || record.transition.to == State::TIME_WAIT))
    {
        m_window->SetTimeWait(record.time, m_timeWait.Population());
        if (!m_timeWaits.empty())
        {
            m_workload->Groups()[group]->Window()->SetTimeWait(record.time,
                                                               m_timeWaits[group].Population());
        }
    }
}

void
Scenario::Write(const TransitionRecord& record)
{
    if (m_annotated)
    {
        m_annotated->OnTransition(record);
    }
    if (m_recorder)
    {
        m_recorder->OnTransition(record);
    }
    if (m_counters)
    {
        m_counters->Record(record);
    }
}

void
Scenario::OnSegment(const SegmentRecord& record)
{
    if (m_annotated)
    {
        m_annotated->OnSegment(record);
    }
    if (m_recorder)
    {
        m_recorder->OnSegment(record);
    }
    if (m_counters)
    {
        m_counters->Record(record);
    }
}

void
Scenario::OnDrop(const DropRecord& record)
{
    if (m_annotated)
    {
        m_annotated->OnDrop(record);
    }
    if (m_recorder)
    {
        m_recorder->OnDrop(record);
    }
}

void
Scenario::OnLoss(const LossRecord& record)
{
    if (m_annotated)
    {
        m_annotated->OnLoss(record);
    }
    if (m_recorder)
    {
        m_recorder->OnLoss(record);
    }
}

void
Scenario::OnActive(Time now, uint32_t host, const StackCounters& counters)
{
    if (m_recorder)
    {
        m_recorder->OnActive(now, host, counters);
    }
}

} // namespace synfin
} // namespace ns3
