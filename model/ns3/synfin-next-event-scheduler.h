/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_NEXT_EVENT_SCHEDULER_H
#define SYNFIN_NEXT_EVENT_SCHEDULER_H

#include "ns3/heap-scheduler.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/**
 * @brief ns-3's HeapScheduler, which can also be asked when the next event is.
 *
 * The simulator keeps its scheduler to itself; this one makes itself known.
 */
class NextEventScheduler : public HeapScheduler
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    NextEventScheduler();
    ~NextEventScheduler() override;

    void Insert(const Event& event) override;
    Event RemoveNext() override;
    void Remove(const Event& event) override;

    /// Makes the simulator use one, unless it does already.
    static void Install();

    /**
     * @return the time of the simulator's next event in time steps, INT64_MAX when there is none,
     * INT64_MIN when the simulator uses another scheduler and nobody knows
     */
    static int64_t NextTime()
    {
        return g_nextTime;
    }

  private:
    void Note();

    static NextEventScheduler* g_installed; //!< the simulator's
    static int64_t g_nextTime;              //!< what NextTime returns
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_NEXT_EVENT_SCHEDULER_H
