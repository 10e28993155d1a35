/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-queued-agenda.h"

#include "ns3/make-event.h"
#include "ns3/simulator.h"
#include "ns3/synfin-time-limit.h"

namespace ns3
{
namespace synfin
{

QueuedAgenda::~QueuedAgenda()
{
    if (m_event)
    {
        m_event->Cancel(); // needs no simulator, which may be gone by now
    }
}

Time
QueuedAgenda::Now() const
{
    return Simulator::Now();
}

void
QueuedAgenda::Schedule(Time at, Item& item)
{
    CheckTimeLimit(at);
    m_queue.Push(at.GetTimeStep(), item);
    if (!m_isRinging)
    {
        Arm();
    }
}

void
QueuedAgenda::Arm()
{
    // An event for an earlier call re-arms for this one.
    if (m_queue.IsEmpty() || m_armed <= m_queue.Top().at)
    {
        return;
    }
    if (m_event)
    {
        m_event->Cancel();
    }
    m_armed = m_queue.Top().at;
    EventImpl* event = MakeEvent(&QueuedAgenda::Ring, this);
    m_event = Ptr<EventImpl>(event); // so that it can be cancelled
    Simulator::ScheduleWithContext(Context(), TimeStep(m_armed) - Simulator::Now(), event);
}

void
QueuedAgenda::Ring()
{
    m_armed = INT64_MAX;
    m_event = nullptr;
    m_isRinging = true;
    MakeCalls();
    m_isRinging = false;
    Arm();
}

} // namespace synfin
} // namespace ns3
