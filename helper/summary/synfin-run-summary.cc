/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-run-summary.h"

#include <sys/resource.h>

namespace ns3
{
namespace synfin
{

void
ConnectionResults::Add(const ConnectionResults& other)
{
    attempted += other.attempted;
    attempts.Add(other.attempts);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
    {
        outcomes[i] += other.outcomes[i];
    }
    for (std::size_t i = 0; i < closes.size(); ++i)
    {
        closes[i] += other.closes[i];
    }
    users += other.users;
    userLatency.Add(other.userLatency);
    handshake.Add(other.handshake);
}

void
Add(StackCounters& sum, const StackCounters& counters)
{
    sum.segmentsSent += counters.segmentsSent;
    sum.segmentsReceived += counters.segmentsReceived;
    sum.synRetransmitted += counters.synRetransmitted;
    sum.synAckRetransmitted += counters.synAckRetransmitted;
    sum.dataRetransmitted += counters.dataRetransmitted;
    sum.finRetransmitted += counters.finRetransmitted;
    sum.timeWaitEntered += counters.timeWaitEntered;
    sum.timeWaitExpired += counters.timeWaitExpired;
    sum.timeWaitReused += counters.timeWaitReused;
    sum.timeWaitReset += counters.timeWaitReset;
    sum.timeWaitCrashed += counters.timeWaitCrashed;
    sum.timeWaitEvicted += counters.timeWaitEvicted;
    sum.oldDuplicatesRejected += counters.oldDuplicatesRejected;
    sum.oldDuplicatesAccepted += counters.oldDuplicatesAccepted;
    sum.finsAnsweredByReset += counters.finsAnsweredByReset;
    sum.challengeAcks += counters.challengeAcks;
    sum.finWait2Records += counters.finWait2Records;
    sum.orphans += counters.orphans;
    sum.listenersSought += counters.listenersSought;
    sum.listenersTook += counters.listenersTook;
    sum.migrated += counters.migrated;
    sum.queues.Add(counters.queues);
    for (std::size_t reason = 0; reason < sum.drops.size(); ++reason)
    {
        sum.drops[reason] += counters.drops[reason];
    }
    for (std::size_t event = 0; event < sum.events.size(); ++event)
    {
        sum.events[event] += counters.events[event];
    }
}

uint64_t
PeakRssBytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

} // namespace synfin
} // namespace ns3
