/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_NEXT_EVENT_SCHEDULER_H
#define SYNFIN_NEXT_EVENT_SCHEDULER_H

#include "ns3/heap-scheduler.h"
#include "ns3/object.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-agenda
/// @{

/// When the simulator's next event is; what a NextEventScheduler keeps up to date.
class NextEventTime : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    /// @return in time steps, INT64_MAX when there is none, INT64_MIN when the simulator uses
    /// another scheduler and nobody knows
    int64_t Get() const
    {
        return m_time;
    }

    /// @param time what Get returns
    void Set(int64_t time)
    {
        m_time = time;
    }

  private:
    int64_t m_time{INT64_MIN};
};

/**
 * @brief ns-3's HeapScheduler, which also tells when the next event is.
 *
 * The simulator keeps its scheduler to itself, so this one is given, as an attribute, whom to tell.
 */
class NextEventScheduler : public HeapScheduler
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    ~NextEventScheduler() override;

    /// Adds an event and tells when the next one is.
    void Insert(const Event& event) override;
    /// Tells when the one after it is. @return the next event, which is taken out
    Event RemoveNext() override;
    /// Takes an event out and tells when the next one is.
    void Remove(const Event& event) override;

    /**
     * @brief Makes the simulator use one, in the place of the scheduler that it has.
     * @return what it keeps up to date until the simulator takes another scheduler
     */
    static Ptr<NextEventTime> Install();

  private:
    void Note();

    Ptr<NextEventTime> m_told; //!< nullptr for nobody
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_NEXT_EVENT_SCHEDULER_H
