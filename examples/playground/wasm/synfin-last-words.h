/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LAST_WORDS_H
#define SYNFIN_LAST_WORDS_H

#include <string>

namespace ns3
{
namespace synfin
{

/// @return why the module ended; the page reads it, and makes another instance
std::string& LastWords();

/// Ends the module where a program would end with a message.
[[noreturn]] void EndWith(const std::string& words);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LAST_WORDS_H
