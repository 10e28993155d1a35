/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ARRIVAL_RECORD_H
#define SYNFIN_ARRIVAL_RECORD_H

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

/// When connections began that somebody recorded.
struct ArrivalRecord
{
    std::string file;           //!< where it comes from
    std::vector<int64_t> times; //!< nanoseconds from the first on, in ascending order
};

/**
 * @brief Reads when connections began, from one of three kinds of file.
 *
 * A capture (pcap; Ethernet, PPP, Linux cooked, or IP without a link's header): the first SYN of
 * each connection that it holds, IPv4 or IPv6. Lines of bcc's `tcplife -t`, with its first line,
 * which names the columns: TIME(s), when a connection ended, less MS. Any other text: a time in
 * seconds at the begin of each line; what follows it there is ignored, as is what follows a #.
 *
 * Times need not be in order.
 *
 * @param path of the file
 * @param record what was read; untouched when the file is bad
 * @return nothing when it was read, else one line that says what is accepted, and what was wrong
 */
std::optional<std::string> ReadArrivals(const std::string& path, ArrivalRecord& record);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ARRIVAL_RECORD_H
