/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-loss-process.h"

namespace ns3
{
namespace synfin
{

LossProcess::LossProcess(const RngStream& fates, const RngStream& transitions)
    : m_fates(fates),
      m_transitions(transitions)
{
}

void
LossProcess::Enable(const LossParameters& parameters)
{
    const bool gilbertElliott = std::holds_alternative<GilbertElliottLoss>(parameters) ||
                                std::holds_alternative<TimedLoss>(parameters);
    m_drawsFates |= gilbertElliott || std::holds_alternative<IndependentLoss>(parameters);
    m_drawsTransitions |= gilbertElliott || std::holds_alternative<FourStateLoss>(parameters);
}

void
LossProcess::SetParameters(const LossParameters& parameters)
{
    m_parameters = parameters;
    m_bad = false;
    m_timed = TimedLossState();
    m_state = 1;
    m_played = 0;
}

bool
LossProcess::Next(Time now, uint32_t connection)
{
    const auto* independent = std::get_if<IndependentLoss>(&m_parameters);
    const double fate = m_drawsFates ? m_fates.Next(independent ? independent->correlation : 0) : 1;
    const double transition = m_drawsTransitions ? m_transitions.RandU01() : 1;
    if (independent)
    {
        return m_importance
                   ? m_importance->IsLost(m_side, connection, independent->probability, fate)
                   : fate < independent->probability;
    }
    if (const auto* gilbertElliott = std::get_if<GilbertElliottLoss>(&m_parameters))
    {
        return NextLoss(*gilbertElliott, m_bad, fate, transition);
    }
    if (const auto* timed = std::get_if<TimedLoss>(&m_parameters))
    {
        return NextLoss(*timed, m_timed, now.GetTimeStep(), fate, transition);
    }
    if (const auto* fourState = std::get_if<FourStateLoss>(&m_parameters))
    {
        return Next(*fourState, transition);
    }
    if (const auto* recorded = std::get_if<RecordedLoss>(&m_parameters))
    {
        return Next(*recorded);
    }
    return false;
}

bool
LossProcess::Next(const FourStateLoss& loss, double transition)
{
    // loss_4state(): the state after the transition decides.
    switch (m_state)
    {
    case 1:
        m_state = transition < loss.p14 ? 4 : (transition < loss.p14 + loss.p13 ? 3 : 1);
        break;
    case 2:
        m_state = transition < loss.p23 ? 3 : 2;
        break;
    case 3:
        m_state = transition < loss.p32 ? 2 : (transition < loss.p32 + loss.p31 ? 1 : 3);
        break;
    case 4:
        m_state = 1;
        break;
    }
    return m_state >= 3;
}

bool
LossProcess::Next(const RecordedLoss& loss)
{
    const bool lost = (*loss.lost)[m_played];
    m_played = m_played + 1 == loss.lost->size() ? 0 : m_played + 1;
    return lost;
}

} // namespace synfin
} // namespace ns3
