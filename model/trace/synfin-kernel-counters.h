/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_KERNEL_COUNTERS_H
#define SYNFIN_KERNEL_COUNTERS_H

#include "ns3/synfin-actions.h"
#include "ns3/synfin-counters.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-profile.h"

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// What Linux counts of a host, or has now.
struct KernelCounter
{
    const char* name;   //!< as nstat prints it, or ss -s
    const char* unit;   //!< such as "segments"
    const char* help;   //!< what it counts, in a line
    const char* source; //!< where Linux 6.18 counts it
    bool isNow{false};  //!< it is how many there are, not how many there were
};

/// @return all that synfin can know, in the order of /proc/net/snmp and /proc/net/netstat; then
/// what ss -s adds
const std::vector<KernelCounter>& KernelCounterList();

/// A value for each of KernelCounterList().
using KernelValues = std::vector<uint64_t>;

/**
 * @brief One host's counters under the names of Linux, where Linux counts them.
 *
 * Most follow from what a TraceSink hears of the host: all of its transitions and all segments that
 * it sends, from its begin on. The rest is what its Stack counts anyway.
 */
class KernelCounters
{
  public:
    /// A connection or a listener changed its state.
    void Record(const Transition& transition);

    /**
     * @brief The host sends a segment.
     * @param tuple as the host sees it
     * @param segment the segment
     * @param kind why it is sent
     */
    void Record(const FourTuple& tuple, const Segment& segment, SegmentKind kind);

    /**
     * @param counters what the host's Stack has counted
     * @param profile what it goes by
     * @return the values, up to now
     */
    KernelValues Values(const StackCounters& counters, const Profile& profile) const;

    /// What was seen.
    struct Seen
    {
        uint64_t activeOpens{0};     //!< TcpActiveOpens
        uint64_t passiveOpens{0};    //!< TcpPassiveOpens
        uint64_t attemptFails{0};    //!< TcpAttemptFails
        uint64_t estabResets{0};     //!< TcpEstabResets
        uint64_t currEstab{0};       //!< TcpCurrEstab
        uint64_t inTimeWait{0};      //!< connections in TIME_WAIT now
        uint64_t outSegs{0};         //!< TcpOutSegs
        uint64_t retransSegs{0};     //!< TcpRetransSegs
        uint64_t outRsts{0};         //!< TcpOutRsts
        uint64_t origDataSent{0};    //!< TCPOrigDataSent
        uint64_t embryonicRsts{0};   //!< EmbryonicRsts
        uint64_t recycled{0};        //!< TWRecycled
        uint64_t userAborts{0};      //!< connections that ended by user_abort
        uint64_t userTimeouts{0};    //!< and by user_timeout
        uint64_t abortsOnTimeout{0}; //!< TCPAbortOnTimeout
        uint64_t tooManyOrphans{0};  //!< TCPAbortOnMemory
        uint64_t halfOpenIcmp{0};    //!< half-open connections that ICMP ended
    };

  private:
    void LeaveSynReceived(const Transition& transition);
    void CountEnd(const Transition& transition, bool isHalfOpen);

    Seen m_seen;
    std::unordered_set<FourTuple, FourTupleHash> m_simultaneous; //!< in SYN_RCVD, not by a listener
    FourTuple m_reused; //!< left TIME_WAIT just now, for another incarnation
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_KERNEL_COUNTERS_H
