/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_MIDDLEBOX_FIELDS_H
#define SYNFIN_SCENARIO_MIDDLEBOX_FIELDS_H

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

/// @return what says what stands between clients and servers
std::vector<ScenarioField> ScenarioMiddleboxFields();

/// @return nothing when that agrees with itself else what does not
std::optional<SettingError> CheckMiddlebox(const ScenarioParameters& parameters);

/// @return nothing when there are blocks of ports for all clients, else how large they may be
std::optional<SettingError> CheckNatBlock(const ScenarioParameters& parameters,
                                          const ScenarioHosts& hosts);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_MIDDLEBOX_FIELDS_H
