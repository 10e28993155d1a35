/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_AGENDA_QUEUE_H
#define SYNFIN_AGENDA_QUEUE_H

#include "synfin-agenda.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-agenda
/// @{

/**
 * @brief The calls of an agenda: the earliest first, of those of one instant the one whose turn it
 * is, of those with the same turn the one that was asked for first.
 *
 * A heap with four children a node. Whoever is called nearly always asks for its next call at once,
 * which is soon: the new call takes the place of the old one at the root, and hardly sinks. That
 * halves the cost of std::priority_queue.
 */
class AgendaQueue
{
  public:
    /// A call to make.
    struct Entry
    {
        int64_t at;         //!< when, in time steps
        uint64_t order;     //!< among those of the same time: its turn, then how many came before
        Agenda::Item* item; //!< whom to call

        /// @return true when this call comes first
        bool operator<(const Entry& other) const
        {
            return at != other.at ? at < other.at : order < other.order;
        }
    };

    /// Adds a call, at a time in time steps.
    void Push(int64_t at, Agenda::Item& item)
    {
        const uint64_t count = m_pushed++ & ((1ULL << COUNT_BITS) - 1);
        const Entry entry{at, item.GetTurn().Place() << COUNT_BITS | count, &item};
        if (m_isRootSpent)
        {
            m_isRootSpent = false;
            SiftDown(entry);
            return;
        }
        m_heap.push_back(entry);
        SiftUp(entry);
    }

    /// @return true when nobody asked for a call
    bool IsEmpty() const
    {
        return m_heap.empty();
    }

    /// @return the next call; the queue must not be empty
    const Entry& Top() const
    {
        return m_heap.front();
    }

    /// Makes the next call; meanwhile calls may be pushed, but Top() says nothing.
    void Ring()
    {
        Agenda::Item* const item = m_heap.front().item;
        m_isRootSpent = true;
        ++m_count;
        item->Ring();
        if (m_isRootSpent)
        {
            m_isRootSpent = false;
            const Entry last = m_heap.back();
            m_heap.pop_back();
            if (!m_heap.empty())
            {
                SiftDown(last);
            }
        }
    }

    /// @return how many calls were made
    uint64_t Count() const
    {
        return m_count;
    }

  private:
    /// Bits of an order that count.
    static constexpr int COUNT_BITS = 64 - Turn::BITS;

    void SiftUp(const Entry& entry);
    void SiftDown(const Entry& entry);

    std::vector<Entry> m_heap;
    bool m_isRootSpent{false}; //!< the call at the root is being made: its place is free
    uint64_t m_pushed{0};      //!< calls asked for so far
    uint64_t m_count{0};       //!< calls made so far
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_AGENDA_QUEUE_H
