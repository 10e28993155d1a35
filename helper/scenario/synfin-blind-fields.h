/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BLIND_FIELDS_H
#define SYNFIN_BLIND_FIELDS_H

#include "synfin-scenario-parameters.h"

#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return the parameters that say at what blind attackers guess, and how
std::vector<ScenarioField> BlindFields();

/// @return nothing when users of one kind can guess as asked, else what is in the way
std::optional<SettingError> CheckBlind(const ScenarioParameters& parameters);

/// @return nothing when whoever guesses has somebody's connections to guess at, else what is wrong
std::optional<SettingError> CheckVictims(const ScenarioParameters& parameters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BLIND_FIELDS_H
