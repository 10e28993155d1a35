/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TIME_WAIT_METER_H
#define SYNFIN_TIME_WAIT_METER_H

#include "ns3/nstime.h"
#include "ns3/synfin-trace-record.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// How many connections are in TIME_WAIT, over all hosts and over time.
class TimeWaitMeter
{
  public:
    void Record(const TransitionRecord& record)
    {
        if (record.transition.to == State::TIME_WAIT)
        {
            ++m_population;
            if (m_population > m_peak)
            {
                m_peak = m_population;
                m_peakTime = record.time;
            }
        }
        else if (record.transition.from == State::TIME_WAIT)
        {
            --m_population;
            m_connectionSeconds += (record.time - record.transition.since).GetSeconds();
        }
    }

    /// @return how many there are now
    uint64_t Population() const
    {
        return m_population;
    }

    /// @return how many there were at most at once
    uint64_t Peak() const
    {
        return m_peak;
    }

    /// @return when that many were reached first
    Time PeakTime() const
    {
        return m_peakTime;
    }

    /// @return how many there were on average from 0 to end, all being over by then
    double Mean(Time end) const
    {
        return end.IsZero() ? 0 : m_connectionSeconds / end.GetSeconds();
    }

  private:
    uint64_t m_population{0};
    uint64_t m_peak{0};
    Time m_peakTime;
    double m_connectionSeconds{0}; //!< of those that are over
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIME_WAIT_METER_H
