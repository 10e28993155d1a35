/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What befalls the hosts that a workload uses, and who looks on.

#include "synfin-scenario-workload.h"

namespace ns3
{
namespace synfin
{

std::optional<uint64_t>
ScenarioWorkload::Crash(ScenarioHost& host)
{
    if (host.IsDown())
    {
        return std::nullopt;
    }
    const uint64_t ended = host.Crash();
    if (host.Id() >= m_clients)
    {
        m_servers[m_kindOf[host.Id() - m_clients]]->Crashed(host);
    }
    return ended;
}

void
ScenarioWorkload::Restart(ScenarioHost& host)
{
    host.Restart();
    if (host.Id() >= m_clients)
    {
        m_servers[m_kindOf[host.Id() - m_clients]]->Restarted(host);
    }
}

std::optional<uint64_t>
ScenarioWorkload::SetListening(ScenarioHost& host, bool isListening)
{
    return m_servers[m_kindOf[host.Id() - m_clients]]->SetListening(host, isListening);
}

void
ScenarioWorkload::TellWatchers(uint32_t end, bool isEstablished) const
{
    if (m_watchers.empty())
    {
        return;
    }
    const End& me = m_ends[end];
    for (BlindVictims* watcher : m_watchers[me.group])
    {
        if (isEstablished)
        {
            watcher->Add(me.host->TupleOf(me.handle), me.number);
        }
        else
        {
            watcher->Remove(me.number);
        }
    }
}

} // namespace synfin
} // namespace ns3
