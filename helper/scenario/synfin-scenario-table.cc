/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-table.h"

#include "synfin-scenario-hosts.h"

#include "ns3/synfin-ladder-text.h"
#include "ns3/synfin-parse.h"

#include <algorithm>
#include <array>
#include <boost/algorithm/string/join.hpp>
#include <cstdio>
#include <optional>
#include <ostream>
#include <sstream>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

/// Where the table is printed, and in which language.
struct Page
{
    std::ostream& os;
    const Catalogue& tr;
};

/// Prints "  name    value  remark".
void
PrintRow(const Page& page,
         const std::string& name,
         const std::string& value,
         const std::string& remark = "")
{
    const std::size_t indent = name.find_first_not_of(' ');
    const std::string shown = name.substr(0, indent) + page.tr(name.substr(indent));
    page.os << PadRight(shown, 22) << ' ' << PadLeft(value, 14) << (remark.empty() ? "" : "  ")
            << page.tr(remark) << '\n';
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
PrintTimeWait(const Page& page, const RunSummary& summary)
{
    PrintRow(page, "TIME_WAIT entered", std::to_string(summary.counters.timeWaitEntered));
    PrintRow(page,
             "  peak",
             std::to_string(summary.timeWaitPeak),
             "at " + InSeconds(summary.timeWaitPeakTime.GetSeconds()));
    PrintRow(page, "  mean", Rounded(summary.timeWaitMean));
    if (const auto& steady = summary.timeWaitSteady)
    {
        PrintRow(page,
                 "  steady mean",
                 Rounded(steady->mean),
                 "from " + InSeconds(steady->begin.GetSeconds()) + " to " +
                     InSeconds(steady->end.GetSeconds()));
    }
    if (summary.counters.timeWaitEvicted != 0)
    {
        PrintRow(page,
                 "  turned away",
                 std::to_string(summary.counters.timeWaitEvicted),
                 "max_tw_buckets");
    }
}

/// Prints how many segments were dropped, and why.
void
PrintDrops(const Page& page, const StackCounters& counters)
{
    uint64_t all = 0;
    for (const uint64_t count : counters.drops)
    {
        all += count;
    }
    PrintRow(page, "segments dropped", std::to_string(all));
    for (int i = 0; i < DROP_REASON_COUNT; ++i)
    {
        if (const uint64_t count = counters.drops[static_cast<std::size_t>(i)])
        {
            const std::string name = std::string("  ") + ToString(static_cast<DropReason>(i));
            PrintRow(page, name.c_str(), std::to_string(count));
        }
    }
}

/// Prints, where a queue marked, what came of it.
void
PrintEcn(const Page& page, const RunSummary& summary)
{
    if (summary.marked > 0 && summary.ecn)
    {
        PrintRow(page, "frames marked (ECN)", std::to_string(summary.marked));
        PrintRow(page, "  echoes", std::to_string(summary.ecn->echoes));
        PrintRow(page, "  reductions", std::to_string(summary.ecn->reductions));
    }
}

/// Prints, where packets were too large, what came of it.
void
PrintPathMtu(const Page& page, const RunSummary& summary)
{
    if (summary.pathMtu.tooLarge > 0)
    {
        PrintRow(page, "packets too large", std::to_string(summary.pathMtu.tooLarge), "path-mtu");
        PrintRow(page, "  told by ICMP", std::to_string(summary.pathMtu.told));
    }
}

/// Prints, where users had several addresses to try, how long they waited.
void
PrintUsers(const Page& page, const ConnectionResults& work)
{
    if (work.users > 0)
    {
        PrintRow(page, "users", std::to_string(work.users));
        PrintRow(page, "  connected", std::to_string(work.userLatency.Count()));
        PrintRow(page, "  after p50", InSeconds(work.userLatency.Quantile(0.5)));
        PrintRow(page, "  p99", InSeconds(work.userLatency.Quantile(0.99)));
    }
}

/// Prints what middleboxes dropped, if they did.
void
PrintMiddlebox(const Page& page, const MiddleboxCounters& box)
{
    const std::array<std::pair<const char*, uint64_t>, 4> rows{
        {{"NAT dropped", box.nat.noPort + box.nat.unknownOut + box.nat.unknownIn},
         {"  for want of a port", box.nat.noPort},
         {"firewall dropped", box.firewall.unknownOut + box.firewall.unknownIn},
         {"conntrack dropped", box.conntrack.tableFull}}};
    for (const auto& [name, count] : rows)
    {
        if (count > 0)
        {
            PrintRow(page, name, std::to_string(count));
        }
    }
}

/// Prints how those ended that were established.
void
PrintCloses(const Page& page, const ConnectionResults& work)
{
    uint64_t left = work.CountOf(Outcome::ESTABLISHED);
    for (const auto& [name, kind] : {std::pair{"closed orderly", CloseKind::ORDERLY},
                                     std::pair{"  by reset", CloseKind::RESET},
                                     std::pair{"  by time-out", CloseKind::TIMED_OUT},
                                     std::pair{"  by a crash", CloseKind::CRASHED}})
    {
        const uint64_t count = work.CountOf(kind);
        if (count > 0 || kind != CloseKind::CRASHED)
        {
            PrintRow(page, name, std::to_string(count));
        }
        left -= count;
    }
    if (left > 0)
    {
        PrintRow(page, "  not at all", std::to_string(left));
    }
}

/// @return a number of any size
std::string
Scientific(double value)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.4g", value);
    return text;
}

