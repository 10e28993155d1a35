/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-path-mtu.h"

#include <utility>

namespace ns3
{
namespace synfin
{

PathMtu::PathMtu(uint32_t mtu, WayBack wayBack, Tell tell, Agenda& agenda)
    : Item(Turn::OfRouters()),
      m_mtu(mtu),
      m_wayBack(std::move(wayBack)),
      m_tell(std::move(tell)),
      m_agenda(agenda)
{
}

void
PathMtu::Refuse(const Quote& quote)
{
    ++m_counters.tooLarge;
    if (m_tell)
    {
        ++m_counters.told;
        const Time at = m_agenda.Now() + m_wayBack(quote.tuple.localAddress);
        m_onTheWay.emplace(at.GetTimeStep(), quote);
        Arm();
    }
}

void
PathMtu::Arm()
{
    // A call for an earlier message arms for the next one.
    if (!m_onTheWay.empty() && m_onTheWay.begin()->first < m_armed)
    {
        m_armed = m_onTheWay.begin()->first;
        m_agenda.Schedule(TimeStep(static_cast<uint64_t>(m_armed)), *this);
    }
}

void
PathMtu::Ring()
{
    const int64_t now = m_agenda.Now().GetTimeStep();
    m_armed = now >= m_armed ? INT64_MAX : m_armed;
    if (!m_onTheWay.empty() && m_onTheWay.begin()->first <= now)
    {
        const Quote quote = m_onTheWay.begin()->second;
        m_onTheWay.erase(m_onTheWay.begin());
        m_tell(quote, m_mtu);
    }
    Arm();
}

} // namespace synfin
} // namespace ns3
