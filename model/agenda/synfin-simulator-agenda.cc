/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-simulator-agenda.h"

#include "ns3/make-event.h"
#include "ns3/synfin-time-limit.h"

namespace ns3
{
namespace synfin
{

SimulatorAgenda::~SimulatorAgenda()
{
    for (const auto& [number, event] : m_pending)
    {
        event->Cancel(); // needs no simulator, which may be gone by now
    }
}

Time
SimulatorAgenda::Now() const
{
    return Simulator::Now();
}

void
SimulatorAgenda::Schedule(Time at, Item& item)
{
    CheckTimeLimit(at);
    const uint64_t number = m_number++;
    EventImpl* event = MakeEvent(&SimulatorAgenda::Ring, this, number, &item);
    m_pending.emplace(number, Ptr<EventImpl>(event));
    Simulator::ScheduleWithContext(item.Node(), at - Simulator::Now(), event);
}

void
SimulatorAgenda::Ring(uint64_t number, Item* item)
{
    m_pending.erase(number);
    item->Ring();
}

} // namespace synfin
} // namespace ns3
