/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-workload.h"

#include "synfin-half-open.h"
#include "synfin-random-streams.h"

#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return those of the hosts
std::vector<ScenarioHost*>
Of(ScenarioHosts::Range range, const std::vector<std::unique_ptr<ScenarioHost>>& all)
{
    std::vector<ScenarioHost*> hosts;
    for (uint32_t host = range.begin; host < range.end; ++host)
    {
        hosts.push_back(all[host].get());
    }
    return hosts;
}

} // namespace

ScenarioWorkload::ScenarioWorkload(const ScenarioParameters& parameters,
                                   const ScenarioHosts& hosts,
                                   Agenda& agenda,
                                   const std::vector<std::unique_ptr<ScenarioHost>>& all,
                                   ConnectionGroups& groups)
    : m_agenda(agenda),
      m_clients(hosts.ClientCount()),
      m_groupsOf(groups)
{
    for (const auto& host : all)
    {
        host->SetUser(this);
    }
    std::vector<bool> fastOpen(hosts.Servers().size());
    for (std::size_t group = 0; group < hosts.Clients().size(); ++group)
    {
        AddGroup(parameters, hosts, group, all);
        m_kindsOf.push_back(static_cast<uint16_t>(hosts.ServersOf(group)));
        fastOpen[hosts.ServersOf(group)] =
            fastOpen[hosts.ServersOf(group)] || hosts.Clients()[group].fastOpen;
    }
    for (std::size_t kind = 0; kind < hosts.Servers().size(); ++kind)
    {
        const auto servers = Of(hosts.OfServers(kind), all);
        m_kindOf.insert(m_kindOf.end(), servers.size(), static_cast<uint16_t>(kind));
        WorkloadServers::Calls calls;
        calls.read = [this](const WorkloadServers::Portion& portion) {
            if (m_ends[portion.pause.end].generation == portion.pause.generation)
            {
                End& me = m_ends[portion.pause.end];
                me.host->Take(me.handle, portion.octets);
                OnReceived(portion.pause.end, portion.octets);
            }
        };
        m_servers.push_back(std::make_unique<WorkloadServers>(
            hosts.Servers()[kind],
            fastOpen[kind],
            KeyedDraw(parameters.seed,
                      parameters.run,
                      static_cast<uint32_t>(KeyedPurpose::SERVERS)),
            agenda,
            servers,
            calls));
    }
}

void
ScenarioWorkload::AddGroup(const ScenarioParameters& parameters,
                           const ScenarioHosts& hosts,
                           std::size_t index,
                           const std::vector<std::unique_ptr<ScenarioHost>>& all)
{
    const std::size_t servers = hosts.ServersOf(index);
    const auto whileItIs = [this](const WorkloadPause& pause, auto then) {
        if (m_ends[pause.end].generation == pause.generation)
        {
            then(pause.end);
        }
    };
    WorkloadGroup::Calls calls;
    calls.begin = [this, index] { Begin(index); };
    calls.close = [this, whileItIs](const WorkloadPause& pause) {
        whileItIs(pause, [this](uint32_t end) { EndHold(end); });
    };
    calls.demand = [this, whileItIs](const WorkloadPause& pause) {
        whileItIs(pause, [this](uint32_t end) { SendRequestNow(end); });
    };
    calls.attempt = [this](const WorkloadPause& pause) { AttemptLate(pause); };
    m_groups.push_back(std::make_unique<WorkloadGroup>(
        hosts.Clients()[index],
        ArrivalStream(index),
        KeyedDraw(parameters.seed, parameters.run, static_cast<uint32_t>(KeyedPurpose::WORKLOAD)),
        hosts.Servers()[servers].listenFrom,
        m_agenda,
        WorkloadHosts{Of(hosts.OfClients(index), all),
                      Of(hosts.OfServers(servers), all),
                      parameters.HasIpv4() && parameters.HasIpv6() ? 2U : 1U},
        calls));
    if (parameters.SamplesLoss())
    {
        m_groups.back()->TakePortsInTurn(); // no connection meets what another one left
    }
    const bool isHalfOpen = hosts.Clients()[index].kind == GroupKind::HALF_OPEN;
    m_halfOpenLives.push_back(isHalfOpen ? HalfOpenLife(hosts.Servers()[servers].server.profile) +
                                               Seconds(parameters.RoundTrip() + 1)
                                         : Time(0));
    for (ScenarioHost* host : Of(hosts.OfClients(index), all))
    {
        if (isHalfOpen && hosts.Clients()[index].answer == SynAckAnswer::NONE)
        {
            host->BeDeaf();
        }
    }
    if (parameters.measure)
    {
        const auto last = parameters.LastArrival(hosts.Clients()[index]);
        m_groups.back()->SetWindow(parameters.warmup,
                                   *parameters.measure,
                                   last.value_or(Time::Max()));
    }
}

void
ScenarioWorkload::Start()
{
    for (const auto& servers : m_servers)
    {
        servers->Start();
    }
    for (const auto& group : m_groups)
    {
        if (!IsForged(group->Parameters().kind))
        {
            group->Start();
        }
    }
}

void
ScenarioWorkload::Finish()
{
    m_isOver = true;
    for (uint32_t end = 0; end < m_ends.size(); ++end)
    {
        if (m_ends[end].isUsed && m_ends[end].isClient)
        {
            Finish(end, Outcome::PENDING, CloseKind::OPEN);
        }
    }
}

