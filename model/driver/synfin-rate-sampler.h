/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RATE_SAMPLER_H
#define SYNFIN_RATE_SAMPLER_H

#include "ns3/synfin-congestion.h"
#include "ns3/tcp-rate-ops.h"

#include <algorithm>
#include <cstdint>
#include <deque>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-driver
/// @{

/**
 * @brief How fast what was sent is delivered (draft-cheng-iccrg-delivery-rate-estimation; Linux
 * tcp_rate.c): the samples that ns-3's BBR asks for.
 *
 * Not ns3::TcpRateLinux, which takes items of ns-3's send buffer, keeps a sample beyond the ACK
 * that it is of, and measures its time from where the sample before began.
 */
class RateSampler
{
  public:
    /// A segment leaves.
    /// @param now the time
    /// @param isFirst nothing is outstanding
    void Sent(Time now, bool isFirst)
    {
        if (isFirst)
        {
            m_connection.m_firstSentTime = now;
            m_connection.m_deliveredTime = now;
        }
        // All that leaves at one instant leaves in the same circumstances.
        if (m_departures.empty() || m_departures.back().at < now)
        {
            m_departures.push_back({now,
                                    m_connection.m_firstSentTime,
                                    m_connection.m_deliveredTime,
                                    m_connection.m_delivered,
                                    m_connection.m_appLimited != 0});
        }
    }

    /// The user does not send as much as the window has room for.
    /// @param inFlight octets in the network
    void Starved(uint32_t inFlight)
    {
        m_connection.m_appLimited =
            static_cast<uint32_t>(std::max<uint64_t>(m_connection.m_delivered + inFlight, 1));
    }

    /**
     * @brief An acknowledgement came.
     * @param delivery what it told
     * @param now the time
     * @param minRtt the shortest round trip
     * @return its sample, of no rate where there is none
     */
    TcpRateOps::TcpRateSample Take(const CongestionController::Delivery& delivery,
                                   Time now,
                                   Time minRtt)
    {
        if (delivery.delivered > 0)
        {
            m_connection.m_delivered += delivery.delivered;
            m_connection.m_deliveredTime = now;
        }
        if (m_connection.m_appLimited != 0 && m_connection.m_delivered > m_connection.m_appLimited)
        {
            m_connection.m_appLimited = 0;
        }
        TcpRateOps::TcpRateSample sample;
        sample.m_ackedSacked = delivery.delivered;
        sample.m_bytesLoss = delivery.lost;
        sample.m_priorInFlight = delivery.inFlight;
        sample.m_delivered = -1;
        if (delivery.sentAt)
        {
            Measure(sample, *delivery.sentAt, now, minRtt);
        }
        return sample;
    }

    /// @return what is known of the connection
    const TcpRateOps::TcpRateConnection& Connection() const
    {
        return m_connection;
    }

  private:
    /// How things stood when segments left.
    struct Departure
    {
        Time at;            //!< when they did
        Time firstSent;     //!< when what was delivered last before was sent
        Time deliveredTime; //!< when it was delivered
        uint64_t delivered; //!< octets that were delivered
        bool isAppLimited;  //!< for want of data
    };

    void Measure(TcpRateOps::TcpRateSample& sample, Time sentAt, Time now, Time minRtt)
    {
        // What left two round trips ago and comes now is of no rate.
        while (!m_departures.empty() && m_departures.front().at < sentAt - (now - sentAt))
        {
            m_departures.pop_front();
        }
        const auto found =
            std::lower_bound(m_departures.begin(),
                             m_departures.end(),
                             sentAt,
                             [](const Departure& one, Time wanted) { return one.at < wanted; });
        if (found == m_departures.end() || found->at != sentAt)
        {
            return;
        }
        sample.m_priorDelivered = static_cast<uint32_t>(found->delivered);
        sample.m_priorTime = found->deliveredTime;
        sample.m_isAppLimited = found->isAppLimited;
        sample.m_sendElapsed = sentAt - found->firstSent;
        sample.m_ackElapsed = now - found->deliveredTime;
        sample.m_delivered = static_cast<int32_t>(m_connection.m_delivered - found->delivered);
        m_connection.m_txItemDelivered = sample.m_priorDelivered;
        m_connection.m_firstSentTime = std::max(m_connection.m_firstSentTime, sentAt);
        const Time interval = std::max(sample.m_sendElapsed, sample.m_ackElapsed);
        if (interval < minRtt || !interval.IsStrictlyPositive())
        {
            return; // of segments that were taken for lost and were not
        }
        sample.m_interval = interval;
        sample.m_deliveryRate =
            DataRate(static_cast<uint64_t>(sample.m_delivered * 8.0 / interval.GetSeconds()));
        m_connection.m_rateDelivered = sample.m_delivered;
        m_connection.m_rateInterval = interval;
        m_connection.m_rateAppLimited = sample.m_isAppLimited;
    }

    TcpRateOps::TcpRateConnection m_connection; //!< of the connection
    std::deque<Departure> m_departures;         //!< one for each instant, over two round trips
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RATE_SAMPLER_H
