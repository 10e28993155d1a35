/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SUMMARY_JSON_H
#define SYNFIN_SUMMARY_JSON_H

#include "ns3/synfin-scenario-parameters.h"
#include "ns3/synfin-scenario-summary.h"

#include <string>

namespace ns3
{
namespace synfin
{

/// @return the text of summary.json
std::string ToJson(const ScenarioSummary& summary, const ScenarioParameters& parameters);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SUMMARY_JSON_H
