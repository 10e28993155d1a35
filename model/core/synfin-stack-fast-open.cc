/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stack.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

uint32_t
Stack::FastOpenRoom(const FourTuple& tuple, const ConnectionOptions& options, Time now) const
{
    const ConnectionPolicy policy(m_host.profile, options);
    const uint32_t mss = std::min(policy.Mss(tuple.IsIpv6()), m_host.PathMss(tuple, now));
    return policy.NoOptions() ? 0 : m_host.fastOpen.OfferTo(tuple, m_host.profile, mss, now).room;
}

} // namespace synfin
} // namespace ns3
