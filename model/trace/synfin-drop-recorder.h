/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DROP_RECORDER_H
#define SYNFIN_DROP_RECORDER_H

#include "synfin-connection-groups.h"
#include "synfin-csv-file.h"
#include "synfin-instant-rows.h"
#include "synfin-loss-record.h"
#include "synfin-trace-record.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief Writes drops.csv: a row per segment that was lost on its way, and per drop of a host's
 * TCP.
 *
 * Rows are in the order of time, those of the same time in the order of places, then of hosts or
 * directions, then of connections, then as they happened.
 */
class DropRecorder
{
  public:
    /**
     * @param path of the file
     * @param compression how it is compressed
     * @param groups of the connections; outlive this
     */
    DropRecorder(const std::string& path,
                 Compression compression = Compression::NONE,
                 const ConnectionGroups& groups = ConnectionGroups::One());

    /// Adds what was lost on its way.
    void Record(const LossRecord& record);

    /// Adds what a host's TCP dropped.
    void Record(const DropRecord& record);

    /// Completes the file.
    void Close();

  private:
    /// A row: as what is lost, with any reason.
    struct Row
    {
        Time time;          //!< when
        LossRecord loss;    //!< all but the reason
        const char* reason; //!< its name
    };

    /// The order at one instant.
    struct Before
    {
        bool operator()(const Row& a, const Row& b) const;
    };

    void Add(const LossRecord& loss, const char* reason);
    void Write(const Row& row);

    CsvFile m_file;
    const ConnectionGroups& m_groups;
    InstantRows<Row, Before> m_rows; //!< of the latest time
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DROP_RECORDER_H
