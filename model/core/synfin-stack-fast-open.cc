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

// ---- TCP Fast Open (RFC 7413 4.1.2, 4.2.2), in the order of Linux tcp_try_fastopen() ----

FastOpen::Verdict
Stack::JudgeFastOpen(const Listener& listener, const FourTuple& tuple, const Segment& syn, Time now)
{
    const uint32_t mode = m_host.profile.fastopen;
    if ((syn.fastOpen == 0 && syn.payload == 0) || syn.Has(Segment::FIN))
    {
        return {};
    }
    const FastOpenCookie shown = syn.Cookie();
    if (syn.fastOpen != 0 && shown.size == 0)
    {
        m_host.counters.Count(StackEvent::FAST_OPEN_ASKED);
    }
    const uint32_t most = listener.FastOpenQueue(m_host.profile);
    if ((mode & FastOpen::SERVER) == 0 || most == 0)
    {
        return {};
    }
    if (!m_host.fastOpen.HasRoom(listener.Id(), most, now))
    {
        m_host.counters.Count(StackEvent::FAST_OPEN_OVERFLOW);
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
    const FastOpenCookie right = m_host.fastOpen.CookieOf(m_host.isn, tuple);
    if (shown == right)
    {
        return {true, {}};
    }
    if (shown.size > 0)
    {
        m_host.counters.Count(StackEvent::FAST_OPEN_PASSIVE_FAIL);
    }
    return {false, right};
}

} // namespace synfin
} // namespace ns3
