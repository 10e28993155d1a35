/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CORRELATED_DRAW_H
#define SYNFIN_CORRELATED_DRAW_H

#include "ns3/rng-stream.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief Random numbers in (0,1), each leaning towards the one before as netem's do.
 *
 * get_crandom() of Linux, net/sched/sch_netem.c: a new draw weighs 1 - correlation, the last result
 * weighs correlation. With correlation the results are not uniform any more.
 */
class CorrelatedDraw
{
  public:
    /// Draws from a copy of the stream, where that stands.
    explicit CorrelatedDraw(const RngStream& stream)
        : m_stream(stream)
    {
    }

    /// @return the next number; always takes one draw from the stream
    double Next(double correlation)
    {
        const double draw = m_stream.RandU01();
        if (correlation == 0)
        {
            return draw;
        }
        m_last = m_last < 0 ? draw : (1 - correlation) * draw + correlation * m_last;
        return m_last;
    }

  private:
    RngStream m_stream;
    double m_last{-1}; //!< the last result, negative before the first
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CORRELATED_DRAW_H
