/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_HELD_CONNECTIONS_H
#define SYNFIN_SCENARIO_HELD_CONNECTIONS_H

#include "synfin-scenario-parameters.h"

#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return the parameter that says who closes first, and notes that it was said
ScenarioField CloserField();

/// @return the parameter that says how many connections an application serves at once
ScenarioField WorkersField();

/// @return nothing when connections that are there to hold what a server has can do so as asked
/// (GroupKind::CONNECT_AND_HOLD, GroupKind::TIME_WAIT_EXHAUST), else what is in the way
std::optional<SettingError> CheckHeldConnections(const ScenarioParameters& parameters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_HELD_CONNECTIONS_H
