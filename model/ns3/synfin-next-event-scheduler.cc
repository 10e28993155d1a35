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
}

NextEventScheduler::~NextEventScheduler()
{
    if (g_installed == this)
    {
        g_installed = nullptr;
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

int64_t
NextEventScheduler::NextTime()
{
    if (!g_installed)
    {
        return INT64_MIN;
    }
    return g_installed->IsEmpty() ? INT64_MAX
                                  : static_cast<int64_t>(g_installed->PeekNext().key.m_ts);
}

} // namespace synfin
} // namespace ns3
