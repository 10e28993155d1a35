/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_QUEUED_AGENDA_H
#define SYNFIN_QUEUED_AGENDA_H

#include "synfin-agenda-queue.h"
#include "synfin-agenda.h"

#include "ns3/event-impl.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-agenda
/// @{

/**
 * @brief An agenda with a queue of its own: the simulator holds one event for all calls, that of
 * the earliest.
 *
 * What happens when that event comes is what a path's agenda adds. The event is taken back when
 * the agenda goes.
 */
class QueuedAgenda : public Agenda
{
  public:
    QueuedAgenda() = default;
    ~QueuedAgenda() override;
    QueuedAgenda(const QueuedAgenda&) = delete;
    QueuedAgenda& operator=(const QueuedAgenda&) = delete;

    Time Now() const override;
    void Schedule(Time at, Item& item) override;

  protected:
    /// @return the context of an event for the earliest call
    virtual uint32_t Context() const = 0;

    /// Makes calls, the earliest first, as many as the path allows.
    virtual void MakeCalls() = 0;

    /// @return the calls to make
    AgendaQueue& Queue()
    {
        return m_queue;
    }

    /// @return the calls to make
    const AgendaQueue& Queue() const
    {
        return m_queue;
    }

  private:
    void Arm();
    void Ring();

    AgendaQueue m_queue;        //!< the calls to make
    bool m_isRinging{false};    //!< calls are being made
    int64_t m_armed{INT64_MAX}; //!< time of the simulator's event
    Ptr<EventImpl> m_event;     //!< the simulator's event
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_QUEUED_AGENDA_H
