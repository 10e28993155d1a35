/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RECORDING_JOURNAL_H
#define SYNFIN_RECORDING_JOURNAL_H

#include "synfin-journal-format.h"
#include "synfin-recording-sink.h"

#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-rank.h"
#include "ns3/synfin-tuple-numbers.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/**
 * @brief Writes down what happens on the nodes of one rank, for MergeJournals to make results of
 * what all ranks wrote.
 *
 * The folder rank-N, in the one that was asked for, holds the journal. Connections have numbers
 * that no other rank gives; the results number them anew.
 */
class RecordingJournal : public RecordingSink
{
  public:
    /// Makes the folder, and the journal in it.
    RecordingJournal(const RecordingOptions& options, Rank rank);

    void AddHost(uint32_t id, HostKind kind, const std::string& name) override;
    void Finish(const RecordingEnd& end) override;
    bool IsOver() const override;

    void OnTransition(const TransitionRecord& record) override;
    void OnSegment(const SegmentRecord& record) override;
    void OnDrop(const DropRecord& record) override;
    void OnLoss(const LossRecord& record) override;
    void OnActive(Time now, uint32_t host, const StackCounters& counters) override;

    uint32_t NextNumber() override;
    void OnConnect(const AttemptRecord& record, uint32_t host, ConnectionId id) override;
    uint32_t NumberOf(const FourTuple& tuple) const override;
    void OnSend(uint32_t host, ConnectionId id, uint32_t octets) override;
    void OnReceive(uint32_t host, ConnectionId id, uint32_t octets) override;
    void OnHostGone(uint32_t host, const StackCounters& counters, const Profile* profile) override;

  private:
    /// Writes an entry, and what belongs to it.
    template <typename... Values>
    void Write(JournalEntry entry, Values... values);
    /// Writes the addresses that a record names for the first time.
    void WriteAddresses(const FourTuple& tuple, const AddressTable& addresses, uint32_t host);
    /// Writes what hosts that were active had counted in the end of that second.
    void WriteCounts();
    void Flush();
    void Forget() override;

    Rank m_rank;
    uint32_t m_attempts{0};                    //!< on this rank
    std::unique_ptr<OutputDirectory> m_output; //!< nothing once all is written
    std::unique_ptr<OutputFile> m_file;
    JournalOutput m_journal;                           //!< not yet in the file
    std::unordered_set<AddressId> m_addresses;         //!< that are written
    TupleNumbers m_newest;                             //!< as hosts see them
    std::map<uint32_t, const StackCounters*> m_active; //!< hosts, in the second that goes on
    int64_t m_second{0};                               //!< end of that second
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RECORDING_JOURNAL_H
