/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-labels.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace synfin
{

namespace
{

/// From its base to the middle of small letters.
constexpr double HALF_HEIGHT = 4;

/// Text is hidden by what is as near to its middle.
constexpr double NEAR_LINE = 7;
constexpr double NEAR_TEXT_X = 14;
constexpr double NEAR_TEXT_Y = 13;

constexpr int POINTS = 12;

/// Where along its line a label may be, the best first, if nothing is in its way.
constexpr double FRACTIONS[] = {0.5, 0.44, 0.38, 0.32, 0.56, 0.62, 0.68, 0.27, 0.73};
constexpr double UNLIKED =
    0.3; //!< the cost of the next place, compared with a point that is hidden

} // namespace

double
DrawnLine::At(double x) const
{
    return y1 + (y2 - y1) * (x - x1) / (x2 - x1);
}

LabelPlaces::LabelPlaces(std::vector<DrawnLine> lines)
    : m_lines(std::move(lines))
{
}

void
LabelPlaces::Keep(int x, int y, int width)
{
    const auto points = PointsOf({static_cast<double>(x), static_cast<double>(y), 1, 0}, width);
    m_taken.insert(m_taken.end(), points.begin(), points.end());
}

std::vector<LabelPlaces::Point>
LabelPlaces::PointsOf(const Place& place, int width) const
{
    std::vector<Point> points;
    for (int i = 0; i <= POINTS; ++i)
    {
        const double along = width * (static_cast<double>(i) / POINTS - 0.5);
        points.push_back({place.x + along * place.cos + HALF_HEIGHT * place.sin,
                          place.y + along * place.sin - HALF_HEIGHT * place.cos});
    }
    return points;
}

double
LabelPlaces::CostOf(std::size_t line, const std::vector<Point>& points) const
{
    double cost = 0;
    for (const Point& point : points)
    {
        for (std::size_t i = 0; i < m_lines.size(); ++i)
        {
            const DrawnLine& other = m_lines[i];
            const bool isBeside =
                point.x >= std::min(other.x1, other.x2) && point.x <= std::max(other.x1, other.x2);
            if (i != line && isBeside && std::fabs(other.At(point.x) - point.y) < NEAR_LINE)
            {
                cost += 1;
            }
        }
        for (const Point& taken : m_taken)
        {
            if (std::fabs(taken.x - point.x) < NEAR_TEXT_X &&
                std::fabs(taken.y - point.y) < NEAR_TEXT_Y)
            {
                cost += 1;
            }
        }
    }
    return cost;
}

LabelPlaces::Place
LabelPlaces::Find(std::size_t line, int width)
{
    const DrawnLine& own = m_lines[line];
    const double dx = own.x2 - own.x1;
    const double dy = own.y2 - own.y1;
    const double length = std::sqrt(dx * dx + dy * dy) * (dx < 0 ? -1 : 1); // read left to right
    const double cos = dx / length;
    const double sin = dy / length;
    Place best{};
    double least = -1;
    double unliked = 0;
    for (const double fraction : FRACTIONS)
    {
        for (const double away : {-1.0 * AWAY, AWAY + 2 * HALF_HEIGHT})
        {
            const double x = own.x1 + fraction * dx;
            const Place place{x - away * sin, own.At(x) + away * cos, cos, sin};
            const double cost = CostOf(line, PointsOf(place, width)) + unliked;
            if (least < 0 || cost < least)
            {
                least = cost;
                best = place;
            }
            unliked += UNLIKED;
        }
    }
    const auto points = PointsOf(best, width);
    m_taken.insert(m_taken.end(), points.begin(), points.end());
    return best;
}

} // namespace synfin
} // namespace ns3
