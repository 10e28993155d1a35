/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_RECORDER_H
#define SYNFIN_CONNECTION_RECORDER_H

#include "synfin-connection-groups.h"
#include "synfin-csv-file.h"
#include "synfin-outcome.h"
#include "synfin-trace-record.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief Writes connections.csv: a row per attempt to connect, in the order of the attempts.
 *
 * A row is written once its connection, and all before it, are CLOSED at both ends, so what is kept
 * in memory is what is alive, and what came after the oldest that is alive. Numbers may be left
 * out, but they grow.
 */
class ConnectionRecorder
{
  public:
    /// Tells the weight of a connection by its number, where each has one.
    using Weight = std::function<double(uint32_t)>;

    /**
     * @param path of the file
     * @param compression how it is compressed
     * @param groups of the connections; outlive this
     * @param weight of connections; empty: there is no column
     */
    ConnectionRecorder(const std::string& path,
                       Compression compression,
                       const ConnectionGroups& groups,
                       Weight weight);

    /// An attempt begins; its number is greater than those before.
    void Record(const AttemptRecord& record);

    /// Either end of a connection changed its state.
    void Record(const TransitionRecord& record);

    /// Either end of a connection sent a SYN, for the first time or again.
    void Record(const SegmentRecord& record);

    /// The client's user saw the end.
    void Record(const EndRecord& record);

    /// Completes the file, with the rows of connections that are not at their end.
    void Close();

  private:
    /// No time at all.
    static constexpr int64_t NEVER = -1;

    /// What is known of a connection; times in nanoseconds.
    struct Row
    {
        int64_t started{0};
        int64_t established{NEVER};       //!< by the client
        int64_t serverSynReceived{NEVER}; //!< when the server entered SYN_RCVD
        int64_t serverEstablished{NEVER};
        int64_t timeWaitEntered{NEVER}; //!< by the client
        int64_t timeWaitLeft{NEVER};
        uint64_t bytesSent{0};
        uint64_t bytesReceived{0};
        FourTuple tuple;                        //!< as the client sees it
        const AddressTable* addresses{nullptr}; //!< behind its ids
        uint32_t number{0};
        uint32_t user{0};    //!< number of the first attempt
        uint32_t attempt{1}; //!< which it is
        uint32_t syns{0};
        uint32_t synAcks{0};
        Outcome outcome{Outcome::ESTABLISHED};
        CloseKind close{CloseKind::NONE};
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
    void PutSpan(int64_t from, int64_t to);

    CsvFile m_file;
    const ConnectionGroups& m_groups;
    Weight m_weight;
    std::deque<Row> m_rows;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_RECORDER_H
