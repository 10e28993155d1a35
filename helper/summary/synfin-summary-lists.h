/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SUMMARY_LISTS_H
#define SYNFIN_SUMMARY_LISTS_H

#include "synfin-attempt-meter.h"
#include "synfin-event-record.h"
#include "synfin-latency-statistics.h"

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/// @return the buckets of a histogram: pairs of a latency in seconds and a count
nlohmann::ordered_json HistogramToJson(const LatencyStatistics& latency);

/// @return attempts over time, or null where each had a port: then there is nothing to tell
nlohmann::ordered_json AttemptsToJson(const AttemptMeter& attempts);

/// @return pairs of a node's id and its name, or null where none has one
nlohmann::ordered_json NodesToJson(const std::map<uint32_t, std::string>& nodes);

/// @return an object for each event, or null where there is none
nlohmann::ordered_json EventsToJson(const std::vector<EventRecord>& events);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SUMMARY_LISTS_H
