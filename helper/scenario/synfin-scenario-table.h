/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_TABLE_H
#define SYNFIN_SCENARIO_TABLE_H

#include "synfin-scenario-parameters.h"

#include "ns3/synfin-catalogue.h"
#include "ns3/synfin-run-summary.h"

#include <iosfwd>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Prints what a run of a scenario came to, as a table for people, in their language.
void PrintTable(std::ostream& os,
                const RunSummary& summary,
                const ScenarioParameters& parameters,
                const Catalogue& catalogue = {});

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_TABLE_H
