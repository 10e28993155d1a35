/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Keys of summary.json that tell what listeners cost their hosts.

#include "synfin-summary-key-kinds.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

void
AddQueueKeys(std::vector<SummaryKey>& keys)
{
    using S = RunSummary;
    const auto add = [&](const char* name, const char* unit, const char* help, auto figure) {
        keys.push_back(
            {std::string("queues/") + name, "integer", unit, true, help, [=](const RunSummary& s) {
                 return s.dropsAreKnown ? nlohmann::ordered_json(figure(s))
                                        : nlohmann::ordered_json();
             }});
    };
    add("syn_queue_peak",
        "connections",
        "most at once in the SYN queues of one host; null, as all of these, with ns-3's own TCP",
        [](const S& s) { return s.counters.queues.mostHalfOpen; });
    add("accept_queue_peak",
        "connections",
        "most at once in the accept queues of one host",
        [](const S& s) { return s.counters.queues.mostAcceptable; });
    add("bytes_peak",
        "octets",
        "most at once that a kernel keeps of both, at one host",
        [](const S& s) { return s.counters.queues.mostOctets; });
    add("lookups",
        "look-ups",
        "of segments' addresses and ports by all hosts: among connections, then among listeners",
        [](const S& s) { return s.counters.Lookups(); });
    add("cookies_sent", "segments", "SYN cookies", [](const S& s) {
        return s.counters.CountOf(StackEvent::COOKIE_SENT);
    });
    add("cookies_valid",
        "segments",
        "ACKs and data that brought a cookie back, each repetition that a full accept queue drops "
        "among them",
        [](const S& s) { return s.counters.CountOf(StackEvent::COOKIE_VALID); });
    add("cookies_invalid",
        "segments",
        "ACKs that should have, and brought none or too old a one",
        [](const S& s) { return s.counters.CountOf(StackEvent::COOKIE_INVALID); });
    add("one_sided",
        "connections",
        "that clients saw established and no listener did",
        [](const S& s) {
            const uint64_t seen = s.connections.handshake.Count();
            return seen - std::min(seen, s.counters.listenersTook);
        });
    add("migrated",
        "connections",
        "that went from a listener that closed to another one (migrate_req)",
        [](const S& s) { return s.counters.migrated; });
}

} // namespace synfin
} // namespace ns3
