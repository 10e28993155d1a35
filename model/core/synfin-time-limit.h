/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TIME_LIMIT_H
#define SYNFIN_TIME_LIMIT_H

#include "ns3/nstime.h"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * How many years of simulated time there may be. ns3::Time ends after 292: what is left is more
 * than any one delay that can be asked for, so that nothing within the limit wraps.
 */
constexpr int64_t MAX_YEARS = 270;

/// How many nanoseconds a year of 365 days has.
constexpr int64_t NANOSECONDS_PER_YEAR = 365LL * 24 * 3600 * 1000000000;

/// @return the limit in time steps: as many as there are where steps are shorter than nanoseconds,
/// of which there are fewer years
inline int64_t
TimeLimit()
{
    constexpr int64_t LIMIT = MAX_YEARS * NANOSECONDS_PER_YEAR;
    const int64_t step = TimeStep(1).GetNanoSeconds();
    return step == 0 ? INT64_MAX : LIMIT / step;
}

/// What CheckTimeLimit throws, apart from it, so that the check is small.
[[noreturn]] inline void
RefuseTime()
{
    throw std::overflow_error("simulated time passes its limit of " + std::to_string(MAX_YEARS) +
                              " years");
}

/// Throws std::overflow_error when something would happen beyond the limit.
inline void
CheckTimeLimit(const Time& at)
{
    // A division for every event would be dear. The resolution is settled before the first one.
    static const int64_t LIMIT = TimeLimit();
    if (at.GetTimeStep() > LIMIT)
    {
        RefuseTime();
    }
}

/// @return a delay after now, Time::Max() when that is later than there is time
inline Time
After(const Time& now, const Time& delay)
{
    const int64_t begin = now.GetTimeStep();
    const int64_t length = delay.GetTimeStep();
    return TimeStep(static_cast<uint64_t>(length > INT64_MAX - begin ? INT64_MAX : begin + length));
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIME_LIMIT_H
