/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SETTINGS_FILE_H
#define SYNFIN_SETTINGS_FILE_H

#include "synfin-scenario-parameters.h"

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @file
 * params.ini, and every other file that --config reads.
 *
 * Each line is NAME = VALUE; fields of the profile are in a section [profile], groups in sections
 * of their own (synfin-scenario-sections.h). From # on, or from ; behind a blank, is a comment, but
 * not within a value in quotes: "a#b", where \\, \", \n, \r, \t and \xHH stand for what they do in
 * C, and ; not in a schedule. A file that says which format it has ends with the section [end], so
 * that a part of it is not taken for the whole; one that people write needs neither.
 */

/// @return the text of params.ini, which ReadSettings reads back
std::string ToIni(const ScenarioParameters& parameters);

/**
 * @param text of a file
 * @param name of the file, for messages
 * @return its settings, in their order; relative files in them are in the folder of this one
 * @throws BadInput
 */
std::vector<Setting> ReadSettings(const std::string& text, const std::string& name);

/**
 * @brief Completes the names of files in a setting: `file:` of a loss or of arrivals, `table=` of a
 * jitter, `table:` of a distribution, `trace:` of a bandwidth or a delay.
 * @param setting what names files may be in
 * @param folder where relative ones are
 * @return the same with names that begin with the folder
 */
Setting WithFolder(const Setting& setting, const std::string& folder);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SETTINGS_FILE_H
