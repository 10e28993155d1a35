/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_WORKLOAD_FIELDS_H
#define SYNFIN_SCENARIO_WORKLOAD_FIELDS_H

#include "synfin-scenario-parameters.h"

#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return every parameter of users and their hosts
std::vector<ScenarioField> ScenarioWorkloadFields();

/// @return every parameter of servers
std::vector<ScenarioField> ScenarioServerFields();

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_WORKLOAD_FIELDS_H
