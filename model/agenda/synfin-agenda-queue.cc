/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-agenda-queue.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// Children of a node of the heap.
constexpr std::size_t ARITY = 4;

} // namespace

void
AgendaQueue::SiftUp(const Entry& entry)
{
    std::size_t place = m_heap.size() - 1;
    while (place > 0)
    {
        const std::size_t parent = (place - 1) / ARITY;
        if (!(entry < m_heap[parent]))
        {
            break;
        }
        m_heap[place] = m_heap[parent];
        place = parent;
    }
    m_heap[place] = entry;
}

void
AgendaQueue::SiftDown(const Entry& entry)
{
    Entry* const heap = m_heap.data();
    const std::size_t size = m_heap.size();
    std::size_t place = 0;
    while (place * ARITY + 1 < size)
    {
        const std::size_t begin = place * ARITY + 1;
        const std::size_t end = std::min(begin + ARITY, size);
        const Entry* least = std::min_element(heap + begin, heap + end);
        if (!(*least < entry))
        {
            break;
        }
        heap[place] = *least;
        place = static_cast<std::size_t>(least - heap);
    }
    heap[place] = entry;
}

} // namespace synfin
} // namespace ns3
