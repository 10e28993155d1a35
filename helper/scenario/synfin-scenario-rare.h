/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_RARE_H
#define SYNFIN_SCENARIO_RARE_H

#include "synfin-scenario-network.h"
#include "synfin-scenario-workload.h"

#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-importance-loss.h"
#include "ns3/synfin-rare-meter.h"
#include "ns3/synfin-trace-record.h"

#include <cstdint>
#include <memory>
#include <unordered_set>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Importance sampling in a scenario: weights, when they are decided, and what they tell.
class ScenarioRare
{
  public:
    /**
     * @param sampled losses instead of the link's
     * @param network whose link samples them; does not run longer than this lives
     * @param workload whose connections have weights; the same
     */
    ScenarioRare(const SampledLoss& sampled, ScenarioNetwork& network, ScenarioWorkload& workload)
        : m_importance(sampled)
    {
        network.SetImportance(m_importance);
        workload.SetRare(m_meter.get(), &m_importance);
    }

    ScenarioRare(const ScenarioRare&) = delete;
    ScenarioRare& operator=(const ScenarioRare&) = delete;

    /// An end of a connection changed its state.
    void Record(const TransitionRecord& record)
    {
        const Transition& transition = record.transition;
        if (transition.from == State::SYN_SENT)
        {
            m_importance.Decide(transition.incarnation);
        }
        if (transition.to == State::SYN_SENT && m_served.count(transition.tuple.Reverse()) > 0)
        {
            m_meter->Meet();
        }
        if (transition.to == State::SYN_RCVD)
        {
            m_served.insert(transition.tuple);
        }
        else if (transition.to == State::CLOSED || transition.to == State::LISTEN)
        {
            m_served.erase(transition.tuple);
        }
    }

    /// @return the weight of a connection
    double WeightOf(uint32_t connection) const
    {
        return m_importance.WeightOf(connection);
    }

    /// @return what connections told
    std::shared_ptr<const RareMeter> Meter() const
    {
        return m_meter;
    }

  private:
    ImportanceLoss m_importance;
    std::shared_ptr<RareMeter> m_meter{std::make_shared<RareMeter>()};
    std::unordered_set<FourTuple, FourTupleHash> m_served; //!< ends of servers, as they see them
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_RARE_H
