/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ECN_COUNTS_H
#define SYNFIN_ECN_COUNTS_H

#include "ns3/synfin-segment.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-driver
/// @{

/// What hosts say about congestion, but in SYNs, which negotiate.
struct EcnCounts
{
    uint64_t echoes{0};     //!< see StackCounters
    uint64_t reductions{0}; //!< see StackCounters

    /// A segment is sent where ECN is RFC 3168's. @param flags Segment::FIN and so on
    void Count(uint8_t flags)
    {
        if ((flags & (Segment::ECE | Segment::CWR)) != 0 && (flags & Segment::SYN) == 0)
        {
            echoes += (flags & Segment::ECE) != 0 ? 1 : 0;
            reductions += (flags & Segment::CWR) != 0 ? 1 : 0;
        }
    }

    /// Adds what another host said.
    void Add(const EcnCounts& other)
    {
        echoes += other.echoes;
        reductions += other.reductions;
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ECN_COUNTS_H
