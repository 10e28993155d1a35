/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-end-bound.h"

#include "ns3/synfin-listener.h"
#include "ns3/synfin-round-trip-timer.h"
#include "ns3/synfin-timer-wheel.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return RTO's upper bound
Time
LongestTimeout(const Profile& p, const ConnectionOptions& options)
{
    return std::max({p.rto_max, options.rtoInitial.value_or(p.rto_initial), p.rto_fallback});
}

/// @return the longest that so many timers take, one after the other, that are set for that time in
/// all: each is late by a seventh and two ticks at most (TimerWheel)
Time
Latest(const Profile& p, const Time& all, uint32_t timers)
{
    return p.timer_hz == 0 || all == Time::Max()
               ? all
               : all + TimeStep(all.GetTimeStep() / 7) + 2 * timers * TickOf(p.timer_hz);
}

} // namespace

Time
SilenceBound(const Profile& p, const ConnectionOptions& options)
{
    const Time longest = LongestTimeout(p, options);
    const uint32_t syn = options.synRetries.value_or(p.syn_retries + p.syn_linear_timeouts);
    const uint32_t data = options.dataRetries.value_or(p.orphan_retries);
    const uint32_t deferred = Listener::DeferredTimeouts(options, p);
    const Time open = (std::max({syn, p.synack_retries, deferred}) + 1) * longest;
    const Time probes = (data + 1) * longest;
    const Time retransmissions = p.retries_as_time && !options.dataRetries
                                     ? ModelTimeout(data, p.rto_min, p.rto_max) + 2 * longest
                                     : (data + 1) * longest;
    const Time probing = (p.keepalive_probes + 1) * p.keepalive_intvl;
    const Time user = options.userTimeout.value_or(p.user_timeout);
    const Time keepalive =
        p.keepalive_time +
        (p.keepalive_user_timeout && !user.IsZero() ? user + 2 * p.keepalive_intvl : probing);
    const Time finWait2 = FinWait2Bound(p, options);
    const Time bound = std::max({open,
                                 probes + retransmissions,
                                 finWait2 == Time::Max() ? keepalive : Time(0),
                                 p.TimeWait()});
    const uint32_t timers =
        std::max({syn, p.synack_retries, deferred, 2 * data + 2, p.keepalive_probes + 1}) + 2;
    const Time latest = Latest(p, bound, timers);
    return finWait2 == Time::Max() ? latest : std::max(latest, finWait2);
}

Time
FinWait2Bound(const Profile& p, const ConnectionOptions& options)
{
    const Time timeout = p.linger2.IsZero() ? p.fin_timeout : p.linger2;
    if (timeout.IsZero())
    {
        return Time::Max();
    }
    const Time least = TimeStep(7 * LongestTimeout(p, options).GetTimeStep() / 2);
    return Latest(p, p.fin_wait_2_record ? 2 * std::max(timeout, least) : timeout, 2);
}

} // namespace synfin
} // namespace ns3
