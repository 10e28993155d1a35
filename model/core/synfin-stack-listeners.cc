/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Listeners of a Stack: who may listen where, who is meant, and what becomes of those who wait at
// one that goes.

#include "synfin-stack.h"

namespace ns3
{
namespace synfin
{

bool
Stack::MayListen(const FourTuple& key, const ConnectionOptions& options) const
{
    const Listener* other =
        m_connections.HasListener(key) ? m_connections.ListenerFor(key) : nullptr;
    // Linux inet_csk_bind_conflict(): both say SO_REUSEPORT.
    return !other || (options.reusePort && m_connections.GroupOf(*other));
}

Listener*
Stack::SeekListener(const FourTuple& tuple)
{
    ++m_host.counters.listenersSought;
    Listener* listener = m_connections.ListenerFor(tuple);
    const ListenerGroup* group = listener ? m_connections.GroupOf(*listener) : nullptr;
    return group ? m_connections[group->Choose(m_host.isn.ListenerHash(tuple))].listener.get()
                 : listener;
}

Listener*
Stack::HeirOf(const Listener& listener, const Connection& child) const
{
    // Linux reuseport_migrate_sock(). FreeBSD's syncache asks who listens when the last ACK comes:
    // syncache_expand().
    const uint32_t which = m_host.profile.migrate_req;
    const bool isHalfOpen = child.GetState() == State::SYN_RCVD;
    const ListenerGroup* group = m_connections.GroupOf(listener);
    if (!group || child.IsFastOpen() || which == 0 || (which == 2 && !isHalfOpen))
    {
        return nullptr;
    }
    return m_connections[group->Choose(m_host.isn.ListenerHash(child.Tuple()))].listener.get();
}

void
Stack::CloseListener(ConnectionId id, Step& step)
{
    // Whoever is not accepted yet can no longer be: RST, as RFC 9293 3.10.4 has it for queued
    // OPENs.
    Listener& listener = *m_connections[id.slot].listener;
    m_connections.HideListener(id);
    while (const auto child = listener.AnyChild())
    {
        Connection& connection = *m_connections.FindConnection(*child);
        if (Listener* heir = HeirOf(listener, connection))
        {
            ConnectionSlots::Slot& slot = m_connections[child->slot];
            const Listener::Child before = slot.child;
            listener.Forget(slot.child);
            slot.parent = heir->Id();
            heir->Adopt(*child, slot.child, before, step.out);
            ++m_host.counters.migrated;
            continue;
        }
        const State before = connection.GetState();
        if (before == State::SYN_RCVD && !m_host.profile.close_resets_half_open &&
            !connection.IsFastOpen())
        {
            connection.Forget(Cause::LISTENER_CLOSED, step);
        }
        else
        {
            connection.Abort(Cause::LISTENER_CLOSED, Notification::ABORTED, step);
        }
        Settle(connection, before, step);
    }
    RemoveListener(id, Cause::USER_CLOSE, step);
}

void
Stack::RemoveListener(ConnectionId id, Cause cause, Step& step)
{
    const Listener& listener = *m_connections[id.slot].listener;
    step.out.transitions.push_back(
        {listener.Tuple(), State::LISTEN, State::CLOSED, cause, 0, listener.Since()});
    m_host.fastOpen.Forget(id);
    m_connections.Remove(id);
}

} // namespace synfin
} // namespace ns3
