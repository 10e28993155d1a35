/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection-slots.h"

namespace ns3
{
namespace synfin
{

ConnectionId
ConnectionSlots::Allocate()
{
    uint32_t slot;
    if (m_free.empty())
    {
        slot = static_cast<uint32_t>(m_slots.Size());
        m_slots.Append();
    }
    else
    {
        slot = m_free.back();
        m_free.pop_back();
    }
    m_slots[slot].generation = ++m_generation;
    return {slot, m_generation};
}

Connection&
ConnectionSlots::AddConnection(HostContext& host,
                               const FourTuple& tuple,
                               const ConnectionOptions& options)
{
    const ConnectionId id = Allocate();
    Slot& slot = m_slots[id.slot];
    slot.connection.emplace(host, id, tuple, options);
    slot.tuple = tuple;
    m_connections.Insert(tuple, id.slot);
    return *slot.connection;
}

ConnectionId
ConnectionSlots::AddListener(const FourTuple& tuple,
                             uint32_t backlog,
                             const ConnectionOptions& options,
                             const Profile& profile,
                             Time now,
                             QueueLoad& load)
{
    const ConnectionId id = Allocate();
    Slot& slot = m_slots[id.slot];
    slot.listener = std::make_unique<Listener>(id, tuple, backlog, options, profile, now, load);
    slot.tuple = tuple;
    ++m_listenerCount;
    if (!HasListener(tuple))
    {
        m_listeners.Insert(tuple, id.slot);
    }
    if (options.reusePort)
    {
        m_groups[tuple].Add(id.slot);
    }
    return id;
}

void
ConnectionSlots::HideListener(ConnectionId id)
{
    const FourTuple& tuple = m_slots[id.slot].tuple;
    const bool isInIndex = FindIn(m_listeners, tuple) == id.slot;
    if (isInIndex)
    {
        m_listeners.Erase(tuple, id.slot);
    }
    const auto group = m_groups.empty() ? m_groups.end() : m_groups.find(tuple);
    if (group == m_groups.end())
    {
        return;
    }
    group->second.Remove(id.slot);
    if (group->second.IsEmpty())
    {
        m_groups.erase(group);
    }
    else if (isInIndex)
    {
        m_listeners.Insert(tuple, group->second.Front());
    }
}

void
ConnectionSlots::Remove(ConnectionId id)
{
    Slot& slot = m_slots[id.slot];
    if (slot.connection)
    {
        m_connections.Erase(slot.tuple, id.slot);
    }
    else
    {
        HideListener(id);
        --m_listenerCount;
    }
    slot.generation = 0;
    slot.deadline = slot.scheduled = NEVER;
    slot.parent = {};
    slot.ephemeral = false;
    slot.listener.reset();
    slot.connection.reset();
    m_free.push_back(id.slot);
}

Listener*
ConnectionSlots::ListenerFor(const FourTuple& tuple) const
{
    // MUST-43: one for this local address comes before one for any.
    uint32_t slot = FindIn(m_listeners, {tuple.localAddress, ANY_ADDRESS, tuple.localPort, 0});
    if (slot == NONE)
    {
        const AddressId any = tuple.localAddress & IPV6_ADDRESS;
        slot = FindIn(m_listeners, {any, ANY_ADDRESS, tuple.localPort, 0});
    }
    return slot == NONE ? nullptr : m_slots[slot].listener.get();
}

void
ConnectionSlots::PrefetchSlot(uint32_t slot) const
{
    constexpr std::size_t CACHE_LINE = 64;
    const char* begin = reinterpret_cast<const char*>(&m_slots[slot]);
    for (std::size_t offset = 0; offset < sizeof(Slot); offset += CACHE_LINE)
    {
        __builtin_prefetch(begin + offset);
    }
}

} // namespace synfin
} // namespace ns3
