/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_COUNTERS_H
#define SYNFIN_COUNTERS_H

#include "synfin-actions.h"
#include "synfin-queue-load.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// What a Stack counts because a Linux host does (KernelCounters), each rare.
enum class StackEvent : uint8_t
{
    TIMEOUT,              //!< the retransmission timer went off, for a SYN-ACK, too
    LOSS_PROBE,           //!< a tail loss probe was sent
    WINDOW_PROBE,         //!< a probe of a zero window was sent, without data
    KEEPALIVE_PROBE,      //!< a keep-alive probe was sent
    DELAYED_ACK,          //!< an ACK was sent because it had been delayed long enough
    ACK_LOST,             //!< text came that had come before: its ACK was lost, it seems
    OLD_REPORTED,         //!< and a D-SACK told the peer so
    PAWS_REJECTED,        //!< an older timestamp, on a connection (not SYN, not in FIN_WAIT_2's
                          //!< record)
    PAWS_IN_TIME_WAIT,    //!< an older timestamp, in TIME_WAIT
    SYN_CHALLENGED,       //!< a SYN in a synchronized state
    SYN_IN_ESTABLISHED,   //!< the same, in ESTABLISHED
    SKIPPED_SYN_RECEIVED, //!< invalid_ratelimit forbade an answer: to a half-open connection
    SKIPPED_PAWS,         //!< the same: to an older timestamp
    SKIPPED_SEQUENCE,     //!< the same: to what is outside of the window
    SKIPPED_FIN_WAIT_2,   //!< the same: of a record in FIN_WAIT_2
    SKIPPED_TIME_WAIT,    //!< the same: in TIME_WAIT
    SKIPPED_CHALLENGE,    //!< the same: a challenge ACK
    SYN_QUEUE_OVERFLOW,   //!< a SYN was dropped: as many as the backlog allows are half-open
    ABORT_ON_CLOSE,       //!< a user closed with unread data
    ABORT_ON_LINGER,      //!< a user closed in FIN_WAIT_2, and linger2 is below 0
    RECORD_MADE,          //!< an orphan in FIN_WAIT_2 became a record
    RECORD_SHORT,         //!< of these, for SHORT_WAIT_S at most
    RECORD_REFUSED,       //!< such a record answered data by RST
    RECORD_IN_TIME_WAIT,  //!< such a record came into TIME_WAIT
    TIME_WAIT_SHORT,  //!< a connection, no record, came into TIME_WAIT for SHORT_WAIT_S at most, by
                      //!< its user's choice or tw_recycle's
    FAST_OPEN_ACTIVE, //!< a SYN-ACK acknowledged all the data of a SYN
    FAST_OPEN_ACTIVE_FAIL,  //!< it did not; or timeouts made a client suspect Fast Open
    FAST_OPEN_PASSIVE,      //!< a listener accepted a connection with its SYN
    FAST_OPEN_PASSIVE_FAIL, //!< a SYN came with a wrong cookie
    FAST_OPEN_OVERFLOW,     //!< a listener had accepted too many
    FAST_OPEN_ASKED,        //!< a SYN asked for a cookie
    FAST_OPEN_PAUSED,       //!< a client paused Fast Open
    ICMP_OUT_OF_WINDOW,     //!< ICMP about nothing that is in flight
    PATH_MTU_TAKEN,       //!< ICMP told of an MTU for which a connection's segments were too large
    BLACK_HOLE_SUSPECTED, //!< timeouts made a connection send smaller segments
    COOKIE_WANTED,        //!< a SYN found the SYN queue full, or syncookies 2, and was to get one
    COOKIE_SENT,          //!< a SYN-ACK left that is a cookie
    COOKIE_VALID,         //!< an ACK brought one back
    COOKIE_INVALID,       //!< an ACK was none of ours, or an old one, while cookies are sent
    HALF_OPEN_RECYCLED,   //!< a half-open connection went for a new SYN
};

/// How many there are.
constexpr int STACK_EVENT_COUNT = static_cast<int>(StackEvent::HALF_OPEN_RECYCLED) + 1;

/// Linux __inet_twsk_schedule(): what is to last longer counts as TW, other records as TWKilled.
constexpr int SHORT_WAIT_S = 4;

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
    uint64_t finRetransmitted{
        0}; //!< segments with a FIN and no data; one with data counts above alone
    /// @}

    /// @name TIME_WAIT: entered = expired + reused + reset + crashed + still there; evicted never
    /// entered
    /// @{
    uint64_t timeWaitEntered{0}; //!< connections that came into TIME_WAIT
    uint64_t timeWaitExpired{0}; //!< left when 2MSL was over
    uint64_t timeWaitReused{0};  //!< left for a new connection of the same four-tuple
    uint64_t timeWaitReset{0};   //!< left because of a RST (RFC 1337)
    uint64_t timeWaitCrashed{0}; //!< left because the host crashed
    uint64_t timeWaitEvicted{0}; //!< ended at once, beyond max_tw_buckets
    /// @}

    /// @name What TIME_WAIT is there to prevent
    /// @{

    /// Segments of an earlier incarnation (Segment::incarnation) that a later one took for its own:
    /// their data was kept, their ACK acknowledged something, or the state changed.
    uint64_t oldDuplicatesAccepted{0};
    uint64_t oldDuplicatesRejected{0}; //!< those that it met, and did not take
    /// Ends whose FIN was answered by RST instead of ACK: nobody remembered the connection.
    uint64_t finsAnsweredByReset{0};
    /// @}

    /// @name What there is now
    /// @{
    uint32_t finWait2Records{0}; //!< orphans of which only a record is left
    uint32_t orphans{0};         //!< connections that are Connection::IsOrphan()
    QueueLoad queues{};          //!< what waits at listeners
    /// @}

    /// @name ECN, but for handshakes
    /// @{
    uint64_t echoes{0};     //!< segments sent that tell of marks; in AccECN for the first time
    uint64_t reductions{0}; //!< segments sent that tell of a smaller congestion window; in AccECN,
                            //!< which has none, reductions for marks
    /// @}

    uint64_t listenersSought{0}; //!< segments of no connection: by whom are they listened to?
    uint64_t listenersTook{0};   //!< connections that they saw established
    uint64_t migrated{0};        //!< connections that went from a listener to another (migrate_req)

    uint64_t challengeAcks{0};                        //!< sent (RFC 5961)
    std::array<uint64_t, DROP_REASON_COUNT> drops{};  //!< by DropReason
    std::array<uint64_t, STACK_EVENT_COUNT> events{}; //!< by StackEvent

    /// @return how often a table was searched for a segment's addresses and ports: that of
    /// connections, TIME_WAIT included, for each segment; then that of listeners for those that it
    /// does not know (Linux __inet_lookup_established(), __inet_lookup_listener())
    uint64_t Lookups() const
    {
        return segmentsReceived + listenersSought;
    }

    /// Something happened once more.
    void Count(StackEvent event)
    {
        ++events[static_cast<std::size_t>(event)];
    }

    /// @return how often it happened
    uint64_t CountOf(StackEvent event) const
    {
        return events[static_cast<std::size_t>(event)];
    }

    /// @return how many segments were dropped for that reason
    uint64_t CountOf(DropReason reason) const
    {
        return drops[static_cast<std::size_t>(reason)];
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_COUNTERS_H
