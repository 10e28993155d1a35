/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_WORKLOAD_H
#define SYNFIN_SCENARIO_WORKLOAD_H

#include "synfin-blind-victims.h"
#include "synfin-scenario-host.h"
#include "synfin-scenario-hosts.h"
#include "synfin-workload-group.h"
#include "synfin-workload-servers.h"

#include "ns3/synfin-agenda.h"
#include "ns3/synfin-connection-groups.h"
#include "ns3/synfin-importance-loss.h"
#include "ns3/synfin-run-recorder.h"
#include "ns3/synfin-run-summary.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief The user of all connections of a scenario, at both ends.
 *
 * A client connects and sends a request; the server answers with the response once it has the
 * request. That happens `requestsPerConnection` times, with `think` between a response and the next
 * request. An end is ready when it has all that it waits for; `hold` later, whoever closes first
 * does so, and the other end follows when it meets the end of the stream. With Closer::BOTH, both
 * close `hold` after the later of them was ready. What these are, each group of users says for its
 * own connections.
 */
class ScenarioWorkload : public ScenarioHost::User
{
  public:
    /**
     * @param parameters the scenario's: its random numbers
     * @param hosts what groups there are
     * @param agenda the hosts' clock; outlives the workload
     * @param all the hosts, by number
     * @param groups learns of which group each connection is; outlives the workload
     */
    ScenarioWorkload(const ScenarioParameters& parameters,
                     const ScenarioHosts& hosts,
                     Agenda& agenda,
                     const std::vector<std::unique_ptr<ScenarioHost>>& all,
                     ConnectionGroups& groups);

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

    /// @param watchers who is told of a group's connections that are established: by group, or
    /// empty; they outlive the workload
    void SetWatchers(const std::vector<std::vector<BlindVictims*>>& watchers)
    {
        m_watchers = watchers;
    }

    /// Measures what is rare. @param rare who does; nullptr: nobody @param importance has the
    /// weights; both outlive the workload
    void SetRare(RareMeter* rare, const ImportanceLoss* importance)
    {
        m_rare = rare;
        m_importance = importance;
    }

    /// Schedules the listeners and the first arrivals.
    void Start();

    /// Counts the connections whose end the simulation did not reach.
    void Finish();

    /// @return what became of the connections, of all groups
    ConnectionResults Results() const;

    /// @return the groups of users
    const std::vector<std::unique_ptr<WorkloadGroup>>& Groups() const
    {
        return m_groups;
    }

    /// @return connections begun so far
    uint64_t Attempted() const
    {
        return m_attempted;
    }

    /// @return connections that ended so far, for the clients' users
    uint64_t Ended() const
    {
        return m_ended;
    }

    /// @return whether attempts of users are under way that are neither established nor over
    bool HasOpening() const
    {
        return m_opening > 0;
    }

    /// @return when the last connection began that began while all groups had some to begin
    Time LastSteadyArrival() const
    {
        return m_lastArrival;
    }

    /// @name What befalls a host
    /// @{

    /// It crashes, if it is up. @return how many connections and listeners ended; nothing: it was
    /// down
    std::optional<uint64_t> Crash(ScenarioHost& host);

    /// It is up again, and its servers listen.
    void Restart(ScenarioHost& host);

    /// Its server listens, or does no more; or one of its listeners, from 1. @return nothing when
    /// there is nothing to change, else how many connections and listeners ended
    std::optional<uint64_t> SetListening(ScenarioHost& host, bool isListening, uint32_t listener);

    /// The applications of its server accept no more, or do again; or that of one listener, from 1.
    /// @return false when there is nothing to change
    bool SetAccepting(ScenarioHost& host, bool isAccepting, uint32_t listener);

    /// @}

