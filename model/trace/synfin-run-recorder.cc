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

RunRecorder::RunRecorder(const std::string& folder, const std::vector<uint32_t>& hosts)
    : m_transitions(folder + "/transitions.csv"),
      m_connections(folder + "/connections.csv"),
      m_hosts(folder + "/hosts.csv", hosts)
{
}

void
RunRecorder::Begin(const AttemptRecord& record)
{
    m_attempt = record;
    m_numbers.SetNext(record.number);
    m_connections.Record(record);
}

void
RunRecorder::OnTransition(const TransitionRecord& record)
{
    const uint32_t number = m_numbers.Number(record.transition);
    if (record.transition.to == State::SYN_SENT)
    {
        // Now the local port is known.
        m_attempt.tuple = record.transition.tuple;
        m_connections.Record(m_attempt);
    }
    m_transitions.Record(record, number);
    m_hosts.Record(record);
    m_connections.Record(record, number);
}

void
RunRecorder::OnSegment(const SegmentRecord& record)
{
    if (record.sent && record.segment.Has(Segment::SYN))
    {
        m_connections.Record(record, m_numbers.Find(record.tuple));
    }
}

void
RunRecorder::OnDrop(const DropRecord& record)
{
    m_hosts.Record(record);
}

void
RunRecorder::End(const EndRecord& record)
{
    m_connections.Record(record);
}

void
RunRecorder::Close(Time end)
{
    m_transitions.Close();
    m_connections.Close();
    m_hosts.Close(end);
}

} // namespace synfin
} // namespace ns3
