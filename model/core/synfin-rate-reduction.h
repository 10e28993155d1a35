/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RATE_REDUCTION_H
#define SYNFIN_RATE_REDUCTION_H

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Proportional rate reduction (RFC 9937 5): during a loss recovery the window goes down to
 * ssthresh as the network delivers, not at once.
 */
class RateReduction
{
  public:
    /// A loss recovery begins.
    /// @param inFlight RecoverFS: octets that are out and not known to have arrived, at least 1
    void Begin(uint32_t inFlight)
    {
        m_atStart = std::max(inFlight, 1U);
        m_delivered = m_sent = 0;
    }

    /// Octets were sent.
    void Sent(uint32_t octets)
    {
        m_sent += octets;
    }

    /// What an acknowledgement says.
    struct Ack
    {
        uint32_t delivered; //!< DeliveredData: octets that were not known to have arrived
        uint32_t inFlight;  //!< octets in the network now
        uint32_t threshold; //!< ssthresh
        uint32_t mss;       //!< octets in a full segment
        bool isSafe;        //!< SafeACK: SND.UNA advanced and nothing new is lost
    };

    /// @return cwnd
    uint32_t Window(const Ack& ack)
    {
        m_delivered += ack.delivered;
        uint64_t more = 0;
        if (ack.inFlight > ack.threshold)
        {
            const uint64_t due = (m_delivered * ack.threshold + m_atStart - 1) / m_atStart;
            more = due > m_sent ? due - m_sent : 0;
        }
        else
        {
            const uint64_t owed = m_delivered > m_sent ? m_delivered - m_sent : 0;
            more = std::max<uint64_t>(owed, ack.delivered) + (ack.isSafe ? ack.mss : 0);
            more = std::min<uint64_t>(more, ack.threshold - ack.inFlight);
        }
        if (m_sent == 0 && more == 0)
        {
            more = ack.mss; // the fast retransmit itself
        }
        return static_cast<uint32_t>(ack.inFlight + more);
    }

  private:
    uint64_t m_delivered{0}; //!< prr_delivered
    uint64_t m_sent{0};      //!< prr_out
    uint64_t m_atStart{1};   //!< RecoverFS
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RATE_REDUCTION_H
