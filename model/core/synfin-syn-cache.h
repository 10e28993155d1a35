/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SYN_CACHE_H
#define SYNFIN_SYN_CACHE_H

#include "synfin-actions.h"
#include "synfin-isn.h"
#include "synfin-profile.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief FreeBSD's SYN cache (tcp_syncache.c; RFC 4987 3.5): half-open connections of all
 * listeners, in buckets by a hash.
 *
 * A bucket that overflows loses its oldest, and with SYN cookies the cache then rests: for 15 s,
 * twice as long each time that one overflows again soon after, cookies alone are sent.
 */
class SynCache
{
    friend class StateDigest; // test/exploration

  public:
    /// How long a cookie's key is used, and how long the cache rests at first
    /// (SYNCOOKIE_LIFETIME, TCP_SYNCACHE_PAUSE_TIME).
    static Time Period()
    {
        return Seconds(15);
    }

    /// @param profile the host's policies
    /// @return true when it has one
    static bool IsUsedBy(const Profile& profile)
    {
        return profile.syncache_hashsize > 0;
    }

    /**
     * @brief Who must go for a new connection.
     * @param isn the host's hashes
     * @param profile the host's policies
     * @param tuple of the new connection
     * @return the oldest in its bucket, when that or the cache is full
     */
    std::optional<ConnectionId> VictimFor(const IsnGenerator& isn,
                                          const Profile& profile,
                                          const FourTuple& tuple) const;

    /// @return true when the cache is full, and nobody is in the bucket who could go
    bool HasNoRoom(const IsnGenerator& isn, const Profile& profile, const FourTuple& tuple) const;

    /// Somebody went for a new connection of these addresses.
    void Overflowed(const IsnGenerator& isn,
                    const Profile& profile,
                    const FourTuple& tuple,
                    Time now);

    /// A connection is half-open.
    void Add(const IsnGenerator& isn,
             const Profile& profile,
             const FourTuple& tuple,
             ConnectionId connection);

    /// It is not any more; nothing happens when it was not here.
    void Remove(const IsnGenerator& isn, const FourTuple& tuple, ConnectionId connection);

    /// @param now the time
    /// @return true while cookies alone are sent
    bool IsResting(Time now) const
    {
        return now < m_restsUntil;
    }

    /// @return true when an ACK for these addresses may be a cookie's although the cache does not
    /// rest: its bucket has overflowed in the last 15 s
    bool HasOverflowed(const IsnGenerator& isn, const FourTuple& tuple, Time now) const;

    /// @return how many connections are in it
    uint32_t Size() const
    {
        return m_size;
    }

  private:
    /// Connections with one hash, the oldest first.
    struct Bucket
    {
        std::vector<ConnectionId> connections;
        std::optional<Time> overflowAt; //!< when one of them had to go
    };

    std::size_t PlaceOf(const IsnGenerator& isn, const FourTuple& tuple) const;

    std::vector<Bucket> m_buckets;            //!< none before the first connection
    uint32_t m_size{0};                       //!< connections in all of them
    uint32_t m_doublings{0};                  //!< of the next rest, where it follows soon
    Time m_restsUntil{Time(0) - Seconds(15)}; //!< cookies alone are sent until then
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SYN_CACHE_H
