/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-mermaid.h"

#include "synfin-exchange-markup.h"

#include "ns3/synfin-ladder-text.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// A note as wide as this stands between two lifelines.
constexpr int NOTE_COLUMNS = 50;

/// @return a text without what ends a line, begins a comment or is a tag in Mermaid
std::string
Escaped(const std::string& text)
{
    std::string escaped;
    for (const char letter : text)
    {
        switch (letter)
        {
        case '#':
            escaped += "#35;";
            break;
        case ';':
            escaped += "#59;";
            break;
        case '%':
            escaped += "#37;";
            break;
        case '<':
            escaped += "#lt;";
            break;
        case '>':
            escaped += "#gt;";
            break;
        default:
            escaped += letter;
        }
    }
    return escaped;
}

/// @return a note's text, on lines of its own
std::string
Lines(const std::string& note)
{
    std::string text;
    for (const std::string& line : Wrap(note, NOTE_COLUMNS))
    {
        text += (text.empty() ? "" : "<br/>") + Escaped(line);
    }
    return text;
}

/// @return when something happens at an end, and the state that it enters
std::string
Moment(const LadderRow& row, int side)
{
    const LadderRow::Cell& cell = row.cells[side];
    if (!cell.time)
    {
        return "";
    }
    return "    Note over " + std::string(SIDE_NAMES[side]) + ": " + ShownSeconds(*cell.time) +
           " s" + (cell.state ? std::string("<br/>") + ToString(*cell.state) : std::string()) +
           "\n";
}

std::string
Arrow(const Play& play, const LadderRow& row)
{
    const auto line = [&row](const char* arrow, const std::string& text) {
        return "    " + std::string(SIDE_NAMES[row.from]) + arrow + SIDE_NAMES[1 - row.from] +
               ": " + Escaped(text) + "\n";
    };
    const bool isAgain = row.segment && IsSentAgain(play, *row.segment);
    const char* const arrives = isAgain ? "-->>" : "->>";
    switch (row.arrow)
    {
    case LadderRow::Arrow::NONE:
        return "";
    case LadderRow::Arrow::WHOLE:
        return line(arrives, row.label);
    case LadderRow::Arrow::LOST:
        return line("--x", row.label);
    case LadderRow::Arrow::DEPARTURE:
        return line(isAgain ? "--)" : "-)", row.label + " (" + row.mark + ")");
    case LadderRow::Arrow::ARRIVAL:
        return line(arrives, "(" + row.mark + ") " + row.label);
    }
    return "";
}

} // namespace

std::string
PlayToMermaid(const Play& play, Language language)
{
    std::string text = "sequenceDiagram\n";
    const Phrase names[] = {Phrase::CLIENT, Phrase::SERVER};
    for (int side = 0; side < 2; ++side)
    {
        text += "    participant " + std::string(SIDE_NAMES[side]) + " as " +
                Say(names[side], language) + "\n";
    }
    for (int side = 0; side < 2; ++side)
    {
        text += "    Note over " + std::string(SIDE_NAMES[side]) + ": " +
                ToString(play.ends[side].initial) + "\n";
    }
    for (const LadderRow& row : play.rows)
    {
        text += Moment(row, row.from) + Arrow(play, row) + Moment(row, 1 - row.from);
        for (const std::string& note : row.notes)
        {
            text += "    Note over client,server: " + Lines(note) + "\n";
        }
    }
    return text;
}

} // namespace synfin
} // namespace ns3
