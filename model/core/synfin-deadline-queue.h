/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DEADLINE_QUEUE_H
#define SYNFIN_DEADLINE_QUEUE_H

#include "synfin-actions.h"
#include "synfin-ring.h"

#include <array>
#include <cstdint>
#include <queue>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief When which connection asked to be woken, the earliest first; calls of the same time in the
 * order in which they were made.
 *
 * Nothing is ever taken back: whoever owns the queue sees from the connection whether a call is
 * stale.
 *
 * Nearly all timeouts of a host have one of a few lengths, and calls for timeouts of one length
 * come in order of time. So a call goes to the end of a lane, the one whose last call is the
 * closest before it, and only what fits none goes to a heap. Both ends of a lane stay in the cache,
 * as a heap of a hundred thousand calls would not.
 */
class DeadlineQueue
{
  public:
    /// A wake-up call.
    struct Entry
    {
        int64_t time;            //!< when, in time steps
        uint64_t order;          //!< how many calls were made before
        ConnectionId connection; //!< whom to wake

        /// @return true when the other comes first
        bool operator>(const Entry& other) const
        {
            return time != other.time ? time > other.time : order > other.order;
        }
    };

    /// Makes a wake-up call at a time in time steps.
    void Push(int64_t time, ConnectionId connection)
    {
        const Entry entry{time, m_order++, connection};
        const std::size_t lane = LaneFor(time);
        const bool isFirst = IsEmpty() || time < m_firstTime;
        if (lane == HEAP)
        {
            m_heap.push(entry);
        }
        else
        {
            MakeRoom(m_lanes[lane]);
            m_lanes[lane].push_back(entry);
        }
        ++m_size;
        if (isFirst)
        {
            m_first = lane;
            m_firstTime = time;
        }
    }

    /// @return true when nobody is to be woken
    bool IsEmpty() const
    {
        return m_size == 0;
    }

    /// @return the time of the earliest call, INT64_MAX when there is none
    int64_t FirstTime() const
    {
        return m_firstTime;
    }

    /// @return the earliest call; there must be one
    const Entry& Top() const
    {
        return Front(m_first);
    }

    /// Forgets the earliest call.
    void Pop()
    {
        if (m_first == HEAP)
        {
            m_heap.pop();
        }
        else
        {
            m_lanes[m_first].pop_front();
        }
        --m_size;
        FindFirst();
    }

  private:
    static constexpr std::size_t LANES = 6;
    static constexpr std::size_t HEAP = LANES; //!< what comes after the lanes

    bool IsEmpty(std::size_t lane) const
    {
        return lane == HEAP ? m_heap.empty() : m_lanes[lane].empty();
    }

    const Entry& Front(std::size_t lane) const
    {
        return lane == HEAP ? m_heap.top() : m_lanes[lane].front();
    }

    /// @return the lane whose last call is the closest before that time, or else one that is empty
    std::size_t LaneFor(int64_t time) const
    {
        std::size_t best = HEAP;
        for (std::size_t lane = 0; lane < LANES; ++lane)
        {
            if (m_lanes[lane].empty())
            {
                best = best == HEAP ? lane : best;
            }
            else if (m_lanes[lane].back().time <= time &&
                     (best == HEAP || m_lanes[best].empty() ||
                      m_lanes[lane].back().time > m_lanes[best].back().time))
            {
                best = lane;
            }
        }
        return best;
    }

    void FindFirst()
    {
        m_first = HEAP;
        for (std::size_t lane = 0; lane < LANES; ++lane)
        {
            if (!IsEmpty(lane) && (IsEmpty(m_first) || Front(m_first) > Front(lane)))
            {
                m_first = lane;
            }
        }
        m_firstTime = IsEmpty() ? INT64_MAX : Top().time;
    }

    std::array<Ring<Entry>, LANES> m_lanes; //!< each in order of time
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_heap; //!< what fitted no lane
    std::size_t m_first{HEAP};      //!< the lane of the earliest call, or the heap
    int64_t m_firstTime{INT64_MAX}; //!< its time
    std::size_t m_size{0};          //!< calls in all
    uint64_t m_order{0};            //!< calls made so far
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DEADLINE_QUEUE_H
