/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SYN_COOKIE_H
#define SYNFIN_SYN_COOKIE_H

#include "synfin-host-context.h"
#include "synfin-segment.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

class Listener;

/**
 * @brief SYN cookies as Linux makes them (syncookies.c; Bernstein 1996): an ISN that a host knows
 * again.
 *
 * Its upper 8 bits count minutes, 24 bits are a hash with the number of an MSS added; what else a
 * SYN offers rides in the lowest 6 bits of the SYN-ACK's timestamp.
 */
class LinuxCookie
{
  public:
    /// How long a count lasts (TCP_SYNCOOKIE_PERIOD).
    static Time Period()
    {
        return Seconds(60);
    }

    /// How long after the last one a listener looks for cookies (TCP_SYNCOOKIE_VALID).
    static Time Valid()
    {
        return Seconds(120);
    }

    /**
     * @param isn the host's hashes and clock
     * @param tuple the connection as the host sees it
     * @param irs the sequence number of the SYN
     * @param mss of the SYN, octets
     * @param now the time
     * @return the ISN (secure_tcp_syn_cookie())
     */
    static SequenceNumber32 Make(const IsnGenerator& isn,
                                 const FourTuple& tuple,
                                 SequenceNumber32 irs,
                                 uint32_t mss,
                                 Time now);

    /**
     * @param isn the host's hashes and clock
     * @param tuple the connection as the host sees it
     * @param irs the sequence number that the SYN must have had
     * @param iss that of the SYN-ACK
     * @param now the time
     * @return the MSS that the cookie has, octets; nothing when it is none of ours or too old
     * (check_tcp_syn_cookie())
     */
    static std::optional<uint16_t> Mss(const IsnGenerator& isn,
                                       const FourTuple& tuple,
                                       SequenceNumber32 irs,
                                       SequenceNumber32 iss,
                                       Time now);

    /// What rides in the timestamp of a SYN-ACK.
    struct Riders
    {
        std::optional<uint8_t> windowScale; //!< the peer's, when windows are scaled
        bool hasSack{false};                //!< both have SACK
        bool hasEcn{false};                 //!< both have ECN
    };

    /// @param riders what rides in it
    /// @param now the time
    /// @return what the host's clock shows, or up to 127 ms less (cookie_init_timestamp())
    static uint32_t ClockWith(const Riders& riders, Time now);

    /// @param clock that an ACK echoes
    /// @return what rides in it (cookie_timestamp_decode())
    static Riders RidersOf(uint32_t clock);
};

/**
 * @brief SYN cookies as FreeBSD makes them (syncookie_generate()): 24 bits of a hash, and numbers
 * of an MSS, of a window scale and of one of two keys, each of which is used for 15 s; the lowest 8
 * bits are hidden behind the hash.
 */
class BsdCookie
{
  public:
    /// What a cookie has.
    struct Content
    {
        uint16_t mss{0};                    //!< octets
        std::optional<uint8_t> windowScale; //!< the peer's, when windows are scaled
        bool hasSack{false};                //!< both have SACK
    };

    /**
     * @param isn the host's hashes and clock
     * @param tuple the connection as the host sees it
     * @param irs the sequence number of the SYN
     * @param content what it is to have: the next lower value of its tables
     * @param now the time
     * @return the ISN
     */
    static SequenceNumber32 Make(const IsnGenerator& isn,
                                 const FourTuple& tuple,
                                 SequenceNumber32 irs,
                                 const Content& content,
                                 Time now);

    /**
     * @param isn the host's hashes and clock
     * @param tuple the connection as the host sees it
     * @param irs the sequence number that the SYN must have had
     * @param iss that of the SYN-ACK
     * @param now the time
     * @return what it has; nothing when it is none of ours or too old (syncookie_lookup())
     */
    static std::optional<Content> Read(const IsnGenerator& isn,
                                       const FourTuple& tuple,
                                       SequenceNumber32 irs,
                                       SequenceNumber32 iss,
                                       Time now);
};

/**
 * @brief The ISN that a SYN cache's SYN-ACK has, so that its ACK is good when the connection was
 * lost for a new one (syncache_add()).
 * @param host the host, whose cookies are FreeBSD's
 * @param listener whom the SYN reached
 * @param tuple the connection as the host sees it
 * @param syn the SYN
 * @param now the time
 */
SequenceNumber32 BsdIsn(const HostContext& host,
                        const Listener& listener,
                        const FourTuple& tuple,
                        const Segment& syn,
                        Time now);

/**
 * @brief The SYN-ACK that answers a SYN of which nothing is kept: its ISN is a cookie.
 * @param host the host
 * @param listener whom the SYN reached
 * @param tuple the connection as the host sees it
 * @param syn the SYN
 * @param now the time
 */
Segment CookieSynAck(HostContext& host,
                     const Listener& listener,
                     const FourTuple& tuple,
                     const Segment& syn,
                     Time now);

/**
 * @brief What is left of the SYN that a cookie answered, as that SYN; counts what it finds.
 * @param host the host
 * @param listener whom the ACK reached
 * @param tuple the connection as the host sees it
 * @param ack an ACK
 * @param now the time
 * @return the SYN; nothing when the ACK has no cookie of the host's, or what the host does not do
 */
std::optional<Segment> SynOfCookie(HostContext& host,
                                   const Listener& listener,
                                   const FourTuple& tuple,
                                   const Segment& ack,
                                   Time now);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SYN_COOKIE_H
