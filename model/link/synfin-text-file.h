/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TEXT_FILE_H
#define SYNFIN_TEXT_FILE_H

#include <cstddef>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief Reads a whole file. Pipes and devices, which need not end, are refused.
 * @param path of the file
 * @param most octets that it may have
 * @param text what is in it
 * @return nothing when it was read, else one line that says what is accepted, and what was wrong
 */
std::optional<std::string> ReadTextFile(const std::string& path,
                                        std::size_t most,
                                        std::string& text);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TEXT_FILE_H
