/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_AGENDA_H
#define SYNFIN_AGENDA_H

#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-agenda
/// @{

/**
 * @brief Whose turn it is among those who have something to do at one instant.
 *
 * Users come first, in the order in which they asked; then the timers of hosts, in the order of
 * their ids; then what routers tell hosts; then what a middlebox sends of its own; then what
 * arrives from clients' access links; then what arrives over the link that all share, at the
 * servers before the clients, in the order in which it entered; then what arrives at clients over
 * their access links. A call is over, with all the frames that it sends on the link, before the
 * next one is made; what asks for a call at this very instant takes its turn among those that are
 * left.
 *
 * So what happens at one instant has one order, whatever carries the segments.
 */
class Turn
{
  public:
    /// @return that of the people who use hosts
    static constexpr Turn OfUsers()
    {
        return Turn(0);
    }

    /// @return that of a host's timers
    static constexpr Turn OfHost(uint32_t id)
    {
        return Turn(id < LAST - 6 ? id + 1 : LAST - 6);
    }

    /// @return that of what routers tell hosts (ICMP)
    static constexpr Turn OfRouters()
    {
        return Turn(LAST - 5);
    }

    /// @return that of what a middlebox sends of its own
    static constexpr Turn OfMiddlebox()
    {
        return Turn(LAST - 4);
    }

    /// @return that of what leaves access links towards the servers (0), or towards the clients (1)
    static constexpr Turn OfAccess(uint32_t direction)
    {
        return Turn(direction == 0 ? LAST - 3 : LAST);
    }

    /// @return that of the frames which the hosts at a side of the link (0 or 1) sent
    static constexpr Turn OfArrivals(uint32_t side)
    {
        return Turn(LAST - 2 + side);
    }

    /// How many bits a turn has.
    static constexpr int BITS = 24;

    /// @return a number of BITS bits; the least is first
    constexpr uint64_t Place() const
    {
        return m_place;
    }

  private:
    static constexpr uint32_t LAST = (1U << BITS) - 1;

    constexpr explicit Turn(uint32_t place)
        : m_place(place)
    {
    }

    uint32_t m_place;
};

/// What time it is, and who is to be called when.
class Agenda
{
  public:
    /// Somebody who has something to do at a time.
    class Item
    {
      public:
        /// The context of an event of the simulator that belongs to no node.
        static constexpr uint32_t NO_NODE = UINT32_MAX;

        /**
         * @param turn among those who have something to do at the same instant
         * @param node where it happens: the context of events
         */
        explicit Item(Turn turn, uint32_t node = NO_NODE)
            : m_turn(turn),
              m_node(node)
        {
        }

        virtual ~Item() = default;

        /// It is time.
        virtual void Ring() = 0;

        /// @return its turn among those of the same instant
        Turn GetTurn() const
        {
            return m_turn;
        }

        /// @return where it happens, or NO_NODE
        uint32_t Node() const
        {
            return m_node;
        }

      private:
        Turn m_turn;
        uint32_t m_node;
    };

    virtual ~Agenda() = default;

    /// @return the time
    virtual Time Now() const = 0;

    /**
     * @brief Asks for a call, which cannot be taken back.
     * @param at when, not before Now()
     * @param item whom to call; lives as long as the agenda
     */
    virtual void Schedule(Time at, Item& item) = 0;
};

/// An item that calls a member function.
template <typename Class, void (Class::*METHOD)()>
class AgendaItem final : public Agenda::Item
{
  public:
    /// An item whose METHOD of the owner is called; the owner lives longer.
    explicit AgendaItem(Class& owner, Turn turn, uint32_t node = NO_NODE)
        : Item(turn, node),
          m_owner(owner)
    {
    }

    void Ring() override
    {
        (m_owner.*METHOD)();
    }

  private:
    Class& m_owner;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_AGENDA_H
