/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_TRACKING_H
#define SYNFIN_CONNECTION_TRACKING_H

#include "ns3/nstime.h"
#include "ns3/synfin-expiry-queue.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment.h"
#include "ns3/synfin-stable-array.h"
#include "ns3/synfin-tuple-index.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-middlebox
/// @{

/// How far a connection is, as its segments show to who sees them pass.
enum class ConnectionPhase : uint8_t
{
    OPENING,  //!< a SYN went out
    OPEN,     //!< the answer came in
    CLOSING,  //!< one FIN was seen
    LAST_ACK, //!< both FINs were seen
    OVER,     //!< so was an ACK after them, or a RST: Linux's TIME_WAIT and CLOSE
};

/// How many there are.
constexpr std::size_t CONNECTION_PHASES = 5;

/// What a middlebox knows of a connection, whatever else it does with it.
struct TrackedConnection
{
    int64_t expires{0};                   //!< when it is forgotten, in time steps
    FourTuple inside;                     //!< as the host behind the middlebox sees it
    uint32_t previous{ExpiryQueue::NONE}; //!< in the queue of its phase
    uint32_t next{ExpiryQueue::NONE};     //!< the same, or in the list of free places
    uint8_t phase{0};                     //!< ConnectionPhase, or whatever its table tells apart
    uint8_t flags{0};                     //!< what else its table wants to know
};

static_assert(sizeof(TrackedConnection) == 32, "half a cache line for each connection");

/**
 * @brief Notes what a segment shows.
 * @param connection its flags say which FINs were seen, its phase is left alone
 * @param segment of either side
 * @param isOut the host behind the middlebox sent it
 * @return the phase in which the connection is now
 */
ConnectionPhase NextPhase(TrackedConnection& connection, const Segment& segment, bool isOut);

/// Begins anew: a SYN opens what was over. @return the phase in which the connection is now
ConnectionPhase Reopened(TrackedConnection& connection);

/// @return what answers a segment of no connection (RFC 9293 3.10.7.1); a RST has no answer
Segment ResetFor(const Segment& segment);

/**
 * @brief Connections by four-tuple, each forgotten when nothing was seen of it for as long as its
 * phase allows.
 *
 * A queue for each phase, in which all wait equally long: whatever is done costs the same however
 * many connections there are.
 *
 * @tparam Record a TrackedConnection, or what is derived of it
 * @tparam PHASES how many phases there are
 */
template <typename Record, std::size_t PHASES>
class ConnectionTracking
{
  public:
    /// The position of no connection.
    static constexpr uint32_t NONE = ExpiryQueue::NONE;

    /// @param timeouts how long each phase may be silent
    explicit ConnectionTracking(const std::array<Time, PHASES>& timeouts)
        : m_timeouts(timeouts)
    {
    }

    /// @return where the connection is, or NONE
    uint32_t Find(const FourTuple& inside) const
    {
        return m_index.Find(inside, [this](uint32_t position) -> const FourTuple& {
            return m_records[position].inside;
        });
    }

    /// @return what is at a position
    Record& operator[](uint32_t position)
    {
        return m_records[position];
    }

    /// @return what is at a position
    const Record& operator[](uint32_t position) const
    {
        return m_records[position];
    }

    /// @return how many connections there are
    std::size_t Size() const
    {
        return m_index.Size();
    }

    /// @return of those in a phase, the one that is forgotten first, or NONE
    uint32_t Oldest(uint8_t phase) const
    {
        return m_queues[phase].First();
    }

    /// Adds a connection that is not there yet. @return its position
    uint32_t Open(const FourTuple& inside, uint8_t phase, Time now)
    {
        uint32_t position = m_free;
        if (position == NONE)
        {
            position = static_cast<uint32_t>(m_records.Size());
            m_records.Append();
        }
        else
        {
            m_free = m_records[position].next;
            m_records[position] = Record();
        }
        m_records[position].inside = inside;
        m_index.Insert(inside, position);
        Append(position, phase, now);
        return position;
    }

    /// Something was seen of a connection: it is in that phase from now on.
    void Enter(uint32_t position, uint8_t phase, Time now)
    {
        m_queues[m_records[position].phase].Remove(m_records, position);
        Append(position, phase, now);
    }

    /// Forgets a connection.
    void Remove(uint32_t position)
    {
        Record& record = m_records[position];
        m_queues[record.phase].Remove(m_records, position);
        m_index.Erase(record.inside, position);
        record.next = m_free;
        m_free = position;
    }

    /**
     * @brief Forgets what has been silent for too long.
     * @param now the time
     * @param before what is done with a position before
     */
    template <typename Before>
    void Forget(Time now, const Before& before)
    {
        for (const ExpiryQueue& queue : m_queues)
        {
            while (queue.FirstExpiry() <= now.GetTimeStep())
            {
                const uint32_t position = queue.First();
                before(position);
                Remove(position);
            }
        }
    }

  private:
    void Append(uint32_t position, uint8_t phase, Time now)
    {
        Record& record = m_records[position];
        record.phase = phase;
        record.expires = (now + m_timeouts[phase]).GetTimeStep();
        m_queues[phase].Append(m_records, position);
    }

    const std::array<Time, PHASES> m_timeouts; //!< by phase
    StableArray<Record> m_records;
    uint32_t m_free{NONE};                    //!< head of the list of free places
    TupleIndex m_index;                       //!< by TrackedConnection::inside
    std::array<ExpiryQueue, PHASES> m_queues; //!< by phase
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_TRACKING_H
