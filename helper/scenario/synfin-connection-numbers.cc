/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection-numbers.h"

namespace ns3
{
namespace synfin
{

uint32_t
ConnectionNumbers::Number(const Transition& transition)
{
    const FourTuple& tuple = transition.tuple;
    if (tuple.remotePort == 0)
    {
        return 0;
    }
    if (transition.to == State::SYN_SENT)
    {
        m_living[tuple] = m_next;
        m_newest[tuple] = m_next;
        return m_next;
    }
    if (transition.to == State::SYN_RCVD && transition.from != State::SYN_SENT)
    {
        const auto newest = m_newest.find(tuple.Reverse());
        const uint32_t number = newest == m_newest.end() ? 0 : newest->second;
        m_living[tuple] = number;
        return number;
    }
    const auto living = m_living.find(tuple);
    if (living == m_living.end())
    {
        return 0;
    }
    const uint32_t number = living->second;
    if (transition.to == State::CLOSED || transition.to == State::LISTEN)
    {
        m_living.erase(living);
    }
    return number;
}

uint32_t
ConnectionNumbers::Find(const FourTuple& tuple) const
{
    const auto living = m_living.find(tuple);
    return living == m_living.end() ? 0 : living->second;
}

} // namespace synfin
} // namespace ns3
