/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-summary-json.h"
#include "synfin-summary-key-kinds.h"
#include "synfin-summary-lists.h"

#include "ns3/synfin-table.h"
#include "ns3/synfin-version.h"

#include <optional>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;
using Summary = RunSummary;
using Keys = std::vector<SummaryKey>;
using Value = SummaryKey::Value;

/// @return the key of one of the counters of all hosts together
SummaryKey
Counter(const std::string& path,
        const char* unit,
        std::string help,
        uint64_t StackCounters::* counter)
{
    return Count(path, unit, std::move(help), [=](const Summary& s) {
        return s.counters.*counter;
    });
}

/// ns-3's own TCP tells neither what it drops nor what it takes for its own.
Json
IfKnown(const Summary& summary, uint64_t count)
{
    return summary.dropsAreKnown ? Json(count) : Json();
}

void
AddConnections(Keys& keys)
{
    keys.push_back(Count("connections/attempted",
                         "connections",
                         "how many were begun; the sum of the outcomes below",
                         [](const Summary& s) { return s.connections.attempted; }));
    for (int i = 0; i < OUTCOME_COUNT; ++i)
    {
        const auto outcome = static_cast<Outcome>(i);
        keys.push_back(Count(std::string("connections/") + ToString(outcome),
                             "connections",
                             Meaning(outcome),
                             [=](const Summary& s) { return s.connections.CountOf(outcome); }));
    }
}

void
AddLatency(Keys& keys)
{
    const std::string path = "handshake_latency_s/";
    const auto add = [&](const char* name, const char* help, auto figure) {
        keys.push_back(Figure(path + name, "s", help, [=](const Summary& s) {
            return OrNull(figure(s.connections.handshake));
        }));
    };
    const auto quantile = [&](const char* name, double share, const char* help) {
        add(name, help, [=](const LatencyStatistics& l) { return l.Quantile(share); });
    };
    using L = LatencyStatistics;
    keys.push_back(Count(path + "count",
                         "connections",
                         "those that the client saw established, which the others are of",
                         [](const Summary& s) { return s.connections.handshake.Count(); }));
    add("mean", "mean, exact", [](const L& l) { return l.Mean(); });
    add("stddev", "standard deviation of the sample, exact", [](const L& l) {
        return l.StandardDeviation();
    });
    add("min", "the least, exact", [](const L& l) { return l.Min(); });
    quantile("p50", 0.5, "median (nearest rank)");
    quantile("p90", 0.9, "9 of 10 took at most that long");
    quantile("p99", 0.99, "99 of 100 took at most that long");
    quantile("p999", 0.999, "999 of 1000 took at most that long");
    add("max", "the greatest, exact", [](const L& l) { return l.Max(); });
    keys.push_back(Number(path + "relative_error",
                          "",
                          "quantiles are off by less than this part of their value",
                          [](const Summary&) { return L::RELATIVE_ERROR; }));
}

void
AddRetransmissions(Keys& keys)
{
    using C = StackCounters;
    const std::string path = "retransmissions/";
    const char* const help = "transmissions beyond the first, both ends together";
    const char* const fins = "the same, without data: one with data counts as that";
    keys.push_back(Counter(path + "syn", "segments", help, &C::synRetransmitted));
    keys.push_back(Counter(path + "synack", "segments", help, &C::synAckRetransmitted));
    keys.push_back(Counter(path + "data", "segments", help, &C::dataRetransmitted));
    keys.push_back(Counter(path + "fin", "segments", fins, &C::finRetransmitted));
}

void
AddCloses(Keys& keys)
{
    for (int i = static_cast<int>(CloseKind::NONE) + 1; i < CLOSE_KIND_COUNT; ++i)
    {
        const auto kind = static_cast<CloseKind>(i);
        keys.push_back(Count(std::string("close/") + ToString(kind),
                             "connections",
                             Meaning(kind),
                             [=](const Summary& s) { return s.connections.CountOf(kind); }));
    }
}

