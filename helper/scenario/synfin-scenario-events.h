/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_EVENTS_H
#define SYNFIN_SCENARIO_EVENTS_H

#include "synfin-scenario-event.h"
#include "synfin-scenario-hosts.h"
#include "synfin-scenario-workload.h"

#include "ns3/synfin-agenda.h"
#include "ns3/synfin-event-record.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief Lets the events of a scenario happen: at one instant in their order, before users do
 * anything.
 *
 * What changes of the path is in the link's own schedule (WithEvents); here it is written down.
 */
class ScenarioEvents : private Agenda::Item
{
  public:
    /**
     * @param events in the order of time, which suit the hosts
     * @param hosts what groups there are
     * @param all the hosts, by number; outlive this
     * @param workload who uses them; outlives this
     * @param agenda the hosts' clock; outlives this
     */
    ScenarioEvents(const std::vector<ScenarioEvent>& events,
                   const ScenarioHosts& hosts,
                   const std::vector<std::unique_ptr<ScenarioHost>>& all,
                   ScenarioWorkload& workload,
                   Agenda& agenda);

    /// Schedules them; before the workload does anything.
    void Start();

    /// @return what happened so far
    const std::vector<EventRecord>& Records() const
    {
        return m_records;
    }

  private:
    /// Something to do at a time.
    struct Step
    {
        Time time;
        std::size_t event;              //!< of which it is a part
        bool isRestart;                 //!< the second part of a crash
        std::vector<ScenarioHost*> who; //!< whom it befalls
    };

    void Ring() override;
    bool Befall(const ScenarioEvent& event, ScenarioHost& host, uint64_t& ended);

    std::vector<ScenarioEvent> m_events;
    ScenarioWorkload& m_workload;
    Agenda& m_agenda;
    std::vector<Step> m_steps;                         //!< in the order of time
    std::vector<std::vector<ScenarioHost*>> m_crashed; //!< which hosts an event brought down
    std::size_t m_next{0};                             //!< of the steps
    std::vector<EventRecord> m_records;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_EVENTS_H
