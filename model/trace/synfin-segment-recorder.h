/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SEGMENT_RECORDER_H
#define SYNFIN_SEGMENT_RECORDER_H

#include "synfin-connection-groups.h"
#include "synfin-csv-file.h"
#include "synfin-instant-rows.h"
#include "synfin-trace-record.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// Adds what tables say of a segment's header: flags, seq, ack, len, win, tsval, tsecr.
void PutHeader(CsvFile& file, const Segment& segment);

/**
 * @brief Writes segments.csv: a row per segment that a host sends or receives.
 *
 * Rows are in the order of time, those of the same time in the order of hosts, then of connections,
 * then as they happened: the order at one instant is the simulator's own affair otherwise.
 */
class SegmentRecorder
{
  public:
    /**
     * @param path of the file
     * @param compression how it is compressed
     * @param groups of the connections; outlive this
     */
    SegmentRecorder(const std::string& path,
                    Compression compression = Compression::NONE,
                    const ConnectionGroups& groups = ConnectionGroups::One());

    /// Adds a row.
    void Record(const SegmentRecord& record);

    /// Completes the file.
    void Close();

  private:
    /// The order at one instant: by host, then by connection.
    struct Before
    {
        bool operator()(const SegmentRecord& a, const SegmentRecord& b) const;
    };

    void Write(const SegmentRecord& record);

    CsvFile m_file;
    const ConnectionGroups& m_groups;
    InstantRows<SegmentRecord, Before> m_rows; //!< of the latest time
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SEGMENT_RECORDER_H
