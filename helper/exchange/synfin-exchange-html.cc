/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-html.h"

#include "synfin-exchange-command.h"
#include "synfin-exchange-markup.h"
#include "synfin-exchange-svg.h"

#include "ns3/synfin-ladder-time-wait.h"

namespace ns3
{
namespace synfin
{

namespace
{

constexpr const char* STYLE = R"(
:root{color-scheme:light dark;--ink:#1d2530;--quiet:#5b6673;--paper:#fff;--rule:#d9dee4;--lost:#c02639}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf1;--quiet:#9aa6b3;--paper:#14191f;--rule:#39434e;--lost:#ff8190}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 sans-serif}
main{max-width:800px;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.25rem;margin:2rem 0 .5rem}
code{font-size:.9rem;overflow-wrap:anywhere}
figure{margin:1rem 0;overflow-x:auto}
figure svg{display:block;width:100%;min-width:680px;height:auto}
ol{list-style:none;margin:0;padding:0}
li{display:grid;grid-template-columns:2rem 1fr;column-gap:.75rem;padding:.75rem 0;border-top:1px solid var(--rule)}
li>span{justify-self:center;width:1.6rem;height:1.6rem;border-radius:50%;background:var(--ink);color:var(--paper);
font-size:.8rem;font-weight:bold;line-height:1.6rem;text-align:center}
li>div>*{margin:0}
.when{color:var(--quiet);font-size:.9rem}
.what{font-weight:bold;overflow-wrap:anywhere}
.lost .what{color:var(--lost)}
)";

/// Writes one page.
class Page
{
  public:
    Page(const Play& play, Language language)
        : m_play(play),
          m_language(language)
    {
    }

    /// @return the page
    std::string Write() const;

  private:
    std::string Name(int side) const;
    std::string When(const LadderRow& row) const;
    std::string What(const LadderRow& row) const;
    std::string Step(const LadderRow& row, int number) const;

    const Play& m_play;
    Language m_language;
};

std::string
Page::Name(int side) const
{
    return Say(side == 0 ? Phrase::CLIENT : Phrase::SERVER, m_language);
}

// @return when it happens at each end, the sender first, and the states that they enter
std::string
Page::When(const LadderRow& row) const
{
    std::string text;
    for (const int side : {row.from, 1 - row.from})
    {
        const LadderRow::Cell& cell = row.cells[side];
        if (cell.time)
        {
            text += (text.empty() ? "" : " → ") + Name(side) + " " +
                    Say(Phrase::IN_SECONDS, m_language, ShownSeconds(*cell.time)) +
                    (cell.state ? std::string(" ") + ToString(*cell.state) : std::string());
        }
    }
    return text;
}

// @return the segment, and what becomes of it unless it simply arrives
std::string
Page::What(const LadderRow& row) const
{
    const auto with = [&](Phrase phrase) { return row.label + " – " + Say(phrase, m_language); };
    switch (row.arrow)
    {
    case LadderRow::Arrow::NONE:
        return "";
    case LadderRow::Arrow::WHOLE:
        return row.label;
    case LadderRow::Arrow::LOST:
        return with(Phrase::LOST_KEY);
    case LadderRow::Arrow::DEPARTURE:
        return with(Phrase::ARRIVES_LATER);
    case LadderRow::Arrow::ARRIVAL:
        return with(Phrase::ARRIVES);
    }
    return "";
}

std::string
Page::Step(const LadderRow& row, int number) const
{
    const bool isLost = row.arrow == LadderRow::Arrow::LOST;
    std::string text = std::string("<li") + (isLost ? " class=\"lost\"" : "") + "><span>" +
                       std::to_string(number) + "</span><div>\n";
    const std::string what = What(row);
    if (!what.empty())
    {
        text += "<p class=\"what\">" + XmlText(what) + "</p>\n";
    }
    text += "<p class=\"when\">" + XmlText(When(row)) + "</p>\n";
    for (const std::string& note : row.notes)
    {
        text += "<p>" + XmlText(note) + "</p>\n";
    }
    return text + "</div></li>\n";
}

std::string
Page::Write() const
{
    const std::string language = m_language == Language::ZH ? "zh" : "en";
    const std::string title = XmlText(Say(Phrase::LADDER_TITLE, m_language));
    std::string text =
        "<!DOCTYPE html>\n<html lang=\"" + language +
        "\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>" +
        title + "</title>\n<style>" + STYLE + "</style>\n</head>\n<body>\n<main>\n<h1>" + title +
        "</h1>\n<p><code>" + XmlText(CommandOf(m_play, m_language)) +
        "</code></p>\n<figure tabindex=\"0\">\n" + PlayToSvg(m_play, m_language) +
        "\n</figure>\n<h2>" + XmlText(Say(Phrase::STEPS_HEAD, m_language)) + "</h2>\n<ol>\n";
    const std::vector<int> numbers = StepNumbers(m_play);
    for (std::size_t i = 0; i < m_play.rows.size(); ++i)
    {
        text += Step(m_play.rows[i], numbers[i]);
    }
    const auto& [client, server] = m_play.ends;
    const std::string why = WhyTimeWait({client.timeWait, server.timeWait},
                                        {client.inTimeWait, server.inTimeWait},
                                        m_language);
    return text + "</ol>\n" + (why.empty() ? "" : "<p>" + XmlText(why) + "</p>\n") +
           "</main>\n</body>\n</html>\n";
}

} // namespace

std::string
PlayToHtml(const Play& play, Language language)
{
    return Page(play, language).Write();
}

} // namespace synfin
} // namespace ns3
