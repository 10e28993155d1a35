/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONGESTION_OPS_H
#define SYNFIN_CONGESTION_OPS_H

#include "synfin-rate-sampler.h"

#include "ns3/synfin-congestion.h"
#include "ns3/synfin-ecn.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-socket-state.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace ns3
{
namespace synfin
{

class TcpLinuxCubic;

/// @addtogroup synfin-driver
/// @{

/**
 * @brief Fills the core's three verbs with any of ns-3's congestion control algorithms.
 *
 * It keeps the TcpSocketState that the algorithm reads and writes, and runs the congestion states
 * (open, CWR, recovery, loss) as TcpSocketBase does. What the receiver does about marks is the
 * core's (Ecn): the algorithm does not hear of CA_EVENT_ECN_IS_CE and its like. Sequence numbers
 * count from 0: the algorithms look at differences only.
 */
class CongestionOps : public CongestionController
{
  public:
    /**
     * @param algorithm a new TcpCongestionOps
     * @param mss effective send MSS in octets
     * @param initialWindow cwnd at the start, in segments
     * @param initialThreshold ssthresh at the start, in octets
     */
    CongestionOps(Ptr<TcpCongestionOps> algorithm,
                  uint32_t mss,
                  uint32_t initialWindow,
                  uint32_t initialThreshold);
    ~CongestionOps() override;

    uint32_t Window() const override;
    uint32_t Threshold() const override;
    bool DecidesAlone() const override;
    uint64_t PacingRate() const override;
    void SetSegment(uint32_t mss) override;
    void SetNow(Time now) override;
    void OnStart(Time srtt) override;
    void OnAck(const Delivery& delivery) override;
    void OnSend(bool isFirst, bool isAlone) override;
    void OnStarved(uint32_t inFlight) override;
    void OnDelivered(const Delivery& delivery) override;
    void OnLoss(Loss loss, uint32_t flight) override;
    void SetWindow(uint32_t octets) override;
    void OnRecovered() override;
    void OnUndo() override;
    void OnIdle(Time idle, Time rto, bool decays) override;
    void OnEcho(bool isEcho) override;

    /// @param algorithm a TcpCongestionOps, which is of no use after that
    /// @return what its Init() asks of ECN, as ns3::TcpDctcp's does
    static EcnNeeds NeedsOf(Ptr<TcpCongestionOps> algorithm);

    /// @return what the algorithm sees
    Ptr<const TcpSocketState> GetState() const;

  private:
    /// Moves to a congestion state and tells the algorithm.
    void Enter(TcpSocketState::TcpCongState_t state);
    /// The window reached ssthresh: loss recovery, or CA_CWR, is over.
    bool IsLimited(const Delivery& delivery);
    void CompleteReduction();
    /// Tells the algorithm of segments that arrived.
    void TellArrivals(const Delivery& delivery);
    /// Updates what the algorithm reads.
    void Count(const Delivery& delivery);
    void TakeRoundTrip(Time rtt);
    void TakeClock(const PeerClock& clock);

    Ptr<TcpSocketState> m_state;       //!< what the algorithm reads and writes
    Ptr<TcpCongestionOps> m_algorithm; //!< the algorithm
    TcpLinuxCubic* m_cubic;          //!< the algorithm if it is one, which takes its time from here
    Time m_now;                      //!< the time
    SequenceNumber32 m_cwrUntil{0};  //!< what was in flight when CA_CWR began ends there
    Time m_lastAck{-1};              //!< when an ACK was told of
    Time m_rtt;                      //!< what the algorithm takes for the round trip
    SequenceNumber32 m_usedUntil{0}; //!< what was in flight when m_mostInFlight was ends there
    uint32_t m_mostInFlight{0};      //!< octets, of late
    bool m_wasFull{false};           //!< the window was full, of late
    uint32_t m_rest{0};              //!< acknowledged octets short of a segment
    uint32_t m_windowBefore{0};      //!< cwnd before the last loss
    uint32_t m_thresholdBefore{0};   //!< ssthresh before the last loss
    uint32_t m_segments{0};          //!< that the ACK delivered
    uint32_t m_untold{0};            //!< segments of ACKs of one instant but the first
    bool m_isLimited{false};         //!< the window is what limits the sender
    std::optional<uint32_t> m_peerOffset;   //!< of the peer's clock to the simulation's
    std::unique_ptr<RateSampler> m_sampler; //!< for an algorithm that controls its rate
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONGESTION_OPS_H