ConnectionResults
ScenarioWorkload::Results() const
{
    ConnectionResults all;
    for (const auto& group : m_groups)
    {
        all.Add(group->Results());
    }
    return all;
}

void
ScenarioWorkload::Begin(std::size_t group)
{
    WorkloadGroup& users = *m_groups[group];
    if (users.HasBegunAll())
    {
        m_isSteady = m_isSteady && !users.Parameters().end;
        return;
    }
    m_lastArrival = m_isSteady ? m_agenda.Now() : m_lastArrival;
    const WorkloadGroup::Pair pair = users.Next();
    m_isSteady = m_isSteady && !users.HasBegunAll();
    if (users.Candidates() > 1 && users.Parameters().kind != GroupKind::HALF_OPEN)
    {
        BeginQuest(static_cast<uint16_t>(group), pair);
    }
    else
    {
        Attempt(static_cast<uint16_t>(group), pair, NONE);
    }
}

uint32_t
ScenarioWorkload::AddEnd(ScenarioHost& host, bool isClient, uint16_t group, uint32_t number)
{
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_ends.size()));
        m_ends.emplace_back();
    }
    const uint32_t end = m_free.back();
    m_free.pop_back();
    const uint32_t generation = m_ends[end].generation;
    m_ends[end] = End();
    m_ends[end].generation = generation + 1;
    m_ends[end].host = &host;
    m_ends[end].isUsed = true;
    m_ends[end].isClient = isClient;
    m_ends[end].group = group;
    m_ends[end].number = number;
    m_ends[end].wanted = m_groups[group]->RequestCount(number);
    m_opening += isClient && m_groups[group]->Parameters().kind != GroupKind::HALF_OPEN ? 1 : 0;
    Expect(end);
    return end;
}

void
ScenarioWorkload::Release(uint32_t end)
{
    ++m_ends[end].generation;
    m_ends[end].isUsed = false;
    m_free.push_back(end);
}

uint32_t
ScenarioWorkload::OnAccepted(ScenarioHost& host,
                             ScenarioHost::Handle handle,
                             uint32_t number,
                             uint32_t application)
{
    const uint32_t end = AddEnd(host, false, m_groupsOf.Of(number), number);
    m_ends[end].handle = handle;
    m_servers[m_kindOf[host.Id() - m_clients]]->Accepted(host, application);
    if (GroupOf(m_ends[end]).closer == Closer::BOTH)
    {
        const auto client = m_clientEnds.find(number);
        if (client != m_clientEnds.end())
        {
            m_ends[end].peer = client->second;
            m_ends[client->second].peer = end;
        }
    }
    return end;
}

void
ScenarioWorkload::OnEnded(uint32_t end, EndReason reason)
{
    const End& me = m_ends[end];
    if (me.peer != NONE)
    {
        m_ends[me.peer].peer = NONE;
    }
    if (!me.isClient)
    {
        if (!me.isClosed)
        {
            m_servers[m_kindsOf[me.group]]->Left(*me.host);
        }
        Release(end);
        return;
    }
    if (GroupOf(me).closer == Closer::BOTH)
    {
        m_clientEnds.erase(me.number);
    }
    switch (reason)
    {
    case EndReason::CLOSED:
        if (!me.isOpen)
        {
            Finish(end, Outcome::ABANDONED, CloseKind::NONE);
            break;
        }
        m_groups[me.group]->Lives().Add(m_agenda.Now() - me.start);
        Finish(end, Outcome::ESTABLISHED, CloseKind::ORDERLY);
        break;
    case EndReason::RESET:
        Finish(end, Outcome::RESET, CloseKind::RESET);
        break;
    case EndReason::REFUSED:
        Finish(end, Outcome::REFUSED, CloseKind::RESET);
        break;
    case EndReason::TIMED_OUT:
        Finish(end, Outcome::TIMED_OUT, CloseKind::TIMED_OUT);
        break;
    case EndReason::CRASHED:
        Finish(end, Outcome::CRASHED, CloseKind::CRASHED);
        break;
    }
}

void
ScenarioWorkload::Finish(uint32_t end, Outcome outcome, CloseKind close)
{
    const End& me = m_ends[end];
    WorkloadGroup& users = *m_groups[me.group];
    m_opening -= me.isOpen || users.Parameters().kind == GroupKind::HALF_OPEN ? 0 : 1;
    outcome = me.isOpen ? Outcome::ESTABLISHED : outcome;
    outcome = users.Parameters().kind == GroupKind::HALF_OPEN ? Outcome::HALF_OPEN : outcome;
    close = me.isOpen ? close : CloseKind::NONE;
    ++users.Results().outcomes[static_cast<std::size_t>(outcome)];
    ++users.Results().closes[static_cast<std::size_t>(close)];
    ++m_ended;
    if (m_rare != nullptr)
    {
        m_rare->End(m_importance->WeightOf(me.number), outcome);
    }
    if (m_recorder != nullptr)
    {
        m_recorder->End({me.number, outcome, close, me.sent, me.received});
    }
    TellWatchers(end, false);
    const uint32_t number = me.number;
    const uint32_t quest = me.quest;
    const bool canGoOn =
        outcome != Outcome::NO_PORT && outcome != Outcome::ADDRESS_IN_USE && !me.host->IsDown();
    Release(end);
    if (quest == NONE)
    {
        users.End(number, canGoOn);
    }
    else
    {
        LeaveQuest(end, quest, canGoOn);
    }
}

} // namespace synfin
} // namespace ns3
