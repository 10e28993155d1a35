/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_QUEUE_H
#define SYNFIN_LINK_QUEUE_H

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// The limit of a drop-tail queue.
struct LinkQueue
{
    uint32_t size{1000}; //!< how many packets or bytes may wait
    bool bytes{false};   //!< false: packets
};

/**
 * @brief Reads "1000p", "65536B", "64kB", "64KiB", "1MB", "1MiB".
 * @param text the text
 * @param queue what was read; untouched when the text is bad
 * @return nothing when it was read, else one line that says what would be accepted
 */
std::optional<std::string> ParseQueue(const std::string& text, LinkQueue& queue);

/// @return the text that ParseQueue reads back exactly
std::string FormatQueue(const LinkQueue& queue);

/// Reads the same, or "none".
/// @param text the text
/// @param threshold what was read; untouched when the text is bad
/// @return nothing when it was read, else one line that says what would be accepted
std::optional<std::string> ParseThreshold(const std::string& text,
                                          std::optional<LinkQueue>& threshold);

/// @return the text that ParseThreshold reads back exactly
std::string FormatThreshold(const std::optional<LinkQueue>& threshold);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_QUEUE_H
