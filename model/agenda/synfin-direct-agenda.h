/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DIRECT_AGENDA_H
#define SYNFIN_DIRECT_AGENDA_H

#include "synfin-next-event-scheduler.h"
#include "synfin-queued-agenda.h"

#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-agenda
/// @{

/**
 * @brief What is to be done when on the direct path: a light queue of calls in order of time.
 *
 * However many calls there are, the simulator holds one event for all of them, that of the
 * earliest. Where the simulator's queue tells (NextEventScheduler), that event also makes
 * the calls that come before the simulator's next event, one after the other: nobody else could
 * notice the difference, and an event of the simulator costs several times as much as a call.
 * Meanwhile Now() is ahead of Simulator::Now(), unless KeepInStep() was called.
 */
class DirectAgenda : public QueuedAgenda
{
  public:
    /// @param next tells when the simulator's next event is; nullptr when nobody knows
    explicit DirectAgenda(Ptr<NextEventTime> next = nullptr);

    /// @return the time, as everybody on the direct path must see it
    Time Now() const override;

    /// From now on Simulator::Now() is the same as Now(), for what asks it: ns-3's congestion
    /// controls do. An event of the simulator makes the calls of one instant then.
    void KeepInStep();

    /// @return how many calls were made
    uint64_t Count() const
    {
        return Queue().Count();
    }

  private:
    /// How many calls an event of the simulator makes at most, so that Simulator::Stop() is heeded.
    static constexpr int CALLS = 256;

    uint32_t Context() const override;
    void MakeCalls() override;

    Ptr<NextEventTime> m_next;   //!< of the simulator, or nullptr
    int64_t m_now{0};            //!< the time while calls are being made
    bool m_isMakingCalls{false}; //!< m_now is the time
    bool m_isInStep{false};      //!< Simulator::Now() must be right as well
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DIRECT_AGENDA_H