/// Prints what weighted connections tell of the losses that are not sampled.
void
PrintRare(const Page& page, const RareMeter& rare)
{
    const RareMeter::Probability failure = rare.Failure();
    PrintRow(page,
             "P(failure)",
             Scientific(failure.mean),
             failure.error ? "standard error " + Scientific(*failure.error) : "none failed");
    PrintRow(page, "  effective sample", Rounded(failure.effective));
    PrintRow(page, "weighted mean", InSeconds(rare.Mean()), "of the handshakes' latencies");
    PrintRow(page, "  p50", InSeconds(rare.Quantile(0.5)));
    PrintRow(page, "  p99", InSeconds(rare.Quantile(0.99)));
    page.os << page.tr("(all else is of the sampled losses: see doc/rare-events.rst)") << '\n';
}

/// Prints the events that happened, a line each.
void
PrintEvents(const Page& page, const RunSummary& summary)
{
    for (const EventRecord& event : summary.happened)
    {
        const std::string hosts = std::to_string(event.hosts);
        const std::string ended = std::to_string(event.ended);
        page.os << page.tr("at " + FormatTime(event.time) + ": " + event.kind + ' ' + event.what +
                           (event.hosts == 0 ? "" : ", hosts " + hosts) +
                           (event.ended == 0 ? "" : ", ended " + ended))
                << '\n';
    }
}

/// @return the presets of TCP's policies
std::string
ProfileText(const ScenarioParameters& parameters, const ScenarioHosts& hosts)
{
    const auto list = [&](const auto& groups, auto end) {
        std::vector<std::string> presets;
        for (const auto& group : groups)
        {
            const std::string& preset = parameters.PresetOf(group.*end);
            if (std::count(presets.begin(), presets.end(), preset) == 0)
            {
                presets.push_back(preset);
            }
        }
        return boost::algorithm::join(presets, ", ");
    };
    const std::string client = list(hosts.Clients(), &ClientGroup::client);
    const std::string server = list(hosts.Servers(), &ServerGroup::server);
    return client == server ? client : client + " (clients) and " + server + " (servers)";
}

/// @return what was run, in a line
std::string
ScenarioLine(const ScenarioParameters& parameters)
{
    const ScenarioHosts hosts(parameters);
    const uint32_t servers = hosts.Count() - hosts.ClientCount();
    std::ostringstream line;
    line << hosts.ClientCount() << (hosts.ClientCount() == 1 ? " client, " : " clients, ")
         << servers << (servers == 1 ? " server, " : " servers, ") << "stack "
         << (parameters.stack == StackKind::SYNFIN ? "synfin" : "ns3") << ", profile "
         << ProfileText(parameters, hosts) << ", delay " << parameters.forward.Get("delay")
         << ", loss " << parameters.forward.Get("loss") << " forward, "
         << parameters.reverse.Get("loss") << " reverse, seed " << parameters.seed << ", run "
         << parameters.run;
    return line.str();
}

/// Prints, where segments were made up, how many, and what came back.
void
PrintAttack(const Page& page, const std::optional<AttackResults>& attack)
{
    if (attack)
    {
        PrintRow(page, "segments forged", std::to_string(attack->sent));
        PrintRow(page, "  SYN-ACKs back", std::to_string(attack->synAcks));
        PrintRow(page, "  RSTs back", std::to_string(attack->resets));
        PrintRow(page, "  others back", std::to_string(attack->others));
    }
}

