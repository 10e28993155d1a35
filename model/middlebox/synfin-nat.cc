/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-nat.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

bool
IsOver(const TrackedConnection& connection)
{
    return connection.phase == static_cast<uint8_t>(ConnectionPhase::OVER);
}

} // namespace

Nat::Nat(AddressId address, PortRange ports, Time timeout)
    : m_address(address),
      m_range(ports),
      m_ports(ports.high - ports.low + 1U),
      m_mappings({Seconds(120), Hours(5 * 24), Seconds(120), Seconds(30), timeout})
{
}

uint32_t
Nat::FindOutside(const FourTuple& outside) const
{
    return m_outside.Find(outside,
                          [this](uint32_t p) -> const FourTuple& { return m_mappings[p].outside; });
}

std::optional<FourTuple>
Nat::Outward(const FourTuple& inside, const Segment& segment, Time now)
{
    Forget(now);
    uint32_t position = m_mappings.Find(inside);
    const bool isSyn = segment.Has(Segment::SYN) && !segment.Has(Segment::ACK);
    if (isSyn && position != NONE && IsOver(m_mappings[position]))
    {
        // A new connection of the same host and port: it goes on with the port (Linux
        // nf_conntrack_proto_tcp, SYN in TIME_WAIT).
        m_mappings[position].end = segment.End();
        Enter(Reopened(m_mappings[position]), position, now);
    }
    if (position == NONE && isSyn)
    {
        position = Open(inside, segment, now);
    }
    if (position == NONE)
    {
        ++(isSyn ? m_counters.noPort : m_counters.unknownOut);
        return std::nullopt;
    }
    const FourTuple outside = m_mappings[position].outside;
    Observe(position, segment, true, now);
    return outside;
}

std::optional<FourTuple>
Nat::Inward(const FourTuple& outside, const Segment& segment, Time now)
{
    Forget(now);
    const uint32_t position = FindOutside(outside);
    if (position == NONE)
    {
        ++m_counters.unknownIn;
        return std::nullopt;
    }
    const FourTuple inside = m_mappings[position].inside;
    Observe(position, segment, false, now);
    return inside;
}

void
Nat::Observe(uint32_t position, const Segment& segment, bool isOut, Time now)
{
    Mapping& mapping = m_mappings[position];
    mapping.end = isOut ? std::max(mapping.end, segment.End()) : mapping.end;
    Enter(NextPhase(mapping, segment, isOut), position, now);
}

// ---- Ports ----

uint32_t
Nat::ServerOf(const FourTuple& inside)
{
    const uint64_t key = static_cast<uint64_t>(inside.remoteAddress) << 16 | inside.remotePort;
    const auto [entry, isNew] =
        m_serverIndex.try_emplace(key, static_cast<uint32_t>(m_servers.size()));
    if (isNew)
    {
        m_servers.push_back({PortSet(m_ports), PortSet(m_ports)});
    }
    return entry->second;
}

void
Nat::SetBlocks(const std::vector<AddressId>& inside, uint32_t block)
{
    m_block = block;
    for (const AddressId address : inside)
    {
        m_blocks.emplace(address, static_cast<uint32_t>(m_blocks.size()) * block);
    }
    NS_ASSERT(m_blocks.size() * block <= m_ports);
}

Nat::Ports
Nat::PortsOf(AddressId inside) const
{
    if (m_block == 0)
    {
        return {0, m_ports};
    }
    const uint32_t begin = m_blocks.at(inside);
    return {begin, begin + m_block};
}

std::optional<uint32_t>
Nat::ChoosePort(uint32_t index, const FourTuple& inside, const Segment& syn)
{
    const Ports own = PortsOf(inside.localAddress);
    const uint32_t low = m_range.low + own.begin;
    const uint32_t high = m_range.low + own.end;
    const bool isInRange = inside.localPort >= low && inside.localPort < high;
    const uint32_t wish =
        isInRange ? inside.localPort - m_range.low : own.begin + inside.localPort % (high - low);
    for (const Ports among : {Ports{wish, own.end}, Ports{own.begin, wish}})
    {
        if (const auto port = m_servers[index].taken.NextMissing(among.begin, among.end))
        {
            return port;
        }
    }
    const auto port = TakeOver(index, inside, syn, {wish, own.end});
    return port ? port : TakeOver(index, inside, syn, {own.begin, wish});
}

std::optional<uint32_t>
Nat::TakeOver(uint32_t index, const FourTuple& inside, const Segment& syn, Ports among)
{
    for (uint32_t from = among.begin; from < among.end; ++from)
    {
        const auto port = m_servers[index].over.NextAround(from);
        if (!port || *port < from || *port >= among.end)
        {
            break;
        }
        const uint32_t old = FindOutside(OutsideOf(inside, *port));
        if (syn.End() > m_mappings[old].end)
        {
            ++m_counters.recycled;
            Release(old);
            m_mappings.Remove(old);
            return port;
        }
        from = *port;
    }
    return std::nullopt;
}

FourTuple
Nat::OutsideOf(const FourTuple& inside, uint32_t port) const
{
    FourTuple outside = inside;
    outside.localAddress = m_address;
    outside.localPort = static_cast<uint16_t>(m_range.low + port);
    return outside;
}

// ---- Mappings ----

uint32_t
Nat::Open(const FourTuple& inside, const Segment& syn, Time now)
{
    const uint32_t server = ServerOf(inside);
    const auto port = ChoosePort(server, inside, syn);
    if (!port)
    {
        return NONE;
    }
    m_servers[server].taken.Insert(*port);
    const auto phase = static_cast<uint8_t>(ConnectionPhase::OPENING);
    const uint32_t position = m_mappings.Open(inside, phase, now);
    Mapping& mapping = m_mappings[position];
    mapping.outside = OutsideOf(inside, *port);
    mapping.end = syn.End();
    mapping.server = server;
    mapping.port = *port;
    m_outside.Insert(mapping.outside, position);
    ++m_counters.mappings;
    return position;
}

void
Nat::Release(uint32_t position)
{
    const Mapping& mapping = m_mappings[position];
    m_outside.Erase(mapping.outside, position);
    m_servers[mapping.server].over.Erase(mapping.port);
    m_servers[mapping.server].taken.Erase(mapping.port);
}

void
Nat::Forget(Time now)
{
    m_mappings.Forget(now, [this](uint32_t position) { Release(position); });
}

void
Nat::Enter(ConnectionPhase phase, uint32_t position, Time now)
{
    const Mapping& mapping = m_mappings[position];
    const bool isOver = phase == ConnectionPhase::OVER;
    if (isOver != IsOver(mapping))
    {
        PortSet& over = m_servers[mapping.server].over;
        isOver ? over.Insert(mapping.port) : over.Erase(mapping.port);
    }
    m_mappings.Enter(position, static_cast<uint8_t>(phase), now);
}

} // namespace synfin
} // namespace ns3
