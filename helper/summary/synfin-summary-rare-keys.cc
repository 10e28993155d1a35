/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Keys of summary.json about events that are rare: what weighted connections tell.

#include "synfin-summary-key-kinds.h"

#include <string>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;
using Summary = RunSummary;
using Meter = RareMeter;

/// Half of an interval at 95 %, in standard errors.
constexpr double Z95 = 1.959963984540054;

} // namespace

void
AddRareKeys(std::vector<SummaryKey>& keys)
{
    const auto add =
        [&](const std::string& name, const char* unit, const std::string& help, auto figure) {
            keys.push_back(Figure("rare/" + name, unit, help, [=](const Summary& s) {
                return s.rare ? Json(OrNull(figure(*s.rare))) : Json();
            }));
        };
    using Number = std::optional<double>;
    add("failure",
        "",
        "probability that a handshake fails, of the losses that loss says; null without "
        "--importance-loss",
        [](const Meter& m) { return Number(m.Failure().mean); });
    add("failure_error",
        "",
        "its standard error; null, as the bounds, where no handshake failed",
        [](const Meter& m) { return m.Failure().error; });
    add("failure_ci95_low",
        "",
        "lower bound of its interval at 95 %, on a logarithmic scale",
        [](const Meter& m) { return m.Failure().Bound(-Z95); });
    add("failure_ci95_high", "", "upper bound", [](const Meter& m) {
        return m.Failure().Bound(Z95);
    });
    add("failure_effective",
        "connections",
        "effective sample size of those that failed: as many of equal weights would tell as much",
        [](const Meter& m) { return Number(m.Failure().effective); });
    add("effective", "connections", "effective sample size of all", [](const Meter& m) {
        return Number(m.Effective());
    });
    add("weight_mean", "", "mean weight of all connections: 1, but for chance", [](const Meter& m) {
        return Number(m.MeanWeight());
    });
    for (int i = 0; i < OUTCOME_COUNT; ++i)
    {
        const auto outcome = static_cast<Outcome>(i);
        add(ToString(outcome),
            "",
            std::string("probability of the outcome: ") + Meaning(outcome),
            [=](const Meter& m) { return Number(m.ProbabilityOf(outcome)); });
    }
    add("latency_s_mean",
        "s",
        "mean handshake latency of the established ones, of the losses that loss says",
        [](const Meter& m) { return m.Mean(); });
    add("latency_s_mean_error", "s", "its standard error", [](const Meter& m) {
        return m.MeanError();
    });
    for (const auto& [name, share] : {std::pair{"p50", 0.5},
                                      {"p90", 0.9},
                                      {"p99", 0.99},
                                      {"p999", 0.999},
                                      {"p999999", 0.999999}})
    {
        add(std::string("latency_s_") + name,
            "s",
            "quantile of the same",
            [share = share](auto& m) { return m.Quantile(share); });
    }
}

} // namespace synfin
} // namespace ns3
