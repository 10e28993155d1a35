/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROGRESS_LINE_H
#define SYNFIN_PROGRESS_LINE_H

#include "ns3/synfin-scenario.h"

#include <chrono>
#include <functional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @return what the line says, such as "120000 of 1000000 connections begun, ..."
std::string ProgressText(const ScenarioProgress& progress, double wallSeconds);

/// One line on stderr that is written over as the run goes on.
class ProgressLine
{
  public:
    /// @param isShown false: nothing is written
    explicit ProgressLine(bool isShown);

    /// What the line says after so many seconds.
    using Text = std::function<std::string(double wallSeconds)>;

    /// Shows how far the work is, when it is time to; only then the text is asked for.
    void Show(const Text& text);

    /// Wipes the line.
    void End();

  private:
    using Clock = std::chrono::steady_clock;

    bool m_isShown;
    bool m_isUsed{false};
    Clock::time_point m_begin; //!< of the run
    Clock::time_point m_next;  //!< when the line is due
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROGRESS_LINE_H
