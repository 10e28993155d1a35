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
Length(Time nominal, const TimeWaitStay& stay, Language language)
{
    const auto say = [language](Time time) {
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%g", time.GetSeconds());
        return Say(Phrase::IN_SECONDS, language, seconds);
    };
    // The clock of a kernel is late, and tw_recycle does not wait for 2MSL.
    const Time rounded = MilliSeconds((stay.length.GetMicroSeconds() + 500) / 1000);
    if (stay.end != Cause::TIME_WAIT_EXPIRED)
    {
        const Phrase cut = stay.end == Cause::TIME_WAIT_RESET    ? Phrase::CUT_BY_RST
                           : stay.end == Cause::TIME_WAIT_REUSED ? Phrase::CUT_BY_SYN
                                                                 : Phrase::CUT_OTHERWISE;
        return say(nominal) + Say(cut, language, say(rounded));
    }
    const bool isOther = Abs(stay.length - nominal) >= MilliSeconds(1);
    return say(nominal) + (isOther ? Say(Phrase::HERE_IT_IS, language, say(rounded)) : "");
}

} // namespace

std::string
WhyTimeWait(const std::array<Time, 2>& nominal,
            const std::array<std::optional<TimeWaitStay>, 2>& waited,
            Language language)
{
    std::string lengths;
    for (std::size_t side = 0; side < nominal.size(); ++side)
    {
        const std::optional<TimeWaitStay>& stay = waited[side];
        const std::string length = stay ? Length(nominal[side], *stay, language) : lengths;
        if (lengths != length)
        {
            lengths += (lengths.empty() ? "" : "; ") + length;
        }
    }
    return lengths.empty() ? "" : Say(Phrase::WHY_TIME_WAIT, language, lengths);
}

} // namespace synfin
} // namespace ns3
