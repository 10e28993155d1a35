/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-direct-agenda.h"

#include "ns3/assert.h"
#include "ns3/simulator.h"

#include <utility>

namespace ns3
{
namespace synfin
{

DirectAgenda::DirectAgenda(Ptr<NextEventTime> next)
    : m_next(std::move(next))
{
}

void
DirectAgenda::KeepInStep()
{
    m_isInStep = true;
}

Time
DirectAgenda::Now() const
{
    return m_isMakingCalls ? TimeStep(m_now) : Simulator::Now();
}

uint32_t
DirectAgenda::Context() const
{
    return Simulator::GetContext(); // whose it is, nobody asks
}

void
DirectAgenda::MakeCalls()
{
    m_isMakingCalls = true;
    const int64_t begin = Simulator::Now().GetTimeStep();
    m_now = begin;
    for (int i = 0; i < CALLS && !Queue().IsEmpty(); ++i)
    {
        const int64_t at = Queue().Top().at;
        NS_ASSERT(at >= m_now);
        if (at > begin && (m_isInStep || !m_next || at >= m_next->Get()))
        {
            break;
        }
        m_now = at;
        Queue().Ring();
    }
    m_isMakingCalls = false;
}

} // namespace synfin
} // namespace ns3
