/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PAUSE_QUEUE_H
#define SYNFIN_PAUSE_QUEUE_H

#include "ns3/nstime.h"
#include "ns3/synfin-agenda.h"

#include <deque>
#include <functional>
#include <utility>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Pauses that all last equally long, so they end in the order in which they began; the agenda
/// holds one call for all of them, the next end; each is a call of its own.
template <typename T>
class PauseQueue : private Agenda::Item
{
  public:
    /**
     * @param agenda the clock; outlives the queue
     * @param length of every pause
     * @param over called at the end of each
     */
    PauseQueue(Agenda& agenda, Time length, std::function<void(const T&)> over)
        : Item(Turn::OfUsers()),
          m_agenda(agenda),
          m_length(length),
          m_over(std::move(over))
    {
    }

    PauseQueue(const PauseQueue&) = delete;
    PauseQueue& operator=(const PauseQueue&) = delete;

    /// A pause begins.
    void Add(const T& who)
    {
        m_pauses.emplace_back(m_agenda.Now() + m_length, who);
        Arm();
    }

  private:
    void Arm()
    {
        if (!m_isArmed && !m_pauses.empty())
        {
            m_isArmed = true;
            m_agenda.Schedule(m_pauses.front().first, *this);
        }
    }

    void Ring() override
    {
        m_isArmed = false;
        const T who = m_pauses.front().second;
        m_pauses.pop_front();
        m_over(who);
        Arm();
    }

    Agenda& m_agenda;
    Time m_length;
    std::function<void(const T&)> m_over;
    std::deque<std::pair<Time, T>> m_pauses; //!< when each is over, and whose it is
    bool m_isArmed{false};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PAUSE_QUEUE_H
