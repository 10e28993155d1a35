/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_SLOTS_H
#define SYNFIN_CONNECTION_SLOTS_H

#include "synfin-actions.h"
#include "synfin-connection.h"
#include "synfin-four-tuple.h"
#include "synfin-host-context.h"
#include "synfin-listener-group.h"
#include "synfin-listener.h"
#include "synfin-stable-array.h"
#include "synfin-tuple-index.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// The connections and listeners of one host: each has a slot, and is found by its id and by its
/// addresses and ports.
class ConnectionSlots
{
  public:
    /// What Find returns when there is none.
    static constexpr uint32_t NONE = TupleIndex::NONE;

    /// The time of what never happens.
    static constexpr int64_t NEVER = INT64_MAX;

    /// A place for a connection or a listener.
    struct Slot
    {
        FourTuple tuple;                      //!< of the occupant, where look-ups find it soonest
        uint32_t generation{0};               //!< of the present occupant; 0 when free
        int64_t deadline{NEVER};              //!< the connection's earliest deadline
        mutable int64_t scheduled{NEVER};     //!< time of its wake-up call, not after the deadline
        ConnectionId parent;                  //!< the listener, until the connection is accepted
        Listener::Child child;                //!< its place in the listener's queues
        bool ephemeral{false};                //!< the connection's local port was chosen by Connect
        bool orphan{false};                   //!< it is counted as an orphan
        std::unique_ptr<Listener> listener;   //!< one of
        std::optional<Connection> connection; //!< the two
    };

    /// @param slot a slot that was given out (ConnectionId::slot)
    /// @return it
    Slot& operator[](uint32_t slot)
    {
        return m_slots[slot];
    }

    /// @param slot a slot that was given out (ConnectionId::slot)
    /// @return it
    const Slot& operator[](uint32_t slot) const
    {
        return m_slots[slot];
    }

    /// @return how many slots there are, free ones included
    std::size_t Size() const
    {
        return m_slots.Size();
    }

    /// @return how many listeners there are
    uint32_t ListenerCount() const
    {
        return m_listenerCount;
    }

    /// @name Coming and going
    /// @{

    /**
     * @brief Makes a connection, in CLOSED.
     * @param host what all connections of the host share
     * @param tuple its addresses and ports, which no other connection has
     * @param options the user's switches
     * @return the connection
     */
    Connection& AddConnection(HostContext& host,
                              const FourTuple& tuple,
                              const ConnectionOptions& options);

    /**
     * @brief Makes a listener.
     * @param tuple its local address and port, which no other listener has unless both say
     * reusePort
     * @param backlog as of listen(2)
     * @param options what accepted connections inherit
     * @param profile the host's policies
     * @param now the time
     * @param load of the host, to which the listener adds; lives longer
     * @return its name
     */
    ConnectionId AddListener(const FourTuple& tuple,
                             uint32_t backlog,
                             const ConnectionOptions& options,
                             const Profile& profile,
                             Time now,
                             QueueLoad& load);

    /// A listener is found no more, though it is still there.
    /// @param id its name
    void HideListener(ConnectionId id);

    /// A connection, or a listener, is over; its slot is free.
    /// @param id its name
    void Remove(ConnectionId id);

    /// @}
    /// @name Finding
    /// @{

    /// @param id a name
    /// @return the connection of that name, or nullptr
    const Connection* FindConnection(ConnectionId id) const
    {
        return IsLiving(id) && m_slots[id.slot].connection ? &*m_slots[id.slot].connection
                                                           : nullptr;
    }

    /// @param id a name
    /// @return the connection of that name, or nullptr
    Connection* FindConnection(ConnectionId id)
    {
        return IsLiving(id) && m_slots[id.slot].connection ? &*m_slots[id.slot].connection
                                                           : nullptr;
    }

    /// @param id a name
    /// @return the listener of that name, or nullptr
    Listener* FindListener(ConnectionId id) const
    {
        return IsLiving(id) ? m_slots[id.slot].listener.get() : nullptr;
    }

    /// @param tuple a connection's addresses and ports
    /// @return the slot of the connection, or NONE
    uint32_t Find(const FourTuple& tuple) const
    {
        return FindIn(m_connections, tuple);
    }

    /// @param tuple local address and port, the rest is zero
    /// @return true when a listener has exactly these
    bool HasListener(const FourTuple& tuple) const
    {
        return FindIn(m_listeners, tuple) != NONE;
    }

    /// @param tuple a connection's addresses and ports
    /// @return the listener that a SYN for it reaches, or one of those that share it; or nullptr
    Listener* ListenerFor(const FourTuple& tuple) const;

    /// @param listener one of those that share an address and port
    /// @return those, or nullptr when it shares nothing
    const ListenerGroup* GroupOf(const Listener& listener) const
    {
        const auto group = m_groups.empty() ? m_groups.end() : m_groups.find(listener.Tuple());
        return group == m_groups.end() ? nullptr : &group->second;
    }

    /// @}
    /// @name Asking for memory that will be needed
    /// @{

    /// @param tuple of which Find will be asked
    void Prefetch(const FourTuple& tuple) const
    {
        m_connections.Prefetch(tuple);
    }

    /// @param tuple a connection's addresses and ports
    /// @return what Find most probably returns
    uint32_t Guess(const FourTuple& tuple) const
    {
        return m_connections.Guess(tuple);
    }

    /// @param slot whose memory it is
    void PrefetchSlot(uint32_t slot) const;

    /// @}

  private:
    uint32_t FindIn(const TupleIndex& index, const FourTuple& tuple) const
    {
        return index.Find(tuple, [this](uint32_t slot) -> const FourTuple& {
            return m_slots[slot].tuple;
        });
    }

    bool IsLiving(ConnectionId id) const
    {
        return id.IsValid() && id.slot < m_slots.Size() &&
               m_slots[id.slot].generation == id.generation;
    }

    ConnectionId Allocate();

    StableArray<Slot> m_slots;    //!< never shrinks
    std::vector<uint32_t> m_free; //!< free ones of them
    uint32_t m_generation{0};     //!< the last one given out
    uint32_t m_listenerCount{0};  //!< listeners
    TupleIndex m_connections;     //!< four-tuple to slot
    TupleIndex m_listeners;       //!< local address and port to slot, of those that share one's
    std::unordered_map<FourTuple, ListenerGroup, FourTupleHash>
        m_groups; //!< that share a local address and port, by these
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_SLOTS_H
