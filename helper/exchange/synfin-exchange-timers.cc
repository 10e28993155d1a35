/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-timers.h"

#include "ns3/synfin-timers.h"

#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// The core's name of a kind; the one of TIME_WAIT is not of a connection.
constexpr std::array<std::pair<Timer, PlayTimerKind>, TIMER_COUNT> KINDS_OF_CONNECTIONS{{
    {Timer::RETRANSMIT, PlayTimerKind::RETRANSMISSION},
    {Timer::PERSIST, PlayTimerKind::PERSIST},
    {Timer::DELAYED_ACK, PlayTimerKind::DELAYED_ACK},
    {Timer::KEEPALIVE, PlayTimerKind::KEEP_ALIVE},
    {Timer::FIN_WAIT_2, PlayTimerKind::FIN_WAIT_2},
    {Timer::USER_TIMEOUT, PlayTimerKind::USER_TIMEOUT},
    {Timer::CONNECT, PlayTimerKind::CONNECT},
    {Timer::PACING, PlayTimerKind::PACING},
}};

} // namespace

const char*
ToString(PlayTimerKind kind)
{
    switch (kind)
    {
    case PlayTimerKind::RETRANSMISSION:
        return "retransmission";
    case PlayTimerKind::PERSIST:
        return "persist";
    case PlayTimerKind::DELAYED_ACK:
        return "delayed-ack";
    case PlayTimerKind::KEEP_ALIVE:
        return "keep-alive";
    case PlayTimerKind::FIN_WAIT_2:
        return "fin-wait-2";
    case PlayTimerKind::USER_TIMEOUT:
        return "user-timeout";
    case PlayTimerKind::CONNECT:
        return "connect";
    case PlayTimerKind::PACING:
        return "pacing";
    case PlayTimerKind::TIME_WAIT:
        return "time-wait";
    }
    return "";
}

void
ExchangeTimers::Set(int side, PlayTimerKind kind, const std::optional<Time>& due, Time now)
{
    auto& running = m_running[side][static_cast<std::size_t>(kind)];
    const bool isAnew = std::exchange(m_isAnew[side][static_cast<std::size_t>(kind)], false);
    if (running)
    {
        PlayTimer& timer = m_all[*running];
        if (due == timer.due && !isAnew)
        {
            return;
        }
        timer.until = now;
        timer.expired = timer.due <= now;
        running.reset();
    }
    if (due)
    {
        running = m_all.size();
        m_all.push_back({side, kind, now, *due, now, false});
    }
}

void
ExchangeTimers::Look(int side, const Stack& stack, const FourTuple& tuple, Time now)
{
    const Connection* connection = stack.Find(tuple);
    std::array<std::optional<Time>, KINDS> due;
    for (const auto& [timer, kind] : KINDS_OF_CONNECTIONS)
    {
        if (connection && connection->GetTimers().IsArmed(timer))
        {
            due[static_cast<std::size_t>(kind)] = connection->GetTimers().Deadline(timer);
        }
    }
    const State record = connection ? State::CLOSED : stack.StateOf(tuple);
    if (record == State::TIME_WAIT || record == State::FIN_WAIT_2)
    {
        const auto kind = static_cast<std::size_t>(
            record == State::TIME_WAIT ? PlayTimerKind::TIME_WAIT : PlayTimerKind::FIN_WAIT_2);
        // A record has the host's only deadline, unless others are half-open there.
        const auto& running = m_running[side][kind];
        due[kind] = stack.HalfOpenCount() == 0 ? stack.NextDeadline()
                    : running                  ? m_all[*running].due
                                               : now + stack.GetProfile().TimeWait();
    }
    for (std::size_t kind = 0; kind < KINDS; ++kind)
    {
        Set(side, static_cast<PlayTimerKind>(kind), due[kind], now);
    }
}

void
ExchangeTimers::Restart(int side, PlayTimerKind kind)
{
    m_isAnew[side][static_cast<std::size_t>(kind)] = true;
}

std::vector<PlayTimer>
ExchangeTimers::Finish(Time now)
{
    for (int side = 0; side < 2; ++side)
    {
        for (const auto& running : m_running[side])
        {
            if (running)
            {
                m_all[*running].until = now;
            }
        }
    }
    return m_all;
}

} // namespace synfin
} // namespace ns3
