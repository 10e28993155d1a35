/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_COUNTER_RECORDER_H
#define SYNFIN_COUNTER_RECORDER_H

#include "synfin-csv-file.h"
#include "synfin-kernel-counters.h"
#include "synfin-trace-record.h"

#include <cstdint>
#include <map>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// Writes counters.csv: a row per host and counter of Linux's that synfin knows, at the end.
class CounterRecorder
{
  public:
    /**
     * @param path of the file
     * @param compression how it is compressed
     */
    explicit CounterRecorder(const std::string& path, Compression compression = Compression::NONE);

    /// A host; nothing has happened to it yet.
    /// @param group the name of its group
    void AddHost(uint32_t id, const std::string& group = "");

    /// Counts a change of state; of hosts that were added.
    void Record(const TransitionRecord& record);
    /// Counts a segment that was sent; of hosts that were added.
    void Record(const SegmentRecord& record);

    /**
     * @brief A host is no more, or the run is over.
     * @param id one that was added; of others nothing is told
     * @param counters what it had counted
     * @param profile what it had gone by
     */
    void End(uint32_t id, const StackCounters& counters, const Profile& profile);

    /// @return the sums over all hosts that have ended, once Close was called
    const KernelValues& Totals() const
    {
        return m_totals;
    }

    /// Writes the rows, in the order of the hosts' ids.
    void Close();

  private:
    /// One host.
    struct Host
    {
        KernelCounters counters; //!< what happened to it
        KernelValues values;     //!< once it has ended
        std::string group;       //!< its name
    };

    CsvFile m_file;
    std::map<uint32_t, Host> m_hosts; //!< by id
    KernelValues m_totals;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_COUNTER_RECORDER_H
