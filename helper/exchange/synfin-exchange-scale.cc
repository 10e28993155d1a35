/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-scale.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// Without a delay, lines are flat, and this long a time is as high as FLIGHT.
const Time NO_DELAY = MilliSeconds(10);

/// More flights than that without an event are a gap.
constexpr int MOST_FLIGHTS = 4;

/// Below the last event.
constexpr int TAIL = 34;

} // namespace

ExchangeScale::ExchangeScale(const Play& play, int top)
    : m_play(play),
      m_departures(play.segments.size()),
      m_arrivals(play.segments.size())
{
    for (const PlayTransition& transition : play.transitions)
    {
        m_instants[transition.time].hasState[transition.side] = true;
    }
    for (const PlaySegment& segment : play.segments)
    {
        m_instants[segment.sent];
        m_instants[segment.sent + play.situation.delay];
    }
    using Arrow = LadderRow::Arrow;
    for (const LadderRow& row : play.rows)
    {
        if (row.arrow != Arrow::ARRIVAL)
        {
            Depart(row.arrow == Arrow::NONE && !row.cells[0].time ? 1 : row.from, row);
        }
        if (row.arrow == Arrow::WHOLE || row.arrow == Arrow::ARRIVAL)
        {
            Arrive(1 - row.from, row);
        }
    }
    Stretch(top);
}

bool
ExchangeScale::IsFlat() const
{
    return m_play.situation.delay.IsZero();
}

void
ExchangeScale::Depart(int side, const LadderRow& row)
{
    Instant& instant = m_instants[*row.cells[side].time];
    int& below = instant.below[side];
    if (IsFlat() && (instant.hasDeparture[0] || instant.hasDeparture[1]))
    {
        below = std::max(instant.below[0], instant.below[1]) + APART; // all at one instant
    }
    else if (instant.hasDeparture[side])
    {
        below += APART;
    }
    instant.hasDeparture[side] = true;
    instant.height = std::max(instant.height, below);
    if (row.segment)
    {
        m_departures[*row.segment] = below;
    }
}

void
ExchangeScale::Arrive(int side, const LadderRow& row)
{
    const Time time = *row.cells[side].time;
    const std::size_t segment = *row.segment;
    Instant& instant = m_instants[time];
    // Lines of one burst stay parallel.
    int& below = instant.below[side];
    const int own = m_departures[segment];
    const bool isLevel = m_play.segments[segment].sent == time;
    m_arrivals[segment][time] = isLevel ? own : std::max(below, own);
    below = std::max(below, own);
    instant.height = std::max(instant.height, below);
}

void
ExchangeScale::Stretch(int top)
{
    const Time delay = m_play.situation.delay;
    const int64_t flight = (IsFlat() ? NO_DELAY : delay).GetNanoSeconds();
    std::array<int, 2> departed{top, top};
    std::array<int, 2> changed{top, top};
    int y = top;
    const Time* last = nullptr;
    for (auto& [time, instant] : m_instants)
    {
        const int64_t silence = last ? (time - *last).GetNanoSeconds() : 0;
        const bool isGap = silence > MOST_FLIGHTS * flight;
        instant.y = y + (isGap ? GAP : static_cast<int>(silence * FLIGHT / flight));
        for (int side = 0; side < 2; ++side)
        {
            if (instant.hasDeparture[side])
            {
                instant.y = std::max(instant.y, departed[side] + APART);
            }
            if (instant.hasState[side])
            {
                instant.y = std::max(instant.y, changed[side] + APART);
            }
        }
        if (isGap)
        {
            m_gaps.push_back({(y + instant.y) / 2, NanoSeconds(silence)});
        }
        y = instant.y + instant.height;
        for (int side = 0; side < 2; ++side)
        {
            departed[side] = instant.hasDeparture[side] ? y : departed[side];
            changed[side] = instant.hasState[side] ? instant.y : changed[side];
        }
        last = &time;
    }
    m_bottom = y + TAIL;
}

int
ExchangeScale::At(Time time) const
{
    return m_instants.at(time).y;
}

int
ExchangeScale::Departure(std::size_t segment) const
{
    return At(m_play.segments[segment].sent) + m_departures[segment];
}

int
ExchangeScale::Arrival(std::size_t segment, Time time) const
{
    const auto found = m_arrivals[segment].find(time);
    return At(time) + (found == m_arrivals[segment].end() ? 0 : found->second);
}

int
ExchangeScale::Undisturbed(std::size_t segment) const
{
    return At(m_play.segments[segment].sent + m_play.situation.delay) + m_departures[segment];
}

} // namespace synfin
} // namespace ns3
