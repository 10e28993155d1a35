/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stack-driver.h"

namespace ns3
{
namespace synfin
{

// What sinks and trace sources are told.

void
StackDriver::SetSink(TraceSink* sink, TraceSink::Told what)
{
    m_sink = sink;
    m_told = what;
    m_toldUntil = sink && what >= TraceSink::Told::SENT ? INT64_MIN : INT64_MAX;
}

void
StackDriver::TellActivity(Time now)
{
    m_toldUntil = Seconds(static_cast<double>(SecondOf(now))).GetTimeStep();
    m_sink->OnActive(now, m_host, m_stack.Counters());
}

void
StackDriver::ReportDrop(const Drop& drop)
{
    if (!m_isCutOff)
    {
        NoteActivity(m_agenda.Now());
        m_stack.CountDrop(drop.reason);
        Trace(drop, m_agenda.Now());
    }
    else
    {
        TellCutOff(drop.tuple.Reverse(), drop.segment);
    }
}

void
StackDriver::TellLoss(LossReason reason, const FourTuple& tuple, const Segment& segment) const
{
    if (m_sink && m_told >= TraceSink::Told::SEGMENTS)
    {
        m_sink->OnLoss(
            {m_agenda.Now(), LossPlace::HOST, reason, m_host, tuple, segment, &m_addresses});
    }
}

void
StackDriver::TellCutOff(const FourTuple& tuple, const Segment& segment) const
{
    TellLoss(m_isDown ? LossReason::DOWN : LossReason::UNREACHABLE, tuple, segment);
}

void
StackDriver::Trace(const Drop& drop, Time now)
{
    const DropRecord record{now, m_host, drop, &m_addresses};
    if (m_sink && m_told >= TraceSink::Told::SENT)
    {
        m_sink->OnDrop(record);
    }
    if (!m_traces.drop.IsEmpty())
    {
        m_traces.drop(record);
    }
}

void
StackDriver::Trace(const SegmentRecord& record)
{
    if (m_sink && m_told >= (record.sent ? TraceSink::Told::SENT : TraceSink::Told::SEGMENTS))
    {
        m_sink->OnSegment(record);
    }
    auto& source = record.sent ? m_traces.segmentSent : m_traces.segmentReceived;
    if (!source.IsEmpty())
    {
        source(record);
    }
}

void
StackDriver::Trace(const Transition& transition, Time now)
{
    const TransitionRecord record{now, m_host, transition, &m_addresses};
    if (m_sink)
    {
        m_sink->OnTransition(record);
    }
    if (!m_traces.transition.IsEmpty())
    {
        m_traces.transition(record);
    }
}

bool
StackDriver::TracesSent() const
{
    return (m_sink && m_told >= TraceSink::Told::SENT) || !m_traces.segmentSent.IsEmpty();
}

bool
StackDriver::TracesReceived() const
{
    return (m_sink && m_told >= TraceSink::Told::SEGMENTS) || !m_traces.segmentReceived.IsEmpty();
}

} // namespace synfin
} // namespace ns3
