/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-syn-cache.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// What no message of a cookie is: the upper half of one is a sequence number, the next 24 bits
/// count keys from 1.
constexpr uint64_t OF_BUCKET = 1;

/// A rest is doubled so often at most (TCP_SYNCACHE_MAX_BACKOFF): 16 min.
constexpr uint32_t MOST_DOUBLINGS = 6;

} // namespace

std::size_t
SynCache::PlaceOf(const IsnGenerator& isn, const FourTuple& tuple) const
{
    return isn.CookieHash(tuple, OF_BUCKET) & (m_buckets.size() - 1);
}

std::optional<ConnectionId>
SynCache::VictimFor(const IsnGenerator& isn, const Profile& profile, const FourTuple& tuple) const
{
    if (m_buckets.empty())
    {
        return std::nullopt;
    }
    const Bucket& bucket = m_buckets[PlaceOf(isn, tuple)];
    const bool isFull = bucket.connections.size() >= profile.syncache_bucketlimit ||
                        m_size >= profile.max_syn_backlog;
    return isFull && !bucket.connections.empty() ? std::make_optional(bucket.connections.front())
                                                 : std::nullopt;
}

bool
SynCache::HasNoRoom(const IsnGenerator& isn, const Profile& profile, const FourTuple& tuple) const
{
    return m_size >= profile.max_syn_backlog && m_buckets[PlaceOf(isn, tuple)].connections.empty();
}

void
SynCache::Overflowed(const IsnGenerator& isn,
                     const Profile& profile,
                     const FourTuple& tuple,
                     Time now)
{
    m_buckets[PlaceOf(isn, tuple)].overflowAt = now;
    if (profile.syncookies == 0 || IsResting(now))
    {
        return;
    }
    // syncache_pause(): "consider it an extension of the same attack".
    Time rest = TimeStep(Period().GetTimeStep() << m_doublings);
    if (m_restsUntil + rest > now)
    {
        rest = m_doublings < MOST_DOUBLINGS ? rest + rest : rest;
        m_doublings = std::min(m_doublings + 1, MOST_DOUBLINGS);
    }
    else
    {
        rest = Period();
        m_doublings = 0;
    }
    m_restsUntil = now + rest;
}

void
SynCache::Add(const IsnGenerator& isn,
              const Profile& profile,
              const FourTuple& tuple,
              ConnectionId connection)
{
    if (m_buckets.empty())
    {
        m_buckets.resize(profile.syncache_hashsize);
    }
    m_buckets[PlaceOf(isn, tuple)].connections.push_back(connection);
    ++m_size;
}

void
SynCache::Remove(const IsnGenerator& isn, const FourTuple& tuple, ConnectionId connection)
{
    if (m_size == 0)
    {
        return;
    }
    auto& connections = m_buckets[PlaceOf(isn, tuple)].connections;
    const auto found = std::find(connections.begin(), connections.end(), connection);
    if (found != connections.end())
    {
        connections.erase(found);
        --m_size;
    }
}

bool
SynCache::HasOverflowed(const IsnGenerator& isn, const FourTuple& tuple, Time now) const
{
    if (m_buckets.empty())
    {
        return false;
    }
    const auto at = m_buckets[PlaceOf(isn, tuple)].overflowAt;
    return at && now <= *at + Period();
}

} // namespace synfin
} // namespace ns3
