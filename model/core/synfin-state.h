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
 * them; Meaning() says what each is.
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

/// Why a connection changed its state; Meaning() says what each is.
enum class Cause : uint8_t
{
    ACTIVE_OPEN,
    PASSIVE_OPEN,
    SYN_RECEIVED,
    SYN_ACK_RECEIVED,
    ACK_RECEIVED,
    FIN_RECEIVED,
    USER_CLOSE,
    USER_ABORT,
    REFUSED,
    RST_RECEIVED,
    TIMED_OUT,
    USER_TIMEOUT,
    KEEPALIVE_TIMEOUT,
    FIN_WAIT_2_TIMEOUT,
    ICMP_ERROR,
    LISTENER_CLOSED,
    ACCEPT_OVERFLOW,
    TOO_MANY_ORPHANS,
    TIME_WAIT_EXPIRED,
    TIME_WAIT_REUSED,
    TIME_WAIT_RESET,
    TIME_WAIT_EVICTED,
    OLD_DUPLICATE_SYN,
    HOST_CRASHED,
    SYN_COOKIE,
    RECYCLED,
};

/// How many causes there are.
constexpr int CAUSE_COUNT = static_cast<int>(Cause::RECYCLED) + 1;

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
