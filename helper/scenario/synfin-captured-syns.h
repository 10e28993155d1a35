/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CAPTURED_SYNS_H
#define SYNFIN_CAPTURED_SYNS_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return true where octets begin as those of a capture file (pcap) do
bool IsCapture(const std::string& octets);

/**
 * @brief Finds in a capture when connections began: the first SYN of each.
 *
 * A SYN with the four-tuple and the sequence number of an earlier one is that one again.
 *
 * @param octets of the whole file: https://www.tcpdump.org/manpages/pcap-savefile.5.html
 * @param times nanoseconds, in the file's order; untouched when the file is bad
 * @return nothing when it was read, else what is accepted
 */
std::optional<std::string> ReadCapturedSyns(const std::string& octets, std::vector<int64_t>& times);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CAPTURED_SYNS_H
