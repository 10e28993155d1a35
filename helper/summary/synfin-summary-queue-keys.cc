/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Keys of summary.json that tell what listeners cost their hosts.

#include "synfin-summary-key-kinds.h"

namespace ns3
{
namespace synfin
{

void
AddQueueKeys(std::vector<SummaryKey>& keys)
{
    using C = StackCounters;
    const auto add = [&](const char* name, const char* unit, const char* help, auto figure) {
        keys.push_back(
            {std::string("queues/") + name, "integer", unit, true, help, [=](const RunSummary& s) {
                 return s.dropsAreKnown ? nlohmann::ordered_json(figure(s.counters))
                                        : nlohmann::ordered_json();
             }});
    };
    add("syn_queue_peak",
        "connections",
        "most at once in the SYN queues of one host; null, as all of these, with ns-3's own TCP",
        [](const C& c) { return c.queues.mostHalfOpen; });
    add("accept_queue_peak",
        "connections",
        "most at once in the accept queues of one host",
        [](const C& c) { return c.queues.mostAcceptable; });
    add("bytes_peak",
        "octets",
        "most at once that a kernel keeps of both, at one host",
        [](const C& c) { return c.queues.mostOctets; });
    add("lookups",
        "look-ups",
        "of segments' addresses and ports by all hosts: among connections, then among listeners",
        [](const C& c) { return c.Lookups(); });
    add("cookies_sent", "segments", "SYN cookies", [](const C& c) {
        return c.CountOf(StackEvent::COOKIE_SENT);
    });
    add("cookies_valid", "segments", "ACKs that brought a cookie back", [](const C& c) {
        return c.CountOf(StackEvent::COOKIE_VALID);
    });
    add("cookies_invalid",
        "segments",
        "ACKs that should have, and brought none or too old a one",
        [](const C& c) { return c.CountOf(StackEvent::COOKIE_INVALID); });
}

} // namespace synfin
} // namespace ns3
