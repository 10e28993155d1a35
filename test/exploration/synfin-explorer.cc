/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-explorer.h"

#include "ns3/abort.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

Explorer::Explorer(const ExploredScenario& scenario)
    : m_scenario(scenario)
{
    // Until the resolution is set for good, ns-3 keeps a list of all Time objects.
    static const bool isSet = (Time::SetResolution(Time::NS), true);
    (void)isSet;
}

std::unique_ptr<ExploredWorld>
Explorer::Replay(const std::vector<Choice>& path) const
{
    auto world = std::make_unique<ExploredWorld>(m_scenario);
    for (const Choice& choice : path)
    {
        world->Apply(choice);
    }
    return world;
}

void
Explorer::Fail(const std::string& violation, std::vector<Choice> path)
{
    m_violation = violation;
    m_counterexample = std::move(path);
}

uint32_t
Explorer::Discover(const ExploredWorld& world, uint32_t parent, Choice choice)
{
    const auto [entry, isNew] =
        m_states.emplace(StateDigest(world).GetHash(), m_graph.StateCount());
    if (isNew)
    {
        m_graph.AddState(parent, choice, world.IsQuiet());
    }
    const bool isBroken = world.Observed().IsAnyBroken();
    const uint8_t circumstance = world.WasDisturbed()
                                     ? (isBroken ? DISTURBED_AND_BROKEN : DISTURBED)
                                     : (isBroken ? BROKEN : IN_PEACE);
    m_pairs[static_cast<std::size_t>(world.StateOf(0))]
           [static_cast<std::size_t>(world.StateOf(1))] |= circumstance;
    return entry->second;
}

void
Explorer::Expand(uint32_t state)
{
    const std::vector<Choice> path = m_graph.PathTo(state);
    m_depth = std::max(m_depth, path.size());
    auto world = Replay(path);
    const std::vector<Choice> choices = world->Choices();
    m_graph.BeginEdges();
    for (const Choice& choice : choices)
    {
        if (!world)
        {
            world = Replay(path);
        }
        world->Apply(choice);
        if (!world->Violation().empty())
        {
            auto whole = path;
            whole.push_back(choice);
            Fail(world->Violation(), whole);
            return;
        }
        m_graph.AddEdge(choice, Discover(*world, state, choice));
        world.reset();
    }
}

void
Explorer::Run(uint32_t limit, const Progress& progress)
{
    Discover(ExploredWorld(m_scenario), 0, {});
    for (; m_expanded < m_graph.StateCount() && m_violation.empty(); ++m_expanded)
    {
        if (m_expanded % 1024 == 0)
        {
            progress(*this);
        }
        if (m_graph.StateCount() > limit)
        {
            Fail("more than " + std::to_string(limit) + " states", {});
            return;
        }
        Expand(m_expanded);
    }
    if (m_violation.empty())
    {
        CheckGraph();
    }
}

void
Explorer::CheckGraph()
{
    if (const auto state = m_graph.FindDeadlock())
    {
        Fail("a deadlock: nothing can happen, and not both ends are closed",
             m_graph.PathTo(*state));
    }
    else if (const auto livelock = m_graph.FindLivelock())
    {
        Fail("a livelock: it may go round in circles for ever", m_graph.PathTo(*livelock));
    }
    else if (const auto trap = m_graph.FindTrap())
    {
        Fail("no way leads from here to both ends closed", m_graph.PathTo(*trap));
    }
}

} // namespace synfin
} // namespace ns3
