/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TRACE_RECORD_H
#define SYNFIN_TRACE_RECORD_H

#include "ns3/nstime.h"
#include "ns3/synfin-actions.h"
#include "ns3/synfin-address-table.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// @return the second of simulated time that a time is of: n for ]n - 1, n]
inline int64_t
SecondOf(Time time)
{
    constexpr int64_t SECOND = 1000000000; // ns
    return (time.GetNanoSeconds() + SECOND - 1) / SECOND;
}

/*
 * The ids of addresses in a record are those of its host: to print or to compare addresses, ask
 * addresses->ToText(tuple.localAddress). The table lives as long as the host.
 */

/// A change of state at a host; what the trace source Transition hands out.
struct TransitionRecord
{
    Time time;                              //!< when
    uint32_t host{0};                       //!< id of the node
    Transition transition;                  //!< what
    const AddressTable* addresses{nullptr}; //!< behind the ids in it
};

/// A segment that a host sent or received; what SegmentSent and SegmentReceived hand out.
struct SegmentRecord
{
    Time time;                              //!< when
    uint32_t host{0};                       //!< id of the node
    bool sent{true};                        //!< false: received
    FourTuple tuple;                        //!< as this host sees it
    Segment segment;                        //!< header and payload size
    SegmentKind kind{SegmentKind::NEW};     //!< why it was sent (NEW when received)
    const AddressTable* addresses{nullptr}; //!< behind the ids in it
};

/// A segment that a host dropped; what Drop hands out.
struct DropRecord
{
    Time time;                              //!< when
    uint32_t host{0};                       //!< id of the node
    Drop drop;                              //!< what and why
    const AddressTable* addresses{nullptr}; //!< behind the ids in it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRACE_RECORD_H
