/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TIMERS_H
#define SYNFIN_TIMERS_H

#include "synfin-profile.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// The timers of one connection; TIME_WAIT has none, its expiry is the table's business.
enum class Timer : uint8_t
{
    RETRANSMIT,   //!< SYN, SYN-ACK, data or FIN is unacknowledged (RFC 6298)
    PERSIST,      //!< the peer's window is closed (RFC 9293 3.8.6.1)
    DELAYED_ACK,  //!< an acknowledgement is being held back (RFC 9293 3.8.6.3)
    KEEPALIVE,    //!< nothing was heard for long (RFC 9293 3.8.4)
    FIN_WAIT_2,   //!< an orphan waits for the peer's FIN
    USER_TIMEOUT, //!< data, SYN or FIN stays unacknowledged (RFC 9293 3.10.8)
    CONNECT,      //!< the open takes too long
};

/// How many timers a connection has.
constexpr std::size_t TIMER_COUNT = 7;

/// One optional deadline per kind of timer.
class Timers
{
  public:
    Timers()
    {
        DisarmAll();
    }

    /// Sets a timer, or sets it anew.
    void Arm(Timer timer, Time deadline)
    {
        m_deadlines[static_cast<std::size_t>(timer)] = deadline.GetTimeStep();
    }

    /// Switches a timer off, armed or not.
    void Disarm(Timer timer)
    {
        m_deadlines[static_cast<std::size_t>(timer)] = NEVER;
    }

    /// Switches all timers off.
    void DisarmAll()
    {
        m_deadlines.fill(NEVER);
    }

    /// @return true when the timer will go off
    bool IsArmed(Timer timer) const
    {
        return m_deadlines[static_cast<std::size_t>(timer)] != NEVER;
    }

    /// @return true when the timer goes off now, or should have earlier
    bool IsDue(Timer timer, Time now) const
    {
        return m_deadlines[static_cast<std::size_t>(timer)] <= now.GetTimeStep();
    }

    /// @return when the timer goes off, Time::Max() when it is not armed
    Time Deadline(Timer timer) const
    {
        return TimeStep(m_deadlines[static_cast<std::size_t>(timer)]);
    }

    /// @return the earliest deadline, Time::Max() when no timer is armed
    Time NextDeadline() const
    {
        return TimeStep(*std::min_element(m_deadlines.begin(), m_deadlines.end()));
    }

  private:
    /// Time::Max() in time steps.
    static constexpr int64_t NEVER = INT64_MAX;

    std::array<int64_t, TIMER_COUNT> m_deadlines; //!< by Timer, in time steps; NEVER if not armed
};

/// The retransmission timeout of one connection (RFC 6298).
class RetransmissionTimeout
{
  public:
    /// @param initial the timeout before the first sample (2.1)
    explicit RetransmissionTimeout(Time initial)
        : m_initial(initial),
          m_rto(initial)
    {
    }

    /// @return the timeout for the next transmission, backoff included
    Time Get() const
    {
        return m_rto;
    }

    /// @return SRTT, zero before the first sample
    Time Srtt() const
    {
        return m_srtt;
    }

    /// A round-trip time was measured on a segment that was sent once (2.2, 2.3; Karn); ends the
    /// backoff (5.7).
    /// @param rtt the sample
    /// @param profile the host's policies
    /// @param least the lowest timeout: rto_min, or the user's
    void Sample(Time rtt, const Profile& profile, Time least);

    /// The timer expired: doubles the timeout (5.5).
    void BackOff(const Profile& profile)
    {
        m_rto = std::min(m_rto + m_rto, profile.rto_max);
    }

    /// Data begins after the SYN was retransmitted and no sample was taken (5.7).
    void FallBack(const Profile& profile)
    {
        m_rto = std::min(std::max(profile.rto_fallback, m_initial), profile.rto_max);
    }

    /// The same timeout from the start, as after a duplicate SYN on FreeBSD.
    void Restart()
    {
        m_rto = m_initial;
    }

    bool HasSample() const
    {
        return m_srtt.IsStrictlyPositive();
    }

  private:
    void Compute(const Profile& profile, Time least);

    Time m_initial; //!< the timeout before the first sample
    Time m_srtt;    //!< smoothed round-trip time
    Time m_rttvar;  //!< round-trip time variation
    Time m_rto;     //!< the timeout in use
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

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIMERS_H
