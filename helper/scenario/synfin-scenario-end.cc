/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a run came to, once it is over.

#include "synfin-scenario.h"

#include <memory>
#include <optional>
#include <utility>

namespace ns3
{
namespace synfin
{

void
Scenario::AddTimeWait(RunSummary& summary) const
{
    summary.timeWaitRemaining = m_timeWait.Population();
    summary.timeWaitPeak = m_timeWait.Peak();
    summary.timeWaitPeakTime = m_timeWait.PeakTime();
    summary.timeWaitMean = m_timeWait.Mean(m_last);
    summary.timeWaitSteady = m_timeWait.GetWindow();
    const auto measured = summary.window ? summary.window->TimeWait() : std::nullopt;
    if (measured)
    {
        summary.timeWaitSteady = {summary.window->Begin(), summary.window->End(), measured->mean};
    }
}

void
Scenario::AddGroups(RunSummary& summary)
{
    if (m_rare)
    {
        summary.rare = m_rare->Meter();
        summary.connections.handshake = LatencyStatistics(); // of the sampled losses: nobody's
    }
    for (std::size_t group = 0; group < m_timeWaits.size(); ++group)
    {
        WorkloadGroup& users = *m_workload->Groups()[group];
        GroupSummary& own = summary.groups.emplace_back();
        own.name = m_hosts.Clients()[group].groupName;
        own.connections.Add(users.Results());
        own.timeWaitPeak = m_timeWaits[group].Peak();
        own.timeWaitMean = m_timeWaits[group].Mean(m_last);
    }
    for (std::size_t group = 0; m_window && group < m_groups.Count(); ++group)
    {
        WindowMeter& window = *m_workload->Groups()[group]->Window();
        window.Finish(m_last);
        m_window->Add(window);
        if (!summary.groups.empty())
        {
            summary.groups[group].window = std::make_shared<const WindowMeter>(std::move(window));
        }
    }
    if (m_window)
    {
        m_window->Finish(m_last);
        summary.window = std::make_shared<const WindowMeter>(std::move(*m_window));
        m_window.reset();
    }
}

void
Scenario::SumEcn(RunSummary& summary) const
{
    summary.marked = m_network->Marked();
    summary.ecn = EcnCounts();
    for (const auto& host : m_network->Hosts())
    {
        summary.ecn->Add(host->GetEcnCounts());
    }
}

void
Scenario::EndCounters(RunSummary& summary)
{
    if (!m_counters)
    {
        return;
    }
    for (const auto& host : m_network->Hosts())
    {
        m_counters->End(host->Id(), host->Counters(), m_hosts.EndOf(host->Id()).profile);
    }
    m_counters->Close();
    summary.kernelCounters = m_counters->Totals();
}

} // namespace synfin
} // namespace ns3
