/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TRACE_SINK_H
#define SYNFIN_TRACE_SINK_H

#include "synfin-trace-record.h"

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
        SEGMENTS, //!< and what is received
    };

    virtual ~TraceSink() = default;

    /// A connection or a listener changed its state.
    virtual void OnTransition(const TransitionRecord& record) = 0;

    /// A segment was sent.
    virtual void OnSegment(const SegmentRecord& record) = 0;

    /// A segment that arrived was dropped.
    virtual void OnDrop(const DropRecord& record) = 0;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRACE_SINK_H
