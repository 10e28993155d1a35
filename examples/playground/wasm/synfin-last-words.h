/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LAST_WORDS_H
#define SYNFIN_LAST_WORDS_H

namespace ns3
{
namespace synfin
{

/// Ends the module where a program would end with a message: the page reads it, and loads the
/// module anew.
[[noreturn]] void EndWith(const char* words);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LAST_WORDS_H
