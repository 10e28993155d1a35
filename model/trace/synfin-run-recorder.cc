/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-run-recorder.h"

namespace ns3
{
namespace synfin
{

const std::vector<const Table*>&
RunTables()
{
    static const std::vector<const Table*> TABLES{&TransitionTable(),
                                                  &ConnectionTable(),
                                                  &HostTable(),
                                                  &SegmentTable(),
                                                  &DropTable(),
                                                  &CounterTable()};
    return TABLES;
}

namespace
{

/// @return where a table of a run is
std::string
PathOf(const RunRecorder::Options& options, const Table& table)
{
    return options.folder + "/" + table.file;
}

} // namespace

RunRecorder::RunRecorder(const Options& options)
    : m_sample(options.sample),
      m_groups(options.groups ? *options.groups : ConnectionGroups::One()),
      m_connections(PathOf(options, ConnectionTable()),
                    options.compression,
                    m_groups,
                    options.weight)
{
    if (!options.connectionsOnly)
    {
        m_transitions.emplace(PathOf(options, TransitionTable()), options.compression, m_groups);
        m_hosts.emplace(PathOf(options, HostTable()), options.compression);
    }
    if (options.segments)
    {
        m_segments.emplace(PathOf(options, SegmentTable()), options.compression, m_groups);
        m_drops.emplace(PathOf(options, DropTable()), options.compression, m_groups);
    }
}

void
RunRecorder::Begin(const AttemptRecord& record)
{
    if (m_sample.Has(record.number))
    {
        m_connections.Record(record);
    }
}

void
RunRecorder::OnTransition(const TransitionRecord& record)
{
    if (m_hosts)
    {
        m_hosts->Record(record);
    }
    if (m_sample.Has(record.transition.incarnation))
    {
        if (m_transitions)
        {
            m_transitions->Record(record);
        }
        m_connections.Record(record);
    }
}

void
RunRecorder::OnSegment(const SegmentRecord& record)
{
    if (!m_sample.Has(record.segment.incarnation))
    {
        return;
    }
    if (record.sent && record.segment.Has(Segment::SYN))
    {
        m_connections.Record(record);
    }
    if (m_segments)
    {
        m_segments->Record(record);
    }
}

void
RunRecorder::OnDrop(const DropRecord& record)
{
    if (m_hosts)
    {
        m_hosts->Record(record);
    }
    if (m_drops && m_sample.Has(record.drop.segment.incarnation))
    {
        m_drops->Record(record);
    }
}

void
RunRecorder::OnLoss(const LossRecord& record)
{
    if (m_drops && m_sample.Has(record.segment.incarnation))
    {
        m_drops->Record(record);
    }
}

void
RunRecorder::OnActive(Time now, uint32_t host, const StackCounters& counters)
{
    if (m_hosts)
    {
        m_hosts->Record(now, host, counters);
    }
}

void
RunRecorder::End(const EndRecord& record)
{
    if (m_sample.Has(record.number))
    {
        m_connections.Record(record);
    }
}

void
RunRecorder::Close(Time end)
{
    m_connections.Close();
    if (m_transitions)
    {
        m_transitions->Close();
        m_hosts->Close(end);
    }
    if (m_segments)
    {
        m_segments->Close();
        m_drops->Close();
    }
}

} // namespace synfin
} // namespace ns3
