/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-state-graph.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

uint32_t
StateGraph::AddState(uint32_t parent, Choice choice, bool isQuiet)
{
    m_found.push_back({parent, choice, isQuiet});
    return StateCount() - 1;
}

uint32_t
StateGraph::QuietCount() const
{
    return static_cast<uint32_t>(std::count_if(m_found.begin(),
                                               m_found.end(),
                                               [](const Found& found) { return found.isQuiet; }));
}

std::vector<Choice>
StateGraph::PathTo(uint32_t state) const
{
    std::vector<Choice> path;
    for (; state != 0; state = m_found[state].parent)
    {
        path.push_back(m_found[state].choice);
    }
    std::reverse(path.begin(), path.end());
    return path;
}

template <typename Visit>
void
StateGraph::ForEachEdge(const Visit& visit) const
{
    for (uint32_t state = 0; state < m_firstEdge.size(); ++state)
    {
        const std::size_t end =
            state + 1 < m_firstEdge.size() ? m_firstEdge[state + 1] : m_targets.size();
        for (std::size_t edge = m_firstEdge[state]; edge < end; ++edge)
        {
            visit(state, static_cast<Choice::Kind>(m_kinds[edge]), m_targets[edge]);
        }
    }
}

template <typename Take>
StateGraph::Sources
StateGraph::SourcesOf(const Take& take) const
{
    Sources sources;
    sources.first.assign(StateCount() + 1, 0);
    ForEachEdge([&](uint32_t source, Choice::Kind kind, uint32_t target) {
        sources.first[target + 1] += take(source, kind) ? 1 : 0;
    });
    for (uint32_t state = 0; state < StateCount(); ++state)
    {
        sources.first[state + 1] += sources.first[state];
    }
    sources.states.resize(sources.first.back());
    std::vector<uint32_t> next = sources.first;
    ForEachEdge([&](uint32_t source, Choice::Kind kind, uint32_t target) {
        if (take(source, kind))
        {
            sources.states[next[target]++] = source;
        }
    });
    return sources;
}

std::optional<uint32_t>
StateGraph::FindDeadlock() const
{
    for (uint32_t state = 0; state < StateCount(); ++state)
    {
        const std::size_t end =
            state + 1 < m_firstEdge.size() ? m_firstEdge[state + 1] : m_targets.size();
        if (m_firstEdge[state] == end && !m_found[state].isQuiet)
        {
            return state;
        }
    }
    return std::nullopt;
}

std::optional<uint32_t>
StateGraph::FindTrap() const
{
    const Sources sources = SourcesOf([](uint32_t, Choice::Kind kind) {
        return kind != Choice::ABORT && kind != Choice::LOSE && kind != Choice::DUPLICATE &&
               kind != Choice::DELAY;
    });
    std::vector<bool> ends(StateCount(), false);
    std::vector<uint32_t> todo;
    for (uint32_t state = 0; state < StateCount(); ++state)
    {
        if (m_found[state].isQuiet)
        {
            ends[state] = true;
            todo.push_back(state);
        }
    }
    while (!todo.empty())
    {
        const uint32_t state = todo.back();
        todo.pop_back();
        for (uint32_t i = sources.first[state]; i < sources.first[state + 1]; ++i)
        {
            const uint32_t source = sources.states[i];
            if (!ends[source])
            {
                ends[source] = true;
                todo.push_back(source);
            }
        }
    }
    const auto trap = std::find(ends.begin(), ends.end(), false);
    return trap == ends.end() ? std::nullopt
                              : std::optional<uint32_t>(static_cast<uint32_t>(trap - ends.begin()));
}

template <typename Take>
std::optional<uint32_t>
StateGraph::FindCycle(const Take& take) const
{
    // Takes away, again and again, the states from which nothing leads on.
    const Sources sources = SourcesOf(take);
    std::vector<uint32_t> leading(StateCount(), 0);
    for (const uint32_t source : sources.states)
    {
        ++leading[source];
    }
    std::vector<uint32_t> todo;
    for (uint32_t state = 0; state < StateCount(); ++state)
    {
        if (leading[state] == 0)
        {
            todo.push_back(state);
        }
    }
    while (!todo.empty())
    {
        const uint32_t state = todo.back();
        todo.pop_back();
        for (uint32_t i = sources.first[state]; i < sources.first[state + 1]; ++i)
        {
            if (--leading[sources.states[i]] == 0)
            {
                todo.push_back(sources.states[i]);
            }
        }
    }
    const auto left =
        std::find_if(leading.begin(), leading.end(), [](uint32_t edges) { return edges > 0; });
    return left == leading.end()
               ? std::nullopt
               : std::optional<uint32_t>(static_cast<uint32_t>(left - leading.begin()));
}

std::optional<uint32_t>
StateGraph::FindLivelock() const
{
    std::vector<bool> waitsForUser(StateCount(), false);
    ForEachEdge([&](uint32_t source, Choice::Kind kind, uint32_t) {
        waitsForUser[source] = waitsForUser[source] || kind >= Choice::ACCEPT;
    });
    const auto endless =
        FindCycle([](uint32_t, Choice::Kind kind) { return kind < Choice::TIMEOUT; });
    return endless ? endless : FindCycle([&](uint32_t source, Choice::Kind kind) {
        return kind <= Choice::TIMEOUT && !waitsForUser[source];
    });
}

} // namespace synfin
} // namespace ns3
