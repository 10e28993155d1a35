/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_PATH_MTU_FIELDS_H
#define SYNFIN_SCENARIO_PATH_MTU_FIELDS_H

#include "synfin-scenario-parameters.h"

#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return the parameters of what is too large for the path
std::vector<ScenarioField> ScenarioPathMtuFields();

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_PATH_MTU_FIELDS_H
