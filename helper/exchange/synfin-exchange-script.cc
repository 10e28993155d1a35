/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-script.h"

namespace ns3
{
namespace synfin
{

namespace
{

using X = ExchangeScenario;

/// Between the deeds of a user: long enough to see what timers do in between.
const Time THINK = Seconds(2);

constexpr uint32_t OCTETS = 100;
constexpr uint32_t FLOOD = 16;

} // namespace

ExchangeScript::ExchangeScript(const Situation& situation)
    : m_scenario(situation.scenario),
      m_closer(situation.closer)
{
}

std::vector<TimedAction>
ExchangeScript::Begin() const
{
    const Time now(0);
    const TimedAction listen{now, SERVER, Verb::LISTEN, 0};
    const TimedAction connect{now, CLIENT, Verb::CONNECT, 0};
    switch (m_scenario)
    {
    case X::NORMAL:
    case X::SIMULTANEOUS_CLOSE:
    case X::HALF_CLOSE:
    case X::RESET:
    case X::HALF_OPEN:
    case X::KEEP_ALIVE:
    case X::TIME_WAIT_REUSE:
    case X::TIME_WAIT_ASSASSINATION:
        return {listen, connect};
    case X::SIMULTANEOUS_OPEN:
        return {connect, {now, SERVER, Verb::CONNECT, 0}};
    case X::REFUSED:
        return {connect};
    case X::OLD_DUPLICATE_SYN:
        return {listen, {now, CLIENT, Verb::OLD_SYN, 0}, {THINK, CLIENT, Verb::CONNECT, 0}};
    case X::SYN_FLOOD:
        return {listen, {now, SERVER, Verb::FLOOD, FLOOD}, {THINK, CLIENT, Verb::CONNECT, 0}};
    case X::MANUAL:
        return {};
    }
    return {};
}

std::optional<Situation::Closer>
ExchangeScript::FirstToClose() const
{
    switch (m_scenario)
    {
    case X::NORMAL:
        return m_closer;
    case X::SIMULTANEOUS_OPEN:
    case X::TIME_WAIT_ASSASSINATION:
        return Situation::Closer::CLIENT;
    case X::TIME_WAIT_REUSE:
        return Situation::Closer::SERVER;
    case X::SIMULTANEOUS_CLOSE:
        return Situation::Closer::BOTH;
    case X::HALF_CLOSE:
    case X::REFUSED:
    case X::RESET:
    case X::HALF_OPEN:
    case X::OLD_DUPLICATE_SYN:
    case X::KEEP_ALIVE:
    case X::SYN_FLOOD:
    case X::MANUAL:
        return std::nullopt;
    }
    return std::nullopt;
}

std::vector<TimedAction>
ExchangeScript::Opened(int side, Time now)
{
    const bool isFirst = !m_isOpen[side];
    m_isOpen[side] = true;
    if (!isFirst)
    {
        return {}; // another connection: it stays
    }
    const Time then = now + THINK;
    if (const auto closer = FirstToClose())
    {
        if (*closer == Situation::Closer::BOTH)
        {
            // The end that is ready last sets the hour for both.
            return m_isOpen[1 - side] ? std::vector<TimedAction>{{then, CLIENT, Verb::CLOSE, 0},
                                                                 {then, SERVER, Verb::CLOSE, 0}}
                                      : std::vector<TimedAction>();
        }
        const int first = *closer == Situation::Closer::CLIENT ? CLIENT : SERVER;
        return side == first ? std::vector<TimedAction>{{then, side, Verb::CLOSE, 0}}
                             : std::vector<TimedAction>();
    }
    if (side == SERVER)
    {
        return {};
    }
    if (m_scenario == X::HALF_CLOSE)
    {
        return {{then, CLIENT, Verb::SHUTDOWN, 0}};
    }
    if (m_scenario == X::RESET)
    {
        return {{then, CLIENT, Verb::ABORT, 0}};
    }
    if (m_scenario == X::HALF_OPEN)
    {
        return {{then, SERVER, Verb::CRASH, 0}, {then + THINK, CLIENT, Verb::SEND, OCTETS}};
    }
    return {};
}

std::vector<TimedAction>
ExchangeScript::PeerClosed(int side, Time now) const
{
    if (m_scenario == X::HALF_CLOSE)
    {
        if (side == CLIENT)
        {
            return {{now, CLIENT, Verb::CLOSE, 0}};
        }
        return {{now + THINK, SERVER, Verb::SEND, OCTETS},
                {now + THINK + THINK, SERVER, Verb::SEND, OCTETS},
                {now + THINK + THINK + THINK, SERVER, Verb::CLOSE, 0}};
    }
    const auto closer = FirstToClose();
    const int second = closer == Situation::Closer::CLIENT ? SERVER : CLIENT;
    const bool isTurn = closer && *closer != Situation::Closer::BOTH && side == second;
    return isTurn ? std::vector<TimedAction>{{now + THINK, side, Verb::CLOSE, 0}}
                  : std::vector<TimedAction>();
}

std::vector<TimedAction>
ExchangeScript::Waits(int side, Time now)
{
    const bool isReused = m_scenario == X::TIME_WAIT_REUSE && side == SERVER;
    const bool isKilled = m_scenario == X::TIME_WAIT_ASSASSINATION && side == CLIENT;
    if (m_hasWaited || (!isReused && !isKilled))
    {
        return {};
    }
    m_hasWaited = true;
    return {isReused ? TimedAction{now + THINK, CLIENT, Verb::CONNECT, 0}
                     : TimedAction{now + THINK, SERVER, Verb::OLD_DATA, OCTETS}};
}

std::vector<TimedAction>
ExchangeScript::Probed(int side, Time now)
{
    if (m_scenario != X::KEEP_ALIVE || side != CLIENT || m_hasProbed)
    {
        return {};
    }
    m_hasProbed = true;
    return {{now + THINK, SERVER, Verb::CRASH, 0}}; // this probe is answered before
}

bool
ExchangeScript::KeepsAlive() const
{
    return m_scenario == X::KEEP_ALIVE;
}

} // namespace synfin
} // namespace ns3
