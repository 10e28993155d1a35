/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_COUNTERS_H
#define SYNFIN_COUNTERS_H

#include "synfin-actions.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// What one Stack counted since its start.
struct StackCounters
{
    uint64_t segmentsSent{0};     //!< all that went to the wire
    uint64_t segmentsReceived{0}; //!< all that came from it, those to be dropped too

    /// @name Retransmissions by kind (first transmissions do not count)
    /// @{
    uint64_t synRetransmitted{0};    //!< SYN, without ACK
    uint64_t synAckRetransmitted{0}; //!< SYN with ACK
    uint64_t dataRetransmitted{0};   //!< segments with a payload
    uint64_t finRetransmitted{0};    //!< segments with a FIN; one with data counts above, too
    /// @}

    /// @name TIME_WAIT: entered = expired + reused + reset + still there; evicted never entered
    /// @{
    uint64_t timeWaitEntered{0}; //!< connections that came into TIME_WAIT
    uint64_t timeWaitExpired{0}; //!< left when 2MSL was over
    uint64_t timeWaitReused{0};  //!< left for a new connection of the same four-tuple
    uint64_t timeWaitReset{0};   //!< left because of a RST (RFC 1337)
    uint64_t timeWaitEvicted{0}; //!< ended at once, beyond max_tw_buckets
    /// @}

    /// @name What TIME_WAIT is there to prevent
    /// @{

    /// Segments of an earlier incarnation (Segment::incarnation) that a later one took for its own:
    /// their data was kept, their ACK acknowledged something, or the state changed.
    uint64_t oldDuplicatesAccepted{0};
    /// Ends whose FIN was answered by RST instead of ACK: nobody remembered the connection.
    uint64_t finsAnsweredByReset{0};
    /// @}

    uint64_t challengeAcks{0};                       //!< sent (RFC 5961)
    std::array<uint64_t, DROP_REASON_COUNT> drops{}; //!< by DropReason
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_COUNTERS_H
