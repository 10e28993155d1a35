/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PATH_MTU_H
#define SYNFIN_PATH_MTU_H

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"
#include "ns3/synfin-agenda.h"
#include "ns3/synfin-four-tuple.h"

#include <cstdint>
#include <functional>
#include <map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-middlebox
/// @{

/**
 * @brief A router whose next hop takes packets up to a size: what is larger is dropped, and who
 * sent it is told so by ICMP (RFC 1191 4, RFC 8201 4), or is not: a path MTU black hole (RFC 2923
 * 2.1).
 *
 * Packets are never fragmented: TCP forbids it (DF), and IPv6 has no such routers.
 */
class PathMtu : private Agenda::Item
{
  public:
    /// What ICMP quotes of a packet that was too large.
    struct Quote
    {
        FourTuple tuple;      //!< the connection, as the sender sees it
        SequenceNumber32 seq; //!< the segment's
    };

    /// How long ICMP takes to a sender.
    using WayBack = std::function<Time(AddressId sender)>;
    /// ICMP arrives at the sender.
    using Tell = std::function<void(const Quote& quote, uint32_t mtu)>;

    /**
     * @param mtu octets of the largest packet that passes, its IP header included
     * @param wayBack how long ICMP takes to a sender
     * @param tell hands it over; nothing: nobody is told
     * @param agenda the clock; outlives this
     */
    PathMtu(uint32_t mtu, WayBack wayBack, Tell tell, Agenda& agenda);

    PathMtu(const PathMtu&) = delete;
    PathMtu& operator=(const PathMtu&) = delete;

    /**
     * @brief A packet is about to leave for the next hop.
     * @param octets its size, the IP header included
     * @param tuple the connection, as the sender sees it
     * @param seq the segment's sequence number
     * @return true when it is dropped
     */
    bool Drops(uint32_t octets, const FourTuple& tuple, SequenceNumber32 seq)
    {
        if (octets <= m_mtu)
        {
            return false;
        }
        Refuse({tuple, seq});
        return true;
    }

    /// What it counted.
    struct Counters
    {
        uint64_t tooLarge{0}; //!< packets that were dropped
        uint64_t told{0};     //!< ICMP messages that were sent
    };

    /// @return what it counted so far
    const Counters& GetCounters() const
    {
        return m_counters;
    }

  private:
    void Refuse(const Quote& quote);
    void Arm();
    void Ring() override;

    uint32_t m_mtu;
    WayBack m_wayBack;
    Tell m_tell;
    Agenda& m_agenda;
    std::multimap<int64_t, Quote> m_onTheWay; //!< ICMP, by when it arrives, in time steps
    int64_t m_armed{INT64_MAX};               //!< time of the earliest pending call
    Counters m_counters;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PATH_MTU_H
