/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCRIPT_RESULTS_H
#define SYNFIN_SCRIPT_RESULTS_H

#include "synfin-attempt-ledger.h"
#include "synfin-recording-sink.h"

#include "ns3/synfin-counter-recorder.h"
#include "ns3/synfin-run-recorder.h"
#include "ns3/synfin-run-summary.h"
#include "ns3/synfin-time-wait-meter.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/// Makes results of what happens on the nodes of a script, as synfin-run does of its own: it
/// numbers connections, watches what becomes of them, and writes tables, summary and provenance.
class ScriptResults : public RecordingSink
{
  public:
    /// Makes the folder, and the tables in it.
    explicit ScriptResults(const RecordingOptions& options, const RecordingWords& words = {});

    void AddHost(uint32_t id, HostKind kind, const std::string& name) override;
    void Finish(const RecordingEnd& end) override;
    bool IsOver() const override;

    void OnTransition(const TransitionRecord& record) override;
    void OnSegment(const SegmentRecord& record) override;
    void OnDrop(const DropRecord& record) override;
    void OnLoss(const LossRecord& record) override;
    void OnActive(Time now, uint32_t host, const StackCounters& counters) override;

    uint32_t NextNumber() override;
    void OnConnect(const AttemptRecord& record, uint32_t host, ConnectionId id) override;
    uint32_t NumberOf(const FourTuple& tuple) const override;
    void OnSend(uint32_t host, ConnectionId id, uint32_t octets) override;
    void OnReceive(uint32_t host, ConnectionId id, uint32_t octets) override;
    void OnHostGone(uint32_t host, const StackCounters& counters, const Profile* profile) override;

  private:
    /// Does something with the recorder, unless it failed before, which was said then.
    template <typename Action>
    void Record(const Action& action);
    /// Has the tables hold what begins in the window.
    void Choose(const AttemptRecord& record);
    void Forget() override;
    /// @return true when some host is of that kind
    bool Has(HostKind kind) const;
    RunSummary Summary(const RecordingEnd& end);
    void WriteFiles(const RecordingEnd& end);

    RecordingOptions m_options;
    RecordingWords m_words;
    std::unique_ptr<OutputDirectory> m_output; //!< nothing once all is written
    std::unique_ptr<RunRecorder> m_recorder;
    std::unique_ptr<CounterRecorder> m_kernelCounters; //!< nothing unless asked for
    std::array<bool, 3> m_hasHosts{};                  //!< by HostKind
    std::map<uint32_t, std::string> m_names;           //!< of nodes that have one, by id
    std::map<std::string, std::string> m_profile;      //!< fields that all hosts have alike
    bool m_hasProfile{false};                          //!< that of a host was seen
    AttemptLedger m_attempts;
    uint32_t m_first{0};      //!< number of the first in the window
    bool m_isPast{false};     //!< the window is over
    Time m_last;              //!< when a connection or listener last changed its state
    StackCounters m_counters; //!< of hosts that are no more
    TimeWaitMeter m_timeWait;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCRIPT_RESULTS_H
