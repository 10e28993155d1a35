/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_RECORDER_H
#define SYNFIN_CONNECTION_RECORDER_H

#include "synfin-address-texts.h"
#include "synfin-csv-file.h"
#include "synfin-outcome.h"
#include "synfin-trace-record.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/**
 * @brief Writes connections.csv: a row per attempt to connect, in the order of the attempts.
 *
 * A row is written once its connection, and all before it, are CLOSED at both ends, so what is kept
 * in memory is what is alive, and what came after the oldest that is alive.
 */
class ConnectionRecorder
{
  public:
    /// @param path of the file
    explicit ConnectionRecorder(const std::string& path);

    /// An attempt begins; numbers count from 1 without gaps.
    void Record(const AttemptRecord& record);

    /// Either end of the connection changed its state.
    void Record(const TransitionRecord& record, uint32_t number);

    /// Either end of the connection sent a segment.
    void Record(const SegmentRecord& record, uint32_t number);

    /// The client's user saw the end.
    void Record(const EndRecord& record);

    /// Completes the file, with the rows of connections that are not at their end.
    void Close();

  private:
    /// What is known of a connection.
    struct Row
    {
        AttemptRecord attempt;
        EndRecord end;
        std::optional<Time> established;       //!< by the client
        std::optional<Time> serverSynReceived; //!< when the server entered SYN_RCVD
        std::optional<Time> serverEstablished;
        std::optional<Time> timeWaitEntered; //!< by the client
        std::optional<Time> timeWait;        //!< how long
        uint32_t syns{0};
        uint32_t synAcks{0};
        bool clientClosedFirst{false}; //!< it closed before it had the server's FIN
        bool serverClosedFirst{false};
        bool clientAlive{false};
        bool serverAlive{false};
        bool ended{false}; //!< the user saw the end

        /// @return true when nothing can change any more
        bool IsComplete() const
        {
            return ended && !clientAlive && !serverAlive;
        }
    };

    /// @return the row, nullptr when it was written already
    Row* Find(uint32_t number);
    static void NoteClient(Row& row, const TransitionRecord& record);
    static void NoteServer(Row& row, const TransitionRecord& record);
    void WriteComplete();
    void Write(const Row& row);
    void PutOptional(const std::optional<Time>& from, const std::optional<Time>& to);

    CsvFile m_file;
    AddressTexts m_texts;
    std::deque<Row> m_rows;
    uint32_t m_first{1}; //!< number of the first of m_rows
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_RECORDER_H
