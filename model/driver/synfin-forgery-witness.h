/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FORGERY_WITNESS_H
#define SYNFIN_FORGERY_WITNESS_H

#include "ns3/synfin-actions.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment.h"

namespace ns3
{
namespace synfin
{

class Stack;

/// @addtogroup synfin-driver
/// @{

/// Looks on while a host's TCP takes segments that an attacker made up; of all others it is told
/// nothing.
class ForgeryWitness
{
  public:
    virtual ~ForgeryWitness() = default;

    /**
     * @brief Such a segment is about to be taken.
     * @param stack who takes it
     * @param tuple as the stack sees it
     * @param segment the segment
     */
    virtual void Before(const Stack& stack, const FourTuple& tuple, const Segment& segment) = 0;

    /**
     * @brief It was taken.
     * @param stack who took it
     * @param segment the segment
     * @param out what the stack made of it
     */
    virtual void After(const Stack& stack, const Segment& segment, const Actions& out) = 0;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FORGERY_WITNESS_H
