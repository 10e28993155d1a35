/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_AGENDA_H
#define SYNFIN_AGENDA_H

#include "ns3/nstime.h"

namespace ns3
{
namespace synfin
{

/// What time it is, and who is to be called when. Calls of the same time are made in the order in
/// which they were asked for.
class Agenda
{
  public:
    /// Somebody who has something to do at a time.
    class Item
    {
      public:
        virtual ~Item() = default;

        /// It is time.
        virtual void Ring() = 0;
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
    explicit AgendaItem(Class& owner)
        : m_owner(owner)
    {
    }

    void Ring() override
    {
        (m_owner.*METHOD)();
    }

  private:
    Class& m_owner;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_AGENDA_H
