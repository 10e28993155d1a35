/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STACK_TRACES_H
#define SYNFIN_STACK_TRACES_H

#include "ns3/synfin-trace-record.h"
#include "ns3/traced-callback.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-driver
/// @{

/// The trace sources of one host; nothing is recorded for one that nobody connected.
struct StackTraces
{
    /// @name Signatures of the sinks
    /// @{

    /// Of Transition.
    using TransitionCallback = void (*)(const TransitionRecord& record);
    /// Of SegmentSent and SegmentReceived.
    using SegmentCallback = void (*)(const SegmentRecord& record);
    /// Of Drop.
    using DropCallback = void (*)(const DropRecord& record);
    /// @}

    TracedCallback<const TransitionRecord&>
        transition; //!< a connection or listener changed its state
    TracedCallback<const SegmentRecord&> segmentSent;     //!< a segment goes out
    TracedCallback<const SegmentRecord&> segmentReceived; //!< a segment arrived
    TracedCallback<const DropRecord&> drop;               //!< an arriving segment was dropped
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STACK_TRACES_H
