/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXPLORER_H
#define SYNFIN_EXPLORER_H

#include "synfin-explored-scenario.h"
#include "synfin-state-digest.h"
#include "synfin-state-graph.h"

#include <array>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// In which circumstances a pair of states was met, one bit each.
enum Circumstance : uint8_t
{
    IN_PEACE = 1,            //!< faultless network, nobody has aborted or given up
    DISTURBED = 2,           //!< the network has lost, duplicated, reordered or delayed
    BROKEN = 4,              //!< somebody has aborted or given up
    DISTURBED_AND_BROKEN = 8 //!< both
};

/**
 * @brief Finds every state that two Stacks can get into, breadth first, by running the Stacks.
 *
 * A Stack cannot be copied, so a state is kept as the choices that lead to it, and made again from
 * the beginning. The first violation that is met is one of the shortest.
 */
class Explorer
{
  public:
    explicit Explorer(const ExploredScenario& scenario);

    /// Called now and then with the explorer itself.
    using Progress = std::function<void(const Explorer&)>;

    /// Finds all states and checks them; ends at the first violation.
    /// @param limit gives up (with a violation) beyond so many states
    void Run(uint32_t limit, const Progress& progress);

    const StateGraph& Graph() const
    {
        return m_graph;
    }

    /// @return how many states were expanded
    uint32_t Expanded() const
    {
        return m_expanded;
    }

    /// @return the longest of the shortest ways to a state
    std::size_t Depth() const
    {
        return m_depth;
    }

    /// @return what is wrong, or nothing
    const std::string& Violation() const
    {
        return m_violation;
    }

    /// @return how to get there
    const std::vector<Choice>& Counterexample() const
    {
        return m_counterexample;
    }

    /// @return Circumstances in which a pair of states was met
    uint8_t Met(State client, State server) const
    {
        return m_pairs[static_cast<std::size_t>(client)][static_cast<std::size_t>(server)];
    }

  private:
    struct HashOfHash
    {
        std::size_t operator()(const StateDigest::Hash& hash) const
        {
            return hash.low;
        }
    };

    std::unique_ptr<ExploredWorld> Replay(const std::vector<Choice>& path) const;
    void Expand(uint32_t state);
    uint32_t Discover(const ExploredWorld& world, uint32_t parent, Choice choice);
    void CheckGraph();
    void Fail(const std::string& violation, std::vector<Choice> path);

    ExploredScenario m_scenario;
    StateGraph m_graph;
    std::unordered_map<StateDigest::Hash, uint32_t, HashOfHash> m_states;
    std::array<std::array<uint8_t, STATE_COUNT>, STATE_COUNT> m_pairs{};
    uint32_t m_expanded{0};
    std::size_t m_depth{0};
    std::string m_violation;
    std::vector<Choice> m_counterexample;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXPLORER_H
