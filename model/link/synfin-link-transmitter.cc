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
        Append({start, octets});
    }
    m_free = start + (m_limited ? DurationOf(octets) : 0);
    return m_free;
}

std::size_t
LinkTransmitter::Waiting(int64_t now)
{
    Forget(now);
    return m_count;
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
    return m_queue.bytes ? m_octets + octets <= m_queue.size : m_count < m_queue.size;
}

void
LinkTransmitter::Forget(int64_t now)
{
    while (m_count > 0 && m_ring[m_head].start < now)
    {
        m_octets -= m_ring[m_head].octets;
        m_head = (m_head + 1) & (m_ring.size() - 1);
        --m_count;
    }
}

void
LinkTransmitter::Append(const Frame& frame)
{
    if (m_count == m_ring.size())
    {
        std::vector<Frame> larger(m_ring.empty() ? 16 : 2 * m_ring.size());
        for (std::size_t i = 0; i < m_count; ++i)
        {
            larger[i] = m_ring[(m_head + i) & (m_ring.size() - 1)];
        }
        m_ring.swap(larger);
        m_head = 0;
    }
    m_ring[(m_head + m_count) & (m_ring.size() - 1)] = frame;
    ++m_count;
    m_octets += frame.octets;
}

} // namespace synfin
} // namespace ns3
