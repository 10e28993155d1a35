/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-direct-agenda.h"

#include "synfin-next-event-scheduler.h"

#include "ns3/assert.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace synfin
{

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
    return m_ringing ? TimeStep(m_now) : Simulator::Now();
}

void
DirectAgenda::Schedule(Time at, Item& item)
{
    m_entries.push({at.GetTimeStep(), m_order++, &item});
    if (!m_ringing)
    {
        Arm();
    }
}

void
DirectAgenda::Arm()
{
    // An event for an earlier call re-arms for this one.
    if (m_entries.empty() || m_armed <= m_entries.top().at)
    {
        return;
    }
    m_event.Cancel();
    m_armed = m_entries.top().at;
    m_event = Simulator::Schedule(TimeStep(m_armed) - Simulator::Now(), &DirectAgenda::Ring, this);
}

void
DirectAgenda::Ring()
{
    m_armed = INT64_MAX;
    m_ringing = true;
    const int64_t begin = Simulator::Now().GetTimeStep();
    m_now = begin;
    for (int i = 0; i < CALLS && !m_entries.empty(); ++i)
    {
        const Entry entry = m_entries.top();
        NS_ASSERT(entry.at >= m_now);
        if (entry.at > begin && entry.at >= NextEventScheduler::NextTime())
        {
            break;
        }
        m_entries.pop();
        m_now = entry.at;
        ++m_count;
        entry.item->Ring();
    }
    m_ringing = false;
    Arm();
}

} // namespace synfin
} // namespace ns3
