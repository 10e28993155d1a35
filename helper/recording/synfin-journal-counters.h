/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_JOURNAL_COUNTERS_H
#define SYNFIN_JOURNAL_COUNTERS_H

#include "ns3/synfin-counters.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/// @name What a journal has of a host's counters
/// @{

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, QueueLoad& load)
{
    archive(load.halfOpen, load.young, load.acceptable, load.octets);
    archive(load.mostHalfOpen, load.mostAcceptable, load.mostOctets);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, StackCounters& counters)
{
    archive(counters.segmentsSent, counters.segmentsReceived);
    archive(counters.synRetransmitted, counters.synAckRetransmitted, counters.dataRetransmitted);
    archive(counters.finRetransmitted, counters.timeWaitEntered, counters.timeWaitExpired);
    archive(counters.timeWaitReused, counters.timeWaitReset, counters.timeWaitEvicted);
    archive(counters.timeWaitCrashed, counters.oldDuplicatesAccepted);
    archive(counters.oldDuplicatesRejected, counters.finsAnsweredByReset);
    archive(counters.challengeAcks, counters.finWait2Records, counters.orphans);
    archive(counters.listenersSought, counters.listenersTook, counters.migrated);
    archive(counters.queues);
    archive(counters.drops, counters.events);
}

/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_JOURNAL_COUNTERS_H
