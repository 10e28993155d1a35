/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ARRIVAL_PROCESS_H
#define SYNFIN_ARRIVAL_PROCESS_H

#include "synfin-scenario-groups.h"

#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"

#include <memory>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// The times at which connections begin.
class ArrivalProcess
{
  public:
    /**
     * @param group arrivals, rate
     * @param stream of random numbers
     */
    ArrivalProcess(const ClientGroup& group, int64_t stream);

    /// @return when the next connection begins, counted from the start of the simulation
    Time Next();

    /// @return how many it was asked for
    uint64_t Count() const
    {
        return m_count;
    }

  private:
    Arrivals m_arrivals;
    std::shared_ptr<const ArrivalRecord> m_recorded; //!< RECORDED: when
    Time m_begin; //!< from when on gaps, and what is recorded, count
    double m_rate;
    uint64_t m_count{0}; //!< how many were asked for
    double m_elapsed{0}; //!< POISSON: the sum of the gaps, in mean gaps
    Ptr<ExponentialRandomVariable> m_gap;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ARRIVAL_PROCESS_H
