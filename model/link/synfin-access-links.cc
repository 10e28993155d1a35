/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-access-links.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// Says why, where somebody wants to know.
void
Note(LinkDrop* to, LinkDrop drop)
{
    if (to)
    {
        *to = drop;
    }
}

} // namespace

std::optional<int64_t>
AccessLink::Enter(uint32_t octets, int64_t now, const KeyedDraw& draw, LinkDrop* drop)
{
    int64_t sent = now;
    const uint64_t rate = m_parameters->bitsPerSecond;
    if (rate > 0)
    {
        __extension__ using Wide = unsigned __int128;
        constexpr uint64_t STEPS = 8000000000; // nanoseconds for an octet at 1 bit/s
        const auto waiting =
            static_cast<uint64_t>(Wide(std::max<int64_t>(m_free - now, 0)) * rate / STEPS);
        if (waiting + octets > m_parameters->queueOctets)
        {
            Note(drop, LinkDrop::QUEUE);
            return std::nullopt;
        }
        const auto duration = static_cast<int64_t>((Wide(octets) * STEPS + rate - 1) / rate);
        sent = std::max(m_free, now) + duration;
        m_free = sent;
    }
    // What is lost is so behind the queue, as on the link that all share.
    if (IsLost(now, draw))
    {
        Note(drop, LinkDrop::LOSS);
        return std::nullopt;
    }
    return sent + m_delay;
}

bool
AccessLink::IsLost(int64_t now, const KeyedDraw& draw)
{
    const LossParameters& loss = m_parameters->loss;
    if (std::holds_alternative<std::monostate>(loss))
    {
        return false;
    }
    const double fate = draw(m_host, m_draws++);
    if (const auto* independent = std::get_if<IndependentLoss>(&loss))
    {
        return fate < independent->probability;
    }
    const double transition = draw(m_host, m_draws++);
    if (const auto* timed = std::get_if<TimedLoss>(&loss))
    {
        return NextLoss(*timed, m_state, now, fate, transition);
    }
    return NextLoss(std::get<GilbertElliottLoss>(loss), m_state.isBad, fate, transition);
}

std::optional<std::string>
CheckAccessLoss(const LossParameters& loss)
{
    const auto* independent = std::get_if<IndependentLoss>(&loss);
    const bool isKnown = std::holds_alternative<std::monostate>(loss) ||
                         std::holds_alternative<TimedLoss>(loss) ||
                         std::holds_alternative<GilbertElliottLoss>(loss) ||
                         (independent && independent->correlation == 0);
    return isKnown ? std::nullopt
                   : std::optional<std::string>(
                         "none, P, gemodel:P,R,1-H,1-K or gilbert:GOOD,BAD,1-H,1-K");
}

} // namespace synfin
} // namespace ns3
