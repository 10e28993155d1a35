/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-host-recorder.h"

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

HostRecorder::HostRecorder(const std::string& path, const std::vector<uint32_t>& hosts)
    : m_file(path, Header())
{
    for (const uint32_t id : hosts)
    {
        m_index[id] = m_hosts.size();
        m_hosts.emplace_back();
        m_hosts.back().id = id;
    }
}

HostRecorder::Host&
HostRecorder::Find(uint32_t id)
{
    return m_hosts[m_index.at(id)];
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
        m_file.Put(host.ports.size());
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
    Host& host = Find(record.host);
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
        ++host.ports[port];
    }
    if (transition.to == State::CLOSED || (transition.to == State::LISTEN && !isListener))
    {
        const auto entry = host.ports.find(port);
        if (entry != host.ports.end() && --entry->second == 0)
        {
            host.ports.erase(entry);
        }
    }
}

void
HostRecorder::Record(const DropRecord& record)
{
    Advance(record.time);
    ++Find(record.host).drops;
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
