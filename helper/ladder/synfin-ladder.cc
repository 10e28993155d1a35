/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder.h"

#include "synfin-ladder-text.h"

#include <cstdio>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr int TIME_COLUMNS = 9;
constexpr int STATE_COLUMNS = 11; // ESTABLISHED
constexpr int MIDDLE_COLUMNS = 52;
constexpr int ALL_COLUMNS = 2 * (TIME_COLUMNS + 1 + STATE_COLUMNS + 1) + 2 + MIDDLE_COLUMNS;

std::string
Seconds(Time time)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", time.GetSeconds());
    return text;
}

} // namespace

Ladder::Ladder(const LadderStyle& style, const std::array<Time, 2>& timeWait)
    : m_style(style),
      m_timeWait(timeWait),
      m_strokes(style.ascii ? Strokes{"|", "-", ">", "<", "x", "|", "|"}
                            : Strokes{"│", "─", "▶", "◀", "✗", "├", "┤"}),
      m_middle(MIDDLE_COLUMNS)
{
}

std::string
Ladder::Coloured(const std::string& text, Paint paint) const
{
    static const char* const SEQUENCES[] = {"", "\033[1m", "\033[33m", "\033[31m", "\033[2m"};
    const char* sequence = SEQUENCES[static_cast<int>(paint)];
    return m_style.colour && *sequence ? sequence + text + "\033[0m" : text;
}

std::string
Ladder::Line(const LadderRow& row, const std::string& middle, Paint paint) const
{
    std::array<std::string, 2> times;
    std::array<std::string, 2> states;
    for (int side = 0; side < 2; ++side)
    {
        const auto& cell = row.cells[side];
        times[side] = cell.time ? Seconds(*cell.time) : std::string();
        states[side] = cell.state ? ToString(*cell.state) : std::string();
    }
    std::string end; // without spaces after what is last
    if (!times[1].empty())
    {
        end = " " + Coloured(PadRight(states[1], STATE_COLUMNS), Paint::STATE) + " " +
              PadLeft(times[1], TIME_COLUMNS);
    }
    else if (!states[1].empty())
    {
        end = " " + Coloured(states[1], Paint::STATE);
    }
    const bool departs =
        row.arrow != LadderRow::Arrow::NONE && row.arrow != LadderRow::Arrow::ARRIVAL;
    const char* left = departs && row.from == 0 ? m_strokes.fromLeft : m_strokes.life;
    const char* right = departs && row.from == 1 ? m_strokes.fromRight : m_strokes.life;
    return PadLeft(times[0], TIME_COLUMNS) + " " +
           Coloured(PadRight(states[0], STATE_COLUMNS), Paint::STATE) + " " + left +
           Coloured(PadRight(middle, m_middle), paint) + right + end + "\n";
}

int
Ladder::Width(const LadderRow& row)
{
    constexpr int ARROW = 6; // two dashes, spaces and a head
    const int columns = DisplayWidth(row.label) + ARROW;
    switch (row.arrow)
    {
    case LadderRow::Arrow::NONE:
        return 0;
    case LadderRow::Arrow::WHOLE:
    case LadderRow::Arrow::LOST:
        return columns;
    case LadderRow::Arrow::DEPARTURE:
    case LadderRow::Arrow::ARRIVAL:
        return columns + DisplayWidth(row.mark) + 4; // with its mark in parentheses
    }
    return 0;
}

std::string
Ladder::Arrow(const LadderRow& row) const
{
    const std::string dash = m_strokes.dash;
    const bool toRight = row.from == 0;
    const std::string head = toRight ? m_strokes.right : m_strokes.left;
    std::string near = dash + dash + " " + row.label + " "; // beginning at the sender
    std::string far = head;
    int columns = m_middle;
    switch (row.arrow)
    {
    case LadderRow::Arrow::NONE:
        return "";
    case LadderRow::Arrow::WHOLE:
        break;
    case LadderRow::Arrow::LOST:
        columns = std::max(m_middle * 3 / 4, DisplayWidth(near) + 3);
        far = toRight ? std::string(" ") + m_strokes.cross : m_strokes.cross + std::string(" ");
        break;
    case LadderRow::Arrow::DEPARTURE:
        columns = m_middle - 2;
        far = toRight ? " (" + row.mark + ")" : "(" + row.mark + ") ";
        break;
    case LadderRow::Arrow::ARRIVAL:
        near = toRight ? "  (" + row.mark + ") " + row.label + " "
                       : " " + row.label + " (" + row.mark + ")  ";
        break;
    }
    const std::string shaft = Repeat(dash, columns - DisplayWidth(near) - DisplayWidth(far));
    if (toRight)
    {
        return near + shaft + far;
    }
    if (row.arrow != LadderRow::Arrow::ARRIVAL)
    {
        near = " " + row.label + " " + dash + dash;
    }
    return PadLeft(far + shaft + near, m_middle);
}

std::string
Ladder::Head(const std::array<State, 2>& states) const
{
    const auto say = [this](Phrase phrase) { return Say(phrase, m_style.language); };
    LadderRow row;
    row.cells[0].state = states[0];
    row.cells[1].state = states[1];
    const std::string names = PadLeft(say(Phrase::TIME_HEAD), TIME_COLUMNS) + " " +
                              PadRight(say(Phrase::CLIENT), STATE_COLUMNS + 1 + 2 + m_middle + 1) +
                              PadRight(say(Phrase::SERVER), STATE_COLUMNS) + " " +
                              PadLeft(say(Phrase::TIME_HEAD), TIME_COLUMNS);
    return names + "\n" + Line(row, "", Paint::PLAIN);
}

std::string
Ladder::Body(const std::vector<LadderRow>& rows) const
{
    std::string text;
    for (const auto& row : rows)
    {
        std::vector<std::string> notes;
        for (const auto& note : row.notes)
        {
            for (const auto& line : Wrap(note, m_middle - 2))
            {
                notes.push_back(" " + line);
            }
        }
        std::size_t next = 0;
        if (row.arrow == LadderRow::Arrow::NONE)
        {
            text += Line(row, notes.empty() ? "" : notes[next++], Paint::NOTE);
        }
        else
        {
            const bool lost = row.arrow == LadderRow::Arrow::LOST;
            const Paint paint = lost ? Paint::LOST : row.again ? Paint::AGAIN : Paint::PLAIN;
            text += Line(row, Arrow(row), paint);
        }
        while (next < notes.size())
        {
            text += Line(LadderRow(), notes[next++], Paint::NOTE);
        }
        text += Line(LadderRow(), "", Paint::PLAIN);
    }
    return text;
}

std::string
Ladder::Draw(const std::array<State, 2>& initial,
             const std::vector<LadderRow>& rows,
             const std::array<std::optional<TimeWaitStay>, 2>& waited) const
{
    Ladder wide = *this;
    for (const LadderRow& row : rows)
    {
        wide.m_middle = std::max(wide.m_middle, Width(row));
    }
    std::string text = wide.Head(initial) + wide.Body(rows);
    const std::string why = WhyTimeWait(m_timeWait, waited, m_style.language);
    if (!why.empty())
    {
        text += "\n";
        for (const auto& line : Wrap(why, ALL_COLUMNS))
        {
            text += line + "\n";
        }
    }
    return text;
}

} // namespace synfin
} // namespace ns3
