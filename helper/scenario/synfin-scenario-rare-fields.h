/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_RARE_FIELDS_H
#define SYNFIN_SCENARIO_RARE_FIELDS_H

#include "synfin-scenario-parameters.h"

#include "ns3/synfin-run-summary.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @file
 * Importance sampling of losses (ImportanceLoss), for events that are rare. A connection's weight
 * is made of its own frames, so no connection may change what befalls another one.
 */

/// @return the parameters of importance sampling
std::vector<ScenarioField> ScenarioRareFields();

/// @param p resolved
/// @return nothing when there is no importance sampling, or connections do not meet, else where
/// they do
std::optional<SettingError> CheckRare(const ScenarioParameters& p);

/// @return nothing when connections did not meet in a run with importance sampling, else how they
/// did, and what would be accepted
std::optional<SettingError> CheckRareRun(const ScenarioParameters& p, const RunSummary& summary);

/// @return what a run with importance sampling cannot tell, for want of connections or hosts, a
/// line each
std::vector<std::string> RareNotes(const ScenarioParameters& p, const RunSummary& summary);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_RARE_FIELDS_H
