/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINUX_CUBIC_H
#define SYNFIN_LINUX_CUBIC_H

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"
#include "ns3/tcp-congestion-ops.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-driver
/// @{

/**
 * @brief CUBIC (RFC 9438) as Linux has it (net/ipv4/tcp_cubic.c, 6.18), "linuxcubic".
 *
 * Beside ns3::TcpCubic: it is never slower than Reno would be (RFC 9438 4.3; ns-3 has that since
 * 3.42), it looks at its curve 32 times a second, and HyStart ends slow start after half the
 * shortest round trip and not at what an application did not fill. It runs on ns-3's own TCP, too.
 */
class TcpLinuxCubic : public TcpCongestionOps
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId();

    std::string GetName() const override;
    uint32_t GetSsThresh(Ptr<const TcpSocketState> state, uint32_t flight) override;
    void IncreaseWindow(Ptr<TcpSocketState> state, uint32_t segments) override;
    void PktsAcked(Ptr<TcpSocketState> state, uint32_t segments, const Time& rtt) override;
    void CongestionStateSet(Ptr<TcpSocketState> state,
                            const TcpSocketState::TcpCongState_t next) override;
    void CwndEvent(Ptr<TcpSocketState> state, const TcpSocketState::TcpCAEvent_t event) override;
    Ptr<TcpCongestionOps> Fork() override;

    /// @param now the time until the next call; without one it asks the simulator
    void SetNow(Time now)
    {
        m_now = now;
    }

  private:
    /// What is forgotten after a timeout (bictcp_reset()).
    struct Curve
    {
        bool hasEpoch{false};     //!< start is one
        Time start;               //!< when congestion avoidance began
        Time lastAt{-1};          //!< when per was computed
        uint32_t lastWindow{0};   //!< for which window, in segments
        uint32_t lastMax{0};      //!< W_max, in segments
        uint32_t origin{0};       //!< the window of the plateau
        double plateau{0};        //!< K, in 1/1024 s
        uint32_t per{0};          //!< segments acknowledged for one more in the window
        uint32_t acknowledged{0}; //!< segments, of the epoch, not yet in friendly
        uint32_t friendly{0};     //!< W_est, in segments
        Time delayMin;            //!< shortest round trip, 0 without any
        bool isFound{false};      //!< HyStart has ended slow start
    };

    /// HyStart's round.
    struct Round
    {
        SequenceNumber32 end{0};    //!< it ends when that is acknowledged
        Time start;                 //!< when it began
        Time lastAck;               //!< of the train
        Time shortest{Time::Max()}; //!< round trip
        uint32_t samples{0};        //!< of round trips
    };

    Time Now() const;
    void Update(uint32_t window, uint32_t segments);
    void BeginEpoch(uint32_t window, uint32_t segments);
    uint32_t Target(Time now) const;
    uint32_t FriendlyPer(uint32_t window);
    void BeginRound(Ptr<const TcpSocketState> state);
    void WatchSlowStart(Ptr<TcpSocketState> state, Time rtt);

    std::optional<Time> m_now; //!< the time, where somebody tells
    Curve m_curve;             //!< the curve
    Round m_round;             //!< the round
    uint32_t m_credit{0};      //!< segments acknowledged, not yet in the window (snd_cwnd_cnt)
    Time m_idleSince{-1};      //!< when data was last acknowledged
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINUX_CUBIC_H
