/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXPLORED_SCENARIO_H
#define SYNFIN_EXPLORED_SCENARIO_H

#include "ns3/synfin-profile.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// A fault that is planted between the hosts, to see whether the properties notice it.
enum class Defect : uint8_t
{
    NONE,
    DEAF_TIME_WAIT, //!< no answer of an end in TIME_WAIT reaches its peer
    BLIND_ACK,      //!< every ACK of a segment with data acknowledges one octet too many
    LOST_FIN_BIT,   //!< the FIN bit of a retransmitted FIN vanishes
    SHIFTED_DATA,   //!< a retransmission carries the octets after the right ones
    ECHO,           //!< a bare ACK arrives as one from the past, which asks for an ACK
};

/// TCP Fast Open (RFC 7413): both users ask for it, and what host 0 knows when it opens.
enum class ExploredFastOpen : uint8_t
{
    NO,      //!< they do not
    ASKS,    //!< nothing: its first SYN asks for a cookie
    COOKIE,  //!< the cookie: its octets go with the SYN
    REFUSED, //!< a cookie of another key: they go with the SYN, and are not taken
};

/// What the users may do and the network may do to them: bounds of one exploration.
struct ExploredScenario
{
    std::array<Profile, 2> profiles; //!< of host 0, the client, and of host 1, the server
    uint32_t retries{2};             //!< how many retransmissions of everything they make
    bool simultaneous{false};        //!< both open actively; else host 1 listens
    uint32_t connects{1};            //!< how often each host that opens actively may do so
    ExploredFastOpen fastOpen{ExploredFastOpen::NO};
    std::array<uint32_t, 2> data{}; //!< octets that each user may send in all, one by one
    bool mayShutdown{true};         //!< users may half-close
    bool mayAbort{true};            //!< users may abort

    uint32_t loss{0};      //!< segments that may be lost
    uint32_t duplicate{0}; //!< segments that may arrive twice
    uint32_t reorder{0};   //!< segments that others may overtake
    uint32_t late{0};      //!< timers that may go off while a segment is under way

    Defect defect{Defect::NONE};
};

/**
 * @brief A profile whose timeouts are all rto_initial long and whose retransmissions are few, so
 * that its states are few as well.
 * @param profile a preset
 * @param retries how many retransmissions there are of everything
 * @return the preset with smaller numbers; its rules are as they were
 */
inline Profile
Shrink(Profile profile, uint32_t retries)
{
    const Time timeout = Seconds(1);
    profile.syncookies = 0; // unless asked for: FreeBSD's initial sequence numbers are cookies
    profile.timer_hz = 0;   // where its clock stands would be a part of every state
    profile.rto_initial = profile.rto_min = profile.rto_max = profile.rto_fallback = timeout;
    profile.syn_linear_timeouts = std::min(profile.syn_linear_timeouts, 1U);
    profile.syn_retries = retries - std::min(retries, profile.syn_linear_timeouts);
    profile.synack_retries = retries;
    profile.retries1 = 1;
    profile.retries2 = retries;
    profile.orphan_retries = retries;
    profile.keepalive_probes = retries;
    // RFC 9293 has no end of FIN_WAIT_2 for an orphan whose peer is gone, but keep-alive (3.8.4).
    profile.keepalive = profile.fin_timeout.IsZero();
    return profile;
}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXPLORED_SCENARIO_H
