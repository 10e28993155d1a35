/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-workload-group.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

WorkloadGroup::WorkloadGroup(const ClientGroup& parameters,
                             int64_t stream,
                             Time listenFrom,
                             Agenda& agenda,
                             WorkloadHosts hosts,
                             const Calls& calls)
    : m_parameters(parameters),
      m_listenFrom(listenFrom),
      m_agenda(agenda),
      m_hosts(std::move(hosts)),
      m_begin(calls.begin),
      m_arrivals(parameters, stream),
      m_holds(agenda, parameters.hold, calls.close),
      m_thoughts(agenda, parameters.think, calls.demand),
      m_users(agenda, parameters.think, [this](Nothing) { m_begin(); }),
      m_stuck(agenda, Seconds(1), [this](Nothing) { m_begin(); })
{
}

void
WorkloadGroup::Start()
{
    ScheduleArrival();
}

void
WorkloadGroup::ScheduleArrival()
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
WorkloadGroup::MarkRampedUp()
{
    if (!m_rampedUp)
    {
        m_rampedUp = std::max(m_agenda.Now(), m_listenFrom);
    }
}

void
WorkloadGroup::Arrive()
{
    if (m_parameters.arrivals != Arrivals::CLOSED)
    {
        MarkRampedUp();
    }
    m_begin();
    ScheduleArrival();
}

WorkloadGroup::Pair
WorkloadGroup::Next()
{
    // Clients take turns; once all had theirs, the next server is on, then the clients' next
    // address, so that all meet equally often.
    const uint64_t index = m_results.attempted++;
    const uint64_t turn = index / m_hosts.clients.size();
    ScenarioHost& client = *m_hosts.clients[index % m_hosts.clients.size()];
    ScenarioHost& server = *m_hosts.servers[turn % m_hosts.servers.size()];
    const auto& addresses = client.Addresses();
    return {client, server, addresses[turn / m_hosts.servers.size() % addresses.size()]};
}

void
WorkloadGroup::End(bool hadPort)
{
    if (m_parameters.arrivals == Arrivals::CLOSED)
    {
        (hadPort ? m_users : m_stuck).Add({});
    }
}

} // namespace synfin
} // namespace ns3
