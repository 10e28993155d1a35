/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-progress-line.h"

#include "synfin-language.h"

#include "ns3/synfin-ladder-text.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return "42 s", "3 min 20 s" or "2 h 5 min"
std::string
Rounded(double seconds)
{
    const auto whole = static_cast<uint64_t>(seconds + 0.5);
    char text[48];
    if (whole < 60)
    {
        std::snprintf(text, sizeof(text), "%" PRIu64 " s", whole);
    }
    else if (whole < 3600)
    {
        std::snprintf(text, sizeof(text), "%" PRIu64 " min %" PRIu64 " s", whole / 60, whole % 60);
    }
    else
    {
        std::snprintf(text,
                      sizeof(text),
                      "%" PRIu64 " h %" PRIu64 " min",
                      whole / 3600,
                      whole % 3600 / 60);
    }
    return text;
}

/// @return the begin of a text, as far as it fits into so many columns
std::string
Cut(const std::string& text, int columns)
{
    std::string begin;
    for (const std::string& letter : SplitCharacters(text))
    {
        columns -= DisplayWidth(letter);
        if (columns < 0)
        {
            break;
        }
        begin += letter;
    }
    return begin;
}

/// @return how many columns a line of the terminal on stderr has
int
TerminalWidth()
{
    winsize size{};
    const bool isKnown = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return isKnown ? size.ws_col : 200;
}

} // namespace

std::string
ProgressText(const ScenarioProgress& progress, double wallSeconds)
{
    // A connection costs time when it begins, and as much again when it ends.
    const double share = static_cast<double>(progress.attempted + progress.ended) /
                         (2.0 * static_cast<double>(progress.connections));
    const bool isKnown = share > 0.01 && wallSeconds > 0.2;
    const std::string left =
        isKnown ? ", " + Rounded(wallSeconds * (1 - share) / share) + " left" : "";
    char text[256];
    std::snprintf(text,
                  sizeof(text),
                  "%" PRIu64 " of %" PRIu64 " connections begun%s, %.0f/s, %" PRIu64
                  " in TIME_WAIT, %.1f s simulated in %.1f s",
                  progress.attempted,
                  progress.connections,
                  left.c_str(),
                  static_cast<double>(progress.ended) / std::max(wallSeconds, 1e-3),
                  progress.timeWait,
                  progress.simulated.GetSeconds(),
                  wallSeconds);
    return Tr(text);
}

ProgressLine::ProgressLine(bool isShown)
    : m_isShown(isShown),
      m_begin(Clock::now()),
      m_next(m_begin)
{
}

void
ProgressLine::Show(const Text& text)
{
    if (!m_isShown || Clock::now() < m_next)
    {
        return;
    }
    m_next = Clock::now() + std::chrono::milliseconds(200);
    m_isUsed = true;
    const double wall = std::chrono::duration<double>(Clock::now() - m_begin).count();
    // A line that wraps could not be written over; its begin says the most.
    std::fprintf(stderr, "\r%s\033[K", Cut(text(wall), TerminalWidth() - 1).c_str());
}

void
ProgressLine::End()
{
    if (m_isUsed)
    {
        std::fputs("\r\033[K", stderr);
    }
}

} // namespace synfin
} // namespace ns3
