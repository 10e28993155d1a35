/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONCATENATE_H
#define SYNFIN_CONCATENATE_H

#include "ns3/packet.h"

#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/**
 * @brief One packet of many, byte tags included.
 *
 * Neighbours are joined in rounds, so that a byte is copied once a round: Packet::AddAtEnd copies
 * both packets, and joining one part after the other would take a time that grows with the square
 * of their number.
 *
 * @param parts packets, which are changed
 * @return their bytes in a row, nullptr when there are no parts
 */
Ptr<Packet> Concatenate(std::vector<Ptr<Packet>> parts);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONCATENATE_H
