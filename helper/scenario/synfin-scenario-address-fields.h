/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_ADDRESS_FIELDS_H
#define SYNFIN_SCENARIO_ADDRESS_FIELDS_H

#include "synfin-scenario-parameters.h"

#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return the parameters that say from where clients connect, and what their SYNs are for
std::vector<ScenarioField> ScenarioAddressFields();

/// @return nothing when local ports can be bound as asked, else what is in the way
std::optional<SettingError> CheckLocalPort(const ScenarioParameters& parameters);

/// @return nothing when addresses can be tried as asked, else what is in the way
std::optional<SettingError> CheckVersions(const ScenarioParameters& parameters);

/// @return nothing when users of one kind can be half open as asked, else what is in the way
std::optional<SettingError> CheckHalfOpen(const ScenarioParameters& parameters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_ADDRESS_FIELDS_H
