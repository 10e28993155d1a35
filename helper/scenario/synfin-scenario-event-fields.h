/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_EVENT_FIELDS_H
#define SYNFIN_SCENARIO_EVENT_FIELDS_H

#include "synfin-scenario-hosts.h"
#include "synfin-scenario-parameters.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return the option "event"
ScenarioField EventField();

/// @return what a section [event TIME] may have
std::vector<ScenarioField> EventSectionFields();

/// @return what is wrong with the section or the key of a setting in a section of events
std::optional<SettingError> CheckEventPlace(const Setting& setting);

/// Makes ScenarioParameters::events anew, of the option and of sections. @return nothing, or what
/// cannot be
std::optional<SettingError> MakeEvents(ScenarioParameters& parameters);

/**
 * @brief Finds the hosts of an event.
 * @param which as the event says
 * @param hosts the scenario's
 * @param found their numbers
 * @return nothing when there are such, else one line that says what would be accepted
 */
std::optional<std::string> FindEventHosts(const EventHosts& which,
                                          const ScenarioHosts& hosts,
                                          std::vector<uint32_t>& found);

/// @return nothing when the events suit the scenario, else the first that does not
std::optional<SettingError> CheckEvents(const ScenarioParameters& parameters,
                                        const ScenarioHosts& hosts);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_EVENT_FIELDS_H
