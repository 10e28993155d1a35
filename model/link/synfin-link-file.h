/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_FILE_H
#define SYNFIN_LINK_FILE_H

#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief Reads an empirical table of jitter: what `tc` calls a distribution file (`*.dist`).
 *
 * Numbers separated by blanks, in ascending order, 8192 meaning once the jitter; all are equally
 * likely. From # to the end of a line is a comment.
 *
 * @param input the text
 * @param name of the file, for messages
 * @param table the numbers in units of the jitter; untouched when the file is bad
 * @return nothing when it was read, else one line that says what is accepted, and where the file
 * has something else
 */
std::optional<std::string> ReadJitterTable(std::istream& input,
                                           const std::string& name,
                                           std::vector<double>& table);

/**
 * @brief Reads a recorded loss: a digit for each frame, 0 for arrived, 1 for lost.
 *
 * Blanks and ends of lines between the digits mean nothing. From # to the end of a line is a
 * comment.
 *
 * @param input the text
 * @param name of the file, for messages
 * @param lost one entry for each frame; untouched when the file is bad
 * @return nothing when it was read, else one line that says what is accepted, and where the file
 * has something else
 */
std::optional<std::string> ReadLossRecord(std::istream& input,
                                          const std::string& name,
                                          std::vector<bool>& lost);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_FILE_H
