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
#include <optional>

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
        FAST_RETRANSMIT, //!< by acknowledgements (RFC 5681 3.2)
        TIMEOUT,         //!< the retransmission timer expired (RFC 5681 3.1)
        TIMEOUT_AGAIN,   //!< it did, and nothing was acknowledged since: ssthresh stays
        ECN,             //!< an echo of what the network marked (RFC 3168 6.1.2): nothing is lost
    };

    /// The timestamps of a segment.
    struct PeerClock
    {
        uint32_t value;   //!< TSval: of the peer's clock, in ms from where it pleases
        int64_t echoedMs; //!< when what it echoes was sent, by ours
    };

    /// What an acknowledgement told.
    struct Delivery
    {
        uint32_t delivered;    //!< octets that were not known to have arrived, SACKed ones included
        uint32_t acknowledged; //!< octets by which SND.UNA advanced
        uint32_t inFlight;     //!< octets in the network before
        Time rtt;              //!< a round trip of what was sent once; zero without one
        bool mayGrow;          //!< SND.UNA advanced, and no fast recovery goes on

        Time longestRtt;                //!< as rtt, of the oldest: with what the peer waited
        uint32_t outstanding{0};        //!< SND.NXT - SND.UNA
        uint32_t lost{0};               //!< octets that are lost, as it tells
        bool tellsOfHole{false};        //!< a duplicate ACK, or one with something new in SACK
        std::optional<Time> sentAt;     //!< when what it delivered was sent, the latest of it
        std::optional<PeerClock> clock; //!< its timestamps, where they are in use
    };

    virtual ~CongestionController() = default;

    /// @return cwnd: how many octets may be in flight now
    virtual uint32_t Window() const = 0;

    /// @return ssthresh in octets
    virtual uint32_t Threshold() const = 0;

    /// @return true when it sets its window during a fast recovery, too (BBR)
    virtual bool DecidesAlone() const
    {
        return false;
    }

    /// @return bits a second at which segments may leave; 0: as soon as they can
    virtual uint64_t PacingRate() const
    {
        return 0;
    }

    /// Full segments are of another size from now on; as many as before may be in flight.
    /// @param mss effective send MSS in octets
    virtual void SetSegment(uint32_t mss [[maybe_unused]])
    {
    }

    /// The time of what the calls that follow tell of.
    virtual void SetNow(Time now [[maybe_unused]])
    {
    }

    /// The first data is about to be sent.
    /// @param srtt the smoothed round-trip time so far; zero without one
    virtual void OnStart(Time srtt [[maybe_unused]])
    {
    }

    /// An acknowledgement came; whether it tells of losses, other calls say after that.
    /// @param delivery what it told; of losses and growth nothing yet
    virtual void OnAck(const Delivery& delivery [[maybe_unused]])
    {
    }

    /**
     * @brief A segment with data is about to leave.
     * @param isFirst nothing is outstanding
     * @param isAlone nothing is in the network, as far as is known
     */
    virtual void OnSend(bool isFirst [[maybe_unused]], bool isAlone [[maybe_unused]])
    {
    }

    /// There is not enough data to fill the window.
    /// @param inFlight octets in the network
    virtual void OnStarved(uint32_t inFlight [[maybe_unused]])
    {
    }

    /// Data arrived: the window may grow. OnAck() told of the same before.
    virtual void OnDelivered(const Delivery& delivery) = 0;

    /**
     * @brief A loss, or congestion without one, was noticed.
     * @param loss how
     * @param flight octets in the network, without those that are lost
     */
    virtual void OnLoss(Loss loss, uint32_t flight) = 0;

    /// A fast recovery sets the window (RFC 9937).
    /// @param octets cwnd
    virtual void SetWindow(uint32_t octets) = 0;

    /// All that was in flight when the loss was noticed is acknowledged.
    virtual void OnRecovered() = 0;

    /// The last loss was none: the window is what it was (RFC 4015, RFC 5682).
    virtual void OnUndo() = 0;

    /**
     * @brief Data is sent after a time without any.
     * @param idle that time, more than RTO
     * @param rto RTO
     * @param decays the window halves once an RTO (RFC 2861), else it starts anew (RFC 5681 4.1)
     */
    virtual void OnIdle(Time idle, Time rto, bool decays) = 0;

    /// ECN is in use, and an ACK came, of which OnAck() tells next.
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

    uint32_t Threshold() const override
    {
        return m_octets;
    }

    void OnDelivered(const Delivery&) override
    {
    }

    void OnLoss(Loss, uint32_t) override
    {
    }

    void SetWindow(uint32_t) override
    {
    }

    void OnRecovered() override
    {
    }

    void OnUndo() override
    {
    }

    void OnIdle(Time, Time, bool) override
    {
    }

  private:
    uint32_t m_octets; //!< the window
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONGESTION_H
