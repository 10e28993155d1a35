/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SEGMENT_EAR_H
#define SYNFIN_SEGMENT_EAR_H

#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-driver
/// @{

/// Hears what arrives at a host, or where nobody is.
class SegmentEar
{
  public:
    virtual ~SegmentEar() = default;

    /**
     * @brief A segment arrived.
     * @param tuple as the receiver sees it
     * @param segment the segment
     */
    virtual void Hear(const FourTuple& tuple, const Segment& segment) = 0;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SEGMENT_EAR_H