void
AddTimeWait(Keys& keys)
{
    using C = StackCounters;
    const std::string path = "time_wait/";
    const auto steady = [&](const char* name, const char* unit, const char* help, auto figure) {
        keys.push_back(Figure(path + name, unit, help, [=](const Summary& s) {
            return s.timeWaitSteady ? Json(figure(*s.timeWaitSteady)) : Json();
        }));
    };
    using Window = TimeWaitMeter::Window;
    keys.push_back(Counter(path + "entered",
                           "connections",
                           "expired + reused + reset + crashed + remaining",
                           &C::timeWaitEntered));
    keys.push_back(Count(path + "peak", "connections", "most at once", [](const Summary& s) {
        return s.timeWaitPeak;
    }));
    keys.push_back(
        Number(path + "peak_time_s", "s", "when they were first that many", [](const Summary& s) {
            return s.timeWaitPeakTime.GetSeconds();
        }));
    keys.push_back(
        Number(path + "mean",
               "connections",
               "mean population over the whole run, in which TIME_WAIT fills and empties, too",
               [](const Summary& s) { return s.timeWaitMean; }));
    steady("mean_steady",
           "connections",
           "mean population while as many enter as leave; null when there is no such time",
           [](const Window& w) { return w.mean; });
    steady("steady_from_s", "s", "when that time begins", [](const Window& w) {
        return w.begin.GetSeconds();
    });
    steady("steady_to_s", "s", "when it ends", [](const Window& w) { return w.end.GetSeconds(); });
    keys.push_back(Counter(path + "expired",
                           "connections",
                           Meaning(Cause::TIME_WAIT_EXPIRED),
                           &C::timeWaitExpired));
    keys.push_back(Counter(path + "reused",
                           "connections",
                           Meaning(Cause::TIME_WAIT_REUSED),
                           &C::timeWaitReused));
    keys.push_back(
        Counter(path + "reset", "connections", Meaning(Cause::TIME_WAIT_RESET), &C::timeWaitReset));
    keys.push_back(Counter(path + "crashed",
                           "connections",
                           Meaning(Cause::HOST_CRASHED),
                           &C::timeWaitCrashed));
    keys.push_back(Counter(path + "evicted",
                           "connections",
                           Meaning(Cause::TIME_WAIT_EVICTED),
                           &C::timeWaitEvicted));
    keys.push_back(Count(path + "remaining",
                         "connections",
                         "still in it when the run ended",
                         [](const Summary& s) { return s.timeWaitRemaining; }));
}

void
AddDropsAndHarm(Keys& keys)
{
    for (int i = 0; i < DROP_REASON_COUNT; ++i)
    {
        const auto reason = static_cast<DropReason>(i);
        keys.push_back({std::string("drops/") + ToString(reason),
                        "integer",
                        "segments",
                        true,
                        Meaning(reason),
                        [=](const Summary& s) {
                            return IfKnown(s, s.counters.drops[static_cast<std::size_t>(i)]);
                        }});
    }
    // What TIME_WAIT is there to prevent.
    keys.push_back(
        {"harm/old_duplicate_accepted",
         "integer",
         "segments",
         true,
         "of an earlier connection, which a later one of the same addresses and ports took "
         "for its own: it kept their data, took their ACK, or changed its state; nobody knows "
         "behind a NAT",
         [](const Summary& s) {
             return s.oldDuplicatesAreKnown ? IfKnown(s, s.counters.oldDuplicatesAccepted) : Json();
         }});
    keys.push_back(
        {"harm/old_duplicate_rejected",
         "integer",
         "segments",
         true,
         "of an earlier connection, which a later one, or its TIME_WAIT, met and did not take",
         [](const Summary& s) {
             return s.oldDuplicatesAreKnown ? IfKnown(s, s.counters.oldDuplicatesRejected) : Json();
         }});
    keys.push_back(
        Counter("harm/fin_answered_by_reset",
                "ends",
                "in LAST_ACK or CLOSING that were told RST: nobody remembered the connection",
                &StackCounters::finsAnsweredByReset));
}

void
AddEcn(Keys& keys)
{
    const auto add = [&](const char* name, const char* unit, const char* help, auto figure) {
        keys.push_back(
            {std::string("ecn/") + name, "integer", unit, true, help, [=](const Summary& s) {
                 return s.ecn ? Json(figure(s)) : Json();
             }});
    };
    add("marked", "frames", "that the link's queues marked (ecn-threshold)", [](const Summary& s) {
        return s.marked;
    });
    add("echoes",
        "segments",
        "sent with ECE, but for those that negotiate; in AccECN those that tell of marks for the "
        "first time",
        [](const Summary& s) { return s.ecn->echoes; });
    add("reductions",
        "segments",
        "sent with CWR, but for those that negotiate; in AccECN reductions for marks",
        [](const Summary& s) { return s.ecn->reductions; });
}

