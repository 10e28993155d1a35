/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_JOURNAL_READER_H
#define SYNFIN_JOURNAL_READER_H

#include "synfin-journal-format.h"

#include "ns3/synfin-address-table.h"

#include <cstdint>
#include <fstream>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/// What all ranks share.
struct JournalWhole
{
    /// What they tell goes to a sink.
    explicit JournalWhole(RecordingSink& results)
        : sink(results)
    {
    }

    RecordingSink& sink;                                  //!< hears what they tell
    AddressTable addresses;                               //!< of all nodes
    std::unordered_map<uint32_t, uint32_t> numbers;       //!< of connections, by that of their rank
    std::unordered_set<uint32_t> hosts;                   //!< that were added
    std::unordered_map<uint32_t, StackCounters> counters; //!< of hosts, as last told
    RecordingEnd end;                                     //!< of all of them
};

/// The journal of one rank, read from its begin to its end.
class JournalReader
{
  public:
    /// Reads a journal's begin. @throws JournalError, as all that reads does
    explicit JournalReader(const std::string& path);

    /// @return what it begins with
    const JournalBegin& Begin() const
    {
        return m_begin;
    }

    /// @return the name of its file
    const std::string& Path() const
    {
        return m_path;
    }

    /// @return when and where the next entry is
    std::pair<Time, uint32_t> Next() const
    {
        return {m_next.time, m_next.host};
    }

    /// @return true when there is no next one
    bool IsOver() const
    {
        return m_isOver;
    }

    /// @return how much of it was read, from 0 to 1
    double Share();

    /// @return the hosts that it tells of, in its order, and whether they are its own
    const std::vector<std::pair<uint32_t, bool>>& Hosts() const
    {
        return m_hosts;
    }

    /// Has everybody hear the next entry.
    void Play(JournalWhole& whole);

  private:
    /// Names the file in what an action throws.
    template <typename Action>
    void Read(const Action& action);

    /// @return a value of the entry
    template <typename T>
    T Take();
    void PlayEntry(JournalWhole& whole);
    void PlayLoss(JournalWhole& whole);
    void PlayHost(JournalWhole& whole);
    void PlayAddress(JournalWhole& whole);
    void PlayConnect(JournalWhole& whole);
    void PlayGone(JournalWhole& whole);
    void PlayEnd(JournalWhole& whole);

    /// Names and numbers become those of the whole.
    void Adopt(const JournalWhole& whole, FourTuple& tuple, uint32_t& number) const;

    std::string m_path; //!< of its file
    std::ifstream m_stream;
    JournalInput m_input;
    double m_size;                                        //!< octets
    JournalBegin m_begin;                                 //!< what it begins with
    JournalEntry m_next;                                  //!< not heard yet
    bool m_isOver{false};                                 //!< its END was heard
    std::unordered_map<AddressId, AddressId> m_addresses; //!< of the whole, by that of the rank
    std::vector<std::pair<uint32_t, bool>> m_hosts;       //!< that it tells of; its own?
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_JOURNAL_READER_H
