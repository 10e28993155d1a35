/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TIME_WAIT_METER_H
#define SYNFIN_TIME_WAIT_METER_H

#include "ns3/nstime.h"
#include "ns3/synfin-trace-record.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/**
 * @brief How many connections are in TIME_WAIT, over all hosts and over time.
 *
 * Besides the mean over all of the time it knows the mean over one window, whose end may move on.
 */
class TimeWaitMeter
{
  public:
    /// @param state which it counts instead, where it is not TIME_WAIT
    explicit TimeWaitMeter(State state = State::TIME_WAIT)
        : m_state(state)
    {
    }

    /// Counts a change of state; records come in the order of their times.
    void Record(const TransitionRecord& record)
    {
        m_last = record.time;
        if (record.transition.to == m_state)
        {
            Change(1);
            if (m_population > m_peak)
            {
                m_peak = m_population;
                m_peakTime = record.time;
            }
        }
        else if (record.transition.from == m_state)
        {
            Change(-1);
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

    /// @return how many there were on average from 0 to end, the last record's time or later
    double Mean(Time end) const
    {
        return end.IsZero() ? 0 : Mean(AreaAt(end), end);
    }

    /// @return true once BeginWindow was called
    bool HasWindow() const
    {
        return m_begin.has_value();
    }

    /// The window begins at that time; when records have passed it already, at the last of them.
    void BeginWindow(Time time)
    {
        time = std::max(time, m_last);
        m_begin = Bound{time, AreaAt(time)};
    }

    /// The window ends at that time or later; a time before the last record's changes nothing.
    void ExtendWindow(Time time)
    {
        if (time >= m_last && time != m_end.time)
        {
            m_end = {time, AreaAt(time)};
        }
    }

    /// From when to when, and how many there were on average.
    struct Window
    {
        Time begin;  //!< from here on
        Time end;    //!< until just before here
        double mean; //!< connections in TIME_WAIT, averaged over that time
    };

    /// @return nothing when it is empty
    std::optional<Window> GetWindow() const
    {
        if (!m_begin || m_end.time <= m_begin->time)
        {
            return std::nullopt;
        }
        const double mean = Mean(m_end.area - m_begin->area, m_end.time - m_begin->time);
        return Window{m_begin->time, m_end.time, mean};
    }

  private:
    /// Connections times time steps.
    __extension__ using Area = unsigned __int128;

    struct Bound
    {
        Time time;
        Area area; //!< from 0 until then
    };

    /// There are more or fewer of them, from the last record on.
    void Change(int by)
    {
        m_area = AreaAt(m_last);
        m_changed = m_last;
        m_population += static_cast<uint64_t>(by);
    }

    Area AreaAt(Time time) const
    {
        const auto steps = static_cast<uint64_t>(time.GetTimeStep() - m_changed.GetTimeStep());
        return m_area + static_cast<Area>(m_population) * steps;
    }

    static double Mean(Area area, Time length)
    {
        return static_cast<double>(static_cast<long double>(area) / length.GetTimeStep());
    }

    State m_state;
    uint64_t m_population{0};
    uint64_t m_peak{0};
    Time m_peakTime;
    Time m_last;    //!< when the last record was
    Time m_changed; //!< when their number changed last
    Area m_area{0}; //!< from 0 until then
    std::optional<Bound> m_begin;
    Bound m_end{};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIME_WAIT_METER_H
