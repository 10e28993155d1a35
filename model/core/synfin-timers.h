/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TIMERS_H
#define SYNFIN_TIMERS_H

#include "ns3/nstime.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

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
    PACING,       //!< the next segment may go
};

/// How many timers a connection has.
constexpr std::size_t TIMER_COUNT = 8;

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

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIMERS_H
