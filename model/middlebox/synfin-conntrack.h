/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNTRACK_H
#define SYNFIN_CONNTRACK_H

#include "synfin-connection-tracking.h"

#include "ns3/nstime.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-middlebox
/// @{

/// The states of Linux's nf_conntrack for TCP.
enum class ConntrackState : uint8_t
{
    SYN_SENT,
    SYN_RECV,
    ESTABLISHED,
    FIN_WAIT,
    CLOSE_WAIT,
    LAST_ACK,
    TIME_WAIT,
    CLOSE,
    SYN_SENT2, //!< a SYN of each side
};

/// How many there are.
constexpr std::size_t CONNTRACK_STATES = 9;

/**
 * @brief The table of Linux's connection tracking, which holds so many connections and no more.
 *
 * Each connection is an entry for as long as its state allows (nf_conntrack_tcp_timeout_*):
 * TIME_WAIT for 120 s, whatever its hosts do. Where all entries are taken (nf_conntrack_max), one
 * that was never answered to the end makes room, the oldest; when there is none, what would begin a
 * connection is dropped. An ACK of no connection picks it up in the middle (tcp_loose), and a SYN
 * opens one anew that is in TIME_WAIT or CLOSE. What fits no connection passes untracked: nothing
 * but a rule drops it.
 */
class Conntrack
{
  public:
    /**
     * @param entries how many connections the table holds
     * @param timeWait how long it keeps one in TIME_WAIT
     */
    Conntrack(uint32_t entries, Time timeWait);

    /**
     * @brief A segment comes by.
     * @param inside its connection as the host inside sees it
     * @param segment the segment
     * @param isOut the host inside sent it
     * @param now the time
     * @return false: it is dropped
     */
    bool Sees(const FourTuple& inside, const Segment& segment, bool isOut, Time now);

    /// What it counted.
    struct Counters
    {
        uint64_t entries{0};   //!< connections that were given an entry
        uint64_t peak{0};      //!< entries at once
        uint64_t tableFull{0}; //!< segments dropped: they would begin a connection
        uint64_t earlyDrop{0}; //!< entries that made room, not yet established
        uint64_t pickedUp{0};  //!< connections that were known from their middle on
        uint64_t invalid{0};   //!< segments that fit no state of their connection; they pass
    };

    /// @return what it counted so far
    const Counters& GetCounters() const
    {
        return m_counters;
    }

    /// Octets of a connection, beside its place in an index.
    static constexpr std::size_t OCTETS = sizeof(TrackedConnection);

  private:
    bool MakeRoom();
    bool Begin(const FourTuple& inside, const Segment& segment, bool isOut, Time now);
    void GoOn(uint32_t position, const Segment& segment, bool isOut, Time now);

    ConnectionTracking<TrackedConnection, CONNTRACK_STATES> m_connections;
    uint32_t m_entries; //!< how many there are
    Counters m_counters;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNTRACK_H
