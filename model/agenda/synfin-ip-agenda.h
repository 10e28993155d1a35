/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_IP_AGENDA_H
#define SYNFIN_IP_AGENDA_H

#include "synfin-next-event-scheduler.h"
#include "synfin-queued-agenda.h"

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
class IpAgenda : public QueuedAgenda
{
  public:
    /// Makes the simulator use a NextEventScheduler.
    IpAgenda();

  private:
    uint32_t Context() const override;
    void MakeCalls() override;

    Ptr<NextEventTime> m_next; //!< of the simulator
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_IP_AGENDA_H
