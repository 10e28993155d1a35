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

/// What one Stack counted since its start.
struct StackCounters
{
    uint64_t segmentsSent{0};
    uint64_t segmentsReceived{0};

    /// @name Retransmissions by kind (first transmissions do not count)
    /// @{
    uint64_t synRetransmitted{0};
    uint64_t synAckRetransmitted{0};
    uint64_t dataRetransmitted{0};
    uint64_t finRetransmitted{0};
    /// @}

    /// @name TIME_WAIT: entered = expired + reused + reset + still there; evicted never entered
    /// @{
    uint64_t timeWaitEntered{0};
    uint64_t timeWaitExpired{0};
    uint64_t timeWaitReused{0};
    uint64_t timeWaitReset{0};
    uint64_t timeWaitEvicted{0};
    /// @}

    /// @name What TIME_WAIT is there to prevent
    /// @{
    /// Segments of an earlier incarnation (Segment::incarnation) that a later one took for its own:
    /// their data was kept, their ACK acknowledged something, or the state changed.
    uint64_t oldDuplicatesAccepted{0};
    /// Ends whose FIN was answered by RST instead of ACK: nobody remembered the connection.
    uint64_t finsAnsweredByReset{0};
    /// @}

    uint64_t challengeAcks{0};
    std::array<uint64_t, DROP_REASON_COUNT> drops{}; //!< by DropReason
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_COUNTERS_H
