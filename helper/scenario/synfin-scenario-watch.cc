/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Who looks on while a scenario runs, and when it is over.

#include "synfin-scenario.h"

#include "ns3/simulator.h"

namespace ns3
{
namespace synfin
{

void
Scenario::Watch()
{
    m_watcher({m_last,
               m_workload->Attempted(),
               m_workload->Ended(),
               m_parameters.ConnectionCount(),
               m_timeWait.Population()});
}

void
Scenario::EndIfQuiet()
{
    const bool isQuiet = Simulator::Now() - m_last >= m_quiet;
    if (isQuiet && m_workload->Attempted() == m_parameters.ConnectionCount())
    {
        Simulator::Stop();
        return;
    }
    Simulator::Schedule(m_quiet, &Scenario::EndIfQuiet, this);
}

} // namespace synfin
} // namespace ns3
