/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-svg.h"

#include "synfin-exchange-command.h"
#include "synfin-exchange-markup.h"
#include "synfin-exchange-scale.h"
#include "synfin-exchange-svg-flights.h"
#include "synfin-exchange-svg-style.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr int STRIPE_WIDTH = 4;
constexpr int TOP = 62;
constexpr int LINE_HEIGHT = 13;
constexpr int LEGEND_HEIGHT = 34;

std::string
TextAt(int x, int y, const std::string& classes, const std::string& text)
{
    return Formatted("<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, classes.c_str()) +
           XmlText(text) + "</text>\n";
}

/// Draws one play.
class Svg
{
  public:
    Svg(const Play& play, Language language)
        : m_play(play),
          m_language(language),
          m_scale(play, TOP),
          m_numbers(StepNumbers(play))
    {
    }

    /// @return the element
    std::string Draw();

  private:
    std::string Heads() const;
    std::string States(int side) const;
    std::string State(int side, State state, int from, int to) const;
    std::string Times(int side) const;
    std::string Gaps() const;
    std::string Local() const;
    std::string Legend(int y) const;

    const Play& m_play;
    Language m_language;
    ExchangeScale m_scale;
    std::vector<int> m_numbers;
};

std::string
Svg::Heads() const
{
    const Phrase names[] = {Phrase::CLIENT, Phrase::SERVER};
    std::string text;
    for (int side = 0; side < 2; ++side)
    {
        const int x = BAR_X[side] + BAR_WIDTH / 2;
        text += TextAt(x, 28, "head", Say(names[side], m_language));
        text += TextAt(x, 45, "quiet middle", m_play.ends[side].profile);
    }
    return text + TextAt(BAR_X[0] - 8, 45, "quiet end", "s") +
           TextAt(DRAWING_WIDTH - BAR_X[0] + 8, 45, "quiet", "s");
}

std::string
Svg::State(int side, synfin::State state, int from, int to) const
{
    const int stripe = side == 0 ? EDGE_X[0] - STRIPE_WIDTH : EDGE_X[1];
    const std::string name = ToString(state);
    const auto bar = [&](int x, int width, const char* kind) {
        return Formatted("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"%s%s\"/>\n",
                         x,
                         from,
                         width,
                         to - from,
                         kind,
                         name.c_str());
    };
    return bar(BAR_X[side], BAR_WIDTH, "fill ") + bar(stripe, STRIPE_WIDTH, "") +
           TextAt(BAR_X[side] + BAR_WIDTH / 2, from + LINE_HEIGHT, "state", name);
}

std::string
Svg::States(int side) const
{
    std::string text;
    synfin::State state = m_play.ends[side].initial;
    int from = TOP;
    for (const PlayTransition& transition : m_play.transitions)
    {
        if (transition.side != side || transition.to == state)
        {
            continue;
        }
        const int to = m_scale.At(transition.time);
        if (to > from)
        {
            text += State(side, state, from, to);
        }
        from = to;
        state = transition.to;
    }
    return text + State(side, state, from, m_scale.Bottom());
}

std::string
Svg::Times(int side) const
{
    std::map<Time, int> times; // what happens when, where
    for (const LadderRow& row : m_play.rows)
    {
        if (const auto& time = row.cells[side].time)
        {
            times.emplace(*time, m_scale.At(*time));
        }
    }
    std::string text;
    std::string last;
    int below = 0;
    for (const auto& [time, y] : times)
    {
        const std::string shown = ShownSeconds(time);
        if (shown == last)
        {
            continue;
        }
        last = shown;
        const int base = std::max(below, y + 4);
        text += side == 0 ? TextAt(BAR_X[0] - 8, base, "quiet end", shown)
                          : TextAt(DRAWING_WIDTH - BAR_X[0] + 8, base, "quiet", shown);
        below = base + LINE_HEIGHT - 1;
    }
    return text;
}

// A silence tears both bars, and says how long it is.
std::string
Svg::Gaps() const
{
    std::string text;
    for (const auto& gap : m_scale.Gaps())
    {
        for (const int x : BAR_X)
        {
            const auto tear = [x](int y) {
                std::string path;
                for (int step = 1; step <= 8; ++step)
                {
                    path += Formatted("L%d %d", x + step * BAR_WIDTH / 8, y + (step % 2 ? -4 : 4));
                }
                return Formatted("%d %d", x, y + 4) + path;
            };
            text += "<path class=\"gap\" d=\"M" + tear(gap.y - 3) +
                    Formatted("v6L%d %dZ\"/>", x, gap.y + 7);
            text +=
                "<path class=\"torn\" d=\"M" + tear(gap.y - 3) + "M" + tear(gap.y + 3) + "\"/>\n";
        }
        const std::string length =
            Say(Phrase::IN_SECONDS, m_language, Formatted("%.4g", gap.length.GetSeconds()));
        text += TextAt(MIDDLE_X, gap.y + 4, "quiet middle", "⋯ " + length + " ⋯");
    }
    return text;
}

// What happens at one end alone.
std::string
Svg::Local() const
{
    std::string text;
    for (std::size_t i = 0; i < m_play.rows.size(); ++i)
    {
        const LadderRow& row = m_play.rows[i];
        for (int side = 0; side < 2; ++side)
        {
            if (row.arrow != LadderRow::Arrow::NONE || !row.cells[side].time)
            {
                continue;
            }
            std::string title;
            for (const std::string& note : row.notes)
            {
                title += (title.empty() ? "" : "\n") + note;
            }
            text += "<g><title>" + XmlText(title) + "</title>" +
                    DrawBadge(EDGE_X[side], m_scale.At(*row.cells[side].time), m_numbers[i]) +
                    "</g>\n";
        }
    }
    return text;
}

// What dashes and crosses say, where there are any.
std::string
Svg::Legend(int y) const
{
    bool isAgain = false;
    bool isLost = false;
    for (std::size_t i = 0; i < m_play.segments.size(); ++i)
    {
        isAgain = isAgain || IsSentAgain(m_play, i);
        isLost = isLost || m_play.segments[i].fate == SegmentFate::LOST;
    }
    std::string text;
    int x = EDGE_X[0] + 20;
    if (isAgain)
    {
        text += Formatted("<g class=\"again\"><path class=\"line\" d=\"M%d %dh40\"/></g>\n", x, y) +
                TextAt(x + 48, y + 4, "quiet", Say(Phrase::SENT_AGAIN_KEY, m_language));
        x += 220;
    }
    if (isLost)
    {
        text += Formatted("<g class=\"lost\"><path class=\"line\" d=\"M%d %dh34\"/>", x, y) +
                DrawCross(x + 34, y) + "</g>\n" +
                TextAt(x + 48, y + 4, "quiet", Say(Phrase::LOST_KEY, m_language));
    }
    return text;
}

std::string
Svg::Draw()
{
    const std::string legend = Legend(m_scale.Bottom() + LEGEND_HEIGHT / 2 + 2);
    const int height = m_scale.Bottom() + (legend.empty() ? 16 : LEGEND_HEIGHT + 6);
    const char* const language = m_language == Language::ZH ? "zh" : "en";
    return Formatted("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"synfin-ladder\" "
                     "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" ",
                     DRAWING_WIDTH,
                     height,
                     DRAWING_WIDTH,
                     height) +
           Formatted("lang=\"%s\" xml:lang=\"%s\">\n", language, language) + "<title>" +
           XmlText(Say(Phrase::LADDER_TITLE, m_language)) + "</title>\n<desc>" +
           XmlText(CommandOf(m_play, m_language)) + "</desc>\n<style>" + SVG_STYLE +
           "\n</style>\n" +
           Formatted("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n",
                     DRAWING_WIDTH,
                     height) +
           Heads() + States(0) + States(1) + Times(0) + Times(1) + Gaps() +
           DrawFlights(m_play, m_scale, m_numbers) + Local() + legend + "</svg>";
}

} // namespace

std::string
PlayToSvg(const Play& play, Language language)
{
    return Svg(play, language).Draw();
}

} // namespace synfin
} // namespace ns3
