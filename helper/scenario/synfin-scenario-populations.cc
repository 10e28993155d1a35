/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What of a scenario is counted by state: the window in which TIME_WAIT is steady, and SYN_RCVD.

#include "synfin-scenario.h"

#include "ns3/synfin-time-limit.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

void
Scenario::MeterSynReceived()
{
    const auto& groups = m_hosts.Clients();
    if (std::any_of(groups.begin(), groups.end(), [](const ClientGroup& group) {
            return group.kind == GroupKind::HALF_OPEN || group.kind == GroupKind::SYN_FLOOD;
        }))
    {
        m_synReceived.resize(1 + groups.size(), TimeWaitMeter(State::SYN_RCVD));
    }
}

void
Scenario::RecordSynReceived(const TransitionRecord& record)
{
    if (m_synReceived.empty())
    {
        return;
    }
    m_synReceived.front().Record(record);
    m_synReceived[1 + m_groups.Of(record.transition.incarnation)].Record(record);
}

void
Scenario::AddSynReceived(RunSummary& summary) const
{
    const auto told = [this](const TimeWaitMeter& meter) {
        return SynReceivedSummary{meter.Peak(), meter.Mean(m_last)};
    };
    if (!m_synReceived.empty())
    {
        summary.synReceived = told(m_synReceived.front());
    }
    for (std::size_t group = 0; !m_synReceived.empty() && group < summary.groups.size(); ++group)
    {
        summary.groups[group].synReceived = told(m_synReceived[1 + group]);
    }
}

void
Scenario::AddAttacks(RunSummary& summary) const
{
    for (std::size_t group = 0; group < m_groups.Count(); ++group)
    {
        if (const AttackResults* results = m_attackers->ResultsOf(group))
        {
            summary.attack = summary.attack.value_or(AttackResults());
            summary.attack->Add(*results);
            if (!summary.groups.empty())
            {
                summary.groups[group].attack = *results;
            }
        }
        if (const BlindResults* results = m_blind->ResultsOf(group))
        {
            summary.blind = summary.blind.value_or(BlindResults());
            summary.blind->Add(*results);
            if (!summary.groups.empty())
            {
                summary.groups[group].blind = *results;
            }
        }
    }
}

void
Scenario::MeasureSteady(Time now)
{
    if (m_timeWait.HasWindow())
    {
        m_timeWait.ExtendWindow(m_workload->LastSteadyArrival());
        return;
    }
    // What TIME_WAIT holds began up to 2MSL and a life ago. Not to ask in vain for the mean in
    // seconds, which is dear, times are compared first, give or take what is lost in rounding.
    const Time rounding = MilliSeconds(1);
    Time begin;
    for (const auto& group : m_workload->Groups())
    {
        if (!HasLives(group->Parameters().kind))
        {
            continue;
        }
        if (!group->RampedUp() || group->Lives().Count() == 0)
        {
            return;
        }
        const Time filled = After(*group->RampedUp(), m_parameters.TimeWait()) - rounding;
        m_measureFrom = std::max(m_measureFrom, filled);
        if (filled > now || !group->Lives().MeanIsAtMost(now - filled))
        {
            return;
        }
        const double from = group->RampedUp()->GetSeconds() + m_parameters.TimeWait().GetSeconds() +
                            *group->Lives().Mean();
        if (from > now.GetSeconds())
        {
            return;
        }
        begin = std::max(begin, Seconds(from));
    }
    m_timeWait.BeginWindow(begin);
}

} // namespace synfin
} // namespace ns3
