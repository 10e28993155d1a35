/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PARAMETERS_JSON_H
#define SYNFIN_PARAMETERS_JSON_H

#include "synfin-scenario-parameters.h"

#include <nlohmann/json.hpp>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return everything that params.ini holds, as summary.json has it; the fields of the profile are
/// in set
nlohmann::ordered_json ParametersToJson(const ScenarioParameters& parameters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PARAMETERS_JSON_H