void
AddPathMtu(Keys& keys)
{
    const auto add = [&](const char* name, const char* unit, const char* help, auto figure) {
        keys.push_back(Count(std::string("path_mtu/") + name, unit, help, figure));
    };
    add("too_large", "packets", "dropped: larger than path-mtu", [](const Summary& s) {
        return s.pathMtu.tooLarge;
    });
    add("told", "messages", "ICMP that told a sender so", [](const Summary& s) {
        return s.pathMtu.told;
    });
    add("lowered", "times", "that ICMP made a connection's segments smaller", [](const Summary& s) {
        return s.counters.CountOf(StackEvent::PATH_MTU_TAKEN);
    });
    add("suspected",
        "times",
        "that timeouts did (mtu_probing, pmtud_blackhole_detection)",
        [](const Summary& s) { return s.counters.CountOf(StackEvent::BLACK_HOLE_SUSPECTED); });
}

void
AddRun(Keys& keys)
{
    keys.push_back(Number("run/wall_s", "s", "how long the run took", [](const Summary& s) {
        return s.wallSeconds;
    }));
    keys.push_back(Number("run/sim_s",
                          "s",
                          "simulated time when a connection or listener last changed its state",
                          [](const Summary& s) { return s.simulated.GetSeconds(); }));
    keys.push_back(Count("run/segments", "segments", "sent by all hosts", [](const Summary& s) {
        return s.counters.segmentsSent + s.attack.value_or(AttackResults()).sent;
    }));
    keys.push_back(Count("run/events", "events", "of the simulator", [](const Summary& s) {
        return s.events;
    }));
    keys.push_back(Count("run/peak_rss_bytes",
                         "octets",
                         "memory of the process at its highest",
                         [](const Summary& s) { return s.peakRssBytes; }));
    keys.push_back({"run/version", "text", "", false, "version of synfin", [](const Summary&) {
                        return VERSION;
                    }});
    keys.push_back(
        Count("run/seed", "", "of the random numbers", [](const Summary& s) { return s.seed; }));
    keys.push_back(Count("run/run", "", "which of the seed's replications", [](const Summary& s) {
        return s.run;
    }));
}

void
AddEvents(Keys& keys)
{
    keys.push_back({"events",
                    "list",
                    "",
                    true,
                    "what happened in events of the scenario, in its order: time_s, event, what, "
                    "hosts that it changed, connections and listeners that it ended; null when "
                    "nothing did",
                    [](const Summary& s) { return EventsToJson(s.happened); }});
}

void
AddNodes(Keys& keys)
{
    keys.push_back(
        {"nodes",
         "list",
         "",
         true,
         "names of nodes: pairs of a node's id, as in column host, and its name; null when "
         "none has one",
         [](const Summary& s) { return NodesToJson(s.nodes); }});
}

Keys
MakeKeys()
{
    Keys keys{{"schema",
               "integer",
               "",
               false,
               "version of the schema that this file follows",
               [](const Summary&) { return SCHEMA_VERSION; }}};
    AddConnections(keys);
    AddLatency(keys);
    AddRetransmissions(keys);
    AddCloses(keys);
    AddTimeWait(keys);
    AddSynReceivedKeys(keys);
    AddAttackKeys(keys);
    AddBlindKeys(keys);
    AddQueueKeys(keys);
    AddUserKeys(keys);
    AddDropsAndHarm(keys);
    AddEcn(keys);
    AddMiddleboxKeys(keys);
    AddPathMtu(keys);
    AddWindowKeys(keys);
    AddRareKeys(keys);
    AddRun(keys);
    keys.push_back({"counters",
                    "object",
                    "",
                    true,
                    "what Linux would have counted, by the names in counters.csv, of all hosts "
                    "together; null without --counters",
                    [](const Summary& s) { return ToJson(s.kernelCounters); }});
    keys.push_back({"parameters",
                    "object",
                    "",
                    false,
                    "everything that params.ini holds; the fields of the profile are in set",
                    {}});
    keys.push_back({"handshake_latency_histogram",
                    "list",
                    "",
                    false,
                    "all latencies: buckets, pairs of a latency in seconds and how many had it to "
                    "within relative_error",
                    [](const Summary& s) { return HistogramToJson(s.connections.handshake); }});
    keys.push_back(
        {"attempts_over_time",
         "list",
         "",
         true,
         "how many were attempted, and how many found no_port, in each window of window_s; "
         "null when each had a port",
         [](const Summary& s) { return AttemptsToJson(s.connections.attempts); }});
    AddNodes(keys);
    AddEvents(keys);
    AddGroupKeys(keys);
    return keys;
}

} // namespace

const std::vector<SummaryKey>&
SummaryKeys()
{
    static const Keys KEYS = MakeKeys();
    return KEYS;
}

} // namespace synfin
} // namespace ns3
