/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_LINK_FIELDS_H
#define SYNFIN_SCENARIO_LINK_FIELDS_H

#include "synfin-scenario-parameters.h"

#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// @return every parameter of the link: of both directions, then of each
std::vector<ScenarioField> ScenarioLinkFields();

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_LINK_FIELDS_H
