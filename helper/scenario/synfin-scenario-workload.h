/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_WORKLOAD_H
#define SYNFIN_SCENARIO_WORKLOAD_H

#include "synfin-arrival-process.h"
#include "synfin-pause-queue.h"
#include "synfin-scenario-host.h"
#include "synfin-scenario-parameters.h"

#include "ns3/synfin-agenda.h"
#include "ns3/synfin-latency-statistics.h"
#include "ns3/synfin-run-recorder.h"
#include "ns3/synfin-run-summary.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// What became of the workload so far.
struct WorkloadResults
{
    ConnectionResults connections; //!< as the clients' user saw them
    LatencyStatistics lives;       //!< from Connect to the orderly end, for the client's user
    std::optional<Time> rampedUp; //!< since when connections begin as they do later, and are served
    Time lastArrival;             //!< when the last of them began
};

/**
 * @brief The user of all connections of a scenario, at both ends.
 *
 * A client connects and sends a request; the server answers with the response once it has the
 * request. That happens `requestsPerConnection` times, with `think` between a response and the next
 * request. An end is ready when it has all that it waits for; `hold` later, whoever closes first
 * does so, and the other end follows when it meets the end of the stream. With Closer::BOTH, both
 * close `hold` after the later of them was ready.
 *
 * With Arrivals::CLOSED there are `concurrency` users, who come at `rate`; each begins its next
 * connection `think` after its last one ended, or a second after it found no port.
 */
class ScenarioWorkload : public ScenarioHost::User
{
  public:
    /// Where servers listen.
    static constexpr uint16_t SERVER_PORT = 80;

    /**
     * @param parameters the workload's
     * @param agenda the hosts' clock; outlives the workload
     * @param clients hosts that connect, in turns
     * @param servers hosts to which they connect, in turns
     */
    ScenarioWorkload(const ScenarioParameters& parameters,
                     Agenda& agenda,
                     std::vector<ScenarioHost*> clients,
                     std::vector<ScenarioHost*> servers);

    /**
     * @brief Writes down attempts and ends.
     * @param recorder who writes; nullptr for nobody
     * @param addresses behind the hosts' ids
     */
    void SetRecorder(RunRecorder* recorder, const AddressTable& addresses)
    {
        m_recorder = recorder;
        m_addresses = &addresses;
    }

    /// Schedules the listeners and the first arrival.
    void Start();

    /// Counts the connections whose end the simulation did not reach.
    void Finish();

    /// @return what has happened so far
    WorkloadResults& Results()
    {
        return m_results;
    }

    uint32_t OnAccepted(ScenarioHost& host, ScenarioHost::Handle handle, uint32_t number) override;
    void OnConnected(uint32_t end) override;
    void OnReceived(uint32_t end, uint32_t octets) override;
    void OnPeerClosed(uint32_t end) override;
    void OnEnded(uint32_t end, EndReason reason) override;

  private:
    static constexpr uint32_t NONE = UINT32_MAX;

    /// One end of a connection.
    struct End
    {
        ScenarioHost* host{nullptr};
        ScenarioHost::Handle handle{0};
        Time start;             //!< of the attempt (client)
        uint32_t number{0};     //!< of the connection
        uint32_t generation{0}; //!< counts the uses of this place
        uint32_t exchanges{0};  //!< requests that were answered
        uint64_t received{0};   //!< octets
        uint64_t sent{0};       //!< octets
        uint32_t peer{NONE};    //!< the other end, known with Closer::BOTH only
        bool isUsed{false};
        bool isClient{false};
        bool isOpen{false};   //!< established
        bool isReady{false};  //!< has all that it waits for
        bool isClosed{false}; //!< by us
    };

    /// An end that pauses.
    struct Pause
    {
        uint32_t end;
        uint32_t generation;
    };

    /// What a user pauses after, between connections.
    struct Nothing
    {
    };

    void Listen();
    void ScheduleArrival();
    void MarkRampedUp();
    void Arrive();
    void Begin();
    void BeginAgain(bool hadPort);
    uint32_t AddEnd(ScenarioHost& host, bool isClient);
    void Release(uint32_t end);
    void Send(uint32_t end, uint32_t octets);
    void SendRequest(uint32_t end);
    void CheckReady(uint32_t end);
    bool CountExchanges(uint32_t end);
    void HoldThenClose(uint32_t end);
    void CloseLater(uint32_t end);
    void Close(uint32_t end);
    void Finish(uint32_t end, Outcome outcome, CloseKind close);

    ScenarioParameters m_parameters;
    Agenda& m_agenda; //!< the hosts' clock
    AgendaItem<ScenarioWorkload, &ScenarioWorkload::Listen> m_listen{*this, Turn::OfUsers()};
    AgendaItem<ScenarioWorkload, &ScenarioWorkload::Arrive> m_arrive{*this, Turn::OfUsers()};
    std::vector<ScenarioHost*> m_clients;
    std::vector<ScenarioHost*> m_servers;
    RunRecorder* m_recorder{nullptr};
    const AddressTable* m_addresses{nullptr}; //!< for the recorder
    ArrivalProcess m_arrivals;
    std::vector<End> m_ends;
    std::vector<uint32_t> m_free;                        //!< places in m_ends
    PauseQueue<Pause> m_holds;                           //!< before a close
    PauseQueue<Pause> m_thoughts;                        //!< between requests
    PauseQueue<Nothing> m_users;                         //!< between connections (closed loop)
    PauseQueue<Nothing> m_stuck;                         //!< users who found no port (closed loop)
    std::unordered_map<uint32_t, uint32_t> m_clientEnds; //!< by number; with Closer::BOTH only
    WorkloadResults m_results;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_WORKLOAD_H
