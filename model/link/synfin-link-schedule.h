/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_SCHEDULE_H
#define SYNFIN_LINK_SCHEDULE_H

#include "synfin-link-settings.h"

#include "ns3/nstime.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// At a time, some settings of a link take other values.
struct LinkChange
{
    Time time;                      //!< since the start of the simulation
    std::vector<std::string> names; //!< of the settings that change
    LinkSettings values;            //!< their values; the others mean nothing
};

/// What ends a word or a change in a schedule.
extern const char* const SCHEDULE_SEPARATORS;

/**
 * @brief Reads a schedule: none, or changes with semicolons between them.
 *
 * A change is a time and one or more NAME=VALUE, with blanks between them: "10s loss=1; 12s
 * loss=0". Names and values are those of LinkSettings::Set. Times ascend. A backslash
 * before a blank or a semicolon takes it into the value.
 *
 * @param text the text
 * @param schedule what was read; untouched when the text is bad
 * @return nothing when it was read, else one line that says what is wrong and what would be
 * accepted
 */
std::optional<std::string> ParseSchedule(const std::string& text,
                                         std::vector<LinkChange>& schedule);

/// @return the text that ParseSchedule reads back exactly
std::string FormatSchedule(const std::vector<LinkChange>& schedule);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_SCHEDULE_H
