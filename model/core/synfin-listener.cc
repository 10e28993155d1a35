/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-listener.h"

namespace ns3
{
namespace synfin
{

std::optional<DropReason>
Listener::Refuses(const Segment& syn, bool isProven) const
{
    if (m_dropsSynFin && syn.Has(Segment::FIN))
    {
        return DropReason::SYN_WITH_FIN;
    }
    // In the order of Linux tcp_conn_request().
    if (!isProven && IsSynQueueFull())
    {
        return DropReason::SYN_QUEUE_FULL;
    }
    if (IsAcceptQueueFull())
    {
        return DropReason::ACCEPT_QUEUE_FULL;
    }
    if (!isProven && m_hasQueue && m_halfOpen.size >= m_synLimit)
    {
        return DropReason::SYN_QUEUE_FULL;
    }
    return std::nullopt;
}

uint32_t
Listener::SynAckRetries(uint32_t limit) const
{
    constexpr uint32_t FEWEST = 2;
    constexpr uint32_t SMALL = 8;
    if (m_keepsHalfForYoung && 2 * uint64_t{m_halfOpen.size} > std::max(SMALL, m_acceptLimit - 1))
    {
        for (uint64_t young = 2 * uint64_t{m_young}; limit > FEWEST && m_halfOpen.size >= young;
             young *= 2)
        {
            --limit;
        }
    }
    return limit;
}

std::optional<ConnectionId>
Listener::Victim(uint64_t random) const
{
    if (m_fullMode == FULL_OLDEST && m_halfOpen.size > 0)
    {
        return m_halfOpen.first->connection;
    }
    const uint64_t place = random % (m_places.size() + 1);
    return place < m_places.size() ? std::make_optional(m_places[place]->connection) : std::nullopt;
}

void
Listener::LeaveSynQueue(Child& child)
{
    Aged(child);
    m_halfOpen.Remove(child);
    m_load.RemoveHalfOpen(m_size);
    if (m_fullMode == FULL_RANDOM)
    {
        m_places.back()->place = child.place;
        m_places[child.place] = m_places.back();
        m_places.pop_back();
    }
}

uint32_t
Listener::DeferredTimeouts(const ConnectionOptions& options, const Profile& profile)
{
    constexpr uint32_t MOST = 255;
    const Time wait = options.deferAccept.value_or(profile.defer_accept);
    Time timeout = profile.rto_initial;
    uint32_t timeouts = wait.IsStrictlyPositive() ? 1 : 0;
    for (Time period = timeout; wait > period && timeouts < MOST; ++timeouts)
    {
        timeout = std::min(timeout + timeout, profile.rto_max);
        period += timeout;
    }
    return timeouts;
}

uint32_t
Listener::MostHalfOpen(const Profile& profile)
{
    if (profile.syncookies != 0)
    {
        return UINT32_MAX; // Linux looks at the backlog alone
    }
    // Linux tcp_conn_request(): max_syn_backlog - length < max_syn_backlog / 4. No peer is
    // proven: what tcp_metrics remembers of old connections is not kept.
    const uint32_t most = profile.max_syn_backlog;
    return profile.ReservesBacklog() ? most - most / 4 + 1 : most;
}

} // namespace synfin
} // namespace ns3
