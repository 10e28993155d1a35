/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_END_BOUND_H
#define SYNFIN_END_BOUND_H

#include "ns3/synfin-connection-options.h"
#include "ns3/synfin-profile.h"

namespace ns3
{
namespace synfin
{

/**
 * @brief How long a connection whose user is gone can go on when it hears nothing.
 *
 * RTO never exceeds C = max(rto_max, rto_initial, rto_fallback), and the interval between probes of
 * a closed window neither. So without a word from the peer
 *
 *     the open ends after      (max(syn_retries + syn_linear_timeouts, synack_retries, D) + 1) C
 * with D = defer_accept in timeouts of the SYN-ACK probes end after         P = (orphan_retries +
 * 1) C retransmissions end      R = (orphan_retries + 1) C after the last progress, or, with after
 * retries_as_time, ModelTimeout(orphan_retries) + 2 C; what a small window held back is probed
 * first, so P + R in all FIN_WAIT_2 ends after    fin_timeout, or linger2 in its place, with
 * fin_wait_2_record twice the longer of it and 3.5 C; or, when that is 0 and keepalive is on,
 *                              keepalive_time + (keepalive_probes + 1) keepalive_intvl, or, with
 *                              keepalive_user_timeout, keepalive_time + user_timeout +
 *                              2 keepalive_intvl
 *     TIME_WAIT ends after     time_wait
 *
 * and the longest of them is the bound; with timer_hz each timer is late by a seventh and two ticks
 * at most. The user's own synRetries, dataRetries and rtoInitial count
 * in the place of the profile's. user_timeout and connect_timeout can only make it shorter.
 */
Time SilenceBound(const Profile& profile, const ConnectionOptions& options);

/// @return the bound of FIN_WAIT_2 whatever the peer does; Time::Max() when only keep-alive bounds
/// it, which needs silence
Time FinWait2Bound(const Profile& profile, const ConnectionOptions& options);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_END_BOUND_H
