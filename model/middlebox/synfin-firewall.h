/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FIREWALL_H
#define SYNFIN_FIREWALL_H

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

/// What a middlebox does with a segment.
enum class Verdict : uint8_t
{
    PASS,
    DROP,
    RESET, //!< drop it, and answer its sender with a RST
};

/**
 * @brief A stateful firewall, or a load balancer: lets pass what belongs to a connection that a
 * host behind it began, and forgets connections that are silent.
 *
 * A SYN from inside begins a connection. It is forgotten when nothing is seen of it for some time,
 * which depends on how far it is (RFC 5382 5, REQ-5: at least 2 h 4 min once established, 4 min
 * while it opens and closes). Segments of no connection are dropped, in silence or with a RST to
 * their sender.
 */
class Firewall
{
  public:
    /// How long a connection may be silent.
    struct Timeouts
    {
        Time opening; //!< before the first answer
        Time idle;    //!< from then on
        Time closing; //!< from the first FIN or RST on
    };

    /**
     * @param timeouts how long a connection may be silent
     * @param resets whether the sender of a segment of no connection is told by a RST
     */
    Firewall(const Timeouts& timeouts, bool resets);

    /**
     * @brief A segment comes by.
     * @param inside its connection as the host inside sees it
     * @param segment the segment
     * @param isOut the host inside sent it
     * @param now the time
     * @return what becomes of it
     */
    Verdict Sees(const FourTuple& inside, const Segment& segment, bool isOut, Time now);

    /// What it counted.
    struct Counters
    {
        uint64_t connections{0}; //!< that it let begin
        uint64_t idle{0};        //!< of those, forgotten between the first answer and the first FIN
        uint64_t unknownOut{0};  //!< segments from inside, dropped: of no connection
        uint64_t unknownIn{0};   //!< segments from outside, dropped: of no connection
        uint64_t resets{0};      //!< of both, answered with a RST
    };

    /// @return what it counted so far
    const Counters& GetCounters() const
    {
        return m_counters;
    }

    /// Octets of a connection, beside its place in an index.
    static constexpr std::size_t OCTETS = sizeof(TrackedConnection);

  private:
    ConnectionTracking<TrackedConnection, CONNECTION_PHASES> m_connections;
    bool m_resets;
    Counters m_counters;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FIREWALL_H
