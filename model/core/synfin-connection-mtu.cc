/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

// ---- How large a segment the path takes (RFC 1191, RFC 8201, RFC 4821) ----

void
Connection::TakePathMtu(uint32_t mtu, Step& step)
{
    // RFC 8201 4: never below 1280; Linux __ip_rt_update_pmtu() for IPv4.
    const bool isIpv6 = m_tuple.IsIpv6();
    const uint32_t taken = std::max(mtu, isIpv6 ? 1280 : Policy().min_pmtu);
    const Time until = step.now + Policy().mtu_expires;
    m_host.pathMtus.Learn(m_tuple, taken, step.now, until);
    if (!m_sending || m_state == State::SYN_SENT)
    {
        return;
    }
    const uint32_t before = EffectiveMss();
    m_sending->Search(m_sendMss).Told(MssOfMtu(taken, isIpv6), until);
    FollowSearch();
    if (EffectiveMss() == before)
    {
        return; // of another segment of the same window, say
    }
    m_host.counters.Count(StackEvent::PATH_MTU_TAKEN);
    // RFC 1191 6.5, Linux tcp_v4_mtu_reduced(): what was too large goes again at once, and no
    // congestion is the reason.
    m_sending->Congestion().SetNow(step.now);
    m_sending->LoseLarger(before, m_sndNxt, m_streamEnd);
    if (MaySend())
    {
        Output(step);
    }
    if (m_timers.IsArmed(Timer::RETRANSMIT))
    {
        RestartRetransmit(step);
    }
}

void
Connection::SuspectBlackHole(Step& step)
{
    const Profile& policy = Policy();
    if (!m_sending || (policy.mtu_probing == 0 && policy.pmtud_blackhole_detection == 0))
    {
        return;
    }
    const uint32_t before = m_sendMss;
    if (policy.mtu_probing > 0)
    {
        // Linux tcp_write_timeout(), before it counts this timeout
        const bool isLong =
            policy.retries_as_time
                ? step.now - m_retransmittingSince >=
                      ModelTimeout(policy.retries1, m_policy.RtoMin(), policy.rto_max)
                : m_timeouts > policy.retries1;
        if (isLong && m_timeouts > 1)
        {
            m_sending->Search(m_sendMss).Halve(policy, m_timestamps.Size());
        }
    }
    // FreeBSD TF2_PLPMTU_MAXSEGSNT: a full segment is in flight.
    const bool isFull = static_cast<uint32_t>(m_sndNxt - m_sndUna) >= EffectiveMss();
    const bool isData = m_state == State::ESTABLISHED || m_state == State::FIN_WAIT_1;
    if (policy.pmtud_blackhole_detection > 0 && isData && isFull && m_timeouts > 1)
    {
        m_sending->Search(m_sendMss).Step(policy, m_tuple.IsIpv6(), m_timeouts);
    }
    if (m_sending->IsSearching())
    {
        FollowSearch();
    }
    if (m_sendMss < before)
    {
        m_host.counters.Count(StackEvent::BLACK_HOLE_SUSPECTED);
    }
}

void
Connection::FollowSearch()
{
    const uint32_t mss = m_sending->Search(m_sendMss).Mss();
    if (mss != m_sendMss)
    {
        m_sendMss = mss;
        m_sending->SetMss(EffectiveMss());
    }
}

} // namespace synfin
} // namespace ns3
