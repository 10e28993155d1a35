/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fast-open-server.h"

#include "synfin-listener.h"

namespace ns3
{
namespace synfin
{

FastOpen::Verdict
JudgeFastOpen(HostContext& host,
              const Listener& listener,
              const FourTuple& tuple,
              const Segment& syn,
              Time now)
{
    // In the order of Linux tcp_try_fastopen().
    const uint32_t mode = host.profile.fastopen;
    if ((syn.fastOpen == 0 && syn.payload == 0) || syn.Has(Segment::FIN))
    {
        return {};
    }
    const FastOpenCookie shown = syn.Cookie();
    if (syn.fastOpen != 0 && shown.size == 0)
    {
        host.counters.Count(StackEvent::FAST_OPEN_ASKED);
    }
    const uint32_t most = listener.FastOpenQueue(host.profile);
    if ((mode & FastOpen::SERVER) == 0 || most == 0)
    {
        return {};
    }
    if (!host.fastOpen.HasRoom(listener.Id(), most, now))
    {
        host.counters.Count(StackEvent::FAST_OPEN_OVERFLOW);
        return {};
    }
    if ((mode & FastOpen::SERVER_WITHOUT_COOKIE) != 0)
    {
        return {true, {}};
    }
    if (syn.fastOpen == 0)
    {
        return {};
    }
    FastOpenCookie right = host.fastOpen.CookieOf(host.isn, tuple, listener.Options().fastOpenKey);
    right.isExperimental = shown.isExperimental; // it is answered in the option that asked
    if (shown == right)
    {
        return {true, {}};
    }
    if (shown.size > 0)
    {
        host.counters.Count(StackEvent::FAST_OPEN_PASSIVE_FAIL);
    }
    return {false, right};
}

} // namespace synfin
} // namespace ns3
