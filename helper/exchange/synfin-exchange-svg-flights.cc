/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-svg-flights.h"

#include "synfin-exchange-labels.h"
#include "synfin-exchange-markup.h"

#include "ns3/synfin-ladder-text.h"

#include <cmath>
#include <cstdlib>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr double LOST_AFTER = 0.62;    //!< of the way
constexpr double APPEARS_AFTER = 0.25; //!< the same, of what nobody sends
constexpr int BADGE_RADIUS = 8;
constexpr int BADGE_AFTER = 26; //!< so far along its line, that no arrow's head is below it
constexpr int HEAD_LENGTH = 10;
constexpr int CROSS = 6;

/// A line of a segment, to one of its arrivals or to where it is lost.
struct Flight
{
    std::size_t row;
    DrawnLine line;
    bool arrives;
    bool isFirst; //!< no copy that the path made
};

/// The part of a line from its begin on.
DrawnLine
Part(const DrawnLine& line, double fraction)
{
    const int x = line.x1 + static_cast<int>((line.x2 - line.x1) * fraction);
    return {line.x1, line.y1, x, static_cast<int>(line.At(x))};
}

/// The part of a line from its begin to its badge.
DrawnLine
BadgeOf(const DrawnLine& line)
{
    return Part(line, static_cast<double>(BADGE_AFTER) / std::abs(line.x2 - line.x1));
}

/// The lines of what is sent, or appears on the path, in a row.
void
AddFlights(const Play& play,
           const ExchangeScale& scale,
           std::size_t number,
           std::vector<Flight>& flights)
{
    const LadderRow& row = play.rows[number];
    const PlaySegment& segment = play.segments[*row.segment];
    DrawnLine line{EDGE_X[row.from],
                   scale.Departure(*row.segment),
                   EDGE_X[1 - row.from],
                   scale.Undisturbed(*row.segment)};
    if (segment.isInjected)
    {
        const DrawnLine unseen = Part(line, APPEARS_AFTER);
        line.x1 = unseen.x2;
        line.y1 = unseen.y2;
    }
    for (const Time& arrival : segment.arrivals)
    {
        line.y2 = scale.Arrival(*row.segment, arrival);
        flights.push_back({number, line, true, arrival == segment.arrivals.front()});
    }
    if (segment.arrivals.empty())
    {
        flights.push_back({number, Part(line, LOST_AFTER), false, true});
    }
}

std::string
DrawArrow(const Flight& flight, bool isLost)
{
    const auto& [x1, y1, x2, y2] = flight.line;
    const double dx = x2 - x1;
    const double dy = y2 - y1;
    const double length = std::sqrt(dx * dx + dy * dy);
    const double x = HEAD_LENGTH * dx / length;
    const double y = HEAD_LENGTH * dy / length;
    const double shaft = flight.arrives ? 0.8 : 0;
    std::string text = Formatted("<path class=\"line\" d=\"M%d %dL%.1f %.1f\"/>",
                                 x1,
                                 y1,
                                 x2 - shaft * x,
                                 y2 - shaft * y);
    if (flight.arrives)
    {
        text += Formatted("<path class=\"point\" d=\"M%d %dL%.1f %.1fL%.1f %.1fZ\"/>",
                          x2,
                          y2,
                          x2 - x - 0.4 * y,
                          y2 - y + 0.4 * x,
                          x2 - x + 0.4 * y,
                          y2 - y - 0.4 * x);
    }
    return text + (isLost ? DrawCross(x2, y2) : "");
}

/// The label of a line, where it hides least, and the number of its step.
std::string
DrawLabel(const LabelPlaces::Place& place,
          const Flight& flight,
          const std::string& label,
          int number)
{
    const DrawnLine badge = BadgeOf(flight.line);
    return Formatted("<text class=\"label\" transform=\"matrix(%.4f %.4f %.4f %.4f %.1f %.1f)\">",
                     place.cos,
                     place.sin,
                     -place.sin,
                     place.cos,
                     place.x,
                     place.y) +
           XmlText(label) + "</text>\n" + DrawBadge(badge.x2, badge.y2, number);
}

} // namespace

std::string
DrawBadge(int x, int y, int number)
{
    return Formatted("<g class=\"badge\"><circle cx=\"%d\" cy=\"%d\" r=\"%d\"/>",
                     x,
                     y,
                     BADGE_RADIUS) +
           Formatted("<text x=\"%d\" y=\"%d\">%d</text></g>\n", x, y + 3, number);
}

std::string
DrawCross(int x, int y)
{
    return Formatted("<path class=\"cross\" d=\"M%d %dL%d %dM%d %dL%d %d\"/>",
                     x - CROSS,
                     y - CROSS,
                     x + CROSS,
                     y + CROSS,
                     x - CROSS,
                     y + CROSS,
                     x + CROSS,
                     y - CROSS);
}

std::string
DrawFlights(const Play& play, const ExchangeScale& scale, const std::vector<int>& numbers)
{
    std::vector<Flight> flights;
    for (std::size_t i = 0; i < play.rows.size(); ++i)
    {
        const LadderRow& row = play.rows[i];
        const bool isDrawn = row.arrow == LadderRow::Arrow::ARRIVAL && row.segment &&
                             !play.segments[*row.segment].isInjected;
        if (row.segment && !isDrawn)
        {
            AddFlights(play, scale, i, flights);
        }
    }
    std::vector<DrawnLine> lines;
    for (const Flight& flight : flights)
    {
        lines.push_back(flight.line);
    }
    LabelPlaces places(lines);
    for (const auto& gap : scale.Gaps())
    {
        places.Keep(MIDDLE_X, gap.y, 12 * COLUMN_WIDTH);
    }
    for (const DrawnLine& line : lines)
    {
        const DrawnLine badge = BadgeOf(line);
        places.Keep(badge.x2, badge.y2 + BADGE_RADIUS / 2, BADGE_RADIUS);
    }
    std::string text;
    for (std::size_t i = 0; i < flights.size(); ++i)
    {
        const Flight& flight = flights[i];
        const LadderRow& row = play.rows[flight.row];
        const bool isLost = row.arrow == LadderRow::Arrow::LOST;
        std::string title = row.label;
        for (const std::string& note : row.notes)
        {
            title += "\n" + note;
        }
        text += std::string("<g class=\"") + (isLost ? "lost " : "") +
                (IsSentAgain(play, *row.segment) ? "again" : "first") + "\"><title>" +
                XmlText(title) + "</title>\n" + DrawArrow(flight, isLost) + "\n";
        if (flight.isFirst)
        {
            const auto place = places.Find(i, COLUMN_WIDTH * DisplayWidth(row.label));
            text += DrawLabel(place, flight, row.label, numbers[flight.row]);
        }
        text += "</g>\n";
    }
    return text;
}

} // namespace synfin
} // namespace ns3
