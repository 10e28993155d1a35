/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FAST_OPEN_OPTION_H
#define SYNFIN_FAST_OPEN_OPTION_H

#include "ns3/synfin-segment.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-packet
/// @{

/// @param segment a SYN with the Fast Open option
/// @return the option's octets, NOPs to a multiple of four behind it (Linux tcp_options_write())
std::vector<uint8_t> FastOpenOption(const Segment& segment);

/**
 * @brief Reads an option of a SYN, if it is one of Fast Open's with a legal length: RFC 7413's
 * (34), or that from before it (254 with 0xF989).
 * @param kind the option's
 * @param value behind kind and length
 * @param size octets of value
 * @param segment receives the cookie
 */
void ReadFastOpenOption(uint8_t kind, const uint8_t* value, uint32_t size, Segment& segment);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FAST_OPEN_OPTION_H
