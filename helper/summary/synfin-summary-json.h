/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SUMMARY_JSON_H
#define SYNFIN_SUMMARY_JSON_H

#include "synfin-run-summary.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/// A key of summary.json.
struct SummaryKey
{
    /// Finds in a summary what the key tells.
    using Value = std::function<nlohmann::ordered_json(const RunSummary&)>;

    std::string path;       //!< such as "time_wait/peak"
    const char* type;       //!< "integer", "number", "text", "object" or "list"
    const char* unit;       //!< such as "s"; empty: none
    bool isNullable;        //!< null is possible
    std::string help;       //!< what it tells, in a line
    Value value;            //!< of one run; empty: ToJson is told it
    bool isOfGroups{false}; //!< it is told of each group of users, too
};

/// @return every key, in the order of the file
const std::vector<SummaryKey>& SummaryKeys();

/// @return Linux's counters by their names, or null where there are no values
nlohmann::ordered_json ToJson(const KernelValues& values);

/**
 * @param summary what the run came to
 * @param parameters what it was made of, an object
 * @return the text of summary.json
 */
std::string ToJson(const RunSummary& summary, const nlohmann::ordered_json& parameters);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SUMMARY_JSON_H
