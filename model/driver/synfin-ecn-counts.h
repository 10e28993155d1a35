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

/// What hosts say about congestion by the flags of RFC 3168, but for those of a SYN, which
/// negotiate.
struct EcnCounts
{
    uint64_t echoes{0};     //!< segments sent with ECE: a mark came
    uint64_t reductions{0}; //!< segments sent with CWR: the congestion window was reduced for it

    /// A segment is sent. @param flags Segment::FIN and so on
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
