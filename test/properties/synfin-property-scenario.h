/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROPERTY_SCENARIO_H
#define SYNFIN_PROPERTY_SCENARIO_H

#include "synfin-two-hosts.h"

#include <iosfwd>

namespace ns3
{
namespace synfin
{

/**
 * @brief Runs one scenario to its end: profiles, network and users are what the numbers say.
 * @param seed of the series
 * @param number of the scenario in it
 * @param log where everything that happens is written, or nullptr
 * @return what there was
 * @throws Violation
 */
Totals RunPropertyScenario(uint64_t seed, uint64_t number, std::ostream* log);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROPERTY_SCENARIO_H
