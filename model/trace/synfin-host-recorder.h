/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_HOST_RECORDER_H
#define SYNFIN_HOST_RECORDER_H

#include "synfin-csv-file.h"
#include "synfin-load-columns.h"
#include "synfin-trace-record.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief Writes hosts.csv: a row per host and whole second of simulated time in which it changed.
 *
 * A row with time_s = t describes the host after everything that happened up to and including t:
 * how many connections are in each state (in CLOSED: how many have ended so far; in LISTEN:
 * listeners), how many local ports are in use, TIME_WAIT included, how many segments it dropped in
 * the second before, and what its listeners cost (LoadColumns).
 *
 * A row is left out when it would equal the host's last one but for the time, except that of the
 * first and of the last second. Nothing is scheduled: rows are written when the first later record
 * comes, and seconds in which nothing happens cost nothing.
 */
class HostRecorder
{
  public:
    /**
     * @param path of the file
     * @param compression how it is compressed
     */
    explicit HostRecorder(const std::string& path, Compression compression = Compression::NONE);

    /// A host, which is listed after those before; nothing has happened to it yet.
    /// @param group its name
    /// @param isCounted false: nobody tells what it counts
    void AddHost(uint32_t id, const std::string& group, bool isCounted = true);

    /// Counts a change of state; records come in the order of their times.
    void Record(const TransitionRecord& record);
    /// Counts a dropped segment; records come in the order of their times.
    void Record(const DropRecord& record);
    /// A host's counters are about to change (TraceSink::OnActive).
    void Record(Time now, uint32_t id, const StackCounters& counters);

    /// A host's counters are no more.
    void Leave(uint32_t id);

    /**
     * @brief Completes the file, with a row for the last, perhaps broken, second.
     * @param end when the simulation ended
     */
    void Close(Time end);

  private:
    /// How many connections and listeners use each local port: a page of counters for each block of
    /// ports that was ever used.
    class PortUse
    {
      public:
        void Add(uint16_t port);
        void Remove(uint16_t port);

        /// @return how many ports are in use
        uint32_t Count() const
        {
            return m_count;
        }

      private:
        static constexpr std::size_t PAGE = 256;

        std::array<std::unique_ptr<std::array<uint32_t, PAGE>>, 65536 / PAGE> m_pages;
        uint32_t m_count{0};
    };

    /// What a row says of a host.
    struct Row
    {
        std::array<uint64_t, STATE_COUNT> states{};
        uint32_t ports{0};
        uint64_t drops{0};
        LoadColumns::Row load{};

        bool operator==(const Row& other) const
        {
            return states == other.states && ports == other.ports && drops == other.drops &&
                   load == other.load;
        }

        /// @return true when the next row may differ although nothing happens
        bool HasCounts() const
        {
            return drops != 0 || LoadColumns::HasCounts(load);
        }
    };

    /// One host, now.
    struct Host
    {
        uint32_t id{0};
        std::string group;
        std::array<uint64_t, STATE_COUNT> states{};
        PortUse ports;
        uint64_t drops{0};     //!< in this second
        LoadColumns load;      //!< what its listeners cost
        Row last;              //!< that was written
        bool isTouched{false}; //!< it is in m_touched
    };

    /// Writes the rows of all seconds that are over at that time.
    void Advance(Time now);
    /// @return the host, whose next row may differ from its last
    Host& Touch(uint32_t id);
    /// Writes the rows of a second: of all hosts, or of those that changed.
    void WriteRows(bool all);
    void WriteRow(Host& host, bool always);
    static void CountPort(Host& host, const Transition& transition);

    CsvFile m_file;
    std::vector<Host> m_hosts;
    std::vector<uint32_t> m_index;   //!< in m_hosts, by id
    std::vector<uint32_t> m_touched; //!< hosts whose next row may differ from their last
    uint64_t m_second{0};            //!< the next row's time
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_HOST_RECORDER_H
