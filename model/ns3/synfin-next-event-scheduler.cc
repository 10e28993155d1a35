/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-next-event-scheduler.h"

#include "ns3/object-factory.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(NextEventScheduler);

NextEventScheduler* NextEventScheduler::g_installed = nullptr;
int64_t NextEventScheduler::g_nextTime = INT64_MIN;

TypeId
NextEventScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::NextEventScheduler")
                            .SetParent<HeapScheduler>()
                            .SetGroupName("Synfin")
                            .AddConstructor<NextEventScheduler>();
    return tid;
}

NextEventScheduler::NextEventScheduler()
{
    g_installed = this;
    g_nextTime = INT64_MAX;
}

NextEventScheduler::~NextEventScheduler()
{
    if (g_installed == this)
    {
        g_installed = nullptr;
        g_nextTime = INT64_MIN;
    }
}

void
NextEventScheduler::Install()
{
    if (!g_installed)
    {
        ObjectFactory factory;
        factory.SetTypeId(NextEventScheduler::GetTypeId());
        Simulator::SetScheduler(factory);
    }
}

void
NextEventScheduler::Insert(const Event& event)
{
    HeapScheduler::Insert(event);
    Note();
}

Scheduler::Event
NextEventScheduler::RemoveNext()
{
    const Event event = HeapScheduler::RemoveNext();
    Note();
    return event;
}

void
NextEventScheduler::Remove(const Event& event)
{
    HeapScheduler::Remove(event);
    Note();
}

void
NextEventScheduler::Note()
{
    g_nextTime = IsEmpty() ? INT64_MAX : static_cast<int64_t>(PeekNext().key.m_ts);
}

} // namespace synfin
} // namespace ns3