/// @return what became of a group of users, in a line
std::string
GroupLine(const GroupSummary& group)
{
    const ConnectionResults& work = group.connections;
    std::ostringstream line;
    line << "group " << group.name << ": ";
    if (group.blind)
    {
        line << group.attack->sent << " guesses at " << group.blind->victims << " connections, "
             << group.blind->successes << " taken, " << group.blind->challenges << " challenged";
    }
    else if (group.attack)
    {
        line << group.attack->sent << " segments forged, " << group.attack->synAcks
             << " SYN-ACKs and " << group.attack->resets << " RSTs came back";
    }
    else
    {
        line << work.attempted << " connections, " << work.CountOf(Outcome::ESTABLISHED)
             << " established, handshake mean " << InSeconds(work.handshake.Mean()) << ", p50 "
             << InSeconds(work.handshake.Quantile(0.5)) << ", p99 "
             << InSeconds(work.handshake.Quantile(0.99));
    }
    return line.str();
}

/// Prints a line for each group of users, where there are several.
void
PrintGroups(const Page& page, const RunSummary& summary)
{
    for (const GroupSummary& group : summary.groups)
    {
        page.os << page.tr(GroupLine(group)) << '\n';
    }
}

/// Prints how long handshakes took: of weighted connections, with their weights.
void
PrintHandshake(const Page& page, const RunSummary& summary)
{
    if (summary.rare)
    {
        PrintRare(page, *summary.rare);
        return;
    }
    const LatencyStatistics& handshake = summary.connections.handshake;
    PrintRow(page, "handshake mean", InSeconds(handshake.Mean()));
    PrintRow(page, "  standard deviation", InSeconds(handshake.StandardDeviation()));
    PrintRow(page, "  p50", InSeconds(handshake.Quantile(0.5)));
    PrintRow(page, "  p99", InSeconds(handshake.Quantile(0.99)));
    PrintRow(page, "  max", InSeconds(handshake.Max()));
}

} // namespace

void
PrintTable(std::ostream& os,
           const RunSummary& summary,
           const ScenarioParameters& parameters,
           const Catalogue& catalogue)
{
    const Page page{os, catalogue};
    const ConnectionResults& work = summary.connections;
    const StackCounters& counters = summary.counters;
    const auto number = [](uint64_t value) { return std::to_string(value); };
    PrintRow(page, "connections", number(work.attempted));
    for (int i = 0; i < OUTCOME_COUNT; ++i)
    {
        const auto outcome = static_cast<Outcome>(i);
        if (outcome == Outcome::ESTABLISHED || work.CountOf(outcome) != 0)
        {
            PrintRow(page,
                     (std::string("  ") + ToString(outcome)).c_str(),
                     number(work.CountOf(outcome)),
                     Share(work.CountOf(outcome), work.attempted));
        }
    }
    PrintHandshake(page, summary);
    PrintUsers(page, work);
    PrintRow(page, "retransmitted SYN", number(counters.synRetransmitted));
    PrintRow(page, "  SYN-ACK", number(counters.synAckRetransmitted));
    PrintRow(page, "  data", number(counters.dataRetransmitted));
    PrintRow(page, "  FIN", number(counters.finRetransmitted));
    PrintCloses(page, work);
    PrintTimeWait(page, summary);
    PrintDrops(page, counters);
    PrintAttack(page, summary.attack);
    PrintEcn(page, summary);
    PrintMiddlebox(page, summary.middlebox);
    PrintPathMtu(page, summary);
    PrintRow(page, "simulated", InSeconds(summary.simulated.GetSeconds()));
    PrintRow(page, "wall clock", InSeconds(summary.wallSeconds));
    PrintGroups(page, summary);
    PrintEvents(page, summary);
    os << catalogue(ScenarioLine(parameters)) << '\n';
    for (const auto& [name, link] :
         {std::pair{"forward", &parameters.forward}, std::pair{"reverse", &parameters.reverse}})
    {
        if (!link->schedule.empty())
        {
            os << catalogue(std::string("schedule ") + name + ": " + link->Get("schedule")) << '\n';
        }
    }
}

} // namespace synfin
} // namespace ns3
