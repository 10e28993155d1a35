/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-direct-agenda.h"

#include "ns3/assert.h"
#include "ns3/simulator.h"
#include "ns3/synfin-time-limit.h"

#include <utility>

namespace ns3
{
namespace synfin
{

DirectAgenda::DirectAgenda(Ptr<NextEventTime> next)
    : m_next(std::move(next))
{
}

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
    CheckTimeLimit(at);
    m_queue.Push(at.GetTimeStep(), item);
    if (!m_isRinging)
    {
        Arm();
    }
}

void
DirectAgenda::Arm()
{
    // An event for an earlier call re-arms for this one.
    if (m_queue.IsEmpty() || m_armed <= m_queue.Top().at)
    {
        return;
    }
    m_event.Cancel();
    m_armed = m_queue.Top().at;
    m_event = Simulator::Schedule(TimeStep(m_armed) - Simulator::Now(), &DirectAgenda::Ring, this);
}

void
DirectAgenda::Ring()
{
    m_armed = INT64_MAX;
    m_isRinging = true;
    const int64_t begin = Simulator::Now().GetTimeStep();
    m_now = begin;
    for (int i = 0; i < CALLS && !m_queue.IsEmpty(); ++i)
    {
        const int64_t at = m_queue.Top().at;
        NS_ASSERT(at >= m_now);
        if (at > begin && (!m_next || at >= m_next->Get()))
        {
            break;
        }
        m_now = at;
        m_queue.Ring();
    }
    m_isRinging = false;
    Arm();
}

} // namespace synfin
} // namespace ns3
