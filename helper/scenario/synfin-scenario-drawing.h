/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_DRAWING_H
#define SYNFIN_SCENARIO_DRAWING_H

#include "synfin-scenario-parameters.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief Draws the network of a scenario: groups of clients, their own links, the NAT, the link
 * that all share, and the servers, each with the parameters that are not as they always are.
 * @param parameters the scenario's, resolved
 * @return a graph in the language of Graphviz's dot
 */
std::string ToDot(const ScenarioParameters& parameters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_DRAWING_H
