/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STATE_H
#define SYNFIN_STATE_H

#include <cstdint>
#include <iosfwd>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief The eleven states of RFC 9293 3.3.2, under the names and in the order that ns-3 prints
 * them.
 */
enum class State : uint8_t
{
    CLOSED,
    LISTEN,
    SYN_SENT,
    SYN_RCVD,
    ESTABLISHED,
    CLOSE_WAIT,
    LAST_ACK,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSING,
    TIME_WAIT,
};

/// How many states there are, for arrays indexed by a State.
constexpr int STATE_COUNT = 11;

/**
 * @brief Why a connection changed its state.
 */
enum class Cause : uint8_t
{
    ACTIVE_OPEN,      //!< the user called Connect
    PASSIVE_OPEN,     //!< the user called Listen
    SYN_RECEIVED,     //!< a SYN arrived (in SYN_SENT: simultaneous open)
    SYN_ACK_RECEIVED, //!< the SYN-ACK that completes an active open arrived
    ACK_RECEIVED,     //!< our SYN or our FIN was acknowledged
    FIN_RECEIVED,     //!< the peer's FIN was reached in sequence
    USER_CLOSE,       //!< the user called Close or Shutdown
    USER_ABORT,       //!< the user called Abort, or closed with unread data or with a zero linger
    REFUSED,          //!< RST in answer to our SYN
    RST_RECEIVED,     //!< a valid RST arrived
    TIMED_OUT,    //!< too many retransmissions (R2, syn_retries, synack_retries, orphan_retries)
    USER_TIMEOUT, //!< the user timeout expired (RFC 9293 3.10.8)
    KEEPALIVE_TIMEOUT,  //!< keep-alive probes went unanswered
    FIN_WAIT_2_TIMEOUT, //!< an orphan waited fin_timeout for the peer's FIN
    ICMP_ERROR,         //!< a hard ICMP error during the open (RFC 5461, SHLD-26)
    LISTENER_CLOSED,    //!< its listener closed before the user accepted it
    ACCEPT_OVERFLOW,    //!< the accept queue was full and abort_on_overflow is set
    TOO_MANY_ORPHANS,   //!< max_orphans left no room when the user closed it
    TIME_WAIT_EXPIRED,  //!< 2MSL is over
    TIME_WAIT_REUSED,   //!< a new incarnation took the four-tuple (MAY-2, RFC 6191, tw_reuse)
    TIME_WAIT_RESET,    //!< a RST ended TIME_WAIT (the hazard of RFC 1337)
    TIME_WAIT_EVICTED,  //!< max_tw_buckets left no room
    OLD_DUPLICATE_SYN,  //!< the SYN that reopened it was an old one: back to TIME_WAIT (RFC
                        //!< 1122 4.2.2.13)
};

/// How many causes there are.
constexpr int CAUSE_COUNT = static_cast<int>(Cause::OLD_DUPLICATE_SYN) + 1;

/// @return the state's name, such as "SYN_RCVD"
const char* ToString(State state);

/// @return what the state means, in a line
const char* Meaning(State state);

/// @return the cause's name in lower case, such as "user_close"
const char* ToString(Cause cause);

/// @return what the cause means, in a line
const char* Meaning(Cause cause);

/// A step that a connection may make from one state to another.
struct Edge
{
    State from;       //!< the old state
    State to;         //!< the new state
    bool isInFigure;  //!< RFC 9293 Figure 5 has it, or its notes 1 and 2; false: an abort, or RFC
                      //!< 1122
    const char* when; //!< what makes it, and what it sends
};

/// @return all that IsLegal allows, in the order of the old states
std::vector<Edge> LegalEdges();

/**
 * @brief Is this an edge of RFC 9293 Figure 5, of its notes, or an abort?
 *
 * @param from the old state
 * @param to the new state
 * @return true when a connection may go from one to the other in one step
 */
bool IsLegal(State from, State to);

/// May data or a FIN of the peer still be expected, that is, has no FIN of it been received?
bool AwaitsPeerFin(State state);

/// Is the connection synchronized: ESTABLISHED or any later state (RFC 9293 3.5.2)?
bool IsSynchronized(State state);

/// Prints the state's name.
std::ostream& operator<<(std::ostream& os, State state);
/// Prints the cause's name.
std::ostream& operator<<(std::ostream& os, Cause cause);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STATE_H
