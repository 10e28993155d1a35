/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_MESSAGE_H
#define SYNFIN_MESSAGE_H

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @file
 * What programs say about bad input: one line, whatever the input holds.
 */

/// @return a text with everything escaped that a terminal would not show as a letter, as in \\x1b
std::string Printable(const std::string& text);

/**
 * @param text what somebody typed
 * @param most letters
 * @return the text, printable, with its middle left out where it is long
 */
std::string Brief(const std::string& text, std::size_t most = 60);

/// @return one line of at most 200 letters, "PROGRAM: TEXT"; the middle of a long one is left out
std::string MessageLine(const std::string& program, const std::string& text);

/// @return such as "did you mean loss?"; an empty text where none of the names is near
std::string DidYouMean(const std::string& word, const std::vector<std::string>& names);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_MESSAGE_H
