/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_TEXT_H
#define SYNFIN_LADDER_TEXT_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// @name UTF-8 text in a terminal, measured in columns
/// @{

/**
 * @brief How many columns a character takes in a terminal.
 * @param codePoint the character
 * @return 2 for those that Unicode's East Asian Width (UAX #11) calls Wide or Fullwidth, else 1
 */
int DisplayWidth(char32_t codePoint);

/// @return how many columns a text without control characters takes
int DisplayWidth(const std::string& text);

/// @return the characters of a text, each as UTF-8; octets that are not UTF-8 stand for themselves
std::vector<std::string> SplitCharacters(const std::string& text);

/// @return the text, followed by spaces up to that many columns
std::string PadRight(const std::string& text, int columns);

/// @return the text, preceded by spaces up to that many columns
std::string PadLeft(const std::string& text, int columns);

/// @return count times that text
std::string Repeat(const std::string& text, int count);

/**
 * @brief Breaks a text into lines.
 *
 * Between words, and between any two wide characters; but a line does not begin with a closing
 * punctuation mark, nor end with an opening one. A word that is longer than a line stays whole.
 *
 * @param text the text
 * @param columns the longest line
 * @return the lines, at least one
 */
std::vector<std::string> Wrap(const std::string& text, int columns);

/// @}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_TEXT_H
