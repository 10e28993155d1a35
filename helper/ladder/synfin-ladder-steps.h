/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_STEPS_H
#define SYNFIN_LADDER_STEPS_H

#include "synfin-ladder-evidence.h"
#include "synfin-ladder-phrases.h"
#include "synfin-ladder-row.h"

#include "ns3/synfin-segment-namer.h"
#include "ns3/synfin-trace-record.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// What a ladder calls a segment.
struct LadderName
{
    SegmentCopy copy;       //!< what it is within the life of the connection
    std::string name;       //!< how it is called, with the number of its copy
    std::string label;      //!< the same, with flags and numbers
    bool isInjected{false}; //!< nobody sends it: it appears on the path
};

/**
 * @brief Turns the trace records of one connection into the steps of a ladder.
 *
 * Give it every record of both ends in the order in which they are traced.
 */
class LadderSteps
{
  public:
    /**
     * @param left id of the host drawn on the left, the client
     * @param right id of the host drawn on the right, the server
     * @param language of the explanations
     */
    LadderSteps(uint32_t left, uint32_t right, Language language);

    /// A state changed.
    void Transition(const TransitionRecord& record);

    /// A segment was sent; lost: it will never arrive. They are numbered from 0 in this order.
    void Sent(const SegmentRecord& record, const LadderName& name, bool lost);

    /// The segment of that number was received, for the first time or once more.
    void Received(const SegmentRecord& record, std::size_t number);

    /// What was received last was dropped at that end.
    void Dropped(const DropRecord& record);

    /// Something happens at one end that neither changes its state nor sends a segment.
    void Happened(Time time, int side, const std::string& note);

    /// @return the steps, in time order at either end
    std::vector<LadderRow> Rows() const;

    /// @return the states in which the ends were before the first step
    const std::array<State, 2>& InitialStates() const;

  private:
    /// A segment between its departure and its arrival.
    struct Flight
    {
        LadderName name;
        int from{0};
        bool lost{false};
        uint32_t payload{0};
        SegmentKind kind{SegmentKind::NEW}; //!< why it was sent
        std::size_t arrivals{0};            //!< how many times it was received
    };

    enum class Kind : uint8_t
    {
        DEPARTURE,
        ARRIVAL,
        LOCAL,
    };

    /// Something that happens at one end.
    struct Event
    {
        Time time;
        int side{0};
        Kind kind{Kind::LOCAL};
        std::size_t flight{0};       //!< index, unless LOCAL
        State before{State::CLOSED}; //!< the end's state before the event
        std::vector<synfin::Transition> transitions;
        std::vector<std::string> notes;
        Evidence evidence;              //!< of what arrived
        bool isCopy{false};             //!< the same flight arrived before
        std::optional<DropReason> drop; //!< why the end dropped what arrived
    };

    int SideOf(uint32_t host) const;
    Event& Append(Time time, int side, Kind kind);
    bool IsLast(int side, Kind kind, Time time) const;
    void ExplainDeparture(Event& event) const;
    void ExplainResending(Event& event, const SegmentRecord& record);
    std::vector<std::string> ExplainArrival(const Event& event) const;
    std::vector<std::string> ExplainLocal(const Event& event) const;
    std::optional<std::size_t> ArrivalOf(std::size_t departure) const;
    bool IsCrossed(std::size_t departure, std::size_t arrival) const;
    LadderRow RowOf(const Event& event) const;

    std::array<uint32_t, 2> m_hosts;
    Language m_language;
    std::vector<Flight> m_flights;
    std::vector<Event> m_events;
    std::array<State, 2> m_states{State::CLOSED, State::CLOSED};
    std::array<State, 2> m_initial{State::CLOSED, State::CLOSED};
    std::array<std::optional<std::size_t>, 2> m_last;   //!< the latest event at that side
    std::array<std::map<uint32_t, Time>, 2> m_lastSent; //!< by sequence number
    std::array<std::optional<Segment>, 2> m_arrived;    //!< what arrived last at that side
    LadderEvidence m_evidence;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_STEPS_H
