/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STATE_GRAPH_H
#define SYNFIN_STATE_GRAPH_H

#include "synfin-explored-world.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief The states that were found and the choices that lead from one to the other.
 *
 * State 0 is the beginning. Edges are added in order of the states that they leave.
 */
class StateGraph
{
  public:
    /// Adds a state.
    /// @param parent the state from which it was found first, by the choice
    /// @param isQuiet everything is over in it
    /// @return its number
    uint32_t AddState(uint32_t parent, Choice choice, bool isQuiet);

    /// The edges that are added from now on leave the next state.
    void BeginEdges()
    {
        m_firstEdge.push_back(static_cast<uint32_t>(m_targets.size()));
    }

    void AddEdge(Choice choice, uint32_t target)
    {
        m_targets.push_back(target);
        m_kinds.push_back(choice.kind);
    }

    uint32_t StateCount() const
    {
        return static_cast<uint32_t>(m_found.size());
    }

    uint64_t EdgeCount() const
    {
        return m_targets.size();
    }

    /// @return how many states are quiet
    uint32_t QuietCount() const;

    /// @return the shortest way from the beginning to a state
    std::vector<Choice> PathTo(uint32_t state) const;

    /// @return a state that is not quiet and from which nothing leads on
    std::optional<uint32_t> FindDeadlock() const;

    /**
     * @return a state from which no quiet one can be reached any more although from now on nobody
     * aborts, the network is faultless, and users close
     */
    std::optional<uint32_t> FindTrap() const;

    /**
     * @return a state from which it may go round in circles for ever: by arriving segments alone,
     * or by segments and timers while there is nothing for a user to do
     */
    std::optional<uint32_t> FindLivelock() const;

  private:
    struct Found
    {
        uint32_t parent;
        Choice choice;
        bool isQuiet;
    };

    /// Calls visit(state, kind, target) for each edge.
    template <typename Visit>
    void ForEachEdge(const Visit& visit) const;

    /// For each state, the states that lead to it.
    struct Sources
    {
        std::vector<uint32_t> first;  //!< by state: where its sources begin
        std::vector<uint32_t> states; //!< the sources
    };

    /// @return the sources by those edges for which take(source, kind)
    template <typename Take>
    Sources SourcesOf(const Take& take) const;

    /// @return a state from which those edges lead into a circle
    template <typename Take>
    std::optional<uint32_t> FindCycle(const Take& take) const;

    std::vector<Found> m_found;        //!< by state
    std::vector<uint32_t> m_firstEdge; //!< by state
    std::vector<uint32_t> m_targets;   //!< by edge
    std::vector<uint8_t> m_kinds;      //!< by edge
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STATE_GRAPH_H
