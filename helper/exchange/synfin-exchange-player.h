/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_PLAYER_H
#define SYNFIN_EXCHANGE_PLAYER_H

#include "synfin-exchange-knowledge.h"
#include "synfin-exchange-path.h"
#include "synfin-exchange-play.h"
#include "synfin-exchange-script.h"
#include "synfin-exchange-timers.h"

#include "ns3/synfin-address-table.h"
#include "ns3/synfin-ladder-steps.h"
#include "ns3/synfin-stack.h"
#include "ns3/synfin-trace-record.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @brief Plays a situation: brings the time to two stacks, carries their segments, and does what
 * their users do.
 *
 * What happens at one instant has an order: timers, the client's first; then arrivals, in the order
 * in which they were sent; then what users do.
 */
class ExchangePlayer
{
  public:
    /**
     * @param situation which; lives longer
     * @param language of the explanations
     */
    ExchangePlayer(const Situation& situation, Language language);

    /// Plays to the end. @return all that happened
    Play Run();

    /// Plays until the client is open, or is not any more. @return when it was open
    std::optional<Time> RunHandshake();

  private:
    /// The order of what happens at one instant, after timers.
    enum Rank : uint8_t
    {
        ARRIVAL,
        ACTION,
    };

    /// The place of an event among all.
    struct Key
    {
        Time time;       //!< when
        Rank rank;       //!< among those of its time
        Time sent;       //!< of an arrival
        uint64_t number; //!< of the event

        bool operator<(const Key& other) const
        {
            return std::tie(time, rank, sent, number) <
                   std::tie(other.time, other.rank, other.sent, other.number);
        }
    };

    /// The arrival of a segment, or what a user does.
    struct Event
    {
        std::optional<std::size_t> segment; //!< which one arrives
        TimedAction action;                 //!< else this
    };

    /// One end of the connection.
    struct End
    {
        std::unique_ptr<Stack> stack;
        FourTuple tuple;         //!< the connection, as this end sees it
        ConnectionId connection; //!< the user's
        ConnectionId listener;   //!< the same
        State state{State::CLOSED};
        uint32_t sent{0};                    //!< how many segments
        std::optional<SequenceNumber32> iss; //!< of its SYN
        uint32_t offset{0};                  //!< from its sequence numbers to those that are shown
        bool isOffsetOld{false};             //!< it is that of an injected SYN
        std::optional<Key> held; //!< the arrival of what it sent that waits for the next
        bool hasClosed{false};   //!< its connection was open, and ended
    };

    bool Step();
    void SayCutOff(Phrase why, std::size_t most);
    std::optional<Time> NextTime() const;
    void Arrive(std::size_t index);
    void Act(const TimedAction& action);
    CallError Perform(const TimedAction& action, Actions& out);
    CallError Open(int side, Actions& out);
    CallError Crash(int side, Actions& out);
    CallError Inject(const TimedAction& action);
    void Flood(const TimedAction& action);

    void Drain(int side, const Actions& actions, const std::optional<std::size_t>& arrival);
    void Record(int side, const Transition& transition, const std::optional<std::size_t>& arrival);
    void Send(int side, const SegmentOut& out);
    void Tell(int side, const Notification& notification);
    void Schedule(const std::vector<TimedAction>& actions);
    void ScheduleArrivals(int side, std::size_t index, const ExchangePath::Journey& journey);
    std::vector<synfin::Transition> Ours(int side, const Actions& actions) const;
    void Number(PlaySegment& segment);
    PlayEnd EndOf(int side, const std::vector<PlayTimer>& timers) const;
    SegmentRecord RecordOf(const PlaySegment& segment, bool sent) const;

    const Situation& m_situation;
    Language m_language;
    AddressTable m_addresses;
    std::array<End, 2> m_ends;
    ExchangeScript m_script;
    ExchangePath m_path;
    ExchangeKnowledge m_knowledge;
    ExchangeTimers m_timers;
    LadderSteps m_steps;
    SegmentNamer m_namer;
    uint32_t m_challenges{0}; //!< how many had no name of their own
    std::map<Key, Event> m_events;
    uint64_t m_count{0}; //!< of events
    Time m_now;
    Play m_play;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_PLAYER_H
