/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-path.h"

#include "ns3/synfin-parse.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// What is drawn, of the same seed.
constexpr uint32_t LOSSES = 1;

/// The option that asks for a fate.
const char*
OptionOf(SegmentFate fate)
{
    switch (fate)
    {
    case SegmentFate::ARRIVES:
        return "";
    case SegmentFate::LOST:
        return "lose";
    case SegmentFate::DELAYED:
        return "delay-segment";
    case SegmentFate::DUPLICATED:
        return "duplicate";
    case SegmentFate::REORDERED:
        return "reorder";
    }
    return "";
}

} // namespace

const char*
ToString(SegmentFate fate)
{
    switch (fate)
    {
    case SegmentFate::ARRIVES:
        return "arrives";
    case SegmentFate::LOST:
        return "lost";
    case SegmentFate::DELAYED:
        return "delayed";
    case SegmentFate::DUPLICATED:
        return "duplicated";
    case SegmentFate::REORDERED:
        return "reordered";
    }
    return "";
}

const char*
ToString(FateReason reason)
{
    switch (reason)
    {
    case FateReason::NONE:
        return "";
    case FateReason::ASKED:
        return "asked";
    case FateReason::LOSS:
        return "loss";
    }
    return "";
}

const Time ExchangePath::LONGEST_WAIT = Seconds(1);

ExchangePath::ExchangePath(const Situation& situation)
    : m_situation(situation),
      m_losses(situation.seed, 0, LOSSES)
{
    const auto add = [this](const std::vector<SegmentChoice>& choices, SegmentFate fate) {
        for (const SegmentChoice& choice : choices)
        {
            m_wishes.push_back({choice, fate});
        }
    };
    add(situation.lose, SegmentFate::LOST);
    add(situation.reordered, SegmentFate::REORDERED);
    add(situation.delayed, SegmentFate::DELAYED);
    add(situation.duplicated, SegmentFate::DUPLICATED);
}

ExchangePath::Journey
ExchangePath::Take(const SegmentCopy& copy, int side, uint32_t ordinal, Time now)
{
    Journey journey;
    Time arrival = now + m_situation.delay;
    std::vector<Time> copies;
    for (Wish& wish : m_wishes)
    {
        if (wish.isMet || !wish.choice.Names(copy, side, ordinal))
        {
            continue; // another connection of the same play has segments of the same names
        }
        wish.isMet = true;
        if (journey.fate == SegmentFate::ARRIVES) // the first word of several
        {
            journey.fate = wish.fate;
            journey.why = FateReason::ASKED;
        }
        arrival += wish.fate == SegmentFate::DELAYED ? wish.choice.time : Time(0);
        arrival += wish.fate == SegmentFate::REORDERED ? LONGEST_WAIT : Time(0);
        if (wish.fate == SegmentFate::DUPLICATED)
        {
            copies.push_back(wish.choice.time);
        }
    }
    // The n-th segment of a side has its own draw: a situation that differs later begins the same.
    if (journey.fate != SegmentFate::LOST && m_losses(side, ordinal) < m_situation.loss)
    {
        journey.fate = SegmentFate::LOST;
        journey.why = FateReason::LOSS;
    }
    if (journey.fate != SegmentFate::LOST)
    {
        journey.arrivals.push_back(arrival);
        for (const Time& later : copies)
        {
            journey.arrivals.push_back(arrival + later);
        }
    }
    return journey;
}

std::vector<Setting>
ExchangePath::NeverSent() const
{
    std::vector<Setting> settings;
    for (const Wish& wish : m_wishes)
    {
        if (!wish.isMet)
        {
            const bool hasTime =
                wish.fate == SegmentFate::DELAYED || wish.fate == SegmentFate::DUPLICATED;
            settings.push_back(
                {OptionOf(wish.fate),
                 ToString(wish.choice) + (hasTime ? "=" + FormatTime(wish.choice.time) : "")});
        }
    }
    return settings;
}

} // namespace synfin
} // namespace ns3
