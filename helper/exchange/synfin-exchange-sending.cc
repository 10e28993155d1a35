/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How a segment leaves an end: its name and numbers, its fate, and when it arrives.

#include "synfin-exchange-player.h"

#include "ns3/synfin-ladder-label.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @return the options of a segment as packetdrill writes them
std::string
OptionsOf(const Segment& segment)
{
    const std::string text = ToString(segment);
    const std::size_t begin = text.find('<');
    return begin == std::string::npos ? "" : text.substr(begin + 1, text.size() - begin - 2);
}

/// @return its name and the number of its copy, as rows have them
std::string
NameOf(const PlaySegment& segment)
{
    const bool isFirst = segment.isInjected || segment.copy.copy == 1;
    return segment.name + (isFirst ? "" : ":" + std::to_string(segment.copy.copy));
}

} // namespace

SegmentRecord
ExchangePlayer::RecordOf(const PlaySegment& segment, bool sent) const
{
    const int side = sent ? segment.from : 1 - segment.from;
    return {m_now,
            static_cast<uint32_t>(side),
            sent,
            m_ends[side].tuple,
            segment.segment,
            segment.kind,
            &m_addresses};
}

void
ExchangePlayer::ScheduleArrivals(int side, std::size_t index, const ExchangePath::Journey& journey)
{
    std::optional<Key> first;
    for (const Time& at : journey.arrivals)
    {
        const Key key{at, ARRIVAL, m_now, m_count++};
        first = first.value_or(key);
        m_events[key] = {index, {}};
    }
    auto& held = m_ends[side].held;
    if (held && first && *first < *held)
    {
        const Event waiting = m_events[*held]; // it arrives right behind this one
        m_events.erase(*held);
        m_events[{first->time, ARRIVAL, m_now, m_count++}] = waiting;
        held.reset();
    }
    if (journey.fate == SegmentFate::REORDERED)
    {
        held = first;
    }
}

void
ExchangePlayer::Number(PlaySegment& segment)
{
    const int side = segment.from;
    const auto shown = [](uint32_t relative) { return static_cast<int32_t>(relative); };
    segment.seq = shown(m_namer.RelativeSeq(side, segment.segment));
    segment.absoluteSeq = segment.segment.seq.GetValue() + m_ends[side].offset;
    if (segment.segment.Has(Segment::ACK))
    {
        segment.ack = shown(m_namer.RelativeAck(side, segment.segment));
        segment.absoluteAck = segment.segment.ack.GetValue() + m_ends[1 - side].offset;
    }
    const bool isAbsolute = m_situation.showsAbsolute;
    segment.label = SegmentLabel(NameOf(segment),
                                 segment.segment,
                                 isAbsolute ? segment.absoluteSeq : segment.seq,
                                 isAbsolute && segment.ack ? segment.absoluteAck : segment.ack);
    segment.options = OptionsOf(segment.segment);
}

void
ExchangePlayer::Send(int side, const SegmentOut& out)
{
    End& end = m_ends[side];
    if (m_namer.BeginsAnotherLife(side, out.segment))
    {
        m_namer = SegmentNamer();
    }
    if (out.segment.Has(Segment::SYN) && (!end.iss || end.isOffsetOld))
    {
        end.iss = out.segment.seq;
        end.isOffsetOld = false;
        const auto& isn = m_situation.isn[side];
        end.offset = isn ? *isn - out.segment.seq.GetValue() : 0;
    }
    PlaySegment segment;
    segment.copy = m_namer.Name(side, out.segment);
    segment.name = ToString(segment.copy.name);
    if (out.kind == SegmentKind::CHALLENGE && segment.copy.name == SegmentName::DATA_ACK)
    {
        segment.name = "challenge"; // it answers no data
        segment.copy.copy = ++m_challenges;
    }
    segment.ordinal = ++end.sent;
    segment.from = side;
    segment.segment = out.segment;
    segment.kind = out.kind;
    segment.sent = m_now;
    Number(segment);
    const auto journey = m_path.Take(segment.copy, side, segment.ordinal, m_now);
    segment.fate = journey.fate;
    segment.why = journey.why;
    m_steps.Sent(RecordOf(segment, true),
                 {segment.copy, NameOf(segment), segment.label, false},
                 journey.arrivals.empty());
    ScheduleArrivals(side, m_play.segments.size(), journey);
    m_play.segments.push_back(segment);
    if (segment.kind == SegmentKind::PROBE)
    {
        Schedule(m_script.Probed(side, m_now));
    }
}

} // namespace synfin
} // namespace ns3
