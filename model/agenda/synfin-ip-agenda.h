/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_IP_AGENDA_H
#define SYNFIN_IP_AGENDA_H

#include "synfin-agenda-queue.h"
#include "synfin-agenda.h"
#include "synfin-next-event-scheduler.h"

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
 * @brief What is to be done when on the ip path, in the order of Turn: an event of the simulator
 * for each call, in the context of its node.
 *
 * A call may send packets that cross routers and links without a delay, each step an event of its
 * own at the same instant. So a call waits until the simulator has no other event at that instant:
 * then all that the call before has sent is where it goes.
 */
class IpAgenda : public Agenda
{
  public:
    /// Makes the simulator use a NextEventScheduler.
    IpAgenda();
    ~IpAgenda() override;
    IpAgenda(const IpAgenda&) = delete;
    IpAgenda& operator=(const IpAgenda&) = delete;

    Time Now() const override;
    void Schedule(Time at, Item& item) override;

  private:
    void Arm();
    void Ring();

    AgendaQueue m_queue;
    Ptr<NextEventTime> m_next;  //!< of the simulator
    bool m_isRinging{false};    //!< a call is being made
    int64_t m_armed{INT64_MAX}; //!< time of the simulator's event
    Ptr<EventImpl> m_event;     //!< the simulator's event
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_IP_AGENDA_H
