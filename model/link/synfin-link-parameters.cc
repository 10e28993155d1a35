/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-parameters.h"

#include "synfin-link-text.h"

#include "ns3/synfin-parse.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

std::optional<std::string>
LinkParameters::Set(const std::string& name, const std::string& value)
{
    if (name == "schedule")
    {
        return ParseSchedule(value, schedule);
    }
    if (name == "lose")
    {
        return ParseSegmentCopies(value, lose);
    }
    const auto accepted = settings.Set(name, value);
    const auto& names = LinkSettings::Names();
    const bool known = std::find(names.begin(), names.end(), LinkSettingOf(name)) != names.end();
    return accepted && !known ? *accepted + ", schedule, lose" : accepted;
}

std::string
LinkParameters::Get(const std::string& name) const
{
    if (name == "schedule")
    {
        return FormatSchedule(schedule);
    }
    return name == "lose" ? ToString(lose) : settings.Get(name);
}

std::vector<std::string>
LinkParameters::Names()
{
    std::vector<std::string> names = LinkSettings::Names();
    names.insert(names.end(), {"schedule", "lose"});
    return names;
}

std::optional<std::string>
LinkParameters::Validate() const
{
    for (const LinkStep& step : Steps())
    {
        const LinkSettings& now = step.settings;
        // tc refuses it as well: there is nothing to skip.
        if (now.reorder.event.probability > 0 && now.delay.IsZero() && now.jitter.amount.IsZero())
        {
            return "a reorder only with a delay, which a frame skips to overtake others; at " +
                   FormatTime(step.time) + " there is none";
        }
    }
    return std::nullopt;
}

std::vector<LinkStep>
LinkParameters::Steps() const
{
    std::vector<LinkStep> steps{{Time(0), settings, true}};
    for (const LinkChange& change : schedule)
    {
        LinkStep step{change.time, steps.back().settings, false};
        for (const std::string& name : change.names)
        {
            step.settings.Copy(name, change.values);
            step.newLoss |= name == "loss";
        }
        steps.push_back(step);
    }
    return steps;
}

Time
LinkParameters::LeastDelay() const
{
    Time least = Time::Max();
    for (const LinkStep& step : Steps())
    {
        least = std::min(least, step.settings.LeastDelay());
    }
    return least;
}

bool
LinkParameters::Corrupts() const
{
    for (const LinkStep& step : Steps())
    {
        if (step.settings.corrupt > 0)
        {
            return true;
        }
    }
    return false;
}

} // namespace synfin
} // namespace ns3
