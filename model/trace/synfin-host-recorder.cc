/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-host-recorder.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint64_t NANOSECONDS_PER_SECOND = 1000000000;

/// The columns: time, host, the eleven states in their order, ports and drops.
std::string
Header()
{
    std::string header = "time_s,host";
    for (int state = 0; state < STATE_COUNT; ++state)
    {
        header += ',';
        header += ToString(static_cast<State>(state));
    }
    return header + ",ports,drops";
}

} // namespace

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

HostRecorder::HostRecorder(const std::string& path,
                           const std::vector<uint32_t>& hosts,
                           Compression compression)
    : m_file(path, Header(), compression),
      m_hosts(hosts.size())
{
    for (std::size_t i = 0; i < hosts.size(); ++i)
    {
        m_hosts[i].id = hosts[i];
        m_index.resize(std::max<std::size_t>(m_index.size(), hosts[i] + 1));
        m_index[hosts[i]] = static_cast<uint32_t>(i);
    }
}

void
HostRecorder::Advance(Time now)
{
    const auto nanoseconds = static_cast<uint64_t>(now.GetNanoSeconds());
    while (m_second * NANOSECONDS_PER_SECOND < nanoseconds)
    {
        WriteRows();
    }
}

void
HostRecorder::WriteRows()
{
    for (auto& host : m_hosts)
    {
        m_file.Put(m_second);
        m_file.Put(host.id);
        for (const uint64_t count : host.states)
        {
            m_file.Put(count);
        }
        m_file.Put(host.ports.Count());
        m_file.Put(host.drops);
        m_file.EndRow();
        host.drops = 0;
    }
    ++m_second;
}

void
HostRecorder::Record(const TransitionRecord& record)
{
    Advance(record.time);
    const Transition& transition = record.transition;
    Host& host = m_hosts[m_index[record.host]];
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
    ++m_hosts[m_index[record.host]].drops;
}

void
HostRecorder::Close(Time end)
{
    Advance(end);
    WriteRows();
    m_file.Close();
}

} // namespace synfin
} // namespace ns3