    uint32_t OnAccepted(ScenarioHost& host,
                        ScenarioHost::Handle handle,
                        uint32_t number,
                        uint32_t application) override;
    bool MayAccept(ScenarioHost& host, uint32_t application) override;
    void OnConnected(uint32_t end) override;
    bool TakesAtOnce(uint32_t end, uint32_t octets) override;
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
        Time readUntil;         //!< when the application has read what came (server)
        uint32_t number{0};     //!< of the connection
        uint32_t generation{0}; //!< counts the uses of this place
        uint32_t exchanges{0};  //!< requests that were answered
        uint32_t wanted{1};     //!< requests in all
        uint64_t awaited{0};    //!< octets received when the next exchange is over
        uint64_t received{0};   //!< octets
        uint64_t sent{0};       //!< octets
        uint32_t quest{NONE};   //!< of which it is an attempt, where a user has several to make
        uint32_t peer{NONE};    //!< the other end, known with Closer::BOTH only
        uint16_t group{0};      //!< of the connection
        bool isUsed{false};
        bool isClient{false};
        bool isOpen{false};     //!< established
        bool isReady{false};    //!< has all that it waits for
        bool isClosed{false};   //!< by us
        bool peerClosed{false}; //!< the peer sends no more
    };

    /// A user's connection to a server with several addresses.
    struct Quest
    {
        ScenarioHost* client{nullptr};
        ScenarioHost* server{nullptr};
        uint64_t turn{0};   //!< of the connection: which addresses come first
        Time start;         //!< of the first attempt
        uint32_t number{0}; //!< of the first attempt
        uint32_t tried{0};  //!< attempts so far
        uint32_t wait{0};   //!< for the next one; 0: none is awaited
        uint16_t group{0};
        bool isOpen{false};         //!< an attempt was established
        std::vector<uint32_t> ends; //!< attempts under way
    };

    void AddGroup(const ScenarioParameters& parameters,
                  const ScenarioHosts& hosts,
                  std::size_t index,
                  const std::vector<std::unique_ptr<ScenarioHost>>& all);
    void Begin(std::size_t group);
    void Attempt(uint16_t group, const WorkloadGroup::Pair& pair, uint32_t quest);
    void BeginQuest(uint16_t group, const WorkloadGroup::Pair& pair);
    void AttemptNext(uint32_t quest);
    void AttemptLate(const WorkloadPause& pause);
    void JoinQuest(uint32_t end, uint32_t quest);
    void WinQuest(uint32_t end);
    void LeaveQuest(uint32_t end, uint32_t quest, bool hadPort);
    void BeginHalfOpen(uint32_t end, const ScenarioHost::Opening& opening);

    const ClientGroup& GroupOf(const End& end) const
    {
        return m_groups[end.group]->Parameters();
    }

    void TellWatchers(uint32_t end, bool isEstablished) const;
    uint32_t AddEnd(ScenarioHost& host, bool isClient, uint16_t group, uint32_t number);
    void Release(uint32_t end);
    void Send(uint32_t end, uint32_t octets);
    void SendRequest(uint32_t end);
    void SendRequestNow(uint32_t end);
    void EndStream(uint32_t end, uint32_t place);
    void Expect(uint32_t end);
    void Follow(uint32_t end);
    void CheckReady(uint32_t end);
    bool CountExchanges(uint32_t end);
    void HoldThenClose(uint32_t end);
    void CloseLater(uint32_t end);
    void EndHold(uint32_t end);
    void Close(uint32_t end);
    void Finish(uint32_t end, Outcome outcome, CloseKind close);

    Agenda& m_agenda;                                        //!< the hosts' clock
    std::vector<std::unique_ptr<WorkloadServers>> m_servers; //!< by kind
    std::vector<uint16_t> m_kindOf;  //!< in m_servers, by host less m_clients
    uint32_t m_clients;              //!< hosts
    std::vector<uint16_t> m_kindsOf; //!< in m_servers, by group
    std::vector<std::unique_ptr<WorkloadGroup>> m_groups;
    std::vector<Time> m_halfOpenLives; //!< after which nothing is left of a lone SYN, by group
    ConnectionGroups& m_groupsOf;      //!< the connections
    RunRecorder* m_recorder{nullptr};
    const AddressTable* m_addresses{nullptr}; //!< for the recorder
    RareMeter* m_rare{nullptr};
    const ImportanceLoss* m_importance{nullptr}; //!< for m_rare
    uint64_t m_attempted{0};
    uint64_t m_ended{0};
    uint64_t m_opening{0}; //!< attempts of users that are neither established nor over
    Time m_lastArrival;
    bool m_isSteady{true}; //!< all groups have connections to begin
    std::vector<End> m_ends;
    std::vector<Quest> m_quests;
    std::vector<uint32_t> m_freeQuests;                  //!< places in m_quests
    uint32_t m_waits{0};                                 //!< for attempts, so far
    bool m_isOver{false};                                //!< the simulation is
    std::vector<uint32_t> m_free;                        //!< places in m_ends
    std::vector<std::vector<BlindVictims*>> m_watchers;  //!< by group, if there are any
    std::unordered_map<uint32_t, uint32_t> m_clientEnds; //!< by number; with Closer::BOTH only
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_WORKLOAD_H
