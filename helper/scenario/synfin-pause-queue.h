/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PAUSE_QUEUE_H
#define SYNFIN_PAUSE_QUEUE_H

#include "ns3/nstime.h"
#include "ns3/synfin-agenda.h"
#include "ns3/synfin-arrival-queue.h"

#include <cstdint>
#include <functional>
#include <utility>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Pauses, each a call of its own at its end; those that end at one time in the order in which they
/// began. The agenda holds one call for all of them, the next end.
template <typename T>
class PauseQueue : private Agenda::Item
{
  public:
    /**
     * @param agenda the clock; outlives the queue
     * @param over called at the end of each
     */
    PauseQueue(Agenda& agenda, std::function<void(const T&)> over)
        : Item(Turn::OfUsers()),
          m_agenda(agenda),
          m_over(std::move(over))
    {
    }

    PauseQueue(const PauseQueue&) = delete;
    PauseQueue& operator=(const PauseQueue&) = delete;

    /// A pause begins.
    void Add(const T& who, Time length)
    {
        m_pauses.Push({(m_agenda.Now() + length).GetTimeStep(), who});
        Arm();
    }

  private:
    /// Who pauses, and until when.
    struct Pause
    {
        int64_t at; //!< in time steps
        T who;
    };

    void Arm()
    {
        // A call for an earlier end arms for the next one.
        if (!m_pauses.IsEmpty() && m_pauses.Next() < m_armed)
        {
            m_armed = m_pauses.Next();
            m_agenda.Schedule(TimeStep(static_cast<uint64_t>(m_armed)), *this);
        }
    }

    void Ring() override
    {
        const int64_t now = m_agenda.Now().GetTimeStep();
        m_armed = now >= m_armed ? INT64_MAX : m_armed;
        if (!m_pauses.IsEmpty() && m_pauses.Next() <= now)
        {
            m_over(m_pauses.Pop().who);
        }
        Arm();
    }

    Agenda& m_agenda;
    std::function<void(const T&)> m_over;
    ArrivalQueue<Pause> m_pauses;
    int64_t m_armed{INT64_MAX}; //!< time of the earliest pending call
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PAUSE_QUEUE_H
