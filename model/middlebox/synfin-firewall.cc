/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-firewall.h"

namespace ns3
{
namespace synfin
{

Firewall::Firewall(const Timeouts& timeouts, bool resets)
    : m_connections(
          {timeouts.opening, timeouts.idle, timeouts.closing, timeouts.closing, timeouts.closing}),
      m_resets(resets)
{
}

Verdict
Firewall::Sees(const FourTuple& inside, const Segment& segment, bool isOut, Time now)
{
    constexpr auto OPENING = static_cast<uint8_t>(ConnectionPhase::OPENING);
    constexpr auto OPEN = static_cast<uint8_t>(ConnectionPhase::OPEN);
    constexpr auto OVER = static_cast<uint8_t>(ConnectionPhase::OVER);
    m_connections.Forget(now, [this](uint32_t position) {
        m_counters.idle += m_connections[position].phase == OPEN ? 1 : 0;
    });
    const uint32_t position = m_connections.Find(inside);
    const bool begins = isOut && segment.Has(Segment::SYN) && !segment.Has(Segment::ACK);
    if (position == ExpiryQueue::NONE && begins)
    {
        m_connections.Open(inside, OPENING, now);
        ++m_counters.connections;
        return Verdict::PASS;
    }
    if (position == ExpiryQueue::NONE)
    {
        const bool isAnswered = m_resets && !segment.Has(Segment::RST);
        ++(isOut ? m_counters.unknownOut : m_counters.unknownIn);
        m_counters.resets += isAnswered ? 1 : 0;
        return isAnswered ? Verdict::RESET : Verdict::DROP;
    }
    TrackedConnection& connection = m_connections[position];
    const bool isAnew = begins && connection.phase == OVER;
    m_counters.connections += isAnew ? 1 : 0;
    const ConnectionPhase phase =
        isAnew ? Reopened(connection) : NextPhase(connection, segment, isOut);
    m_connections.Enter(position, static_cast<uint8_t>(phase), now);
    return Verdict::PASS;
}

} // namespace synfin
} // namespace ns3
