/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_ATTACK_FIELDS_H
#define SYNFIN_SCENARIO_ATTACK_FIELDS_H

#include "synfin-scenario-hosts.h"
#include "synfin-scenario-parameters.h"

#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return the parameters that say when users of one kind begin, and what attackers send
std::vector<ScenarioField> ScenarioAttackFields();

/// @return nothing when users of one kind can attack as asked, else what is in the way
std::optional<SettingError> CheckAttack(const ScenarioParameters& parameters);

/// @return nothing when users of one kind have time for what they begin, else what they have not
std::optional<SettingError> CheckTimes(const ScenarioParameters& parameters);

/// @return nothing when there is room for the ranges of sources of all groups, else what is too
/// much
std::optional<SettingError> CheckSpoofed(const ScenarioHosts& hosts);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_ATTACK_FIELDS_H
