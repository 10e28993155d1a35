/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_CONTRADICTIONS_H
#define SYNFIN_SCENARIO_CONTRADICTIONS_H

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
 * @brief Looks for settings of which one would be ignored in silence.
 *
 * Two ways to set the same thing must not say different values ("congestion" and "set
 * congestion_control", "msl" and "set time_wait"). What sets both ends or both directions may be
 * beside what sets one of them, but not beside both, which leave it nothing.
 *
 * @param settings that were accepted each by itself, from one place, in the order in which they
 *        count; of several with one name the last one counts
 * @return nothing, or the one that must go
 */
std::optional<SettingError> FindContradiction(const std::vector<Setting>& settings);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_CONTRADICTIONS_H
