/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-end-bound.h"

#include "ns3/synfin-round-trip-timer.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

Time
SilenceBound(const Profile& p, const ConnectionOptions& options)
{
    const Time longest =
        std::max({p.rto_max, options.rtoInitial.value_or(p.rto_initial), p.rto_fallback});
    const uint32_t syn = options.synRetries.value_or(p.syn_retries + p.syn_linear_timeouts);
    const uint32_t data = options.dataRetries.value_or(p.orphan_retries);
    const Time open = (std::max(syn, p.synack_retries) + 1) * longest;
    const Time probes = (data + 1) * longest;
    const Time retransmissions = p.retries_as_time && !options.dataRetries
                                     ? ModelTimeout(data, p.rto_min, p.rto_max) + 2 * longest
                                     : (data + 1) * longest;
    const Time keepalive = p.keepalive_time + (p.keepalive_probes + 1) * p.keepalive_intvl;
    const Time finWait2 = p.fin_timeout.IsZero() ? keepalive : p.fin_timeout;
    return std::max({open, probes + retransmissions, finWait2, p.TimeWait()});
}

Time
FinWait2Bound(const Profile& p)
{
    return p.fin_timeout.IsZero() ? Time::Max() : p.fin_timeout;
}

} // namespace synfin
} // namespace ns3
