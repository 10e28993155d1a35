/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PORT_SELECTION_H
#define SYNFIN_PORT_SELECTION_H

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// How a host chooses the local port of an active open.
enum class PortSelection : uint8_t
{
    RFC6056_1, //!< RFC 6056 3.3.1: a random start, then the next ones; FreeBSD
    RFC6056_2, //!< 3.3.2: random, and again until one suits
    RFC6056_3, //!< 3.3.3: a hash of the destination, and a counter
    RFC6056_4, //!< 3.3.4: the same with a table of counters
    RFC6056_5, //!< 3.3.5: random increments
    LINUX,     //!< 3.3.4 with half of the ports, then the others: __inet_hash_connect()
    NS3,       //!< one after the other, no two connections of a host with the same
};

/// How many there are.
constexpr int PORT_SELECTION_COUNT = static_cast<int>(PortSelection::NS3) + 1;

/// @return the name that a profile has for it, such as "rfc6056-3" or "linux"
const char* ToString(PortSelection selection);

/// @return what that name means, if anything
std::optional<PortSelection> ParsePortSelection(const std::string& name);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PORT_SELECTION_H
