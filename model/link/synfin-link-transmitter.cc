/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-transmitter.h"

#include "ns3/assert.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

LinkTransmitter::LinkTransmitter(std::vector<Rate> rates)
    : m_rates(std::move(rates))
{
    NS_ASSERT(!m_rates.empty() && m_rates.front().from == 0);
    Use(0);
}

void
LinkTransmitter::Use(std::size_t rate)
{
    m_inForce = rate;
    const bool isLast = rate + 1 == m_rates.size();
    m_until = m_rates[rate].bitsPerSecond == 0 ? 0 : isLast ? NEVER : m_rates[rate + 1].from;
    m_takesTime = m_rates[rate].bitsPerSecond.has_value();
    m_rate = DataRate(m_rates[rate].bitsPerSecond.value_or(0));
    m_known = {};
    m_deliveries.reset();
    if (m_rates[rate].trace)
    {
        m_deliveries.emplace(m_rates[rate].trace, m_rates[rate].from);
    }
}

int64_t
LinkTransmitter::StartAtNextRate(int64_t time)
{
    while (m_inForce + 1 < m_rates.size() &&
           (m_rates[m_inForce + 1].from <= time || m_rates[m_inForce].bitsPerSecond == 0))
    {
        Use(m_inForce + 1);
        time = std::max(time, m_rates[m_inForce].from);
    }
    return m_rates[m_inForce].bitsPerSecond == 0 ? NEVER : time;
}

std::optional<LinkTransmitter::Transmission>
LinkTransmitter::Send(uint32_t octets, int64_t now)
{
    Forget(now);
    if (!HasRoom(octets))
    {
        return std::nullopt;
    }
    const bool isMarked = m_threshold && IsLong();
    int64_t start = StartFrom(std::max(m_free, now));
    if (m_deliveries)
    {
        const TraceDeliveries::Time time = SendByTrace(octets, start, now);
        start = time.start;
        m_free = time.end;
    }
    else
    {
        m_free = EndOf(octets, start);
    }
    if (start > now)
    {
        MakeRoom(m_waiting);
        m_waiting.push_back({start, octets});
        m_octets += octets;
    }
    return Transmission{start, m_free, isMarked};
}

int64_t
LinkTransmitter::EndOf(uint32_t octets, int64_t start)
{
    const int64_t duration = start == NEVER ? 0 : DurationOf(octets);
    return duration > NEVER - start ? NEVER : start + duration;
}

TraceDeliveries::Time
LinkTransmitter::SendByTrace(uint32_t octets, int64_t start, int64_t now)
{
    while (m_deliveries && start != NEVER)
    {
        if (const auto time = m_deliveries->Take(octets, start, now, m_until))
        {
            return *time;
        }
        start = m_until == NEVER ? NEVER : StartAtNextRate(m_until);
    }
    return {start, EndOf(octets, start)};
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
    if (!m_takesTime)
    {
        return 0;
    }
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

bool
LinkTransmitter::IsLong() const
{
    return (m_threshold->bytes ? m_octets : m_waiting.size()) >= m_threshold->size;
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
