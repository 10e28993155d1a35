/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-attacker.h"

#include "synfin-blind-attacks.h"
#include "synfin-random-streams.h"
#include "synfin-segment-forgers.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

ScenarioAttacker::ScenarioAttacker(const ClientGroup& group,
                                   int64_t stream,
                                   Agenda& agenda,
                                   std::unique_ptr<SegmentForger> forger)
    : m_agenda(agenda),
      m_arrivals(group, stream),
      m_forger(std::move(forger)),
      m_most(group.connections)
{
    if (group.end)
    {
        SetLast(*group.end - TimeStep(1));
    }
}

void
ScenarioAttacker::ScheduleNext()
{
    if (m_arrivals.Count() < m_most)
    {
        const Time next = m_arrivals.Next();
        if (next <= m_last && (next <= m_until || m_isNeeded()))
        {
            m_agenda.Schedule(next, m_send);
        }
    }
}

void
ScenarioAttacker::Send()
{
    if (m_forger->Forge(m_asked, m_agenda.Now(), m_segment))
    {
        m_segment.segment.incarnation = m_groups->NumberForged(m_place, m_asked);
        const bool isSent = m_segment.from->SendForged(m_segment.tuple, m_segment.segment);
        m_results.sent += isSent ? 1 : 0;
    }
    ++m_asked;
    ScheduleNext();
}

void
ScenarioAttacker::Hear(const Segment& segment)
{
    const bool isReset = segment.Has(Segment::RST);
    const bool isSynAck = !isReset && segment.Has(Segment::SYN | Segment::ACK);
    ++(isReset ? m_results.resets : isSynAck ? m_results.synAcks : m_results.others);
}

ScenarioAttackers::ScenarioAttackers(const ScenarioParameters& parameters,
                                     const ScenarioHosts& hosts,
                                     Agenda& agenda,
                                     const std::vector<std::unique_ptr<ScenarioHost>>& all,
                                     AddressTable& addresses,
                                     const BlindAttacks& blind,
                                     ConnectionGroups& groups)
    : m_groups(groups),
      m_attackers(hosts.Clients().size())
{
    std::vector<uint16_t> forgers;
    for (std::size_t index = 0; index < m_attackers.size(); ++index)
    {
        const ClientGroup& group = hosts.Clients()[index];
        if (!IsForged(group.kind))
        {
            continue;
        }
        const AttackSite site(parameters, hosts, index, all, addresses);
        m_attackers[index] = std::make_unique<ScenarioAttacker>(
            group,
            ArrivalStream(index),
            agenda,
            IsBlind(group.kind) ? blind.MakeForger(index) : MakeForger(group, site));
        m_attackers[index]->SetNumbers(groups, forgers.size());
        if (group.connections == ScenarioParameters::MAX_CONNECTIONS &&
            (group.end || parameters.duration || parameters.measure))
        {
            m_attackers[index]->SetUnlimited(); // as many as there is time for
        }
        m_attackers[index]->SetNeeded(parameters.LastArrival(group).value_or(Time::Max()));
        forgers.push_back(static_cast<uint16_t>(index));
        for (ScenarioHost* host : site.Clients())
        {
            host->SetEar(this);
            if (group.answer == SynAckAnswer::NONE)
            {
                host->BeDeaf();
            }
        }
    }
    groups.SetForgers(std::move(forgers));
}

void
ScenarioAttackers::Start(const std::function<bool()>& isNeeded)
{
    for (const auto& attacker : m_attackers)
    {
        if (attacker)
        {
            attacker->Start(isNeeded);
        }
    }
}

void
ScenarioAttackers::Hear(const FourTuple&, const Segment& segment)
{
    if (segment.incarnation >= ConnectionGroups::FORGED)
    {
        m_attackers[m_groups.Of(segment.incarnation)]->Hear(segment);
    }
}

void
AddSpoofed(const ScenarioHosts& hosts, AddressTable& table)
{
    std::vector<AddressRange> ranges;
    for (const ClientGroup& group : hosts.Clients())
    {
        if (group.spoofed)
        {
            ranges.push_back(*group.spoofed);
        }
    }
    // One may lie within another, which is to come first then.
    std::stable_sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) {
        return a.Prefix() < b.Prefix();
    });
    for (const AddressRange& range : ranges)
    {
        range.AddTo(table);
    }
}

} // namespace synfin
} // namespace ns3
