/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-host-recorder.h"

#include "ns3/assert.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint64_t NANOSECONDS_PER_SECOND = 1000000000;

} // namespace

const Table&
HostTable()
{
    static const Table TABLE = [] {
        Table table{"hosts.csv",
                    "a host after everything up to a whole second of simulated time; left out when "
                    "it would equal the host's last one, the time aside",
                    {{"time_s", "integer", "s", "the second"},
                     {"host", "integer", "", "id of the ns-3 node, clients first"}}};
        for (int i = 0; i < STATE_COUNT; ++i)
        {
            const auto state = static_cast<State>(i);
            table.columns.push_back({ToString(state),
                                     "integer",
                                     "connections",
                                     state == State::CLOSED   ? "how many have ended so far"
                                     : state == State::LISTEN ? "listeners"
                                                              : "how many are in that state"});
        }
        table.columns.push_back(
            {"ports", "integer", "ports", "local ports in use, TIME_WAIT included"});
        table.columns.push_back(
            {"drops", "integer", "segments", "that it dropped in the second before"});
        LoadColumns::AddTo(table);
        table.columns.push_back(GroupColumn("the group of users or servers that the host is of"));
        return table;
    }();
    return TABLE;
}

void
HostRecorder::PortUse::Add(uint16_t port)
{
    auto& page = m_pages[port / PAGE];
    if (!page)
    {
        page = std::make_unique<std::array<uint32_t, PAGE>>();
    }
    m_count += (*page)[port % PAGE]++ == 0 ? 1 : 0;
}

void
HostRecorder::PortUse::Remove(uint16_t port)
{
    const auto& page = m_pages[port / PAGE];
    NS_ASSERT(page && (*page)[port % PAGE] > 0);
    m_count -= --(*page)[port % PAGE] == 0 ? 1 : 0;
}

HostRecorder::HostRecorder(const std::string& path, Compression compression)
    : m_file(path, HeaderOf(HostTable()), compression)
{
}

void
HostRecorder::AddHost(uint32_t id, const std::string& group, bool isCounted)
{
    m_index.resize(std::max<std::size_t>(m_index.size(), id + 1));
    m_index[id] = static_cast<uint32_t>(m_hosts.size());
    m_hosts.emplace_back();
    m_hosts.back().id = id;
    m_hosts.back().group = group;
    m_hosts.back().load = LoadColumns(isCounted);
}

void
HostRecorder::Advance(Time now)
{
    const auto nanoseconds = static_cast<uint64_t>(now.GetNanoSeconds());
    if (nanoseconds == 0 || m_second * NANOSECONDS_PER_SECOND >= nanoseconds)
    {
        return;
    }
    // Nothing has happened since the last record: two seconds at most differ from the one before.
    const uint64_t last = (nanoseconds - 1) / NANOSECONDS_PER_SECOND;
    while (m_second <= last && (m_second == 0 || !m_touched.empty()))
    {
        WriteRows(m_second == 0);
        ++m_second;
    }
    m_second = last + 1;
}

HostRecorder::Host&
HostRecorder::Touch(uint32_t id)
{
    const uint32_t index = m_index[id];
    Host& host = m_hosts[index];
    if (!host.isTouched)
    {
        host.isTouched = true;
        m_touched.push_back(index);
    }
    return host;
}

void
HostRecorder::WriteRows(bool all)
{
    std::vector<uint32_t> touched;
    touched.swap(m_touched);
    if (all)
    {
        touched.resize(m_hosts.size());
        std::iota(touched.begin(), touched.end(), 0);
    }
    std::sort(touched.begin(), touched.end());
    for (const uint32_t index : touched)
    {
        Host& host = m_hosts[index];
        host.isTouched = false;
        WriteRow(host, all);
        if (host.last.HasCounts())
        {
            Touch(host.id); // that nothing happened is news, then
        }
    }
}

void
HostRecorder::WriteRow(Host& host, bool always)
{
    const Row row{host.states, host.ports.Count(), host.drops, host.load.NextRow()};
    host.drops = 0;
    if (!always && row == host.last)
    {
        return;
    }
    host.last = row;
    m_file.Put(m_second);
    m_file.Put(host.id);
    for (const uint64_t count : row.states)
    {
        m_file.Put(count);
    }
    m_file.Put(row.ports);
    m_file.Put(row.drops);
    host.load.Put(row.load, m_file);
    m_file.Put(host.group);
    m_file.EndRow();
}

void
HostRecorder::Record(const TransitionRecord& record)
{
    Advance(record.time);
    const Transition& transition = record.transition;
    Host& host = Touch(record.host);
    const bool isListener = transition.tuple.remotePort == 0;
    const auto from = static_cast<std::size_t>(transition.from);
    const auto to = static_cast<std::size_t>(transition.to);
    // A connection comes from its listener, and may go back to it, without a change of the listener
    // itself.
    if (transition.from != State::CLOSED && (transition.from != State::LISTEN || isListener))
    {
        --host.states[from];
    }
    if (transition.to == State::LISTEN && !isListener)
    {
        ++host.states[static_cast<std::size_t>(State::CLOSED)];
    }
    else
    {
        ++host.states[to];
    }
    CountPort(host, transition);
}

void
HostRecorder::CountPort(Host& host, const Transition& transition)
{
    const uint16_t port = transition.tuple.localPort;
    const bool isListener = transition.tuple.remotePort == 0;
    if (transition.from == State::CLOSED || (transition.from == State::LISTEN && !isListener))
    {
        host.ports.Add(port);
    }
    if (transition.to == State::CLOSED || (transition.to == State::LISTEN && !isListener))
    {
        host.ports.Remove(port);
    }
}

void
HostRecorder::Record(const DropRecord& record)
{
    Advance(record.time);
    ++Touch(record.host).drops;
}

void
HostRecorder::Record(Time now, uint32_t id, const StackCounters& counters)
{
    Advance(now);
    Touch(id).load.Follow(counters);
}

void
HostRecorder::Leave(uint32_t id)
{
    m_hosts[m_index[id]].load.Leave();
}

void
HostRecorder::Close(Time end)
{
    Advance(end);
    WriteRows(true);
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
