/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fast-open.h"

#include "synfin-profile.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// Linux tcp_fastopen_active_should_disable(): pauses double so many times at most.
constexpr uint32_t MOST_DOUBLINGS = 6;

} // namespace

// ---- The client's side ----

FastOpen::Offer
FastOpen::OfferTo(const FourTuple& tuple, const Profile& profile, uint32_t mss, Time now) const
{
    Offer offer;
    if ((profile.fastopen & CLIENT) == 0 || IsPaused(now, profile.fastopen_blackhole_timeout))
    {
        return offer;
    }
    const Server server = Recall(tuple);
    offer.isAsking = (profile.fastopen & CLIENT_WITHOUT_COOKIE) == 0;
    offer.cookie = server.cookie;
    if (!offer.isAsking || server.cookie.size > 0)
    {
        // Linux tcp_send_syn_data(): as much as fits beside 40 octets of options.
        constexpr uint32_t OPTIONS = 40;
        const uint32_t most = server.mss == 0 ? mss : std::min(server.mss, mss);
        offer.room = std::max(most, OPTIONS) - OPTIONS;
    }
    else
    {
        offer.cookie.isExperimental = server.refusals == 1;
    }
    return offer;
}

void
FastOpen::Learn(const FourTuple& tuple, const Segment& synAck, uint8_t refused)
{
    // Linux tcp_fastopen_cache_set()
    Server& known = m_servers[PairOf(tuple)];
    const FastOpenCookie cookie = synAck.Cookie();
    if (cookie.size > 0)
    {
        known.cookie = cookie;
    }
    else if (known.cookie.size == 0)
    {
        known.refusals = std::max(known.refusals, refused);
    }
    known.mss = synAck.mss.value_or(known.mss);
}

bool
FastOpen::IsPaused(Time now, Time first) const
{
    if (m_pauses == 0 || first.IsZero())
    {
        return false;
    }
    const int64_t times = int64_t{1} << std::min(m_pauses - 1, MOST_DOUBLINGS);
    return now - m_pausedAt < first * times;
}

// ---- The server's side ----

FastOpenCookie
FastOpen::CookieOf(const IsnGenerator& isn,
                   const FourTuple& tuple,
                   const std::optional<IsnSecret>& key) const
{
    uint64_t hash = isn.FastOpenHash(tuple, key ? key : m_key);
    FastOpenCookie cookie;
    cookie.size = 8; // Linux TCP_FASTOPEN_COOKIE_SIZE
    for (uint8_t i = 0; i < cookie.size; ++i, hash >>= 8)
    {
        cookie.octets[i] = hash & 0xff;
    }
    return cookie;
}

bool
FastOpen::HasRoom(ConnectionId listener, uint32_t most, Time now)
{
    Pending& pending = m_listeners[listener.Key()];
    if (pending.count < most)
    {
        return true;
    }
    // Linux tcp_fastopen_queue_check(): the oldest one makes room, when its time is over.
    if (most == 0 || pending.resets.empty() || pending.resets.front() > now)
    {
        return false;
    }
    pending.resets.pop_front();
    --pending.count;
    return true;
}

void
FastOpen::Begin(ConnectionId connection, ConnectionId listener)
{
    ++m_listeners[listener.Key()].count;
    m_connections[connection.Key()] = listener;
}

void
FastOpen::End(ConnectionId connection)
{
    const auto found = m_connections.find(connection.Key());
    if (found == m_connections.end())
    {
        return;
    }
    const auto listener = m_listeners.find(found->second.Key());
    if (listener != m_listeners.end())
    {
        --listener->second.count;
    }
    m_connections.erase(found);
}

void
FastOpen::EndByReset(ConnectionId connection, Time now)
{
    const auto found = m_connections.find(connection.Key());
    const auto listener =
        found == m_connections.end() ? m_listeners.end() : m_listeners.find(found->second.Key());
    if (listener != m_listeners.end())
    {
        listener->second.resets.push_back(now + Penalty());
    }
    m_connections.erase(connection.Key());
}

} // namespace synfin
} // namespace ns3
