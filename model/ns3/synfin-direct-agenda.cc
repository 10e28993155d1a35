/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-direct-agenda.h"

#include "synfin-next-event-scheduler.h"

#include "ns3/assert.h"
#include "ns3/simulator.h"

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

DirectAgenda::~DirectAgenda()
{
    if (m_event.PeekEventImpl())
    {
        m_event.PeekEventImpl()->Cancel(); // needs no simulator, which may be gone by now
    }
}

Time
DirectAgenda::Now() const
{
    return m_isRinging ? TimeStep(m_now) : Simulator::Now();
}

void
DirectAgenda::Schedule(Time at, Item& item)
{
    const Entry entry{at.GetTimeStep(), m_order++, &item};
    if (m_isRootSpent)
    {
        m_isRootSpent = false;
        SiftDown(entry);
        return;
    }
    m_heap.push_back(entry);
    SiftUp(entry);
    if (!m_isRinging)
    {
        Arm();
    }
}

void
DirectAgenda::SiftUp(const Entry& entry)
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
DirectAgenda::SiftDown(const Entry& entry)
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

void
DirectAgenda::Arm()
{
    // An event for an earlier call re-arms for this one.
    if (m_heap.empty() || m_armed <= m_heap.front().at)
    {
        return;
    }
    m_event.Cancel();
    m_armed = m_heap.front().at;
    m_event = Simulator::Schedule(TimeStep(m_armed) - Simulator::Now(), &DirectAgenda::Ring, this);
}

void
DirectAgenda::Ring()
{
    m_armed = INT64_MAX;
    m_isRinging = true;
    const int64_t begin = Simulator::Now().GetTimeStep();
    m_now = begin;
    for (int i = 0; i < CALLS && !m_heap.empty(); ++i)
    {
        const Entry first = m_heap.front();
        NS_ASSERT(first.at >= m_now);
        if (first.at > begin && first.at >= NextEventScheduler::NextTime())
        {
            break;
        }
        m_now = first.at;
        m_isRootSpent = true;
        ++m_count;
        first.item->Ring();
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
    m_isRinging = false;
    Arm();
}

} // namespace synfin
} // namespace ns3
