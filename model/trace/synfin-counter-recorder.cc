/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-counter-recorder.h"

namespace ns3
{
namespace synfin
{

const Table&
CounterTable()
{
    static const Table TABLE = [] {
        std::vector<std::string> names;
        for (const KernelCounter& counter : KernelCounterList())
        {
            names.emplace_back(counter.name);
        }
        return Table{"counters.csv",
                     "a counter of a host's, as Linux has it, at the end of the run",
                     {{"host", "integer", "", "id of the ns-3 node, clients first"},
                      {"counter", "text", "", "its name, as nstat or ss -s prints it", names},
                      {"value", "integer", "", "how many there were, or are"},
                      GroupColumn("the group of users or servers that the host is of")}};
    }();
    return TABLE;
}

CounterRecorder::CounterRecorder(const std::string& path, Compression compression)
    : m_file(path, HeaderOf(CounterTable()), compression),
      m_totals(KernelCounterList().size())
{
}

void
CounterRecorder::AddHost(uint32_t id, const std::string& group)
{
    m_hosts[id].values.resize(m_totals.size());
    m_hosts[id].group = group;
}

void
CounterRecorder::Record(const TransitionRecord& record)
{
    const auto host = m_hosts.find(record.host);
    if (host != m_hosts.end())
    {
        host->second.counters.Record(record.transition);
    }
}

void
CounterRecorder::Record(const SegmentRecord& record)
{
    const auto host = record.sent ? m_hosts.find(record.host) : m_hosts.end();
    if (host != m_hosts.end())
    {
        host->second.counters.Record(record.tuple, record.segment, record.kind);
    }
}

void
CounterRecorder::End(uint32_t id, const StackCounters& counters, const Profile& profile)
{
    const auto host = m_hosts.find(id);
    if (host != m_hosts.end())
    {
        host->second.values = host->second.counters.Values(counters, profile);
    }
}

void
CounterRecorder::Close()
{
    for (const auto& [id, host] : m_hosts)
    {
        for (std::size_t i = 0; i < m_totals.size(); ++i)
        {
            m_totals[i] += host.values[i];
            m_file.Put(id);
            m_file.Put(KernelCounterList()[i].name);
            m_file.Put(host.values[i]);
            m_file.Put(host.group);
            m_file.EndRow();
        }
    }
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
