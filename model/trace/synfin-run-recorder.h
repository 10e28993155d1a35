/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RUN_RECORDER_H
#define SYNFIN_RUN_RECORDER_H

#include "synfin-connection-numbers.h"
#include "synfin-connection-recorder.h"
#include "synfin-host-recorder.h"
#include "synfin-trace-sink.h"
#include "synfin-transition-recorder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// Writes a run's transitions.csv, connections.csv and hosts.csv.
class RunRecorder : public TraceSink
{
  public:
    /**
     * @param folder where the files are created
     * @param hosts ids of the hosts
     */
    RunRecorder(const std::string& folder, const std::vector<uint32_t>& hosts);

    /**
     * @brief An attempt to connect is about to be made.
     * @param record the attempt; the local port is not known yet
     */
    void Begin(const AttemptRecord& record);

    void OnTransition(const TransitionRecord& record) override;
    void OnSegment(const SegmentRecord& record) override;
    void OnDrop(const DropRecord& record) override;

    /// The client's user saw the end of a connection.
    void End(const EndRecord& record);

    /**
     * @brief Completes the files.
     * @param end when the simulation ended
     */
    void Close(Time end);

  private:
    ConnectionNumbers m_numbers;
    TransitionRecorder m_transitions;
    ConnectionRecorder m_connections;
    HostRecorder m_hosts;
    AttemptRecord m_attempt; //!< the newest one
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RUN_RECORDER_H
