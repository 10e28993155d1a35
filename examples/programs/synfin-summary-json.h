/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SUMMARY_JSON_H
#define SYNFIN_SUMMARY_JSON_H

#include "ns3/synfin-scenario-parameters.h"
#include "ns3/synfin-scenario-summary.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// A key of summary.json.
struct SummaryKey
{
    using Value =
        std::function<nlohmann::ordered_json(const ScenarioSummary&, const ScenarioParameters&)>;

    std::string path; //!< such as "time_wait/peak"
    const char* type; //!< "integer", "number", "text", "object" or "list"
    const char* unit; //!< such as "s"; empty: none
    bool isNullable;  //!< null is possible
    std::string help; //!< what it tells, in a line
    Value value;      //!< of one run
};

/// @return every key, in the order of the file
const std::vector<SummaryKey>& SummaryKeys();

/// @return the text of summary.json
std::string ToJson(const ScenarioSummary& summary, const ScenarioParameters& parameters);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SUMMARY_JSON_H
