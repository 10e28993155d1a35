/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_HOST_CONTEXT_H
#define SYNFIN_HOST_CONTEXT_H

#include "synfin-congestion.h"
#include "synfin-counters.h"
#include "synfin-ecn.h"
#include "synfin-fast-open.h"
#include "synfin-four-tuple.h"
#include "synfin-icmp.h"
#include "synfin-isn.h"
#include "synfin-path-mtu-cache.h"
#include "synfin-profile.h"
#include "synfin-state.h"
#include "synfin-syn-cache.h"
#include "synfin-timer-wheel.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// Tells the MTU of the device that leads to a connection's peer.
using MtuSource = std::function<uint32_t(const FourTuple& tuple)>;

class Listener;

/// What all connections of one host share.
struct HostContext
{
    Profile profile;                             //!< the host's policies
    IsnGenerator isn;                            //!< ISNs and timestamp offsets
    TimerWheel wheel;                            //!< when its timers go off
    CongestionFactory congestion;                //!< makes congestion controllers
    EcnNeeds ecn{};                              //!< what its congestion control asks
    MtuSource mtu{};                             //!< of devices; nothing: there is no bound
    StackCounters counters{};                    //!< what was counted
    std::array<uint32_t, STATE_COUNT> inState{}; //!< connections by State
    Time challengeSince{};                       //!< begin of the current challenge_ack_interval
    uint32_t challenges{0};                      //!< challenge ACKs sent in it
    FastOpen fastOpen{};                         //!< cookies, and who was accepted for one
    PathMtuCache pathMtus{};                     //!< what ICMP told
    SynCache synCache{};                         //!< of FreeBSD: who is half-open

    /// @return what the least MTU that is known of a connection's path leaves of a segment; without
    /// one there is no bound
    uint32_t PathMss(const FourTuple& tuple, Time now) const
    {
        return std::min(DeviceMss(tuple), pathMtus.Mss(tuple, now));
    }

    /// @param tuple a connection's addresses
    /// @return what its device's MTU leaves of a segment; without an MTU there is no bound
    uint32_t DeviceMss(const FourTuple& tuple) const
    {
        // RFC 9293 3.7.1 (MUST-16): MMS_S, what the MTU leaves beside IP's header, less TCP's, as
        // tcp_mtu_to_mss() of Linux has it. No MTU is below the least of RFC 791 3.2 and RFC
        // 8200 5.
        if (!mtu)
        {
            return UINT32_MAX;
        }
        const uint32_t octets = mtu(tuple);
        return tuple.IsIpv6() ? std::max(octets, 1280U) - 60 : std::max(octets, 68U) - 40;
    }

    /// @return true when the host may send one more challenge ACK now (RFC 5961 7)
    bool MayChallenge(Time now)
    {
        if (now - challengeSince >= profile.challenge_ack_interval)
        {
            challengeSince = now;
            challenges = 0;
        }
        return challenges++ < profile.challenge_ack_limit;
    }
};

/// The moment of a call into the core, and where its output goes.
struct Step
{
    Time now;     //!< the time that the caller brought
    Actions& out; //!< what the caller takes away
    /// Whose accept queue the connection joins when its handshake completes; nullptr: nobody's.
    const Listener* listener{nullptr};
    /// What the listener makes of the SYN that arrived; nullptr: nothing.
    const FastOpen::Verdict* fastOpen{nullptr};
    /// The SYN is one that a cookie tells of: the SYN-ACK has left long ago, the ACK follows.
    bool isCookie{false};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_HOST_CONTEXT_H
