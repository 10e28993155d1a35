/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TIMER_WHEEL_H
#define SYNFIN_TIMER_WHEEL_H

#include "synfin-time-limit.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// @return how long a tick is, rounded as TICK_NSEC is; zero for 0 Hz
inline Time
TickOf(uint32_t hz)
{
    return TimeStep(hz == 0 ? 0 : (Seconds(1).GetTimeStep() + hz / 2) / hz);
}

/// @return the least whole number of ticks that is not less; the same time when there are none
inline Time
RoundUp(const Time& time, const Time& tick)
{
    const int64_t step = tick.GetTimeStep();
    return step == 0 ? time : TimeStep((time.GetTimeStep() + step - 1) / step * step);
}

/**
 * @brief When a host's timers go off: exactly, or as Linux's timer wheel has it
 * (kernel/time/timer.c).
 *
 * The wheel's clock counts ticks, and has levels: the longer a delay, the coarser the buckets, of
 * 1, 8, 64 ... ticks, at whose beginning all timers in them go off. A timer is never early, and at
 * most one bucket late, which is an eighth of its delay, or a tick. All timers of a host have one
 * clock; where it stands when the simulation begins is the host's phase.
 */
class TimerWheel
{
  public:
    /// Timers that go off exactly.
    TimerWheel() = default;

    /**
     * @param hz ticks a second (CONFIG_HZ), 0 for timers that go off exactly
     * @param random of which the phase is made
     */
    TimerWheel(uint32_t hz, uint64_t random)
    {
        if (hz > 0)
        {
            m_tick = static_cast<uint64_t>(TickOf(hz).GetTimeStep());
            m_phase = random % (m_tick << TURN);
        }
    }

    /// @return when a timer goes off that is set now, for so long
    Time Expiry(const Time& now, const Time& delay) const
    {
        return m_tick == 0 ? After(now, delay) : BucketOf(now, delay);
    }

    /// @return the longest that a timer takes that is set for so long, whatever the phase
    Time Latest(const Time& delay) const
    {
        if (m_tick == 0)
        {
            return delay;
        }
        const uint64_t ticks = Ticks(delay);
        return Bounded((ticks + (1ULL << ShiftOf(ticks))) * m_tick);
    }

    /// @return so many ticks, or exactly what they stand for
    Time TicksOr(uint64_t ticks, const Time& exact) const
    {
        return m_tick == 0 ? exact : TimeStep(ticks * m_tick);
    }

    /// @return the level of the wheel that a timer has which goes off in so many time steps; of the
    /// few that the bucket's rounding takes over a level's edge, one less or more
    uint64_t LevelOf(int64_t steps) const
    {
        uint64_t level = 0;
        for (uint64_t ticks = m_tick == 0 ? 0 : static_cast<uint64_t>(steps) / m_tick;
             ticks > LEVEL_TICKS;
             ticks >>= LEVEL_SHIFT)
        {
            ++level;
        }
        return level;
    }

  private:
    static constexpr int LEVEL_SHIFT = 3;       //!< LVL_CLK_SHIFT: a level is 8 times as coarse
    static constexpr uint64_t LEVEL_TICKS = 63; //!< LVL_SIZE - 1: buckets of a level ahead
    static constexpr int TURN = 8 * LEVEL_SHIFT + 6; //!< log2 of the ticks that all levels span

    uint64_t Ticks(const Time& delay) const
    {
        return (static_cast<uint64_t>(delay.GetTimeStep()) + m_tick - 1) / m_tick;
    }

    static Time Bounded(uint64_t steps)
    {
        return TimeStep(std::min<uint64_t>(steps, INT64_MAX));
    }

    static int ShiftOf(uint64_t ticks);
    Time BucketOf(const Time& now, const Time& delay) const;

    uint64_t m_tick{0};  //!< in time steps; 0: timers are exact
    uint64_t m_phase{0}; //!< what the clock shows at 0, in time steps
};

inline int
TimerWheel::ShiftOf(uint64_t ticks)
{
    // calc_wheel_index(): the level that holds a delay of so many
    int shift = 0;
    while (ticks >> shift >= LEVEL_TICKS)
    {
        shift += LEVEL_SHIFT;
    }
    return shift;
}

inline Time
TimerWheel::BucketOf(const Time& now, const Time& delay) const
{
    // calc_index(): the level's next bucket
    const uint64_t ticks = Ticks(delay);
    const int shift = ShiftOf(ticks);
    const uint64_t at = (static_cast<uint64_t>(now.GetTimeStep()) + m_phase) / m_tick + ticks;
    return Bounded((((at >> shift) + 1) << shift) * m_tick - m_phase);
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIMER_WHEEL_H
