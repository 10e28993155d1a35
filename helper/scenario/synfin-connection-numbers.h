/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_NUMBERS_H
#define SYNFIN_CONNECTION_NUMBERS_H

#include "ns3/synfin-actions.h"
#include "ns3/synfin-four-tuple.h"

#include <cstdint>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief Gives a connection the same number at both ends, although a four-tuple may be used again,
 * for a TCP that does not carry Segment::incarnation.
 *
 * The client's end gets its number when it leaves CLOSED. The server's end takes the newest number
 * of its four-tuple when it enters SYN_RCVD and keeps it until it ends, also when the client has
 * begun a new incarnation by then. Listeners have number 0.
 */
class ConnectionNumbers
{
  public:
    /// The next active open gets this number.
    void SetNext(uint32_t number)
    {
        m_next = number;
    }

    /**
     * @brief Learns from a transition; to be called once for each, in order.
     * @return the number of the connection that made it, 0 for a listener
     */
    uint32_t Number(const Transition& transition);

    /// @return the number of a living end, 0 when there is none
    uint32_t Find(const FourTuple& tuple) const;

  private:
    using Map = std::unordered_map<FourTuple, uint32_t, FourTupleHash>;

    uint32_t m_next{0};
    Map m_living; //!< ends that are not CLOSED, by their own view
    Map m_newest; //!< the newest number of each four-tuple, by the client's view
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_NUMBERS_H
