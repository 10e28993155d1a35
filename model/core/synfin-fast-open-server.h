/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FAST_OPEN_SERVER_H
#define SYNFIN_FAST_OPEN_SERVER_H

#include "synfin-host-context.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief What a listener makes of a SYN (RFC 7413 4.1.2, 4.2.2).
 * @param host the listener's; counts
 * @param listener whom the SYN reached
 * @param tuple the client is its remote end
 * @param syn the SYN
 * @param now the time
 * @return whether its data is taken, and the cookie for the SYN-ACK
 */
FastOpen::Verdict JudgeFastOpen(HostContext& host,
                                const Listener& listener,
                                const FourTuple& tuple,
                                const Segment& syn,
                                Time now);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FAST_OPEN_SERVER_H
