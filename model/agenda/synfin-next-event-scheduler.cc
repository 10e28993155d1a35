/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-next-event-scheduler.h"

#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(NextEventTime);
NS_OBJECT_ENSURE_REGISTERED(NextEventScheduler);

TypeId
NextEventTime::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::NextEventTime")
                            .SetParent<Object>()
                            .SetGroupName("Synfin")
                            .AddConstructor<NextEventTime>();
    return tid;
}

TypeId
NextEventScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::NextEventScheduler")
                            .SetParent<HeapScheduler>()
                            .SetGroupName("Synfin")
                            .AddConstructor<NextEventScheduler>()
                            .AddAttribute("Told",
                                          "Whom it tells when the next event is.",
                                          PointerValue(),
                                          MakePointerAccessor(&NextEventScheduler::m_told),
                                          MakePointerChecker<NextEventTime>());
    return tid;
}

NextEventScheduler::~NextEventScheduler()
{
    if (m_told)
    {
        m_told->Set(INT64_MIN);
    }
}

Ptr<NextEventTime>
NextEventScheduler::Install()
{
    const Ptr<NextEventTime> told = CreateObject<NextEventTime>();
    told->Set(INT64_MAX); // unless the simulator hands over events
    ObjectFactory factory;
    factory.SetTypeId(NextEventScheduler::GetTypeId());
    factory.Set("Told", PointerValue(told));
    Simulator::SetScheduler(factory);
    return told;
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
    if (m_told)
    {
        m_told->Set(IsEmpty() ? INT64_MAX : static_cast<int64_t>(PeekNext().key.m_ts));
    }
}

} // namespace synfin
} // namespace ns3
