/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LOSS_PROBE_H
#define SYNFIN_LOSS_PROBE_H

#include "synfin-round-trip-timer.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief The tail loss probe (RFC 8985 7): before RTO expires, one segment asks whether the last
 * ones arrived.
 *
 * Timer::RETRANSMIT stands for both: for the probe, and, once it was sent, for RTO.
 */
class LossProbe
{
  public:
    /// What Timer::RETRANSMIT is set for.
    enum class Next : uint8_t
    {
        TIMEOUT, //!< RTO expires
        PROBE,   //!< the tail loss probe
        REORDER, //!< what is late counts as lost (6.3)
    };

    /// The retransmission timer starts: nothing comes before it.
    /// @param rtoAt when RTO expires
    void Rearm(Time rtoAt)
    {
        m_rtoAt = rtoAt;
        m_next = Next::TIMEOUT;
    }

    /**
     * @brief Something shall come before RTO expires (7.2, as Linux tcp_schedule_loss_probe() has
     * it).
     * @param at when it is due
     * @param next what
     * @return when Timer::RETRANSMIT goes off
     */
    Time Schedule(Time at, Next next)
    {
        m_next = next;
        return std::min(m_rtoAt, at);
    }

    /**
     * @param roundTrip the connection's round trips
     * @param una SND.UNA
     * @param rtoMin the lowest retransmission timeout
     * @return how long to wait for an acknowledgement before the probe
     */
    Time Timeout(const RoundTripTimer& roundTrip, SequenceNumber32 una, Time rtoMin) const
    {
        if (!roundTrip.HasSample())
        {
            return Seconds(1);
        }
        // The only segment may have met a delayed ACK.
        const bool isAlone = m_tail <= una;
        return 2 * roundTrip.Srtt() + (isAlone ? rtoMin : MilliSeconds(2));
    }

    /// A new segment with data or FIN was sent.
    /// @param seq where it begins
    void Sent(SequenceNumber32 seq)
    {
        m_tail = seq;
    }

    /// SND.UNA advanced: there may be a probe again.
    void Advance()
    {
        m_isSent = false;
    }

    /// The probe is due (7.3).
    /// @return true unless one was sent since the last progress
    bool Take()
    {
        const bool isFirst = !m_isSent;
        m_isSent = true;
        return isFirst;
    }

    /// @return what Timer::RETRANSMIT is set for
    Next GetNext() const
    {
        return m_next;
    }

    /// @return true when a probe was sent since the last progress
    bool IsSent() const
    {
        return m_isSent;
    }

    /// @return where the last new segment with data or FIN begins
    SequenceNumber32 Tail() const
    {
        return m_tail;
    }

    /// @return when RTO expires
    Time RtoAt() const
    {
        return m_rtoAt;
    }

  private:
    Time m_rtoAt;               //!< when RTO expires
    SequenceNumber32 m_tail{0}; //!< where the last new segment with data or FIN begins
    Next m_next{Next::TIMEOUT}; //!< what Timer::RETRANSMIT is set for
    bool m_isSent{false};       //!< a probe was sent since the last progress
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LOSS_PROBE_H
