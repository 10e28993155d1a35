/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TRANSITION_RECORDER_H
#define SYNFIN_TRANSITION_RECORDER_H

#include "synfin-connection-groups.h"
#include "synfin-csv-file.h"
#include "synfin-instant-rows.h"
#include "synfin-trace-record.h"

#include <array>
#include <string>
#include <string_view>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief Writes transitions.csv: a row per change of state, with the columns of bcc's tcpstates.
 *
 * Rows are in the order of time, those of the same time in the order of hosts, those of the same
 * host in the order in which they happened: the order among hosts at one instant is the simulator's
 * own affair.
 */
class TransitionRecorder
{
  public:
    /**
     * @param path of the file
     * @param compression how it is compressed
     * @param groups of the connections; outlive this
     */
    TransitionRecorder(const std::string& path,
                       Compression compression = Compression::NONE,
                       const ConnectionGroups& groups = ConnectionGroups::One());

    /// Adds a row.
    void Record(const TransitionRecord& record)
    {
        m_rows.Add(record, [this](const TransitionRecord& row) { Write(row); });
    }

    /// Completes the file.
    void Close();

  private:
    /// The order at one instant: by host.
    struct Before
    {
        bool operator()(const TransitionRecord& a, const TransitionRecord& b) const
        {
            return a.host < b.host;
        }
    };

    void Write(const TransitionRecord& record);

    CsvFile m_file;
    const ConnectionGroups& m_groups;
    InstantRows<TransitionRecord, Before> m_rows;           //!< of the latest time
    std::array<std::string_view, STATE_COUNT> m_stateNames; //!< by State
    std::array<std::string_view, CAUSE_COUNT> m_causeNames; //!< by Cause
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRANSITION_RECORDER_H
