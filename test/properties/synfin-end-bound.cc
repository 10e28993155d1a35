/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-end-bound.h"

#include "ns3/synfin-listener.h"
#include "ns3/synfin-round-trip-timer.h"

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
    return std::max({open,
                     probes + retransmissions,
                     finWait2 == Time::Max() ? keepalive : finWait2,
                     p.TimeWait()});
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
    return p.fin_wait_2_record ? 2 * std::max(timeout, least) : timeout;
}

} // namespace synfin
} // namespace ns3
