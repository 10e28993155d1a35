/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-summary-lists.h"

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;

} // namespace

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

Json
NodesToJson(const std::map<uint32_t, std::string>& nodes)
{
    Json pairs = Json::array();
    for (const auto& [id, name] : nodes)
    {
        pairs.push_back({id, name});
    }
    return nodes.empty() ? Json() : pairs;
}

Json
EventsToJson(const std::vector<EventRecord>& events)
{
    Json list = Json::array();
    for (const EventRecord& event : events)
    {
        list.push_back({{"time_s", event.time.GetSeconds()},
                        {"event", event.kind},
                        {"what", event.what},
                        {"hosts", event.hosts},
                        {"ended", event.ended}});
    }
    return events.empty() ? Json() : list;
}

} // namespace synfin
} // namespace ns3
