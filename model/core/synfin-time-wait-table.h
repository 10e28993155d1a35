/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TIME_WAIT_TABLE_H
#define SYNFIN_TIME_WAIT_TABLE_H

#include "synfin-actions.h"
#include "synfin-expiry-queue.h"
#include "synfin-four-tuple.h"
#include "synfin-profile.h"
#include "synfin-segment.h"
#include "synfin-timer-wheel.h"
#include "synfin-tuple-index.h"

#include "ns3/nstime.h"

#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// What is left of a connection in TIME_WAIT: 64 bytes, plus a slot of eight bytes in the index.
struct TimeWaitRecord
{
    /// A new incarnation's ISN is above everything that the old one sent: Linux takes SND.NXT +
    /// 65535 + 2 (MAY-2).
    static constexpr uint32_t INCARNATION_GAP = 65537;

    FourTuple tuple;         //!< the connection
    uint32_t sndNxt{0};      //!< SND.NXT
    uint32_t rcvNxt{0};      //!< RCV.NXT
    uint32_t tsRecent{0};    //!< TS.Recent (RFC 7323 5)
    uint32_t incarnation{0}; //!< for observers
    uint32_t lastAckMs{
        0}; //!< when it last answered an invalid segment, in ms since it was entered, plus 1
    int64_t expires{0};     //!< end of TIME_WAIT, in time steps
    int64_t entered{0};     //!< begin of TIME_WAIT, in time steps
    uint32_t previous{0};   //!< neighbour in the queue of expiries
    uint32_t next{0};       //!< neighbour in the queue of expiries, or in the free list
    uint16_t window{0};     //!< our window as the header has it, scaled
    bool timestamps{false}; //!< timestamps were in use
    bool ephemeral{false};  //!< the local port was chosen by Connect
    uint8_t shift{0};       //!< Rcv.Wind.Shift
    bool recycled{false};   //!< its wait, shorter than the profile's, is over when it is restarted
    uint16_t recentS{0};    //!< when TS.Recent was set, in s since it was entered

    /// @return whole seconds in TIME_WAIT
    int64_t SecondsInState(Time now) const;

    /// @return true when some octet of a segment, or its place when it has none, is in the window
    bool IsInWindow(const Segment& segment) const;
};

static_assert(sizeof(TimeWaitRecord) <= 64, "a TIME_WAIT connection costs at most 64 bytes");

/// What to do about a segment for a connection in TIME_WAIT.
enum class TimeWaitVerdict : uint8_t
{
    IGNORE, //!< nothing
    SKIP,   //!< nothing: invalid_ratelimit forbids to acknowledge it
    ACK,    //!< acknowledge it
    RST,    //!< it ends TIME_WAIT (RFC 1337)
    REOPEN, //!< a SYN of a new incarnation (MAY-2, RFC 6191)
};

/**
 * @brief All connections of a host in TIME_WAIT.
 *
 * One 2MSL holds for all, so the expiries are a queue: every record that is added or restarted goes
 * to its end. The few whose user chose another time (ConnectionOptions::timeWait) are in order
 * beside it.
 */
class TimeWaitTable
{
  public:
    /// What Find returns when there is none.
    static constexpr uint32_t NONE = TupleIndex::NONE;

    /**
     * @param profile the host's policies; must outlive the table
     * @param wheel the host's timers; must outlive the table
     */
    TimeWaitTable(const Profile& profile, const TimerWheel& wheel);

    /**
     * @brief Adds a record, whose tuple must not be there yet.
     * @param record the record; `expires` and `entered` are set from now
     * @param wait how long it stays; absent: as the profile says
     * @param now the time
     */
    void Add(TimeWaitRecord record, std::optional<Time> wait, Time now);

    /// @return the position of a tuple, or NONE
    uint32_t Find(const FourTuple& tuple) const;

    /// Asks for the memory that Find and Add will look at first.
    void Prefetch(const FourTuple& tuple) const
    {
        m_index.Prefetch(tuple);
    }

    /// @return the record at a position; the reference is valid until the record is removed
    const TimeWaitRecord& At(uint32_t position) const
    {
        return m_records[position];
    }

    /// Takes a record out; its position is free again.
    TimeWaitRecord Remove(uint32_t position);

    /// What the answer to a segment is.
    struct Answer
    {
        TimeWaitVerdict verdict{TimeWaitVerdict::IGNORE}; //!< what to do
        bool dropped{true}; //!< false: it was a valid retransmitted FIN, RST or SYN
        DropReason reason{DropReason::TIME_WAIT_DUPLICATE}; //!< when it was dropped
        bool isOld{false}; //!< its timestamp is older than what was seen
    };

    /// SEGMENT ARRIVES in TIME_WAIT; restarts 2MSL where the rules say so.
    Answer SegmentArrives(uint32_t position, const Segment& segment, Time now);

    /// Does tw_reuse apply to connections with these addresses?
    bool MayReuse(const FourTuple& tuple) const;

    /// @return true where the connection had timestamps
    bool HasTimestamps(uint32_t position) const
    {
        return m_records[position].timestamps;
    }

    /// May an active open take the record's four-tuple (tw_reuse, tw_reuse_delay)?
    bool IsReusable(uint32_t position, Time now) const;

    /// @return the position whose TIME_WAIT ends first, or NONE
    uint32_t First() const
    {
        const bool own = !m_ownExpiries.empty() && m_ownExpiries.begin()->first == m_firstExpiry;
        return own ? m_ownExpiries.begin()->second : m_expiries.First();
    }

    /// @return when the first TIME_WAIT ends, in time steps; INT64_MAX when there is none
    int64_t FirstExpiry() const
    {
        return m_firstExpiry;
    }

    /// @return how many records there are
    std::size_t Size() const
    {
        return m_index.Size();
    }

  private:
    Answer Judge(uint32_t position, const Segment& segment, bool paws, Time now);
    Answer RstArrives(const TimeWaitRecord& record,
                      const Segment& segment,
                      bool paws,
                      Time now) const;
    Answer OtherArrives(uint32_t position, const Segment& segment, bool paws, Time now);
    Answer SynArrives(TimeWaitRecord& record, const Segment& segment, bool paws, Time now) const;
    TimeWaitVerdict Acknowledge(TimeWaitRecord& record, const Segment& segment, Time now) const;
    void Restart(uint32_t position, Time now);
    void Append(uint32_t position, Time now);
    void Unlink(uint32_t position);
    void PrefetchFirst() const;

    bool HasOwnWait(uint32_t position) const
    {
        return !m_ownWaits.empty() && m_ownWaits.count(position) > 0;
    }

    void UpdateFirstExpiry();

    const Profile& m_profile;                             //!< the host's policies
    const TimerWheel& m_wheel;                            //!< when TIME_WAIT ends
    std::deque<TimeWaitRecord> m_records;                 //!< by position; never shrinks
    TupleIndex m_index;                                   //!< tuple to position
    ExpiryQueue m_expiries;                               //!< of those that wait as all do
    std::unordered_map<uint32_t, Time> m_ownWaits;        //!< users' choices, by position
    std::set<std::pair<int64_t, uint32_t>> m_ownExpiries; //!< their expiries and positions
    int64_t m_firstExpiry{INT64_MAX};                     //!< of the head, or of those
    uint32_t m_free{NONE};                                //!< head of the list of free positions
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIME_WAIT_TABLE_H
