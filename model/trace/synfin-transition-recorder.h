/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TRANSITION_RECORDER_H
#define SYNFIN_TRANSITION_RECORDER_H

#include "synfin-address-texts.h"
#include "synfin-csv-file.h"
#include "synfin-trace-record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

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
    /// @param path of the file
    explicit TransitionRecorder(const std::string& path);

    /**
     * @brief Adds a row.
     * @param record the transition
     * @param number of the connection, 0 for a listener
     */
    void Record(const TransitionRecord& record, uint32_t number);

    /// Completes the file.
    void Close();

  private:
    struct Row
    {
        TransitionRecord record;
        uint32_t number;
    };

    void Flush();
    void Write(const Row& row);

    CsvFile m_file;
    AddressTexts m_texts;
    std::vector<Row> m_pending; //!< rows of the latest time
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRANSITION_RECORDER_H
