/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-load-columns.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return what the columns are of: the counters since the host's start
LoadColumns::Row
Totals(const StackCounters& counters)
{
    const QueueLoad& queues = counters.queues;
    return {queues.halfOpen,
            queues.young,
            queues.acceptable,
            queues.octets,
            counters.Lookups(),
            counters.CountOf(StackEvent::COOKIE_SENT),
            counters.CountOf(StackEvent::COOKIE_VALID),
            counters.CountOf(StackEvent::COOKIE_INVALID)};
}

} // namespace

void
LoadColumns::AddTo(Table& table)
{
    const auto add = [&table](const char* name, const char* unit, const char* help) {
        table.columns.push_back({name, "integer", unit, help, {}, true});
    };
    add("syn_queue", "connections", "in SYN queues; empty at a host with ns-3's own TCP");
    add("syn_queue_young", "connections", "of these, those whose SYN-ACK was not yet due again");
    add("accept_queue", "connections", "in accept queues");
    add("queue_bytes", "octets", "what a kernel keeps of both");
    add("lookups",
        "look-ups",
        "of a segment's addresses and ports in the second before: among connections, then among "
        "listeners");
    add("cookies_sent", "segments", "SYN cookies that it sent in the second before");
    add("cookies_valid",
        "segments",
        "ACKs and data that brought a cookie back in the second before, each repetition that a "
        "full accept queue drops among them");
    add("cookies_invalid",
        "segments",
        "ACKs that should have, and brought none or too old a one, in the second before");
}

bool
LoadColumns::HasCounts(const Row& row)
{
    return std::any_of(row.begin() + FIRST_COUNT, row.end(), [](uint64_t v) { return v != 0; });
}

void
LoadColumns::Leave()
{
    if (m_counters)
    {
        m_left = Totals(*m_counters);
        m_counters = nullptr;
    }
}

LoadColumns::Row
LoadColumns::NextRow()
{
    const Row totals = m_counters ? Totals(*m_counters) : m_left;
    Row row = totals;
    for (std::size_t i = FIRST_COUNT; i < COUNT; ++i)
    {
        row[i] -= m_before[i];
    }
    m_before = totals;
    return row;
}

void
LoadColumns::Put(const Row& row, CsvFile& file) const
{
    for (const uint64_t value : row)
    {
        if (m_isKnown)
        {
            file.Put(value);
        }
        else
        {
            file.PutNothing();
        }
    }
}

} // namespace synfin
} // namespace ns3
