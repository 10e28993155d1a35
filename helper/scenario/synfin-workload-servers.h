/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WORKLOAD_SERVERS_H
#define SYNFIN_WORKLOAD_SERVERS_H

#include "synfin-scenario-groups.h"
#include "synfin-scenario-host.h"

#include "ns3/synfin-agenda.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Servers of one kind: when they listen.
class WorkloadServers : private Agenda::Item
{
  public:
    /// Where servers listen.
    static constexpr uint16_t PORT = 80;

    /**
     * @param parameters what the servers do
     * @param fastOpen true to accept connections with their SYNs, if that can be
     * @param agenda the hosts' clock; outlives this
     * @param hosts the servers
     */
    WorkloadServers(const ServerGroup& parameters,
                    bool fastOpen,
                    Agenda& agenda,
                    std::vector<ScenarioHost*> hosts)
        : Item(Turn::OfUsers()),
          m_parameters(parameters),
          m_fastOpen(fastOpen),
          m_agenda(agenda),
          m_hosts(std::move(hosts))
    {
    }

    /// Listens, or schedules it.
    void Start()
    {
        if (m_parameters.listenFrom.IsZero())
        {
            Ring();
        }
        else
        {
            m_agenda.Schedule(m_agenda.Now() + m_parameters.listenFrom, *this);
        }
    }

  private:
    void Ring() override
    {
        for (auto* host : m_hosts)
        {
            host->Listen(PORT, m_parameters.backlog, m_fastOpen);
        }
    }

    ServerGroup m_parameters;
    bool m_fastOpen;
    Agenda& m_agenda;
    std::vector<ScenarioHost*> m_hosts;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_WORKLOAD_SERVERS_H
