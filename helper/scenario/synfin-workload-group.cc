/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-workload-group.h"

#include "synfin-half-open.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

WorkloadGroup::WorkloadGroup(const ClientGroup& parameters,
                             int64_t stream,
                             const KeyedDraw& draw,
                             Time listenFrom,
                             Agenda& agenda,
                             WorkloadHosts hosts,
                             const Calls& calls)
    : m_parameters(parameters),
      m_draw(draw),
      m_drawn{DrawnQuantity(parameters.requestsPerConnection),
              DrawnQuantity(parameters.request, parameters.LeastSize()),
              DrawnQuantity(parameters.response, parameters.LeastSize()),
              DrawnQuantity(parameters.think),
              DrawnQuantity(parameters.hold)},
      m_listenFrom(listenFrom),
      m_agenda(agenda),
      m_hosts(std::move(hosts)),
      m_begin(calls.begin),
      m_arrivals(parameters, stream),
      m_holds(agenda, calls.close),
      m_thoughts(agenda, calls.demand),
      m_attempts(agenda, calls.attempt),
      m_users(agenda, [this](Nothing) { m_begin(); }),
      m_until(parameters.end ? *parameters.end - TimeStep(1) : Time::Max())
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
    if (!HasBegunAll())
    {
        ScheduleArrival();
    }
}

WorkloadGroup::Pair
WorkloadGroup::Next()
{
    // Clients take turns; once all had theirs, the next server is on, then the server's next
    // address, then the clients' next address, so that all meet equally often.
    const uint64_t index = m_begun++;
    const uint64_t turn = index / m_hosts.clients.size();
    return PairOf(*m_hosts.clients[index % m_hosts.clients.size()],
                  *m_hosts.servers[turn % m_hosts.servers.size()],
                  turn,
                  0);
}

WorkloadGroup::Pair
WorkloadGroup::PairOf(ScenarioHost& client,
                      ScenarioHost& server,
                      uint64_t turn,
                      uint32_t tried) const
{
    const uint32_t versions = m_hosts.versions;
    const std::size_t here = client.Addresses().size() / versions;
    const std::size_t there = server.Addresses().size() / versions;
    const uint64_t round = turn / m_hosts.servers.size();
    const uint32_t version = versions - 1 - tried % versions; // those of IPv4 come first in lists
    const uint64_t from = version * here + round / there % here;
    const uint64_t to = version * there + (round + tried / versions) % there;
    const uint64_t lone = HALF_OPEN_PORTS.low + round / there / here % HALF_OPEN_PORTS.Size();
    const PortRange ports = m_parameters.client.profile.ip_local_port_range;
    const uint64_t chosen = m_portsInTurn ? ports.low + turn % ports.Size() : 0;
    const uint64_t own = m_parameters.localPort == SCENARIO_AUTO ? chosen : m_parameters.localPort;
    const bool isHalfOpen = m_parameters.kind == GroupKind::HALF_OPEN;
    return {client,
            server,
            client.Addresses()[from],
            server.Addresses()[to],
            static_cast<uint16_t>(isHalfOpen ? lone : own)};
}

void
WorkloadGroup::CountAttempt()
{
    ++m_results.attempted;
    if (m_window)
    {
        m_window->Attempt(m_agenda.Now());
    }
}

void
WorkloadGroup::End(uint32_t n, bool canGoOn)
{
    if (m_parameters.arrivals == Arrivals::CLOSED)
    {
        m_users.Add({}, canGoOn ? ThinkTime(n, 0) : Seconds(1));
    }
}

} // namespace synfin
} // namespace ns3
