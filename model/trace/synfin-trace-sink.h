/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TRACE_SINK_H
#define SYNFIN_TRACE_SINK_H

#include "synfin-loss-record.h"
#include "synfin-trace-record.h"

#include "ns3/synfin-counters.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// Whoever hears what happens at hosts, in the order in which it happens.
class TraceSink
{
  public:
    /// How much a sink is told.
    enum class Told : uint8_t
    {
        TRANSITIONS,
        SENT,     //!< and what is sent and dropped
        SEGMENTS, //!< and what is received, or lost on its way
    };

    virtual ~TraceSink() = default;

    /// A connection or a listener changed its state.
    virtual void OnTransition(const TransitionRecord& record) = 0;

    /// A segment was sent.
    virtual void OnSegment(const SegmentRecord& record) = 0;

    /// A segment that arrived was dropped.
    virtual void OnDrop(const DropRecord& record) = 0;

    /// A segment was lost on its way; told with Told::SEGMENTS.
    virtual void OnLoss(const LossRecord& record)
    {
        static_cast<void>(record);
    }

    /**
     * @brief Something is about to happen at a host, for the first time in that second of simulated
     * time (SecondOf); told with Told::SENT.
     * @param now the time
     * @param host id of the node
     * @param counters its own, as they are before; they live until the host is gone
     */
    virtual void OnActive(Time now, uint32_t host, const StackCounters& counters)
    {
        static_cast<void>(now);
        static_cast<void>(host);
        static_cast<void>(counters);
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRACE_SINK_H
