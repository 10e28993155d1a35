/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WORKLOAD_GROUP_H
#define SYNFIN_WORKLOAD_GROUP_H

#include "synfin-arrival-process.h"
#include "synfin-pause-queue.h"
#include "synfin-scenario-groups.h"
#include "synfin-scenario-host.h"

#include "ns3/synfin-agenda.h"
#include "ns3/synfin-keyed-draw.h"
#include "ns3/synfin-latency-statistics.h"
#include "ns3/synfin-run-summary.h"
#include "ns3/synfin-window-meter.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// A distribution, and its value where that is always the same.
class DrawnQuantity
{
  public:
    /// @param law of the values
    /// @param least value: what is drawn below it is it
    explicit DrawnQuantity(const Distribution& law, uint64_t least = 0)
        : m_law(law),
          m_isConstant(law.IsConstant()),
          m_value(law.Whole(0.5)),
          m_least(least)
    {
    }

    /// @return the value that is drawn for n of a stream
    uint64_t At(const KeyedDraw& draw, uint64_t stream, uint64_t n) const
    {
        return m_isConstant ? m_value : std::max(m_least, m_law.Whole(draw(stream, n)));
    }

  private:
    Distribution m_law;
    bool m_isConstant;
    uint64_t m_value;
    uint64_t m_least;
};

/// The hosts of a group of users, and of its servers.
struct WorkloadHosts
{
    std::vector<ScenarioHost*> clients; //!< that connect, in turns
    std::vector<ScenarioHost*> servers; //!< to which they connect, in turns
    uint32_t versions{1};               //!< of IP; each host has as many addresses of either
};

/// An end of a connection that pauses.
struct WorkloadPause
{
    uint32_t end;        //!< the workload's number of it
    uint32_t generation; //!< of that number: the end may be gone when the pause is over
};

/**
 * @brief One group of users: when its connections begin, between whom, and what became of them.
 *
 * With Arrivals::CLOSED there are `concurrency` users, who come at `rate`; each begins its next
 * connection `think` after its last one ended, or a second after it found no port.
 */
class WorkloadGroup
{
  public:
    /// What a group asks for.
    struct Calls
    {
        std::function<void()> begin;                       //!< a connection
        std::function<void(const WorkloadPause&)> close;   //!< `hold` is over
        std::function<void(const WorkloadPause&)> demand;  //!< `think` is: the next request
        std::function<void(const WorkloadPause&)> attempt; //!< the Connection Attempt Delay is
    };

    /**
     * @param parameters the group's
     * @param stream of random numbers, for arrivals
     * @param draw random numbers for each connection
     * @param listenFrom when its servers begin to listen
     * @param agenda the hosts' clock; outlives the group
     * @param hosts the group's
     * @param calls what it asks for
     */
    WorkloadGroup(const ClientGroup& parameters,
                  int64_t stream,
                  const KeyedDraw& draw,
                  Time listenFrom,
                  Agenda& agenda,
                  WorkloadHosts hosts,
                  const Calls& calls);

    /// Schedules the first arrival.
    void Start();

    /// @return what its users do
    const ClientGroup& Parameters() const
    {
        return m_parameters;
    }

    /// @return true when all its connections have begun
    bool HasBegunAll() const
    {
        return m_begun == m_parameters.connections || m_agenda.Now() > m_until;
    }

    /// Measures a window, and begins no connection behind a time.
    void SetWindow(Time begin, Time length, Time until)
    {
        m_window.emplace(begin, length);
        m_until = std::min(m_until, until);
    }

    /// Its clients bind to their ports one after the other, so that none comes twice before all
    /// came.
    void TakePortsInTurn()
    {
        m_portsInTurn = true;
    }

    /// A connection that began at a time is established, for its client.
    void Establish(Time begun)
    {
        const Time latency = m_agenda.Now() - begun;
        m_results.handshake.Add(latency);
        if (m_window)
        {
            m_window->Establish(begun, latency);
        }
    }

    /// @return the window, if one is measured
    std::optional<WindowMeter>& Window()
    {
        return m_window;
    }

    /// Who connects to whom.
    struct Pair
    {
        ScenarioHost& client; //!< who connects
        ScenarioHost& server; //!< to whom
        AddressId from;       //!< one of the client's addresses
        AddressId to;         //!< one of the server's
        uint16_t fromPort;    //!< its local port, where the host does not choose it; 0: it does
    };

    /// @return those of the next connection of a user, which begins
    Pair Next();

