/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TRACE_DELIVERIES_H
#define SYNFIN_TRACE_DELIVERIES_H

#include "synfin-link-traces.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief Which opportunities of a DeliveryTrace frames take, one frame after the other, as
 * mahimahi's LinkQueue has it.
 *
 * A frame takes what is left of the opportunity that the one before took, if it waited then, and as
 * many more as it needs; it has arrived at the last of them. One that enters at the time of an
 * opportunity is too late for it. What nobody takes is gone.
 */
class TraceDeliveries
{
  public:
    /// When a frame is on the wire, in time steps.
    struct Time
    {
        int64_t start; //!< the first opportunity that it takes
        int64_t end;   //!< the last
    };

    /// @param trace which @param from the time step at which it begins
    TraceDeliveries(std::shared_ptr<const DeliveryTrace> trace, int64_t from)
        : m_trace(std::move(trace)),
          m_from(from)
    {
    }

    /**
     * @brief A frame takes its opportunities.
     * @param octets on the link, its header of two among them
     * @param earliest not before that time
     * @param entered and after this one
     * @param until nothing begins from then on
     * @return when; nothing when it would begin too late
     */
    std::optional<Time> Take(uint32_t octets, int64_t earliest, int64_t entered, int64_t until)
    {
        constexpr uint32_t TUN_LESS_PPP = 2;
        const int64_t after = std::max(earliest - 1, entered);
        uint64_t first = std::max(m_next, m_trace->FirstAfter(after - m_from));
        const int64_t start = m_from + m_trace->At(first);
        if (start >= until)
        {
            return std::nullopt;
        }
        uint32_t left = first == m_next ? m_left : DeliveryTrace::OCTETS;
        uint32_t needed = octets + TUN_LESS_PPP;
        for (; needed > left; left = DeliveryTrace::OCTETS)
        {
            needed -= left;
            ++first;
        }
        const Time time{start, m_from + m_trace->At(first)};
        m_next = needed == left ? first + 1 : first;
        m_left = needed == left ? DeliveryTrace::OCTETS : left - needed;
        return time;
    }

  private:
    std::shared_ptr<const DeliveryTrace> m_trace;
    int64_t m_from;
    uint64_t m_next{0};                     //!< the first opportunity that is not used up
    uint32_t m_left{DeliveryTrace::OCTETS}; //!< octets of it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TRACE_DELIVERIES_H
