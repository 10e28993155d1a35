/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONGESTION_H
#define SYNFIN_CONGESTION_H

#include "synfin-actions.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief What a connection asks of congestion control: the window, and to hear of ACKs and of
 * losses.
 *
 * A connection makes one when it first has data in flight, so an idle one carries none.
 */
class CongestionController
{
  public:
    /// How congestion was noticed (MUST-19; by whatever algorithm, MAY-18).
    enum class Loss : uint8_t
    {
        FAST_RETRANSMIT, //!< three duplicate ACKs (RFC 5681 3.2)
        TIMEOUT,         //!< the retransmission timer expired (RFC 5681 3.1)
        ECN,             //!< an echo of what the network marked (RFC 3168 6.1.2): nothing is lost
    };

    virtual ~CongestionController() = default;

    /// @return cwnd: how many octets may be in flight now
    virtual uint32_t Window() const = 0;

    /**
     * @brief New data was acknowledged.
     * @param acknowledged octets newly acknowledged
     * @param inFlight octets in flight before this ACK
     * @param rtt the newest round-trip sample, zero when there is none
     * @param recovering true for a partial ACK: loss recovery goes on (RFC 6582)
     */
    virtual void OnAcknowledged(uint32_t acknowledged,
                                uint32_t inFlight,
                                Time rtt,
                                bool recovering) = 0;

    /**
     * @brief A loss, or congestion without one, was noticed.
     * @param loss how
     * @param inFlight octets in flight at that moment
     */
    virtual void OnLoss(Loss loss, uint32_t inFlight) = 0;

    /// ECN is in use, and an ACK came, which the other calls will be about.
    /// @param isEcho true when it says ECE
    virtual void OnEcho(bool isEcho [[maybe_unused]])
    {
    }
};

/// Makes the controller of a connection whose effective send MSS is so many octets.
using CongestionFactory =
    std::function<std::unique_ptr<CongestionController>(ConnectionId id, uint32_t mss)>;

/// A window that never changes: for tests, and where congestion is not of interest.
class FixedWindow : public CongestionController
{
  public:
    /// @param octets the window
    explicit FixedWindow(uint32_t octets)
        : m_octets(octets)
    {
    }

    uint32_t Window() const override
    {
        return m_octets;
    }

    void OnAcknowledged(uint32_t, uint32_t, Time, bool) override
    {
    }

    void OnLoss(Loss, uint32_t) override
    {
    }

  private:
    uint32_t m_octets; //!< the window
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONGESTION_H
