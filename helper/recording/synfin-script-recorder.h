/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCRIPT_RECORDER_H
#define SYNFIN_SCRIPT_RECORDER_H

#include "synfin-attempt-ledger.h"
#include "synfin-stock-observer.h"

#include "ns3/node.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-call-sink.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-output-directory.h"
#include "ns3/synfin-run-recorder.h"
#include "ns3/synfin-run-summary.h"
#include "ns3/synfin-time-wait-meter.h"
#include "ns3/synfin-trace-sink.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/// What a ScriptRecorder writes, and how; see TraceHelper.
struct RecordingOptions
{
    std::string folder;                         //!< where the results go
    bool force{false};                          //!< it may hold files
    bool segments{false};                       //!< whether there is a segments.csv
    Compression compression{Compression::NONE}; //!< of the tables
    uint32_t sample{1};                         //!< one of so many connections is in the tables
    Time from;                                  //!< connections that begin before are not
    Time until{Time::Max()};                    //!< nor those that begin then or later
};

/**
 * @brief Records what happens on the nodes of any script, as synfin-run does with its own: it
 * numbers connections, watches what becomes of them, and writes tables, summary and provenance.
 *
 * What cannot be done throws std::runtime_error, and nothing is left then.
 */
class ScriptRecorder : private TraceSink, private CallSink
{
  public:
    /// Makes the folder, and the tables in it.
    explicit ScriptRecorder(const RecordingOptions& options);
    ~ScriptRecorder() override;
    ScriptRecorder(const ScriptRecorder&) = delete;
    ScriptRecorder& operator=(const ScriptRecorder&) = delete;

    /// From now on, what happens on a node is recorded.
    void Observe(const Ptr<Node>& node);

    /// @return true once all is written
    bool IsFinished() const
    {
        return !m_output;
    }

    /// Writes what is left, and puts all in its place: the simulation is over. Later calls do
    /// nothing.
    void Finish();

  private:
    void OnTransition(const TransitionRecord& record) override;
    void OnSegment(const SegmentRecord& record) override;
    void OnDrop(const DropRecord& record) override;

    uint32_t NextNumber() override;
    void OnConnect(const AttemptRecord& record, uint32_t host, ConnectionId id) override;
    uint32_t NumberOf(const FourTuple& tuple) const override;
    void OnSend(uint32_t host, ConnectionId id, uint32_t octets) override;
    void OnReceive(uint32_t host, ConnectionId id, uint32_t octets) override;
    void OnHostGone(uint32_t host, const StackCounters& counters) override;

    /// Does something that writes.
    template <typename Action>
    void Write(const Action& action);
    /// Does something with the recorder, unless it failed before, which was said then.
    template <typename Action>
    void Record(const Action& action);
    /// Has the tables hold what begins in the window.
    void Choose(const AttemptRecord& record);
    /// From now on, what happens on a node with ns-3's own TCP is recorded.
    void ObserveStock(const Ptr<Node>& node);
    /// Nothing more is recorded; what hosts have counted is added up.
    void EndObservation();
    [[noreturn]] void Fail(const std::string& why);
    RunSummary Summary(Time end);
    void WriteFiles(Time end);

    RecordingOptions m_options;
    std::unique_ptr<OutputDirectory> m_output; //!< nothing once all is written
    std::unique_ptr<RunRecorder> m_recorder;
    std::shared_ptr<AddressTable> m_addresses{
        std::make_shared<AddressTable>()};               //!< behind the ids of all nodes
    std::map<uint32_t, Ptr<L4Protocol>> m_hosts;         //!< that are observed, by id
    std::vector<std::shared_ptr<StockObserver>> m_stock; //!< of hosts with ns-3's own TCP
    std::map<std::string, std::string> m_profile;        //!< fields that all hosts have alike
    bool m_hasProfile{false};                            //!< that of a host was seen
    AttemptLedger m_attempts;
    uint32_t m_first{0};      //!< number of the first in the window
    bool m_isPast{false};     //!< the window is over
    StackCounters m_counters; //!< of hosts that are no more
    TimeWaitMeter m_timeWait;
    std::chrono::steady_clock::time_point m_began{std::chrono::steady_clock::now()};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCRIPT_RECORDER_H
