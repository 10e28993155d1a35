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
 * Each listener of a server has an application of its own, with one or more acceptors. An acceptor
 * takes one connection, is busy with it for a while, and takes the next; so what has been accepted
 * is out of the queue while an acceptor is busy with it. From then on a worker of the server serves
 * it, until the server closes it.
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
          m_free(agenda, [this](const Free& free) { AcceptNext(free); }),
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

    /// @return whether an application of a server can accept a connection
    bool MayAccept(const ScenarioHost& host, uint32_t application) const
    {
        if (IsFull(host))
        {
            return false;
        }
        const uint64_t who = NameOf(host, application);
        if (m_stalled.count(who) > 0)
        {
            return false;
        }
        const auto busy = m_busyAcceptors.find(who);
        return busy == m_busyAcceptors.end() || busy->second < m_parameters.acceptors;
    }

    /// A server's application has accepted one.
    void Accepted(ScenarioHost& host, uint32_t application)
    {
        if (m_parameters.workers != SCENARIO_AUTO)
        {
            ++m_served[host.Id()];
        }
        if (!m_parameters.acceptDelay.IsZero())
        {
            ++m_busyAcceptors[NameOf(host, application)];
            const double share = m_draw(host.Id(), m_accepted++);
            m_busy.Add({&host, application, m_crashes[host.Id()]},
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
            ForEach(0, [&](uint32_t application) { m_free.Add({&host, application}, Time(0)); });
        }
    }

    /// Whether a server is to listen from now on, with one of its listeners (from 1) or all (0): at
    /// once, or when it is up again. @return nothing when that is so already, else how many
    /// connections and listeners ended with it
    std::optional<uint64_t> SetListening(ScenarioHost& host, bool isListening, uint32_t listener)
    {
        std::optional<uint64_t> ended;
        ForEach(listener, [&](uint32_t application) {
            const uint64_t who = NameOf(host, application);
            const bool isNew =
                isListening ? m_listening.insert(who).second : m_listening.erase(who);
            if (isNew)
            {
                const bool ends = !isListening && !host.IsDown();
                ended = ended.value_or(0) + (ends ? host.Unlisten(application) : 0);
                if (isListening && !host.IsDown())
                {
                    Listen(host, application);
                }
            }
        });
        return ended;
    }

    /// Whether a server's applications accept from now on, that of one listener (from 1) or all
    /// (0). @return false when that is so already
    bool SetAccepting(ScenarioHost& host, bool isAccepting, uint32_t listener)
    {
        bool isNew = false;
        ForEach(listener, [&](uint32_t application) {
            const uint64_t who = NameOf(host, application);
            if (!isAccepting)
            {
                isNew = m_stalled.insert(who).second || isNew;
            }
            else if (m_stalled.erase(who) > 0)
            {
                isNew = true;
                m_free.Add({&host, application}, Time(0));
            }
        });
        return isNew;
    }

    /// A server has crashed: its applications are gone.
    void Crashed(const ScenarioHost& host)
    {
        ForEach(0, [&](uint32_t application) {
            m_busyAcceptors.erase(NameOf(host, application));
            m_stalled.erase(NameOf(host, application));
        });
        ++m_crashes[host.Id()];
    }

    /// It is up again.
    void Restarted(ScenarioHost& host)
    {
        ForEach(0, [&](uint32_t application) {
            if (m_listening.count(NameOf(host, application)) > 0)
            {
                Listen(host, application);
            }
        });
    }

    /// An application reads octets after a time.
    void ReadLater(const Portion& portion, Time length)
    {
        m_readers.Add(portion, length);
    }

  private:
    /// @return whether all workers of a server serve somebody
    bool IsFull(const ScenarioHost& host) const
    {
        if (m_parameters.workers == SCENARIO_AUTO)
        {
            return false;
        }
        const auto served = m_served.find(host.Id());
        return served != m_served.end() && served->second >= m_parameters.workers;
    }

    /// @return one name for an application of a server
    static uint64_t NameOf(const ScenarioHost& host, uint32_t application)
    {
        return uint64_t{host.Id()} << 32 | application;
    }

    /// Does something with the application of one listener (from 1), or of each (0).
    template <typename Action>
    void ForEach(uint32_t listener, const Action& action) const
    {
        const uint32_t first = listener > 0 ? listener - 1 : 0;
        const uint32_t end = listener > 0 ? listener : m_parameters.listeners;
        for (uint32_t application = first; application < end; ++application)
        {
            action(application);
        }
    }

    void Ring() override
    {
        for (auto* host : m_hosts)
        {
            SetListening(*host, true, 0);
        }
    }

    void Listen(ScenarioHost& host, uint32_t application) const
    {
        host.Listen(
            {PORT, m_parameters.backlog, m_fastOpen, m_parameters.listeners > 1, application});
    }

    /// An acceptor that is busy with a connection.
    struct Busy
    {
        ScenarioHost* host;
        uint32_t application;
        uint32_t crashes; //!< of the host before
    };

    void BeIdle(const Busy& busy)
    {
        if (busy.crashes == m_crashes[busy.host->Id()])
        {
            --m_busyAcceptors[NameOf(*busy.host, busy.application)];
            AcceptNext({busy.host, busy.application});
        }
    }

    /// An application that may accept one more connection.
    struct Free
    {
        ScenarioHost* host;
        uint32_t application;
    };

    /// One at a time, each in a call of its own, for a user may close at once what is accepted.
    void AcceptNext(const Free& free)
    {
        if (free.host->AcceptOne(free.application))
        {
            m_free.Add(free, Time(0));
        }
    }

    ServerGroup m_parameters;
    bool m_fastOpen;
    KeyedDraw m_draw;
    Agenda& m_agenda;
    std::vector<ScenarioHost*> m_hosts;
    std::unordered_map<uint64_t, uint32_t> m_busyAcceptors; //!< of applications, by NameOf
    uint64_t m_accepted{0};                                 //!< by such acceptors
    std::unordered_set<uint64_t> m_stalled;                 //!< applications that do not accept
    std::unordered_set<uint64_t> m_listening;               //!< or to listen when they are up again
    std::unordered_map<uint32_t, uint32_t> m_crashes;
    std::unordered_map<uint32_t, uint32_t> m_served; //!< by host, where there is a limit
    PauseQueue<Busy> m_busy;
    PauseQueue<Free> m_free; //!< in their turns
    PauseQueue<Portion> m_readers;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_WORKLOAD_SERVERS_H
