/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DEADLINE_QUEUE_H
#define SYNFIN_DEADLINE_QUEUE_H

#include "synfin-actions.h"
#include "synfin-ring.h"

#include <algorithm>
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
 * @brief When which connection asked to be woken, the earliest first. Calls of the same time come
 * in the order in which they were made, or as timers of Linux's wheel do.
 *
 * In a tick of the wheel the timers of its coarser levels go off first, and those of a level the
 * last one set first (kernel/time/timer.c: enqueue_timer() puts each at the head of a list,
 * expire_timers() begins there, __run_timers() with the highest level).
 *
 * Nothing is ever taken back: whoever owns the queue sees from the connection whether a call is
 * stale.
 *
 * Nearly all timeouts of a host have one of a few lengths, and calls for timeouts of one length
 * come in order of time. So a call goes to the end of a lane, the one whose last call is the
 * closest before it, and only what fits none goes to a heap. Both ends of a lane stay in the cache,
 * as a heap of a hundred thousand calls would not. As on a wheel, the calls of the earliest time
 * move to a stack.
 */
class DeadlineQueue
{
  public:
    /// A wake-up call.
    struct Entry
    {
        int64_t time;            //!< when, in time steps
        uint64_t order;          //!< its level, and how many calls were made before
        ConnectionId connection; //!< whom to wake

        /// @return true when the other comes first
        bool operator>(const Entry& other) const
        {
            return time != other.time ? time > other.time : order > other.order;
        }
    };

    /// Which of the calls of the same time comes first.
    enum class Ties : bool
    {
        AS_MADE,  //!< the first one
        OF_WHEEL, //!< of the highest level the last one
    };

    /// @param ties which of the calls of the same time comes first
    explicit DeadlineQueue(Ties ties = Ties::AS_MADE)
        : m_isWheel(ties == Ties::OF_WHEEL)
    {
    }

    /// Makes a wake-up call at a time in time steps.
    /// @param time when
    /// @param connection whom to wake
    /// @param level of the wheel, for its ties
    void Push(int64_t time, ConnectionId connection, uint64_t level = 0)
    {
        const Entry entry{time, level << LEVEL_SHIFT | m_order++, connection};
        if (m_isWheel && time <= m_firstTime)
        {
            m_stack.insert(PlaceOf(entry), entry);
            m_firstTime = time;
            ++m_size;
            return;
        }
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
        return m_isWheel ? m_stack.back() : Front(m_first);
    }

    /// Forgets the earliest call.
    void Pop()
    {
        --m_size;
        if (m_isWheel)
        {
            m_stack.pop_back();
            Gather();
            return;
        }
        PopFront(m_first);
        FindFirst();
        m_firstTime = IsEmpty() ? INT64_MAX : Top().time;
    }

  private:
    static constexpr std::size_t LANES = 6;
    static constexpr std::size_t HEAP = LANES; //!< what comes after the lanes
    static constexpr int LEVEL_SHIFT = 58;     //!< where the level is in an order
    using Entries = std::vector<Entry>;

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

    void PopFront(std::size_t lane)
    {
        if (lane == HEAP)
        {
            m_heap.pop();
        }
        else
        {
            m_lanes[lane].pop_front();
        }
    }

    /// @return where in the stack a call belongs that is not later than those there
    Entries::const_iterator PlaceOf(const Entry& entry) const
    {
        auto place = m_stack.end();
        while (place != m_stack.begin() && (place - 1)->time == entry.time &&
               (place - 1)->order > entry.order)
        {
            --place;
        }
        return place;
    }

    /// Moves the calls of the earliest time to the stack, unless those there come before them.
    void Gather()
    {
        const std::size_t before = m_stack.size();
        for (FindFirst();
             !IsEmpty(m_first) && (m_stack.empty() || Front(m_first).time <= m_stack.back().time);
             FindFirst())
        {
            m_stack.push_back(Front(m_first));
            PopFront(m_first);
        }
        m_firstTime = IsEmpty() ? INT64_MAX : m_stack.back().time;
        if (m_stack.size() > before)
        {
            SortLast();
        }
    }

    /// Brings the calls of the earliest time in the stack in order.
    void SortLast()
    {
        auto group = m_stack.end() - 1;
        while (group != m_stack.begin() && (group - 1)->time == group->time)
        {
            --group;
        }
        std::sort(group, m_stack.end(), [](const Entry& one, const Entry& other) {
            return one.order < other.order;
        });
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
    }

    bool m_isWheel;  //!< of calls of the same time the last one made comes first
    Entries m_stack; //!< the last is the earliest; above all else where m_isWheel
    std::array<Ring<Entry>, LANES> m_lanes; //!< each in order of time
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_heap; //!< what fitted no lane
    std::size_t m_first{
        HEAP}; //!< the lane of the earliest call that is not on the stack, or the heap
    int64_t m_firstTime{INT64_MAX}; //!< its time
    std::size_t m_size{0};          //!< calls in all
    uint64_t m_order{0};            //!< calls made so far
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DEADLINE_QUEUE_H
