/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_MTU_SEARCH_H
#define SYNFIN_MTU_SEARCH_H

#include "synfin-profile.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Why a connection's segments are smaller than its peer takes: ICMP told of an MTU (RFC
 * 1191, RFC 8201), or nothing large seems to arrive (RFC 4821).
 *
 * Made when there is a reason. An MSS is the largest payload without options, as in RFC 9293.
 */
class MtuSearch
{
    friend class StateDigest; // test/exploration

  public:
    /// @param mss the MSS without all that
    explicit MtuSearch(uint32_t mss)
        : m_most(mss),
          m_told(mss),
          m_suspected(mss)
    {
    }

    /// @return the MSS
    uint32_t Mss() const
    {
        return std::min(m_told, m_suspected);
    }

    /// ICMP told how large a segment may be.
    /// @param mss the MSS
    /// @param until how long that holds
    void Told(uint32_t mss, Time until)
    {
        m_told = std::min(m_told, mss);
        m_until = until;
    }

    /// @return true when what ICMP told was long ago, and is forgotten
    bool Forgets(Time now)
    {
        const bool isOld = m_told < m_most && now >= m_until;
        m_told = isOld ? m_most : m_told;
        return isOld;
    }

    /**
     * @brief Timeouts went on for so long that the path may be a black hole (Linux
     * tcp_mtu_probing()): base_mss, and its half with each that follows.
     * @param profile the host's policies
     * @param options octets of options in each segment
     */
    void Halve(const Profile& profile, uint32_t options)
    {
        const uint32_t half = std::max(m_base / 2, profile.mtu_probe_floor);
        m_base = m_base == 0 ? profile.base_mss : std::min(half, profile.base_mss);
        m_suspected = std::min(m_suspected, std::max(m_base, 48U) + options); // tcp_min_snd_mss
    }

    /**
     * @brief The retransmission timer went off again (FreeBSD tcp_timer_rexmt(), XNU tcp_timers()).
     * @param profile the host's policies
     * @param isIpv6 the version of IP
     * @param timeouts in a row
     */
    void Step(const Profile& profile, bool isIpv6, uint32_t timeouts)
    {
        const uint32_t first = isIpv6 ? profile.v6pmtud_blackhole_mss : profile.pmtud_blackhole_mss;
        const uint32_t least = isIpv6 ? 1220 : 536; // net.inet.tcp.v6mssdflt, mssdflt
        const bool hasTwo = profile.pmtud_blackhole_detection == 1;
        if (timeouts == 2)
        {
            m_suspected = std::min(m_suspected, Mss() > first || !hasTwo ? first : least);
        }
        else if (timeouts == 4 && hasTwo)
        {
            m_suspected = std::min(m_suspected, least);
        }
        else if (timeouts > (hasTwo ? 5 : 4))
        {
            m_suspected = m_most; // it is something else
        }
    }

  private:
    uint32_t m_most;      //!< the MSS without a reason
    uint32_t m_told;      //!< what ICMP told
    uint32_t m_suspected; //!< what a black hole lets through, perhaps
    uint32_t m_base{0};   //!< the same of mtu_probing, without options; 0: not yet
    Time m_until{0};      //!< when what ICMP told is forgotten
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_MTU_SEARCH_H
