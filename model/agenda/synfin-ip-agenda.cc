/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ip-agenda.h"

#include "ns3/assert.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace synfin
{

IpAgenda::IpAgenda()
    : m_next(NextEventScheduler::Install())
{
}

uint32_t
IpAgenda::Context() const
{
    return Queue().Top().item->Node();
}

void
IpAgenda::MakeCalls()
{
    NS_ASSERT(Queue().Top().at == Now().GetTimeStep());
    if (m_next->Get() == INT64_MIN) // somebody gave the simulator another scheduler
    {
        m_next = NextEventScheduler::Install();
    }
    const bool isQuiet = m_next->Get() > Now().GetTimeStep();
    // A call whose turn comes earlier may have been asked for meanwhile.
    if (isQuiet && Context() == Simulator::GetContext())
    {
        Queue().Ring();
    }
}

} // namespace synfin
} // namespace ns3
