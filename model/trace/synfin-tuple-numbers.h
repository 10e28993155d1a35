/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TUPLE_NUMBERS_H
#define SYNFIN_TUPLE_NUMBERS_H

#include "ns3/synfin-four-tuple.h"

#include <cstdint>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/// The newest number of each four-tuple, which connections may use one after the other.
class TupleNumbers
{
  public:
    /**
     * @brief A connection has a number.
     * @param tuple as one of its ends sees it
     * @param number from 1 on
     */
    void Set(const FourTuple& tuple, uint32_t number)
    {
        m_newest[tuple] = number;
    }

    /// @return the newest number that was set for exactly this, 0 when there is none
    uint32_t Of(const FourTuple& tuple) const
    {
        const auto newest = m_newest.find(tuple);
        return newest != m_newest.end() ? newest->second : 0;
    }

    /// @return that of the other end's view, or else of this one, 0 when there is none
    uint32_t OfEither(const FourTuple& tuple) const
    {
        const uint32_t number = Of(tuple.Reverse());
        return number != 0 ? number : Of(tuple);
    }

  private:
    std::unordered_map<FourTuple, uint32_t, FourTupleHash> m_newest;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TUPLE_NUMBERS_H
