/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_HALF_OPEN_H
#define SYNFIN_HALF_OPEN_H

#include "ns3/nstime.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-timer-wheel.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Local ports of GroupKind::HALF_OPEN, which take turns: whoever makes up a source is not bound to
/// ip_local_port_range.
constexpr PortRange HALF_OPEN_PORTS{1024, 65535};

/// @param profile a server's
/// @return how long it keeps a connection in SYN_RCVD at most that nobody completes: until the
/// timer of the last SYN-ACK runs out
inline Time
HalfOpenLife(const Profile& profile)
{
    Time timeout = profile.rto_initial;
    Time life;
    for (uint32_t sent = 0; sent <= profile.synack_retries; ++sent)
    {
        life += timeout + profile.rto_slop;
        timeout = std::min(timeout + timeout, profile.rto_max);
    }
    return TimerWheel(profile.timer_hz, 0).Latest(life);
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_HALF_OPEN_H
