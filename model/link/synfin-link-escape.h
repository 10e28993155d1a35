/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_ESCAPE_H
#define SYNFIN_LINK_ESCAPE_H

#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @file
 * A backslash before a character takes from it what it means in a list: `\,` is no comma.
 */

/// @return what lies between the separators, empty parts included, with their backslashes
std::vector<std::string> SplitEscaped(const std::string& text, const std::string& separators);

/// @return the text without the backslashes that escape
std::string Unescape(const std::string& text);

/// @return the text with a backslash before each backslash and each of the characters
std::string Escape(const std::string& text, const std::string& characters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_ESCAPE_H
