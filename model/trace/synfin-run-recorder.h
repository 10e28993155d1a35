/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RUN_RECORDER_H
#define SYNFIN_RUN_RECORDER_H

#include "synfin-connection-groups.h"
#include "synfin-connection-recorder.h"
#include "synfin-drop-recorder.h"
#include "synfin-host-recorder.h"
#include "synfin-sample.h"
#include "synfin-segment-recorder.h"
#include "synfin-trace-sink.h"
#include "synfin-transition-recorder.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// @return every table that a run may leave
const std::vector<const Table*>& RunTables();

/// Writes a run's transitions.csv, connections.csv and hosts.csv; segments.csv and drops.csv if
/// wanted, or connections.csv alone.
class RunRecorder : public TraceSink
{
  public:
    /// What is written, and how.
    struct Options
    {
        std::string folder;                         //!< where the files are created
        Compression compression{Compression::NONE}; //!< of all of them
        Sample sample;                              //!< of all but hosts.csv
        bool segments{false};        //!< whether there are segments.csv and drops.csv
        bool connectionsOnly{false}; //!< whether there is connections.csv alone
        /// Of the connections, outlive the recorder; nullptr: there is one, without a name.
        const ConnectionGroups* groups{nullptr};
        ConnectionRecorder::Weight weight{}; //!< of connections; empty: they have none
    };

    /// @param options what is written, and how
    explicit RunRecorder(const Options& options);

    /// A host, which hosts.csv lists after those before; nothing has happened to it yet.
    /// @param group its name
    /// @param isCounted false: its TCP does not count what waits at its listeners
    void AddHost(uint32_t id, const std::string& group = "", bool isCounted = true)
    {
        if (m_hosts)
        {
            m_hosts->AddHost(id, group, isCounted);
        }
    }

    /// A host and its counters are no more.
    void Leave(uint32_t id)
    {
        if (m_hosts)
        {
            m_hosts->Leave(id);
        }
    }

    /// Only connections with numbers of this interval are written, of those in the sample; nobody
    /// may have been written yet who is not.
    void SetNumbers(uint32_t first, uint32_t last)
    {
        m_sample.first = first;
        m_sample.last = last;
    }

    /**
     * @brief An attempt to connect is about to be made.
     * @param record the attempt; the local port is not known yet
     */
    void Begin(const AttemptRecord& record);

    void OnTransition(const TransitionRecord& record) override;
    void OnSegment(const SegmentRecord& record) override;
    void OnDrop(const DropRecord& record) override;
    void OnLoss(const LossRecord& record) override;
    void OnActive(Time now, uint32_t host, const StackCounters& counters) override;

    /// The client's user saw the end of a connection.
    void End(const EndRecord& record);

    /**
     * @brief Completes the files.
     * @param end when the simulation ended
     */
    void Close(Time end);

  private:
    Sample m_sample;
    const ConnectionGroups& m_groups;
    std::optional<TransitionRecorder> m_transitions;
    ConnectionRecorder m_connections;
    std::optional<HostRecorder> m_hosts;
    std::optional<SegmentRecorder> m_segments;
    std::optional<DropRecorder> m_drops; //!< with m_segments
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RUN_RECORDER_H
