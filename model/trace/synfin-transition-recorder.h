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

namespace ns3
{
namespace synfin
{

/// Writes transitions.csv: a row per change of state, with the columns of bcc's tcpstates.
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
    CsvFile m_file;
    AddressTexts m_texts;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRANSITION_RECORDER_H