    /// @return how many pairs of addresses a user may try
    uint32_t Candidates() const
    {
        return static_cast<uint32_t>(m_hosts.servers.front()->Addresses().size());
    }

    /// @return the pair that a user tries after some others: IPv6 and IPv4 by turns (RFC 8305 4)
    /// @param turn of a connection: how many rounds of all clients were before it
    /// @param tried how many
    Pair PairOf(ScenarioHost& client, ScenarioHost& server, uint64_t turn, uint32_t tried) const;

    /// @return the turn of the connection that began last
    uint64_t Turn() const
    {
        return (m_begun - 1) / m_hosts.clients.size();
    }

    /// An attempt begins.
    void CountAttempt();

    /// A user's attempt is followed by another one after a time.
    void AwaitAttempt(const WorkloadPause& pause, Time length)
    {
        m_attempts.Add(pause, length);
    }

    /// Connection n has ended; where there was no port or no host for it, its user waits for 1 s.
    void End(uint32_t n, bool canGoOn);

    /// @name What was drawn for a connection, the same at both ends: n is its number, k counts its
    /// requests from 0 on
    /// @{

    /// @return how many requests it has
    uint32_t RequestCount(uint32_t n) const
    {
        return static_cast<uint32_t>(Draw(REQUESTS, n, 0));
    }

    /// @return octets of a request
    uint32_t RequestSize(uint32_t n, uint32_t k) const
    {
        return static_cast<uint32_t>(Draw(REQUEST, n, k));
    }

    /// @return octets of a response
    uint32_t ResponseSize(uint32_t n, uint32_t k) const
    {
        return static_cast<uint32_t>(Draw(RESPONSE, n, k));
    }

    /// @return how long the user thinks before a request, or, k is 0, before the next connection
    Time ThinkTime(uint32_t n, uint32_t k) const
    {
        return TimeOf(Draw(THINK, n, k));
    }

    /// @return from the last response to the close
    Time HoldTime(uint32_t n) const
    {
        return TimeOf(Draw(HOLD, n, 0));
    }

    /// @}

    /// An end waits before it closes.
    void Hold(const WorkloadPause& pause, Time length)
    {
        m_holds.Add(pause, length);
    }

    /// A client's end waits before its next request.
    void Think(const WorkloadPause& pause, Time length)
    {
        m_thoughts.Add(pause, length);
    }

    /// @return what became of its connections so far
    ConnectionResults& Results()
    {
        return m_results;
    }

    /// @return times from Connect to the orderly end, for the client's user
    LatencyStatistics& Lives()
    {
        return m_lives;
    }

    /// @return since when connections begin as they do later, and are served
    const std::optional<Time>& RampedUp() const
    {
        return m_rampedUp;
    }

  private:
    /// What a user pauses after, between connections.
    struct Nothing
    {
    };

    /// What is drawn.
    enum Purpose : uint64_t
    {
        REQUESTS,
        REQUEST,
        RESPONSE,
        THINK,
        HOLD,
    };

    uint64_t Draw(Purpose what, uint32_t n, uint32_t k) const
    {
        constexpr uint32_t PURPOSES = 8;
        return m_drawn[what].At(m_draw, uint64_t{n} * PURPOSES + what, k);
    }

    static Time TimeOf(uint64_t nanoseconds)
    {
        return NanoSeconds(nanoseconds);
    }

    void ScheduleArrival();
    void MarkRampedUp();
    void Arrive();

    ClientGroup m_parameters;
    KeyedDraw m_draw;
    std::array<DrawnQuantity, 5> m_drawn; //!< by Purpose
    Time m_listenFrom;
    Agenda& m_agenda; //!< the hosts' clock
    WorkloadHosts m_hosts;
    std::function<void()> m_begin;
    AgendaItem<WorkloadGroup, &WorkloadGroup::Arrive> m_arrive{*this, Turn::OfUsers()};
    ArrivalProcess m_arrivals;
    PauseQueue<WorkloadPause> m_holds;    //!< before a close
    PauseQueue<WorkloadPause> m_thoughts; //!< between requests
    PauseQueue<WorkloadPause> m_attempts; //!< between attempts of one user's connection
    PauseQueue<Nothing> m_users; //!< between connections, or until a port is free (closed loop)
    uint64_t m_begun{0};         //!< connections of users
    bool m_portsInTurn{false};   //!< their hosts do not choose their ports
    ConnectionResults m_results;
    std::optional<WindowMeter> m_window;
    Time m_until; //!< no connection begins later
    LatencyStatistics m_lives;
    std::optional<Time> m_rampedUp;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_WORKLOAD_GROUP_H
