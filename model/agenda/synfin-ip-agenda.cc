/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ip-agenda.h"

#include "ns3/assert.h"
#include "ns3/make-event.h"
#include "ns3/simulator.h"
#include "ns3/synfin-time-limit.h"

namespace ns3
{
namespace synfin
{

IpAgenda::IpAgenda()
    : m_next(NextEventScheduler::Install())
{
}

IpAgenda::~IpAgenda()
{
    if (m_event)
    {
        m_event->Cancel(); // needs no simulator, which may be gone by now
    }
}

Time
IpAgenda::Now() const
{
    return Simulator::Now();
}

void
IpAgenda::Schedule(Time at, Item& item)
{
    CheckTimeLimit(at);
    m_queue.Push(at.GetTimeStep(), item);
    if (!m_isRinging)
    {
        Arm();
    }
}

void
IpAgenda::Arm()
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
    EventImpl* event = MakeEvent(&IpAgenda::Ring, this);
    m_event = Ptr<EventImpl>(event); // so that it can be cancelled
    Simulator::ScheduleWithContext(m_queue.Top().item->Node(),
                                   TimeStep(m_armed) - Simulator::Now(),
                                   event);
}

void
IpAgenda::Ring()
{
    NS_ASSERT(m_queue.Top().at == Simulator::Now().GetTimeStep());
    m_armed = INT64_MAX;
    m_event = nullptr;
    if (m_next->Get() == INT64_MIN) // somebody gave the simulator another scheduler
    {
        m_next = NextEventScheduler::Install();
    }
    const bool isQuiet = m_next->Get() > Simulator::Now().GetTimeStep();
    // A call whose turn comes earlier may have been asked for meanwhile.
    if (isQuiet && m_queue.Top().item->Node() == Simulator::GetContext())
    {
        m_isRinging = true;
        m_queue.Ring();
        m_isRinging = false;
    }
    Arm();
}

} // namespace synfin
} // namespace ns3
