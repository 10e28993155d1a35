/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-summary-json.h"

#include "ns3/synfin-parse.h"
#include "ns3/synfin-version.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;

/// @return the number, or null
Json
Figure(const std::optional<double>& value)
{
    return value ? Json(*value) : Json();
}

Json
ParametersToJson(const ScenarioParameters& parameters)
{
    Json json;
    for (const auto& field : ScenarioFields())
    {
        if (field.get)
        {
            const std::string text = field.get(parameters);
            json[field.name] = ParseNumber(text) ? Json::parse(text) : Json(text);
        }
    }
    Json fields;
    for (const auto& field : ProfileFields())
    {
        fields[field.name] = parameters.profile.Get(field.name);
    }
    json["set"] = fields;
    return json;
}

Json
LatencyToJson(const LatencyStatistics& latency)
{
    return {{"count", latency.Count()},
            {"mean", Figure(latency.Mean())},
            {"stddev", Figure(latency.StandardDeviation())},
            {"min", Figure(latency.Min())},
            {"p50", Figure(latency.Quantile(0.5))},
            {"p90", Figure(latency.Quantile(0.9))},
            {"p99", Figure(latency.Quantile(0.99))},
            {"p999", Figure(latency.Quantile(0.999))},
            {"max", Figure(latency.Max())},
            {"relative_error", LatencyStatistics::RELATIVE_ERROR}};
}

Json
TimeWaitToJson(const ScenarioSummary& summary)
{
    const StackCounters& counters = summary.counters;
    const auto& steady = summary.timeWaitSteady;
    return {{"entered", counters.timeWaitEntered},
            {"peak", summary.timeWaitPeak},
            {"peak_time_s", summary.timeWaitPeakTime.GetSeconds()},
            {"mean", summary.timeWaitMean},
            {"mean_steady", steady ? Json(steady->mean) : Json()},
            {"steady_from_s", steady ? Json(steady->begin.GetSeconds()) : Json()},
            {"steady_to_s", steady ? Json(steady->end.GetSeconds()) : Json()},
            {"expired", counters.timeWaitExpired},
            {"reused", counters.timeWaitReused},
            {"reset", counters.timeWaitReset},
            {"evicted", counters.timeWaitEvicted}};
}

Json
DropsToJson(const StackCounters& counters, bool knows)
{
    Json json;
    for (int i = 0; i < DROP_REASON_COUNT; ++i)
    {
        const uint64_t count = counters.drops[static_cast<std::size_t>(i)];
        json[ToString(static_cast<DropReason>(i))] = knows ? Json(count) : Json();
    }
    return json;
}

Json
HistogramToJson(const LatencyStatistics& latency)
{
    Json buckets = Json::array();
    for (const auto& share : latency.Histogram())
    {
        buckets.push_back({share.seconds, share.count});
    }
    return {{"relative_error", LatencyStatistics::RELATIVE_ERROR}, {"buckets", buckets}};
}

/// @return attempts over time, or null where each had a port: then there is nothing to tell
Json
AttemptsToJson(const AttemptMeter& attempts)
{
    if (!attempts.SomeHadNone())
    {
        return Json();
    }
    Json attempted = Json::array();
    Json noPort = Json::array();
    for (const auto& window : attempts.Windows())
    {
        attempted.push_back(window.attempted);
        noPort.push_back(window.noPort);
    }
    return {{"window_s", attempts.Width().GetSeconds()},
            {"attempted", attempted},
            {"no_port", noPort}};
}

} // namespace

std::string
ToJson(const ScenarioSummary& summary, const ScenarioParameters& parameters)
{
    const WorkloadResults& work = summary.workload;
    const StackCounters& counters = summary.counters;
    Json json;
    json["connections"] = {{"attempted", work.attempted},
                           {"established", work.CountOf(Outcome::ESTABLISHED)},
                           {"refused", work.CountOf(Outcome::REFUSED)},
                           {"timed_out", work.CountOf(Outcome::TIMED_OUT)},
                           {"reset", work.CountOf(Outcome::RESET)},
                           {"no_port", work.CountOf(Outcome::NO_PORT)}};
    json["handshake_latency_s"] = LatencyToJson(work.handshake);
    json["retransmissions"] = {{"syn", counters.synRetransmitted},
                               {"synack", counters.synAckRetransmitted},
                               {"data", counters.dataRetransmitted},
                               {"fin", counters.finRetransmitted}};
    json["close"] = {{"orderly", work.CountOf(CloseKind::ORDERLY)},
                     {"reset", work.CountOf(CloseKind::RESET)},
                     {"timed_out", work.CountOf(CloseKind::TIMED_OUT)}};
    json["time_wait"] = TimeWaitToJson(summary);
    // ns-3's own TCP tells neither what it drops nor what it takes for its own.
    const bool knows = parameters.stack == StackKind::SYNFIN;
    json["drops"] = DropsToJson(counters, knows);
    json["harm"] = {
        {"old_duplicate_accepted", knows ? Json(counters.oldDuplicatesAccepted) : Json()},
        {"fin_answered_by_reset", counters.finsAnsweredByReset}};
    json["nat"] = {{"mappings", summary.nat.mappings},
                   {"recycled", summary.nat.recycled},
                   {"no_port", summary.nat.noPort},
                   {"unknown_out", summary.nat.unknownOut},
                   {"unknown_in", summary.nat.unknownIn}};
    json["run"] = {{"wall_s", summary.wallSeconds},
                   {"sim_s", summary.simulated.GetSeconds()},
                   {"segments", counters.segmentsSent},
                   {"events", summary.events},
                   {"peak_rss_bytes", summary.peakRssBytes},
                   {"version", VERSION},
                   {"seed", parameters.seed},
                   {"run", parameters.run}};
    json["parameters"] = ParametersToJson(parameters);
    std::string text = json.dump(2);
    // One line for each long list: indented it would have some for each of its members.
    text.erase(text.size() - std::string("\n}").size());
    text += ",\n  \"handshake_latency_histogram\": " + HistogramToJson(work.handshake).dump();
    text += ",\n  \"attempts_over_time\": " + AttemptsToJson(work.attempts).dump();
    return text + "\n}\n";
}

} // namespace synfin
} // namespace ns3
