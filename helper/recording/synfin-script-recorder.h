/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCRIPT_RECORDER_H
#define SYNFIN_SCRIPT_RECORDER_H

#include "synfin-recording-sink.h"
#include "synfin-stock-observer.h"

#include "ns3/node.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-rank.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/**
 * @brief Has a sink hear what happens on the nodes of any script.
 *
 * The sink is a ScriptResults; where several ranks simulate together, a RecordingJournal, since
 * only all of them together know the results. What cannot be done throws std::runtime_error, and
 * nothing is left then.
 */
class ScriptRecorder
{
  public:
    /// Makes the folder; the options' seed and run are the simulator's.
    explicit ScriptRecorder(RecordingOptions options);
    ~ScriptRecorder();
    ScriptRecorder(const ScriptRecorder&) = delete;
    ScriptRecorder& operator=(const ScriptRecorder&) = delete;

    /// From now on, what happens on a node is recorded, if this process simulates it.
    void Observe(const Ptr<Node>& node);

    /// @return true once nothing more is written
    bool IsFinished() const
    {
        return !m_sink || m_sink->IsOver();
    }

    /// Writes what is left, and puts all in its place: the simulation is over. Later calls do
    /// nothing.
    void Finish();

  private:
    /// From now on, what happens on a node with ns-3's own TCP is recorded.
    void ObserveStock(const Ptr<Node>& node);
    /// Nothing more is recorded.
    void EndObservation();
    [[noreturn]] void Fail(const std::string& why);

    const bool m_segments;
    const Rank m_rank;
    std::unique_ptr<RecordingSink> m_sink; //!< nothing once something cannot be done
    std::shared_ptr<AddressTable> m_addresses{
        std::make_shared<AddressTable>()};               //!< behind the ids of all nodes
    std::vector<Ptr<L4Protocol>> m_hosts;                //!< that are observed
    std::vector<std::shared_ptr<StockObserver>> m_stock; //!< of hosts with ns-3's own TCP
    std::chrono::steady_clock::time_point m_began{std::chrono::steady_clock::now()};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCRIPT_RECORDER_H
