/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EXCHANGE_PLAY_H
#define SYNFIN_EXCHANGE_PLAY_H

#include "synfin-situation.h"

#include "ns3/nstime.h"
#include "ns3/synfin-actions.h"
#include "ns3/synfin-ladder-phrases.h"
#include "ns3/synfin-ladder-row.h"
#include "ns3/synfin-ladder-time-wait.h"
#include "ns3/synfin-segment-namer.h"
#include "ns3/synfin-segment.h"
#include "ns3/synfin-state.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-exchange
/// @{

/**
 * @file
 * What the play of a situation gives: plain data, for whoever draws or tells of it.
 *
 * Side 0 is the client, on the left, side 1 the server. Times count from the begin. An index of a
 * segment is its place in Play::segments.
 */

/// What the path does to a segment.
enum class SegmentFate : uint8_t
{
    ARRIVES,    //!< after the delay of the path
    LOST,       //!< never
    DELAYED,    //!< later than that
    DUPLICATED, //!< twice
    REORDERED,  //!< right behind the next segment of the same direction
};

/// @return the fate's name in lower case, such as "lost"
const char* ToString(SegmentFate fate);

/// Why the path does that.
enum class FateReason : uint8_t
{
    NONE,  //!< it does nothing
    ASKED, //!< the situation names this segment
    LOSS,  //!< the situation's probability of loss
};

/// @return the reason's name in lower case; "" for NONE
const char* ToString(FateReason reason);

/// A segment of the connection, from its departure to its arrivals.
struct PlaySegment
{
    SegmentCopy copy;       //!< its name, and how many of that name were sent with it
    std::string name;       //!< as it is written, without the copy, such as "old-syn", "challenge"
    bool isInjected{false}; //!< nobody sent it now: an old duplicate appears on the path
    uint32_t ordinal{0};    //!< how many its sender has sent with it; 0: injected
    int from{0};            //!< which end sends it
    Segment segment;        //!< all of it, with the numbers that the stacks use
    int64_t seq{0};         //!< relative to the sender's SYN; below 0: from before it
    std::optional<int64_t> ack;         //!< relative to the other end's SYN; nothing without ACK
    uint32_t absoluteSeq{0};            //!< as Situation::isn has it
    uint32_t absoluteAck{0};            //!< the same, with ACK
    std::string label;                  //!< as rows show it: name, flags and numbers
    std::string options;                //!< of TCP, as packetdrill writes them
    SegmentKind kind{SegmentKind::NEW}; //!< why it is sent
    Time sent;                          //!< when; of an injected one when it appears
    std::vector<Time> arrivals;         //!< none: lost, or still under way at the end
    SegmentFate fate{SegmentFate::ARRIVES}; //!< what the path does to it
    FateReason why{FateReason::NONE};       //!< and why
};

/// A change of state at one end.
struct PlayTransition
{
    Time time;                          //!< when
    int side{0};                        //!< whose
    State from{State::CLOSED};          //!< the old state
    State to{State::CLOSED};            //!< the new state
    Cause cause{Cause::ACTIVE_OPEN};    //!< why
    std::optional<std::size_t> segment; //!< the one whose arrival makes it, if one does
};

/// What an end of a connection can know of it.
enum class Fact : uint8_t
{
    I_CAN_SEND,       //!< what this end sends arrives
    I_CAN_RECEIVE,    //!< what the other end sends arrives here
    PEER_CAN_SEND,    //!< the same, said of the other end
    PEER_CAN_RECEIVE, //!< the same as the first, said of the other end
    PEER_KNOWS,       //!< the other end knows that both directions work
    PEER_HAS_CLOSED,  //!< the other end sends no more
    MY_CLOSE_ARRIVED, //!< the other end knows that this one sends no more, and has all of it
    PEER_IS_GONE,     //!< there is no such connection at the other end, or nobody answers
    FORGETS,          //!< no fact: this end knows nothing of the above any more
};

/// @return the fact's name, such as "i-can-send"
const char* ToString(Fact fact);

/// From when on an end knows something, because of what arrived.
struct PlayKnowledge
{
    Time time;                   //!< from when on
    int side{0};                 //!< who
    Fact fact{Fact::I_CAN_SEND}; //!< what
    std::string text;            //!< in words
};

/// What a user did, told by the scenario or by the situation's `at`.
struct PlayAction
{
    TimedAction action;                //!< who, when and what
    CallError result{CallError::NONE}; //!< what the stack answered
};

/// What a timer is for.
enum class PlayTimerKind : uint8_t
{
    RETRANSMISSION, //!< of a SYN, data or a FIN that is not acknowledged
    PERSIST,        //!< probes a closed window
    DELAYED_ACK,    //!< holds an acknowledgement back
    KEEP_ALIVE,     //!< probes a silent peer
    FIN_WAIT_2,     //!< how long an end without a user waits for the peer's FIN
    USER_TIMEOUT,   //!< how long anything may stay unacknowledged
    CONNECT,        //!< how long an open may take
    PACING,         //!< until the next segment may go
    TIME_WAIT,      //!< 2MSL
};

/// @return the kind's name, such as "time-wait"
const char* ToString(PlayTimerKind kind);

/// A timer, from when it was set until it expired, was set anew, or was stopped.
struct PlayTimer
{
    int side{0};                                       //!< whose
    PlayTimerKind kind{PlayTimerKind::RETRANSMISSION}; //!< what for
    Time from;                                         //!< when it was set
    Time due;                                          //!< when it was to expire
    Time until;                                        //!< when it was over, or the play was
    bool expired{false};                               //!< it did
};

/// What an end received and rejected, wholly or in part.
struct PlayDrop
{
    Time time;                                  //!< when
    int side{0};                                //!< at which end
    std::optional<std::size_t> segment;         //!< which, if it is of the connection
    DropReason reason{DropReason::CLOSED_PORT}; //!< why
};

/// An end of the connection.
struct PlayEnd
{
    std::string profile;                    //!< the preset of its TCP
    Time timeWait;                          //!< 2MSL
    State initial{State::CLOSED};           //!< before the first row
    std::optional<uint32_t> isn;            //!< as Situation::isn has it; nothing: it sent no SYN
    std::optional<TimeWaitStay> inTimeWait; //!< how long it was there, the last time
};

/// All that happens in a situation.
struct Play
{
    Situation situation;                     //!< which
    std::array<PlayEnd, 2> ends;             //!< the client and the server
    std::vector<PlaySegment> segments;       //!< in the order of sending
    std::vector<PlayTransition> transitions; //!< in the order of events, like all that follows
    std::vector<LadderRow> rows;             //!< the ladder; LadderRow::segment is an index
    std::vector<PlayKnowledge> knowledge;    //!< what each end knows
    std::vector<PlayAction> actions;         //!< what users did
    std::vector<PlayTimer> timers;           //!< of both ends
    std::vector<PlayDrop> drops;             //!< what was rejected
    Time end;                                //!< when it ended
    bool complete{true};                     //!< nothing is left to happen
    std::vector<Setting> neverSent;          //!< settings that name a segment which was never sent
};

/**
 * @brief Plays a situation: two stacks, a path between them and their users.
 * @param situation which; Situation::Validate() has nothing against it
 * @param language of the explanations
 * @return all that happens
 */
Play PlaySituation(const Situation& situation, Language language);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EXCHANGE_PLAY_H
