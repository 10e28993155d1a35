/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What summary.json tells of the middlebox.

#include "synfin-run-summary.h"
#include "synfin-summary-json.h"
#include "synfin-summary-key-kinds.h"

namespace ns3
{
namespace synfin
{

namespace
{

using Keys = std::vector<SummaryKey>;

/// A counter of a part of the middlebox.
template <typename Counters>
struct Counter
{
    const char* name;
    const char* unit;
    const char* help;
    uint64_t Counters::* counter;
};

/// Adds the counters of one part.
template <typename Counters>
void
Add(Keys& keys,
    const std::string& path,
    Counters MiddleboxCounters::* part,
    const std::vector<Counter<Counters>>& counters)
{
    for (const auto& one : counters)
    {
        const auto counter = one.counter;
        keys.push_back(Count(path + one.name, one.unit, one.help, [=](const RunSummary& s) {
            return s.middlebox.*part.*counter;
        }));
    }
}

} // namespace

void
AddMiddleboxKeys(Keys& keys)
{
    using N = Nat::Counters;
    Add<N>(
        keys,
        "nat/",
        &MiddleboxCounters::nat,
        {{"mappings", "connections", "that were given a port", &N::mappings},
         {"recycled",
          "connections",
          "of these with a port whose old connection was over, but not yet forgotten",
          &N::recycled},
         {"no_port",
          "segments",
          "SYNs dropped for want of a port, or of one in the client's block (nat-block)",
          &N::noPort},
         {"unknown_out", "segments", "from the clients, dropped: of no connection", &N::unknownOut},
         {"unknown_in", "segments", "to the clients, dropped: of no connection", &N::unknownIn}});
    using F = Firewall::Counters;
    Add<F>(keys,
           "firewall/",
           &MiddleboxCounters::firewall,
           {{"connections", "connections", "that it let begin", &F::connections},
            {"idle",
             "connections",
             "of these forgotten while established: nothing was seen of them for firewall-idle",
             &F::idle},
            {"unknown_out",
             "segments",
             "from the clients, dropped: of no connection that it knows",
             &F::unknownOut},
            {"unknown_in",
             "segments",
             "to the clients, dropped: of no connection that it knows",
             &F::unknownIn},
            {"resets", "segments", "of both, answered with a RST (firewall-expired)", &F::resets}});
    using C = Conntrack::Counters;
    Add<C>(keys,
           "conntrack/",
           &MiddleboxCounters::conntrack,
           {{"entries", "connections", "that were given an entry of the table", &C::entries},
            {"peak", "connections", "in the table at once", &C::peak},
            {"table_full",
             "segments",
             "SYNs and others that would begin a connection, dropped: the table was full",
             &C::tableFull},
            {"early_drop",
             "connections",
             "not yet established, forgotten to make room for another",
             &C::earlyDrop},
            {"picked_up",
             "connections",
             "that it knows from their middle on (tcp_loose)",
             &C::pickedUp},
            {"invalid",
             "segments",
             "that fit no connection or not its state; they pass, as without a rule",
             &C::invalid}});
}

} // namespace synfin
} // namespace ns3
