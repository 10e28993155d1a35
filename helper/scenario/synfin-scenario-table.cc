/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-table.h"

#include "ns3/synfin-parse.h"

#include <cstdio>
#include <optional>
#include <ostream>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// Prints "  name    value  remark".
void
PrintRow(std::ostream& os,
         const char* name,
         const std::string& value,
         const std::string& remark = "")
{
    char line[160];
    std::snprintf(line, sizeof(line), "%-22s %14s", name, value.c_str());
    os << line << (remark.empty() ? "" : "  ") << remark << '\n';
}

std::string
Share(uint64_t part, uint64_t whole)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%6.2f %%", whole == 0 ? 0.0 : 100.0 * part / whole);
    return text;
}

std::string
Rounded(double value)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.1f", value);
    return text;
}

std::string
InSeconds(const std::optional<double>& seconds)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.6f s", seconds.value_or(0));
    return seconds ? text : "-";
}

/// Prints how many connections came to TIME_WAIT, and how many were in it.
void
PrintTimeWait(std::ostream& os, const RunSummary& summary)
{
    PrintRow(os, "TIME_WAIT entered", std::to_string(summary.counters.timeWaitEntered));
    PrintRow(os,
             "  peak",
             std::to_string(summary.timeWaitPeak),
             "at " + InSeconds(summary.timeWaitPeakTime.GetSeconds()));
    PrintRow(os, "  mean", Rounded(summary.timeWaitMean));
    if (const auto& steady = summary.timeWaitSteady)
    {
        PrintRow(os,
                 "  steady mean",
                 Rounded(steady->mean),
                 "from " + InSeconds(steady->begin.GetSeconds()) + " to " +
                     InSeconds(steady->end.GetSeconds()));
    }
    if (summary.counters.timeWaitEvicted != 0)
    {
        PrintRow(os,
                 "  turned away",
                 std::to_string(summary.counters.timeWaitEvicted),
                 "max_tw_buckets");
    }
}

/// Prints how many segments were dropped, and why.
void
PrintDrops(std::ostream& os, const StackCounters& counters)
{
    uint64_t all = 0;
    for (const uint64_t count : counters.drops)
    {
        all += count;
    }
    PrintRow(os, "segments dropped", std::to_string(all));
    for (int i = 0; i < DROP_REASON_COUNT; ++i)
    {
        if (const uint64_t count = counters.drops[static_cast<std::size_t>(i)])
        {
            const std::string name = std::string("  ") + ToString(static_cast<DropReason>(i));
            PrintRow(os, name.c_str(), std::to_string(count));
        }
    }
}

/// Prints, where a queue marked, what came of it.
void
PrintEcn(std::ostream& os, const RunSummary& summary)
{
    if (summary.marked > 0 && summary.ecn)
    {
        PrintRow(os, "frames marked (ECN)", std::to_string(summary.marked));
        PrintRow(os, "  echoes", std::to_string(summary.ecn->echoes));
        PrintRow(os, "  reductions", std::to_string(summary.ecn->reductions));
    }
}

/// @return the presets of TCP's policies
std::string
ProfileText(const ScenarioParameters& parameters)
{
    const std::string client = parameters.PresetOf(parameters.client);
    const std::string server = parameters.PresetOf(parameters.server);
    return client == server ? client : client + " (clients) and " + server + " (servers)";
}

} // namespace

void
PrintTable(std::ostream& os, const RunSummary& summary, const ScenarioParameters& parameters)
{
    const ConnectionResults& work = summary.connections;
    const StackCounters& counters = summary.counters;
    const auto number = [](uint64_t value) { return std::to_string(value); };
    PrintRow(os, "connections", number(work.attempted));
    for (int i = 0; i < OUTCOME_COUNT; ++i)
    {
        const auto outcome = static_cast<Outcome>(i);
        if (outcome == Outcome::ESTABLISHED || work.CountOf(outcome) != 0)
        {
            PrintRow(os,
                     (std::string("  ") + ToString(outcome)).c_str(),
                     number(work.CountOf(outcome)),
                     Share(work.CountOf(outcome), work.attempted));
        }
    }
    PrintRow(os, "handshake mean", InSeconds(work.handshake.Mean()));
    PrintRow(os, "  standard deviation", InSeconds(work.handshake.StandardDeviation()));
    PrintRow(os, "  p50", InSeconds(work.handshake.Quantile(0.5)));
    PrintRow(os, "  p99", InSeconds(work.handshake.Quantile(0.99)));
    PrintRow(os, "  max", InSeconds(work.handshake.Max()));
    PrintRow(os, "retransmitted SYN", number(counters.synRetransmitted));
    PrintRow(os, "  SYN-ACK", number(counters.synAckRetransmitted));
    PrintRow(os, "  data", number(counters.dataRetransmitted));
    PrintRow(os, "  FIN", number(counters.finRetransmitted));
    PrintRow(os, "closed orderly", number(work.CountOf(CloseKind::ORDERLY)));
    PrintRow(os, "  by reset", number(work.CountOf(CloseKind::RESET)));
    PrintRow(os, "  by time-out", number(work.CountOf(CloseKind::TIMED_OUT)));
    const uint64_t closed = work.CountOf(CloseKind::ORDERLY) + work.CountOf(CloseKind::RESET) +
                            work.CountOf(CloseKind::TIMED_OUT);
    if (closed != work.CountOf(Outcome::ESTABLISHED))
    {
        PrintRow(os, "  not at all", number(work.CountOf(Outcome::ESTABLISHED) - closed));
    }
    PrintTimeWait(os, summary);
    PrintDrops(os, counters);
    PrintEcn(os, summary);
    PrintRow(os, "simulated", InSeconds(summary.simulated.GetSeconds()));
    PrintRow(os, "wall clock", InSeconds(summary.wallSeconds));
    os << parameters.clients << (parameters.clients == 1 ? " client, " : " clients, ")
       << parameters.servers << (parameters.servers == 1 ? " server, " : " servers, ") << "stack "
       << (parameters.stack == StackKind::SYNFIN ? "synfin" : "ns3") << ", profile "
       << ProfileText(parameters) << ", delay " << parameters.forward.Get("delay") << ", loss "
       << parameters.forward.Get("loss") << " forward, " << parameters.reverse.Get("loss")
       << " reverse, seed " << parameters.seed << ", run " << parameters.run << '\n';
    for (const auto& [name, link] :
         {std::pair{"forward", &parameters.forward}, std::pair{"reverse", &parameters.reverse}})
    {
        if (!link->schedule.empty())
        {
            os << "schedule " << name << ": " << link->Get("schedule") << '\n';
        }
    }
}

} // namespace synfin
} // namespace ns3
