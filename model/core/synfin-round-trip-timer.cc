/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-round-trip-timer.h"

#include "synfin-timer-wheel.h"

#include <algorithm>
#include <cstdlib>

namespace ns3
{
namespace synfin
{

void
RoundTripTimer::Sample(Time rtt, const Profile& profile, Time least)
{
    rtt = std::max(rtt, NanoSeconds(1));
    m_latest = rtt;
    if (!HasSample())
    {
        // RFC 6298 2.2
        m_srtt = rtt;
        m_rttvar = TimeStep(rtt.GetTimeStep() / 2);
    }
    else
    {
        // RFC 6298 2.3 with alpha = 1/8 and beta = 1/4
        const int64_t srtt = m_srtt.GetTimeStep();
        const int64_t sample = rtt.GetTimeStep();
        const int64_t error = std::abs(srtt - sample);
        m_rttvar = TimeStep((3 * m_rttvar.GetTimeStep() + error) / 4);
        m_srtt = TimeStep((7 * srtt + sample) / 8);
    }
    Compute(profile, least);
}

void
RoundTripTimer::Compute(const Profile& profile, Time least)
{
    const Time spread = TimeStep(4 * m_rttvar.GetTimeStep());
    // TCPT_RANGESET() bounds the sum: what is left is no less than FreeBSD's tick.
    const Time floor =
        profile.rto_slop.IsZero() ? least : std::max(least - profile.rto_slop, MilliSeconds(1));
    m_rto = profile.rto_min_bounds_variance ? m_srtt + std::max(spread, least)
                                            : std::max(m_srtt + spread, floor);
    m_rto = std::min(m_rto, profile.rto_max);
    m_rto = RoundUp(m_rto, TickOf(profile.timer_hz)); // __tcp_set_rto(): usecs_to_jiffies()
    if (!profile.rto_slop.IsZero())
    {
        m_rto = std::min(m_rto + profile.rto_slop, profile.rto_max);
    }
    m_hasSlop = true;
}

Time
ModelTimeout(uint32_t retries, Time least, Time most)
{
    // The first transmission waits the least, the n-th retransmission 2^n times that, up to the
    // most.
    Time total(0);
    Time timeout = least;
    for (uint32_t i = 0; i <= retries; ++i)
    {
        total += timeout;
        timeout = std::min(timeout + timeout, most);
    }
    return total;
}

} // namespace synfin
} // namespace ns3
