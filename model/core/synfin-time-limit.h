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

/**
 * How many years of simulated time there may be. ns3::Time ends after 292: what is left is more
 * than any one delay that can be asked for, so that nothing within the limit wraps.
 */
constexpr int64_t MAX_YEARS = 270;

/// How many nanoseconds a year of 365 days has.
constexpr int64_t NANOSECONDS_PER_YEAR = 365LL * 24 * 3600 * 1000000000;

/// Throws std::overflow_error when something would happen beyond the limit.
inline void
CheckTimeLimit(Time at)
{
    if (at.GetNanoSeconds() > MAX_YEARS * NANOSECONDS_PER_YEAR)
    {
        throw std::overflow_error("simulated time passes its limit of " +
                                  std::to_string(MAX_YEARS) + " years");
    }
}

/// @return a delay after now, Time::Max() when that is later than there is time
inline Time
After(Time now, Time delay)
{
    return delay > Time::Max() - now ? Time::Max() : now + delay;
}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIME_LIMIT_H
