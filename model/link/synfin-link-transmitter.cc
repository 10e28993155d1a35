/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-transmitter.h"

namespace ns3
{
namespace synfin
{

void
LinkTransmitter::Configure(uint64_t bitsPerSecond, const LinkQueue& queue)
{
    m_limited = bitsPerSecond > 0;
    m_rate = m_limited ? DataRate(bitsPerSecond) : DataRate();
    m_queue = queue;
    m_known = {};
}

std::optional<int64_t>
LinkTransmitter::Send(uint32_t octets, int64_t now)
{
    Forget(now);
    if (!HasRoom(octets))
    {
        return std::nullopt;
    }
    const int64_t start = m_free > now ? m_free : now;
    if (start > now)
    {
        MakeRoom(m_waiting);
        m_waiting.push_back({start, octets});
        m_octets += octets;
    }
    m_free = start + (m_limited ? DurationOf(octets) : 0);
    return m_free;
}

std::size_t
LinkTransmitter::Waiting(int64_t now)
{
    Forget(now);
    return m_waiting.size();
}

int64_t
LinkTransmitter::DurationOf(uint32_t octets)
{
    // Most frames have one of a few sizes; the exact quotient is dear.
    Duration& known = m_known[octets % m_known.size()];
    if (known.octets != octets)
    {
        known = {octets, m_rate.CalculateBytesTxTime(octets).GetTimeStep()};
    }
    return known.steps;
}

bool
LinkTransmitter::HasRoom(uint32_t octets) const
{
    return m_queue.bytes ? m_octets + octets <= m_queue.size : m_waiting.size() < m_queue.size;
}

void
LinkTransmitter::Forget(int64_t now)
{
    while (!m_waiting.empty() && m_waiting.front().start < now)
    {
        m_octets -= m_waiting.front().octets;
        m_waiting.pop_front();
    }
}

} // namespace synfin
} // namespace ns3
