/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder-steps.h"

#include "synfin-ladder-arrival.h"
#include "synfin-ladder-meaning.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace ns3
{
namespace synfin
{

namespace
{

/// Did a user call, rather than a segment or a timer, change the state?
bool
IsUserCall(Cause cause)
{
    return cause == Cause::ACTIVE_OPEN || cause == Cause::USER_CLOSE || cause == Cause::USER_ABORT;
}

/// Does an end without a connection have one now?
bool
BeginsConnection(const Transition& transition)
{
    const bool isIdle = transition.from == State::CLOSED || transition.from == State::LISTEN ||
                        transition.from == State::TIME_WAIT;
    return isIdle && (transition.to == State::SYN_SENT || transition.to == State::SYN_RCVD ||
                      transition.to == State::ESTABLISHED);
}

} // namespace

LadderSteps::LadderSteps(uint32_t left, uint32_t right, Language language)
    : m_hosts{left, right},
      m_language(language)
{
}

int
LadderSteps::SideOf(uint32_t host) const
{
    NS_ABORT_MSG_UNLESS(host == m_hosts[0] || host == m_hosts[1], "a record of a third host");
    return host == m_hosts[0] ? 0 : 1;
}

LadderSteps::Event&
LadderSteps::Append(Time time, int side, Kind kind)
{
    m_last[side] = m_events.size();
    Event event;
    event.time = time;
    event.side = side;
    event.kind = kind;
    event.before = m_states[side];
    m_events.push_back(event);
    return m_events.back();
}

bool
LadderSteps::IsLast(int side, Kind kind, Time time) const
{
    return m_last[side] && m_events[*m_last[side]].kind == kind &&
           m_events[*m_last[side]].time == time;
}

void
LadderSteps::Transition(const TransitionRecord& record)
{
    const int side = SideOf(record.host);
    const auto& transition = record.transition;
    if (transition.cause == Cause::PASSIVE_OPEN && m_events.empty())
    {
        m_initial[side] = transition.to;
        m_states[side] = transition.to;
        return;
    }
    // A segment and what it changes are one step; a user's call is a step of its own.
    const bool isAnswer = IsLast(side, Kind::ARRIVAL, record.time);
    const bool isUserCall =
        IsUserCall(transition.cause) &&
        !(isAnswer && m_events[*m_last[side]].drop == DropReason::AFTER_CLOSE); // TCP aborts then
    const bool joins = !isUserCall && isAnswer;
    Event& event = joins ? m_events[*m_last[side]] : Append(record.time, side, Kind::LOCAL);
    if (event.transitions.empty())
    {
        event.before = transition.from;
    }
    if (BeginsConnection(transition))
    {
        m_evidence.Begin(side);
        if (joins)
        {
            event.evidence = m_evidence.Received(side, *m_arrived[side]);
        }
    }
    event.transitions.push_back(transition);
    m_states[side] = transition.to;
}

void
LadderSteps::Sent(const SegmentRecord& record, const LadderName& name, bool lost)
{
    const int side = SideOf(record.host);
    Flight flight;
    flight.name = name;
    flight.from = side;
    flight.lost = lost;
    flight.payload = record.segment.payload;
    flight.kind = record.kind;
    if (name.isInjected)
    {
        m_flights.push_back(flight); // its arrival is all there is
        return;
    }

    // What a user's call changes and the segment that it sends are one step.
    const bool called = IsLast(side, Kind::LOCAL, record.time) &&
                        !m_events[*m_last[side]].transitions.empty() &&
                        IsUserCall(m_events[*m_last[side]].transitions.back().cause);
    const bool answers = IsLast(side, Kind::ARRIVAL, record.time);
    Event& event = called ? m_events[*m_last[side]] : Append(record.time, side, Kind::DEPARTURE);
    event.kind = Kind::DEPARTURE;
    event.flight = m_flights.size();
    m_flights.push_back(flight);
    m_evidence.Sent(side, record.segment, record.kind);

    if (!answers)
    {
        ExplainResending(event, record);
    }
    else if (record.kind == SegmentKind::RETRANSMIT && name.copy.name == SegmentName::SYN_ACK)
    {
        event.notes.push_back(Say(Phrase::ANSWERED_AGAIN, m_language));
    }
    if (record.segment.Length() > 0)
    {
        m_lastSent[side][record.segment.seq.GetValue()] = record.time;
    }
    if (record.kind == SegmentKind::PROBE)
    {
        event.notes.push_back(SayOf(Phrase::PROBES, m_language, side));
    }
    ExplainDeparture(event);
}

void
LadderSteps::ExplainResending(Event& event, const SegmentRecord& record)
{
    const auto last = m_lastSent[event.side].find(record.segment.seq.GetValue());
    if (record.kind != SegmentKind::RETRANSMIT || last == m_lastSent[event.side].end())
    {
        return;
    }
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.3g", (record.time - last->second).GetSeconds());
    const bool isHeard = std::any_of(m_events.begin(), m_events.end(), [&](const Event& other) {
        return other.kind == Kind::ARRIVAL && other.side == event.side && other.time > last->second;
    });
    event.notes.push_back(
        Say(isHeard ? Phrase::TIMER_RESENDS_STILL : Phrase::TIMER_RESENDS, m_language, seconds));
}

void
LadderSteps::ExplainDeparture(Event& event) const
{
    const Flight& flight = m_flights[event.flight];
    if (!event.transitions.empty() && event.transitions.back().cause == Cause::USER_ABORT)
    {
        event.notes.push_back(Say(Phrase::ABORT, m_language));
    }
    if (flight.lost)
    {
        const Phrase loss =
            MeaningOfLoss(flight.name.copy.name, flight.kind, m_states[1 - event.side]);
        event.notes.push_back(SayOf(loss, m_language, event.side));
    }
}

void
LadderSteps::Received(const SegmentRecord& record, std::size_t number)
{
    NS_ABORT_MSG_IF(number >= m_flights.size(), "a segment was received that nobody sent");
    const int side = SideOf(record.host);
    Event& event = Append(record.time, side, Kind::ARRIVAL);
    event.flight = number;
    event.isCopy = m_flights[number].arrivals++ > 0;
    event.evidence = m_evidence.Received(side, record.segment);
    m_arrived[side] = record.segment;
}

void
LadderSteps::Dropped(const DropRecord& record)
{
    const int side = SideOf(record.host);
    if (IsLast(side, Kind::ARRIVAL, record.time))
    {
        m_events[*m_last[side]].drop = record.drop.reason;
        m_evidence.Dropped(side);
    }
}

void
LadderSteps::Happened(Time time, int side, const std::string& note)
{
    Append(time, side, Kind::LOCAL).notes.push_back(note);
}

std::vector<std::string>
LadderSteps::ExplainArrival(const Event& event) const
{
    const Flight& flight = m_flights[event.flight];
    const State after = event.transitions.empty() ? event.before : event.transitions.back().to;
    std::vector<std::string> notes;
    const bool established =
        std::any_of(event.transitions.begin(), event.transitions.end(), [](const auto& transition) {
            return transition.from == State::SYN_RCVD && transition.to == State::ESTABLISHED;
        });
    const Phrase meaning = MeaningOfArrival({flight.name.copy.name,
                                             flight.kind,
                                             flight.name.isInjected,
                                             event.isCopy,
                                             event.before,
                                             after,
                                             event.drop,
                                             event.evidence});
    if (established && meaning != Phrase::SYN_MET_ACKED)
    {
        // Whatever acknowledges the SYN completes the handshake; who opened actively learns of his
        // own SYN.
        const bool passive = m_initial[event.side] == State::LISTEN;
        const Phrase opened = passive ? Phrase::ACK_PROVES : Phrase::SYN_MET_ACKED;
        notes.push_back(SayOf(opened, m_language, event.side));
        if (meaning == Phrase::ACK_PROVES)
        {
            return notes;
        }
    }
    notes.push_back(SayOf(meaning, m_language, event.side, std::to_string(flight.payload)));
    return notes;
}

std::vector<std::string>
LadderSteps::ExplainLocal(const Event& event) const
{
    if (event.transitions.empty())
    {
        return event.notes;
    }
    const Cause cause = event.transitions.back().cause;
    const auto phrase = MeaningOfCause(cause);
    return {phrase ? SayOf(*phrase, m_language, event.side) : ToString(cause)};
}

std::optional<std::size_t>
LadderSteps::ArrivalOf(std::size_t departure) const
{
    for (std::size_t i = departure + 1; i < m_events.size(); ++i)
    {
        if (m_events[i].kind == Kind::ARRIVAL && m_events[i].flight == m_events[departure].flight)
        {
            return i;
        }
    }
    return std::nullopt;
}

bool
LadderSteps::IsCrossed(std::size_t departure, std::size_t arrival) const
{
    // Another segment is under way in the other direction: something happens at the receiving end,
    // or arrives at the sending one. Drawn as one row, the arrival would move up past that.
    return std::any_of(m_events.begin() + departure + 1,
                       m_events.begin() + arrival,
                       [&](const Event& event) {
                           return event.side == m_events[arrival].side ||
                                  event.kind == Kind::ARRIVAL;
                       });
}

LadderRow
LadderSteps::RowOf(const Event& event) const
{
    LadderRow row;
    auto& cell = row.cells[event.side];
    cell.time = event.time;
    if (!event.transitions.empty())
    {
        cell.state = event.transitions.back().to;
    }
    row.notes = event.notes;
    if (event.kind == Kind::LOCAL)
    {
        row.notes = ExplainLocal(event);
        return row;
    }
    const Flight& flight = m_flights[event.flight];
    row.from = flight.from;
    row.segment = event.flight;
    row.label = flight.name.label;
    row.again = flight.name.copy.copy > 1;
    if (event.kind == Kind::DEPARTURE)
    {
        row.arrow = flight.lost ? LadderRow::Arrow::LOST : LadderRow::Arrow::DEPARTURE;
        return row;
    }
    row.arrow = LadderRow::Arrow::ARRIVAL;
    if (flight.name.isInjected)
    {
        row.mark = "..."; // as RFC 9293 Figure 9 draws it
    }
    else
    {
        row.label = flight.name.name; // the numbers are in the row of its departure
    }
    row.notes = ExplainArrival(event);
    return row;
}

std::vector<LadderRow>
LadderSteps::Rows() const
{
    std::vector<LadderRow> rows;
    std::set<std::size_t> drawn; // arrivals that share the row of their departure
    std::vector<std::string> marks(m_flights.size());
    int crossings = 0;
    for (std::size_t i = 0; i < m_events.size(); ++i)
    {
        if (drawn.count(i) != 0)
        {
            continue;
        }
        const Event& event = m_events[i];
        LadderRow row = RowOf(event);
        const auto arrival = row.arrow == LadderRow::Arrow::DEPARTURE ? ArrivalOf(i) : std::nullopt;
        const bool isWhole = arrival && m_flights[event.flight].arrivals == 1;
        if (isWhole && !IsCrossed(i, *arrival))
        {
            const LadderRow other = RowOf(m_events[*arrival]);
            row.arrow = LadderRow::Arrow::WHOLE;
            row.cells[1 - row.from] = other.cells[1 - row.from];
            row.notes.insert(row.notes.end(), other.notes.begin(), other.notes.end());
            drawn.insert(*arrival);
        }
        else if (row.arrow == LadderRow::Arrow::DEPARTURE)
        {
            if (m_flights[event.flight].arrivals == 0)
            {
                row.notes.push_back(Say(Phrase::UNDER_WAY, m_language));
            }
            marks[event.flight] = std::string(1, static_cast<char>('a' + crossings++ % 26));
        }
        if (event.kind != Kind::LOCAL && row.mark.empty())
        {
            row.mark = marks[event.flight];
        }
        rows.push_back(row);
    }
    return rows;
}

const std::array<State, 2>&
LadderSteps::InitialStates() const
{
    return m_initial;
}

} // namespace synfin
} // namespace ns3
