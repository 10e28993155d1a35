/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_MIDDLEBOX_ANSWERS_H
#define SYNFIN_MIDDLEBOX_ANSWERS_H

#include "ns3/synfin-agenda.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment.h"

#include <deque>
#include <functional>
#include <utility>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-middlebox
/// @{

/// What a middlebox sends of its own: at once, but when the step in which it was asked is over.
class MiddleboxAnswers : private Agenda::Item
{
  public:
    /// A segment of the middlebox.
    struct Answer
    {
        FourTuple tuple;      //!< as its receiver sees it
        Segment segment;      //!< which
        bool isInside{false}; //!< so is its receiver
    };

    /// Takes what is sent.
    using Out = std::function<void(const Answer&)>;

    /**
     * @param agenda the clock; outlives this
     * @param out where answers go
     */
    MiddleboxAnswers(Agenda& agenda, Out out)
        : Item(Turn::OfMiddlebox()),
          m_agenda(agenda),
          m_out(std::move(out))
    {
    }

    MiddleboxAnswers(const MiddleboxAnswers&) = delete;
    MiddleboxAnswers& operator=(const MiddleboxAnswers&) = delete;

    /// Sends one.
    void Push(const Answer& answer)
    {
        m_waiting.push_back(answer);
        if (m_waiting.size() == 1)
        {
            m_agenda.Schedule(m_agenda.Now(), *this);
        }
    }

  private:
    void Ring() override
    {
        const Answer answer = m_waiting.front();
        m_out(answer);
        m_waiting.pop_front();
        if (!m_waiting.empty())
        {
            m_agenda.Schedule(m_agenda.Now(), *this);
        }
    }

    Agenda& m_agenda;
    Out m_out;
    std::deque<Answer> m_waiting;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_MIDDLEBOX_ANSWERS_H
