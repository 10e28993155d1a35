/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DIRECT_CAPTURE_H
#define SYNFIN_DIRECT_CAPTURE_H

#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-arrival-queue.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-link-capture.h"
#include "ns3/synfin-link-result.h"
#include "ns3/synfin-segment-header.h"
#include "ns3/synfin-segment.h"

#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-direct
/// @{

/**
 * @brief Has a capture see what passes both ends of the link of the direct path, as LinkDevices
 * show it.
 *
 * The direct path has no packets, so they are made here, from segments: the octets, the times and
 * the order are those of the ip path. A frame passes the sending end when its transmission
 * begins, also when it gets lost later, and the other when it arrives.
 */
class DirectCapture
{
  public:
    /**
     * @param capture what sees it, of which end 0 is that of the senders of side 0; lives longer
     * @param routed true when hosts are behind routers, as on the ip path with several hosts: the
     * router takes one off the time to live
     * @param addresses behind the ids of four-tuples; lives longer
     */
    DirectCapture(LinkCapture& capture, bool routed, const AddressTable& addresses);

    /**
     * @brief A segment entered the link.
     * @param side 0 or 1: where its sender is
     * @param tuple as the sender sees it
     * @param segment the segment
     * @param identification of IPv4: Identify()
     * @param now the time
     * @param result what becomes of it
     */
    void Enters(int side,
                const FourTuple& tuple,
                const Segment& segment,
                uint16_t identification,
                Time now,
                const LinkResult& result);

    /// @return what IPv4 of a host identifies the next packet by that goes from one address of the
    /// tuple to the other, as Ipv4L3Protocol::BuildHeader counts them
    uint16_t Identify(uint32_t host, const FourTuple& tuple);

    /**
     * @brief The next segment is about to be handed over to its receiver.
     * @param side where its sender is
     * @param now the time
     */
    void Arrives(int side, Time now);

    /// Shows what is sent until then.
    void Finish(Time last);

  private:
    /// A frame that waits for its transmission, or is on its way.
    struct Frame
    {
        int64_t at; //!< when its transmission begins, or when it arrives, in time steps
        Ptr<const Packet> packet;
        bool corrupted; //!< it arrives damaged
    };

    /// One end of the link.
    struct End
    {
        std::deque<Frame> waiting;    //!< to be sent, in their order
        ArrivalQueue<Frame> onTheWay; //!< sent from here
    };

    Ptr<Packet> MakeFrame(const FourTuple& tuple,
                          const Segment& segment,
                          uint16_t identification) const;
    void AddIpv4(Ptr<Packet> packet,
                 SegmentHeader header,
                 const FourTuple& tuple,
                 uint16_t identification) const;
    void AddIpv6(Ptr<Packet> packet, SegmentHeader header, const FourTuple& tuple) const;
    /// Shows what an end has sent until then.
    void ShowSent(int end, Time until);
    /// Shows all that came before, of both ends.
    void Advance(Time now);

    LinkCapture& m_capture;
    std::array<End, 2> m_ends;
    bool m_routed;                   //!< hosts are behind routers
    const AddressTable& m_addresses; //!< behind ids
    std::unordered_map<uint32_t, std::unordered_map<uint64_t, uint16_t>>
        m_nextIpv4Id; //!< of a host, by source and destination
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DIRECT_CAPTURE_H
