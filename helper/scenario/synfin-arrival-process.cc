/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-arrival-process.h"

#include "ns3/double.h"

#include <cmath>

namespace ns3
{
namespace synfin
{

ArrivalProcess::ArrivalProcess(const ClientGroup& group, int64_t stream)
    : m_arrivals(group.arrivals),
      m_recorded(group.recorded),
      m_begin(group.begin),
      m_rate(group.rate),
      m_gap(CreateObject<ExponentialRandomVariable>())
{
    m_gap->SetAttribute("Mean", DoubleValue(1));
    m_gap->SetStream(stream);
}

Time
ArrivalProcess::Next()
{
    double gaps = 0;
    switch (m_arrivals)
    {
    case Arrivals::POISSON:
    case Arrivals::CLOSED:
        m_elapsed += m_gap->GetValue();
        gaps = m_elapsed;
        break;
    case Arrivals::CONSTANT:
        gaps = static_cast<double>(m_count);
        break;
    case Arrivals::BURST:
        break;
    case Arrivals::RECORDED:
        return m_begin + NanoSeconds(static_cast<uint64_t>(m_recorded->times[m_count++]));
    }
    ++m_count;
    return m_begin + NanoSeconds(std::llround(gaps / m_rate * 1e9));
}

} // namespace synfin
} // namespace ns3
