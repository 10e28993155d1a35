/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder-time-wait.h"

#include <cstdio>

namespace ns3
{
namespace synfin
{

namespace
{

std::string
Length(Time nominal, Time measured, Language language)
{
    const auto say = [language](Time time) {
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%g", time.GetSeconds());
        return Say(Phrase::IN_SECONDS, language, seconds);
    };
    // The clock of a kernel is late, and tw_recycle does not wait for 2MSL.
    const Time rounded = MilliSeconds((measured.GetMicroSeconds() + 500) / 1000);
    const bool isOther = Abs(measured - nominal) >= MilliSeconds(1);
    return say(nominal) + (isOther ? Say(Phrase::HERE_IT_IS, language, say(rounded)) : "");
}

} // namespace

std::string
WhyTimeWait(const std::array<Time, 2>& nominal,
            const std::array<std::optional<Time>, 2>& waited,
            Language language)
{
    std::string lengths;
    for (std::size_t side = 0; side < nominal.size(); ++side)
    {
        const std::optional<Time>& measured = waited[side];
        const std::string length = measured ? Length(nominal[side], *measured, language) : lengths;
        if (lengths != length)
        {
            lengths += (lengths.empty() ? "" : "; ") + length;
        }
    }
    return lengths.empty() ? "" : Say(Phrase::WHY_TIME_WAIT, language, lengths);
}

} // namespace synfin
} // namespace ns3
