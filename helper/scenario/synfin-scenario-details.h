/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_DETAILS_H
#define SYNFIN_SCENARIO_DETAILS_H

#include "synfin-scenario-parameters.h"

#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief Looks for settings that say how something is done which is not done at all.
 * @param one the parameters of one group
 * @param all those of every group; what has an effect in one of them may be said for all
 * @return nothing, or the first that has no effect
 */
std::optional<SettingError> CheckDetails(const ScenarioParameters& one,
                                         const std::vector<ScenarioParameters>& all);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_DETAILS_H
