/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DEADLINE_HEAP_H
#define SYNFIN_DEADLINE_HEAP_H

#include "synfin-actions.h"

#include <cstdint>
#include <queue>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief Wake-up calls for connections, the earliest first, those of the same time in the order in
 * which they were made.
 *
 * Nothing is ever cancelled: whoever takes a call asks the connection whether it still stands.
 */
class DeadlineHeap
{
  public:
    /// A wake-up call.
    struct Entry
    {
        int64_t time;            //!< when, in time steps
        uint64_t order;          //!< how many calls were made before
        ConnectionId connection; //!< whom to wake

        bool operator>(const Entry& other) const
        {
            return time != other.time ? time > other.time : order > other.order;
        }
    };

    /// Makes a wake-up call at a time in time steps.
    void Push(int64_t time, ConnectionId connection)
    {
        m_entries.push({time, m_order++, connection});
    }

    bool IsEmpty() const
    {
        return m_entries.empty();
    }

    /// @return the earliest call; there must be one
    const Entry& Top() const
    {
        return m_entries.top();
    }

    /// Forgets the earliest call.
    void Pop()
    {
        m_entries.pop();
    }

  private:
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_entries; //!< a binary heap
    uint64_t m_order{0};                                                      //!< calls made so far
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DEADLINE_HEAP_H
