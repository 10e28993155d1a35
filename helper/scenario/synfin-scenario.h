/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_H
#define SYNFIN_SCENARIO_H

#include "synfin-blind-attacks.h"
#include "synfin-scenario-attacker.h"
#include "synfin-scenario-events.h"
#include "synfin-scenario-host.h"
#include "synfin-scenario-hosts.h"
#include "synfin-scenario-network.h"
#include "synfin-scenario-parameters.h"
#include "synfin-scenario-rare.h"
#include "synfin-scenario-workload.h"

#include "ns3/synfin-connection-groups.h"
#include "ns3/synfin-counter-recorder.h"
#include "ns3/synfin-run-recorder.h"
#include "ns3/synfin-run-summary.h"
#include "ns3/synfin-time-wait-meter.h"
#include "ns3/synfin-trace-sink.h"
#include "ns3/synfin-window-meter.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// How far a scenario has come.
struct ScenarioProgress
{
    Time simulated;          //!< how far the simulation is
    uint64_t attempted{0};   //!< connections begun
    uint64_t ended{0};       //!< connections that ended, for the clients' users
    uint64_t connections{0}; //!< to begin in all
    uint64_t timeWait{0};    //!< connections in TIME_WAIT, over all hosts
};

/**
 * @brief Hosts, network and workload, made of ScenarioParameters; it runs once.
 *
 * It runs in ns-3's simulator, of which there is one: so there may be one Scenario at a time. The
 * simulation ends when nothing is left to happen, that is, when every connection is CLOSED at both
 * ends and nothing is on its way.
 */
class Scenario : private TraceSink
{
  public:
    /// Called now and then during the run.
    using Watcher = std::function<void(const ScenarioProgress&)>;

    /**
     * @param parameters what to run
     * @param checksums true to compute and verify checksums, as a capture needs them; they cost
     * time
     */
    explicit Scenario(const ScenarioParameters& parameters, bool checksums = false);
    ~Scenario() override;
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    /**
     * @brief Writes transitions.csv, connections.csv and hosts.csv.
     * @param folder where
     */
    void Record(const std::string& folder);

    /// Writes counters.csv; whatever else is recorded.
    void RecordCounters(const std::string& folder);

    /// Writes pcap files of both ends of the link.
    void Capture(const std::string& clientSide, const std::string& serverSide);

    /// Writes one pcapng file of both ends of the link, with a comment for each frame.
    /// @param file where
    /// @param program what writes it, with its version
    void CaptureAnnotated(const std::string& file, const std::string& program);

    /// Whom to call during the run; an empty one for nobody.
    void SetWatcher(Watcher watcher);

    /**
     * @brief Runs to the end.
     * @return what it came to
     */
    RunSummary Run();

  private:
    void OnTransition(const TransitionRecord& record) override;
    void OnSegment(const SegmentRecord& record) override;
    void OnDrop(const DropRecord& record) override;
    void OnLoss(const LossRecord& record) override;
    void OnActive(Time now, uint32_t host, const StackCounters& counters) override;
    void Write(const TransitionRecord& record);
    TraceSink::Told Told() const;
    void Listen();
    void MeasureSteady(Time now);
    void EndCounters(RunSummary& summary);
    void SumEcn(RunSummary& summary) const;
    void AddGroups(RunSummary& summary);
    void AddTimeWait(RunSummary& summary) const;
    void RecordTimeWait(const TransitionRecord& record);
    void MeterSynReceived();
    void RecordSynReceived(const TransitionRecord& record);
    void AddSynReceived(RunSummary& summary) const;
    void AddAttacks(RunSummary& summary) const;
    void Watch();
    void AwaitQuiet();
    void EndIfQuiet();

    ScenarioParameters m_parameters;
    ScenarioHosts m_hosts;
    ConnectionGroups m_groups;
    std::unique_ptr<ScenarioNetwork> m_network;
    std::unique_ptr<ScenarioWorkload> m_workload;
    std::unique_ptr<ScenarioRare> m_rare; //!< where losses are sampled
    std::unique_ptr<BlindAttacks> m_blind;
    std::unique_ptr<ScenarioAttackers> m_attackers;
    std::unique_ptr<ScenarioEvents> m_events;
    std::unique_ptr<RunRecorder> m_recorder;
    std::unique_ptr<CounterRecorder> m_counters;
    TraceSink* m_annotated{nullptr}; //!< a capture that hears of hosts and network, if there is one
    bool m_isRecorded{false};        //!< one of the three is there
    TimeWaitMeter m_timeWait;
    std::vector<TimeWaitMeter> m_timeWaits;   //!< by group, where there are several
    std::vector<TimeWaitMeter> m_synReceived; //!< of all, then by group, where some are half open
    std::optional<WindowMeter> m_window;      //!< of all groups, if one is measured
    Watcher m_watcher;
    uint64_t m_transitions{0};
    Time m_last;        //!< of the last transition
    Time m_measureFrom; //!< until then MeasureSteady has nothing to do
    Time m_quiet;       //!< after how long without a transition ns-3's own TCP is ended
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_H
