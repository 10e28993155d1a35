/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PACKETIZATION_H
#define SYNFIN_PACKETIZATION_H

#include "ns3/nstime.h"
#include "ns3/synfin-actions.h"
#include "ns3/synfin-connection.h"

#include <cstdint>
#include <map>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief Which segments Linux hands to its device as one packet (TSO): the last of several carries
 * PSH (__tcp_transmit_skb()), which is all that a peer sees of it.
 */
class Packetization
{
  public:
    /**
     * @param connection that sends
     * @param least segments in a packet however slow the connection is (tcp_min_tso_segs)
     * @return segments in a packet of new data at most: a millisecond's worth at the rate of
     * pacing, more on short paths, and half a congestion window (tcp_tso_autosize(),
     * tcp_cwnd_test())
     */
    uint32_t LargestOf(const Connection& connection, uint32_t least);

    /**
     * @brief Cuts what one connection sends at one instant.
     * @param segments all that is sent at that instant; those of others are passed over
     * @param id the connection
     * @param largest LargestOf()
     * @param now the time
     * @param isLast of each segment: it is the last of several in a packet
     */
    void Cut(const std::vector<SegmentOut>& segments,
             ConnectionId id,
             uint32_t largest,
             Time now,
             std::vector<bool>& isLast);

    /// What comes before that octet of the stream is acknowledged.
    void Release(uint64_t offset, Time now);

  private:
    bool IsJoined(const SegmentOut& first, const SegmentOut& second) const;

    /// Where packets end in the stream, and when they were sent; what is sent again keeps them.
    std::map<uint64_t, Time> m_ends;
    Time m_srtt; //!< of each acknowledgement, as tcp_clean_rtx_queue() has it
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PACKETIZATION_H
