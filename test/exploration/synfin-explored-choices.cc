/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-explored-world.h"
#include "synfin-state-digest.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// By how much the clock of a host whose timer goes off may run ahead of the other's, which keeps
/// waiting for a timer of its own.
const Time SKEW = Seconds(1);

} // namespace

std::vector<Choice>
ExploredWorld::Choices() const
{
    std::vector<Choice> choices;
    for (const uint8_t i : {uint8_t{0}, uint8_t{1}})
    {
        const Host& host = m_hosts[i];
        if (!host.coming.empty())
        {
            choices.push_back({Choice::DELIVER, i});
            for (const auto& [kind, left] : {std::pair{Choice::LOSE, m_loss},
                                             std::pair{Choice::DUPLICATE, m_duplicate},
                                             std::pair{Choice::DELAY, m_reorder}})
            {
                if (left > 0)
                {
                    choices.push_back({kind, i});
                }
            }
        }
        for (uint8_t k = 0; k < host.aside.size(); ++k)
        {
            choices.push_back({Choice::ARRIVE, i, k});
        }
        if (MayGoOff(i))
        {
            choices.push_back({Choice::TIMEOUT, i});
        }
        AddUserChoices(i, choices);
    }
    return choices;
}

void
ExploredWorld::AddUserChoices(uint8_t i, std::vector<Choice>& choices) const
{
    const Host& host = m_hosts[i];
    const Stack& stack = *host.stack;
    const bool hasConnection = stack.Find(host.connection) != nullptr;
    if (!hasConnection && host.connects > 0 && StateOf(i) == State::CLOSED)
    {
        choices.push_back({Choice::CONNECT, i});
    }
    if (StateDigest::HasAcceptable(stack))
    {
        choices.push_back({Choice::ACCEPT, i});
    }
    if (!hasConnection || host.hasLeft)
    {
        return;
    }
    if (host.octets > 0 && !host.hasClosed)
    {
        choices.push_back({Choice::SEND, i});
    }
    if (m_observer.Current(i).unread > 0)
    {
        choices.push_back({Choice::READ, i});
    }
    if (m_scenario.mayShutdown && !host.hasClosed)
    {
        choices.push_back({Choice::SHUTDOWN, i});
    }
    choices.push_back({Choice::CLOSE, i});
    if (m_scenario.mayAbort)
    {
        choices.push_back({Choice::ABORT, i});
    }
}

Time
ExploredWorld::Wait(uint32_t host) const
{
    const auto deadline = m_hosts[host].stack->NextDeadline();
    return deadline ? *deadline - m_hosts[host].clock : Time::Max();
}

bool
ExploredWorld::IsUnderWay() const
{
    return std::any_of(m_hosts.begin(), m_hosts.end(), [](const Host& host) {
        return !host.coming.empty() || !host.aside.empty();
    });
}

bool
ExploredWorld::MayGoOff(uint32_t host) const
{
    const Time wait = Wait(host);
    if (wait == Time::Max() || (IsUnderWay() && (m_late == 0 || wait > PATIENCE)))
    {
        return false;
    }
    const Time ahead = m_hosts[host].clock - m_hosts[1 - host].clock;
    return ahead + wait - Follows(host) <= std::max(ahead, SKEW + NanoSeconds(1));
}

Time
ExploredWorld::Follows(uint32_t host) const
{
    const Time other = Wait(1 - host);
    const Time before = other == Time::Max() ? other : std::max(other - NanoSeconds(1), Time(0));
    return std::min(Wait(host), before);
}

std::string
ToString(const Choice& choice)
{
    static constexpr std::array<const char*, 13> NAMES = {"arrives",
                                                          "arrives at last",
                                                          "is lost",
                                                          "arrives, and a copy will",
                                                          "is overtaken",
                                                          "timer",
                                                          "ACCEPT",
                                                          "CONNECT",
                                                          "SEND",
                                                          "READ",
                                                          "SHUTDOWN",
                                                          "CLOSE",
                                                          "ABORT"};
    return "host " + std::to_string(choice.host) + ": " + NAMES[choice.kind];
}

} // namespace synfin
} // namespace ns3
