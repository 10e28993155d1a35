/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WORKLOAD_SERVERS_H
#define SYNFIN_WORKLOAD_SERVERS_H

#include "synfin-pause-queue.h"
#include "synfin-scenario-groups.h"
#include "synfin-scenario-host.h"
#include "synfin-workload-group.h"

#include "ns3/synfin-agenda.h"
#include "ns3/synfin-keyed-draw.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief Servers of one kind: when they listen, and how fast their applications are.
 *
 * An application accepts one connection, is busy with it for a while, and accepts the next; so what
 * has been accepted is out of the queue while the application is busy with it.
 */
class WorkloadServers : private Agenda::Item
{
  public:
    /// Where servers listen.
    static constexpr uint16_t PORT = 80;

    /// Octets that an application reads when it comes to it.
    struct Portion
    {
        WorkloadPause pause; //!< whose
        uint32_t octets;     //!< how many
    };

    /// What the servers ask for.
    struct Calls
    {
        std::function<void(const Portion&)> read; //!< octets are taken
    };

    /**
     * @param parameters what the servers do
     * @param fastOpen true to accept connections with their SYNs, if that can be
     * @param draw random numbers
     * @param agenda the hosts' clock; outlives this
     * @param hosts the servers
     * @param calls what they ask for
     */
    WorkloadServers(const ServerGroup& parameters,
                    bool fastOpen,
                    const KeyedDraw& draw,
                    Agenda& agenda,
                    std::vector<ScenarioHost*> hosts,
                    const Calls& calls)
        : Item(Turn::OfUsers()),
          m_parameters(parameters),
          m_fastOpen(fastOpen),
          m_draw(draw),
          m_agenda(agenda),
          m_hosts(std::move(hosts)),
          m_busy(agenda, [this](const Busy& busy) { BeIdle(busy); }),
          m_left(agenda, [](ScenarioHost* host) { host->AcceptMore(); }),
          m_readers(agenda, calls.read)
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

    /// @return what the servers do
    const ServerGroup& Parameters() const
    {
        return m_parameters;
    }

    /// @return whether a server's application can accept a connection
    bool MayAccept(const ScenarioHost& host) const
    {
        if (m_parameters.workers != SCENARIO_AUTO)
        {
            const auto served = m_served.find(host.Id());
            if (served != m_served.end() && served->second >= m_parameters.workers)
            {
                return false;
            }
        }
        return m_parameters.acceptDelay.IsZero() || m_busyHosts.count(host.Id()) == 0;
    }

    /// A server's application has accepted one.
    void Accepted(ScenarioHost& host)
    {
        if (m_parameters.workers != SCENARIO_AUTO)
        {
            ++m_served[host.Id()];
        }
        if (!m_parameters.acceptDelay.IsZero())
        {
            m_busyHosts.insert(host.Id());
            const double share = m_draw(host.Id(), m_accepted++);
            m_busy.Add({&host, m_crashes[host.Id()]},
                       NanoSeconds(m_parameters.acceptDelay.Whole(share)));
        }
    }

    /// It serves one of them no more: it has closed it, or its connection has ended before.
    void Left(ScenarioHost& host)
    {
        if (m_parameters.workers != SCENARIO_AUTO)
        {
            --m_served[host.Id()];
            // At once, but not while the host tells of what has ended.
            m_left.Add(&host, Time(0));
        }
    }

    /// Whether a server is to listen from now on: at once, or when it is up again. @return nothing
    /// when that is so already, else how many connections and listeners ended with it
    std::optional<uint64_t> SetListening(ScenarioHost& host, bool isListening)
    {
        if (isListening == (m_listening.count(host.Id()) > 0))
        {
            return std::nullopt;
        }
        if (!isListening)
        {
            m_listening.erase(host.Id());
        }
        else
        {
            m_listening.insert(host.Id());
        }
        if (host.IsDown())
        {
            return 0;
        }
        if (!isListening)
        {
            return host.Unlisten();
        }
        Listen(host);
        return 0;
    }

    /// A server has crashed: its application is gone.
    void Crashed(const ScenarioHost& host)
    {
        m_busyHosts.erase(host.Id());
        ++m_crashes[host.Id()];
    }

    /// It is up again.
    void Restarted(ScenarioHost& host)
    {
        if (m_listening.count(host.Id()) > 0)
        {
            Listen(host);
        }
    }

    /// An application reads octets after a time.
    void ReadLater(const Portion& portion, Time length)
    {
        m_readers.Add(portion, length);
    }

  private:
    void Ring() override
    {
        for (auto* host : m_hosts)
        {
            SetListening(*host, true);
        }
    }

    void Listen(ScenarioHost& host) const
    {
        host.Listen(PORT, m_parameters.backlog, m_fastOpen);
    }

    /// An application that is busy with a connection.
    struct Busy
    {
        ScenarioHost* host;
        uint32_t crashes; //!< of the host before
    };

    void BeIdle(const Busy& busy)
    {
        if (busy.crashes == m_crashes[busy.host->Id()])
        {
            m_busyHosts.erase(busy.host->Id());
            busy.host->AcceptMore();
        }
    }

    ServerGroup m_parameters;
    bool m_fastOpen;
    KeyedDraw m_draw;
    Agenda& m_agenda;
    std::vector<ScenarioHost*> m_hosts;
    std::unordered_set<uint32_t> m_busyHosts; //!< with a connection that they accepted
    uint64_t m_accepted{0};                   //!< by such applications
    std::unordered_set<uint32_t> m_listening; //!< or to listen when they are up again
    std::unordered_map<uint32_t, uint32_t> m_crashes;
    std::unordered_map<uint32_t, uint32_t> m_served; //!< by host, where there is a limit
    PauseQueue<Busy> m_busy;
    PauseQueue<ScenarioHost*> m_left; //!< who can accept one more
    PauseQueue<Portion> m_readers;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_WORKLOAD_SERVERS_H
