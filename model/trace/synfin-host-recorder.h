/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_HOST_RECORDER_H
#define SYNFIN_HOST_RECORDER_H

#include "synfin-csv-file.h"
#include "synfin-trace-record.h"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief Writes hosts.csv: a row per host and whole second of simulated time.
 *
 * A row with time_s = t describes the host after everything that happened up to and including t:
 * how many connections are in each state (in CLOSED: how many have ended so far; in LISTEN:
 * listeners), how many local ports are in use, TIME_WAIT included, and how many segments it dropped
 * since the row before.
 *
 * Nothing is scheduled: rows are written when the first later record comes.
 */
class HostRecorder
{
  public:
    /**
     * @param path of the file
     * @param hosts ids of the hosts, in the order in which they shall be listed
     */
    HostRecorder(const std::string& path, const std::vector<uint32_t>& hosts);

    void Record(const TransitionRecord& record);
    void Record(const DropRecord& record);

    /**
     * @brief Completes the file, with a row for the last, perhaps broken, second.
     * @param end when the simulation ended
     */
    void Close(Time end);

  private:
    /// One host, now.
    struct Host
    {
        uint32_t id{0};
        std::array<uint64_t, STATE_COUNT> states{};
        std::unordered_map<uint16_t, uint32_t> ports; //!< how many connections and listeners use it
        uint64_t drops{0};                            //!< since the last row
    };

    /// Writes the rows of all seconds that are over at that time.
    void Advance(Time now);
    void WriteRows();
    void CountPort(Host& host, const Transition& transition);
    Host& Find(uint32_t id);

    CsvFile m_file;
    std::vector<Host> m_hosts;
    std::unordered_map<uint32_t, std::size_t> m_index; //!< by id
    uint64_t m_second{0};                              //!< the next row's time
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_HOST_RECORDER_H
