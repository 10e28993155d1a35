/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-workload.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

ScenarioWorkload::ScenarioWorkload(const ScenarioParameters& parameters,
                                   Agenda& agenda,
                                   std::vector<ScenarioHost*> clients,
                                   std::vector<ScenarioHost*> servers)
    : m_parameters(parameters),
      m_agenda(agenda),
      m_clients(std::move(clients)),
      m_servers(std::move(servers)),
      m_arrivals(parameters),
      m_holds(agenda,
              parameters.hold,
              [this](const Pause& pause) {
                  if (m_ends[pause.end].generation == pause.generation)
                  {
                      Close(pause.end);
                  }
              }),
      m_thoughts(agenda,
                 parameters.think,
                 [this](const Pause& pause) {
                     if (m_ends[pause.end].generation == pause.generation)
                     {
                         Send(pause.end, m_parameters.request);
                     }
                 }),
      m_users(agenda, parameters.think, [this](Nothing) { Begin(); }),
      m_stuck(agenda, Seconds(1), [this](Nothing) { Begin(); })
{
    for (auto* host : m_clients)
    {
        host->SetUser(this);
    }
    for (auto* host : m_servers)
    {
        host->SetUser(this);
    }
}

void
ScenarioWorkload::Start()
{
    if (m_parameters.listenFrom.IsZero())
    {
        Listen();
    }
    else
    {
        m_agenda.Schedule(m_agenda.Now() + m_parameters.listenFrom, m_listen);
    }
    ScheduleArrival();
}

void
ScenarioWorkload::Finish()
{
    for (uint32_t end = 0; end < m_ends.size(); ++end)
    {
        if (m_ends[end].isUsed && m_ends[end].isClient)
        {
            Finish(end, Outcome::PENDING, CloseKind::OPEN);
        }
    }
}

void
ScenarioWorkload::Listen()
{
    for (auto* host : m_servers)
    {
        host->Listen(SERVER_PORT, m_parameters.backlog, m_parameters.fastOpen);
    }
}

void
ScenarioWorkload::ScheduleArrival()
{
    // Of a closed loop's users each comes once.
    const bool isClosed = m_parameters.arrivals == Arrivals::CLOSED;
    const uint64_t coming = isClosed ? std::min(m_parameters.concurrency, m_parameters.connections)
                                     : m_parameters.connections;
    if (m_arrivals.Count() < coming)
    {
        m_agenda.Schedule(m_arrivals.Next(), m_arrive);
    }
    else if (isClosed)
    {
        MarkRampedUp();
    }
}

void
ScenarioWorkload::MarkRampedUp()
{
    if (!m_results.rampedUp)
    {
        m_results.rampedUp = std::max(m_agenda.Now(), m_parameters.listenFrom);
    }
}

void
ScenarioWorkload::Arrive()
{
    if (m_parameters.arrivals != Arrivals::CLOSED)
    {
        MarkRampedUp();
    }
    Begin();
    ScheduleArrival();
}

void
ScenarioWorkload::BeginAgain(bool hadPort)
{
    if (m_parameters.arrivals == Arrivals::CLOSED)
    {
        (hadPort ? m_users : m_stuck).Add({});
    }
}

void
ScenarioWorkload::Begin()
{
    if (m_results.connections.attempted == m_parameters.connections)
    {
        return;
    }
    // Clients take turns; once all had theirs, the next server is on, then the clients' next
    // address, so that all meet equally often.
    const uint64_t index = m_results.connections.attempted++;
    m_results.lastArrival = m_agenda.Now();
    ScenarioHost& client = *m_clients[index % m_clients.size()];
    ScenarioHost& server = *m_servers[index / m_clients.size() % m_servers.size()];
    const auto& addresses = client.Addresses();
    const AddressId from =
        addresses[index / m_clients.size() / m_servers.size() % addresses.size()];

    const uint32_t end = AddEnd(client, true);
    m_ends[end].number = static_cast<uint32_t>(index + 1);
    m_ends[end].start = m_agenda.Now();
    if (m_recorder != nullptr)
    {
        m_recorder->Begin({m_agenda.Now(),
                           m_ends[end].number,
                           {from, server.Address(), 0, SERVER_PORT},
                           m_addresses});
    }
    ScenarioHost::Opening opening{from, server.Address(), SERVER_PORT, end, m_ends[end].number};
    if (m_parameters.fastOpen)
    {
        opening.fastOpen = m_parameters.request;
    }
    const auto opened = client.Connect(opening);
    m_results.connections.attempts.Record(m_agenda.Now(), opened.hasPort);
    if (opened.hasPort)
    {
        m_ends[end].handle = opened.handle;
        m_ends[end].sent = opening.fastOpen.value_or(0);
        if (m_parameters.closer == Closer::BOTH)
        {
            m_clientEnds[m_ends[end].number] = end;
        }
    }
    else
    {
        Finish(end, Outcome::NO_PORT, CloseKind::NONE);
    }
}

uint32_t
ScenarioWorkload::AddEnd(ScenarioHost& host, bool isClient)
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
ScenarioWorkload::OnAccepted(ScenarioHost& host, ScenarioHost::Handle handle, uint32_t number)
{
    const uint32_t end = AddEnd(host, false);
    m_ends[end].handle = handle;
    m_ends[end].number = number;
    if (m_parameters.closer == Closer::BOTH)
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
        Release(end);
        return;
    }
    if (m_parameters.closer == Closer::BOTH)
    {
        m_clientEnds.erase(me.number);
    }
    switch (reason)
    {
    case EndReason::CLOSED:
        m_results.lives.Add(m_agenda.Now() - me.start);
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
    }
}

void
ScenarioWorkload::Finish(uint32_t end, Outcome outcome, CloseKind close)
{
    const End& me = m_ends[end];
    outcome = me.isOpen ? Outcome::ESTABLISHED : outcome;
    close = me.isOpen ? close : CloseKind::NONE;
    ++m_results.connections.outcomes[static_cast<std::size_t>(outcome)];
    ++m_results.connections.closes[static_cast<std::size_t>(close)];
    if (m_recorder != nullptr)
    {
        m_recorder->End({me.number, outcome, close, me.sent, me.received});
    }
    Release(end);
    BeginAgain(outcome != Outcome::NO_PORT);
}

} // namespace synfin
} // namespace ns3
