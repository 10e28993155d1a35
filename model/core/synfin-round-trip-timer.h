/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ROUND_TRIP_TIMER_H
#define SYNFIN_ROUND_TRIP_TIMER_H

#include "synfin-profile.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Round-trip times of one connection, and the retransmission timeout that follows from them
 * (RFC 6298).
 *
 * One segment at a time is timed, and only while it was sent once (Karn, MUST-18).
 */
class RoundTripTimer
{
  public:
    /// @param initial the timeout before the first sample (2.1)
    explicit RoundTripTimer(Time initial)
        : m_initial(initial),
          m_rto(initial)
    {
    }

    /// @return RTO: the timeout for the next transmission, backoff included
    Time Rto() const
    {
        return m_rto;
    }

    /// @return SRTT, zero before the first sample
    Time Srtt() const
    {
        return m_srtt;
    }

    /// @return RTTVAR, zero before the first sample
    Time Rttvar() const
    {
        return m_rttvar;
    }

    /// @return the newest sample, zero before the first
    Time Latest() const
    {
        return m_latest;
    }

    /// @return true when a round trip was measured
    bool HasSample() const
    {
        return m_srtt.IsStrictlyPositive();
    }

    /// @name Which segment is timed
    /// @{

    /**
     * @brief A segment was sent for the first time; it is timed unless another one is.
     * @param end one past its last sequence number
     * @param now the time
     */
    void Sent(SequenceNumber32 end, Time now)
    {
        if (!m_isTiming)
        {
            m_isTiming = true;
            m_timedEnd = end;
            m_timedAt = now;
        }
    }

    /// Something was sent again: whatever it covers is not timed any more.
    /// @param seq where it begins
    void SentAgain(SequenceNumber32 seq)
    {
        m_isTiming = m_isTiming && m_timedEnd <= seq;
    }

    /// The SYN or SYN-ACK was retransmitted.
    void SynSentAgain()
    {
        m_isSynRetransmitted = true;
    }

    /// @return was it?
    bool IsSynSentAgain() const
    {
        return m_isSynRetransmitted;
    }

    /// No segment is timed any more.
    void StopTiming()
    {
        m_isTiming = false;
    }

    /// @return true when a segment is timed
    bool IsTiming() const
    {
        return m_isTiming;
    }

    /// @param ack an acknowledgment number
    /// @return true when it acknowledges the segment that is timed
    bool IsTimed(SequenceNumber32 ack) const
    {
        return m_isTiming && ack >= m_timedEnd;
    }

    /// @}
    /// @name What follows for the timeout
    /// @{

    /**
     * @brief The segment that was timed was acknowledged: a sample.
     * @param now the time
     * @param profile the host's policies
     * @param least the lowest timeout: rto_min, or the user's
     */
    void Acknowledged(Time now, const Profile& profile, Time least)
    {
        m_isTiming = false;
        Sample(now - m_timedAt, profile, least);
    }

    /**
     * @brief A round-trip time was measured (2.2, 2.3); ends the backoff.
     * @param rtt the sample
     * @param profile the host's policies
     * @param least the lowest timeout: rto_min, or the user's
     */
    void Sample(Time rtt, const Profile& profile, Time least);

    /// The timer expired: doubles the timeout (5.5), but not its slop.
    /// @param profile the host's policies
    void BackOff(const Profile& profile)
    {
        const Time slop = profile.rto_slop;
        const Time base = m_hasSlop ? m_rto - slop : m_rto;
        m_rto = std::min(base + base + slop, profile.rto_max);
        m_hasSlop = true;
    }

    /// Our SYN was acknowledged: no sample and a SYN sent twice means caution (5.7).
    /// @param profile the host's policies
    void SynAcknowledged(const Profile& profile)
    {
        if (m_isSynRetransmitted && !HasSample())
        {
            m_rto = std::min(std::max(profile.rto_fallback, m_initial), profile.rto_max);
            m_hasSlop = false;
        }
    }

    /// The same timeout from the start, as after a duplicate SYN on FreeBSD.
    void Restart()
    {
        m_rto = m_initial;
        m_hasSlop = false;
    }

    /// @}

  private:
    void Compute(const Profile& profile, Time least);

    Time m_initial;                   //!< the timeout before the first sample
    Time m_latest;                    //!< the newest sample
    Time m_srtt;                      //!< SRTT: smoothed round-trip time
    Time m_rttvar;                    //!< RTTVAR: round-trip time variation
    Time m_rto;                       //!< RTO: the timeout in use
    Time m_timedAt;                   //!< when the segment that is timed was sent
    SequenceNumber32 m_timedEnd{0};   //!< an ACK of this ends the timing
    bool m_isTiming{false};           //!< a segment is being timed
    bool m_hasSlop{false};            //!< m_rto has rto_slop in it, which does not double
    bool m_isSynRetransmitted{false}; //!< the SYN or SYN-ACK was sent twice
};

/**
 * @brief How long so many backoffs from the lowest timeout take: Linux's reading of retries2
 * (tcp_model_timeout()).
 * @param retries the number of retransmissions
 * @param least the lowest timeout: rto_min, or the user's
 * @param most rto_max
 * @return the time since the first retransmission after which the connection is given up
 */
Time ModelTimeout(uint32_t retries, Time least, Time most);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ROUND_TRIP_TIMER_H
