/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-queue.h"

#include "ns3/synfin-parse.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint64_t LARGEST = 1000000000;

/// The units and what they multiply by; the first counts packets.
constexpr std::array<std::pair<const char*, uint64_t>, 6> UNITS{
    {{"p", 1}, {"B", 1}, {"kB", 1000}, {"KiB", 1024}, {"MB", 1000000}, {"MiB", 1048576}}};

} // namespace

std::optional<std::string>
ParseQueue(const std::string& text, LinkQueue& queue)
{
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = ParseUnsigned(text.substr(0, digits));
    const auto* unit = std::find_if(UNITS.begin(), UNITS.end(), [&](const auto& candidate) {
        return text.compare(digits, std::string::npos, candidate.first) == 0;
    });
    if (!number || *number == 0 || unit == UNITS.end() || *number > LARGEST / unit->second)
    {
        return "packets or bytes from 1 to 1000000000, such as 1000p, 64kB or 64KiB";
    }
    queue = {static_cast<uint32_t>(*number * unit->second), unit != UNITS.begin()};
    return std::nullopt;
}

std::string
FormatQueue(const LinkQueue& queue)
{
    return std::to_string(queue.size) + (queue.bytes ? "B" : "p");
}

std::optional<std::string>
ParseThreshold(const std::string& text, std::optional<LinkQueue>& threshold)
{
    LinkQueue read;
    const auto problem = text == "none" ? std::nullopt : ParseQueue(text, read);
    if (problem)
    {
        return "none, or " + *problem;
    }
    threshold = text == "none" ? std::nullopt : std::make_optional(read);
    return std::nullopt;
}

std::string
FormatThreshold(const std::optional<LinkQueue>& threshold)
{
    return threshold ? FormatQueue(*threshold) : "none";
}

} // namespace synfin
} // namespace ns3
