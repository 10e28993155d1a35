/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-state.h"

#include "synfin-named.h"

#include <array>
#include <ostream>

namespace ns3
{
namespace synfin
{

namespace
{

using S = State;
using C = Cause;

// clang-format off
constexpr std::array<Named<State>, STATE_COUNT> STATES{{
    {S::CLOSED, "CLOSED", "there is no connection"},
    {S::LISTEN, "LISTEN", "waits for a SYN from anywhere"},
    {S::SYN_SENT, "SYN_SENT", "has sent a SYN, waits for the peer's"},
    {S::SYN_RCVD, "SYN_RCVD", "has received and sent a SYN, waits for the ACK of its own"},
    {S::ESTABLISHED, "ESTABLISHED", "open: data flows both ways"},
    {S::CLOSE_WAIT, "CLOSE_WAIT", "has received a FIN, waits for its user to close"},
    {S::LAST_ACK, "LAST_ACK", "has received a FIN, then sent its own, waits for the ACK of it"},
    {S::FIN_WAIT_1, "FIN_WAIT_1", "has sent a FIN, waits for its ACK or for the peer's FIN"},
    {S::FIN_WAIT_2, "FIN_WAIT_2", "its FIN is acknowledged, waits for the peer's FIN"},
    {S::CLOSING, "CLOSING", "has sent a FIN, then received one, waits for the ACK of its own"},
    {S::TIME_WAIT, "TIME_WAIT", "both FINs are acknowledged, waits 2MSL for what is late or sent again"},
}};

constexpr std::array<Named<Cause>, CAUSE_COUNT> CAUSES{{
    {C::ACTIVE_OPEN, "active_open", "the user called Connect"},
    {C::PASSIVE_OPEN, "passive_open", "the user called Listen"},
    {C::SYN_RECEIVED, "syn_received", "a SYN arrived (in SYN_SENT: simultaneous open)"},
    {C::SYN_ACK_RECEIVED, "syn_ack_received", "the SYN-ACK that completes an active open arrived"},
    {C::ACK_RECEIVED, "ack_received", "our SYN or our FIN was acknowledged"},
    {C::FIN_RECEIVED, "fin_received", "the peer's FIN was reached in sequence"},
    {C::USER_CLOSE, "user_close", "the user called Close or Shutdown"},
    {C::USER_ABORT, "user_abort", "the user called Abort, or closed with unread data, with a zero linger or with linger2 below 0"},
    {C::REFUSED, "refused", "RST in answer to our SYN"},
    {C::RST_RECEIVED, "rst_received", "a valid RST arrived"},
    {C::TIMED_OUT, "timed_out", "too many retransmissions (R2, syn_retries, synack_retries, orphan_retries)"},
    {C::USER_TIMEOUT, "user_timeout", "the user timeout expired (RFC 9293 3.10.8)"},
    {C::KEEPALIVE_TIMEOUT, "keepalive_timeout", "keep-alive probes went unanswered"},
    {C::FIN_WAIT_2_TIMEOUT, "fin_wait_2_timeout", "an orphan waited fin_timeout for the peer's FIN"},
    {C::ICMP_ERROR, "icmp_error", "a hard ICMP error during the open (RFC 5461)"},
    {C::LISTENER_CLOSED, "listener_closed", "its listener closed before the user accepted it"},
    {C::ACCEPT_OVERFLOW, "accept_overflow", "the accept queue was full and abort_on_overflow is set"},
    {C::TOO_MANY_ORPHANS, "too_many_orphans", "max_orphans left no room when the user closed it"},
    {C::TIME_WAIT_EXPIRED, "time_wait_expired", "2MSL is over"},
    {C::TIME_WAIT_REUSED, "time_wait_reused", "a new incarnation took the four-tuple (RFC 6191, tw_reuse)"},
    {C::TIME_WAIT_RESET, "time_wait_reset", "a RST ended TIME_WAIT (the hazard of RFC 1337)"},
    {C::TIME_WAIT_EVICTED, "time_wait_evicted", "max_tw_buckets left no room: CLOSED instead of TIME_WAIT"},
    {C::OLD_DUPLICATE_SYN, "old_duplicate_syn", "the SYN that reopened it was an old one: back to TIME_WAIT (RFC 1122 4.2.2.13)"},
    {C::HOST_CRASHED, "host_crashed", "its host crashed: nobody was told"},
    {C::SYN_COOKIE, "syn_cookie", "an ACK brought a SYN cookie back: LISTEN, SYN_RCVD and ESTABLISHED at once"},
    {C::RECYCLED, "recycled", "half-open, it went for a new SYN: the SYN queue or the bucket of the SYN cache was full"},
}};

constexpr std::array<Edge, 28> EDGES{{
    {S::CLOSED, S::LISTEN, true, "passive OPEN"},
    {S::CLOSED, S::SYN_SENT, true, "active OPEN: SYN sent"},
    {S::LISTEN, S::SYN_RCVD, true, "SYN received: SYN-ACK sent"},
    {S::LISTEN, S::SYN_SENT, true, "SEND (3.10.2) or OPEN: SYN sent"},
    {S::LISTEN, S::CLOSED, true, "CLOSE"},
    {S::SYN_SENT, S::SYN_RCVD, true, "SYN received: simultaneous open"},
    {S::SYN_SENT, S::ESTABLISHED, true, "SYN-ACK received: ACK sent"},
    {S::SYN_SENT, S::CLOSED, true, "CLOSE, RST or timeout"},
    {S::SYN_RCVD, S::ESTABLISHED, true, "ACK of the SYN received"},
    {S::SYN_RCVD, S::FIN_WAIT_1, true, "CLOSE: FIN sent"},
    {S::SYN_RCVD, S::LISTEN, true, "RST received after a passive OPEN (note 1)"},
    {S::SYN_RCVD, S::CLOSED, false, "RST, timeout or ABORT"},
    {S::SYN_RCVD, S::TIME_WAIT, false, "the SYN that reopened it was an old duplicate (RFC 1122 4.2.2.13)"},
    {S::ESTABLISHED, S::FIN_WAIT_1, true, "CLOSE: FIN sent"},
    {S::ESTABLISHED, S::CLOSE_WAIT, true, "FIN received: ACK sent"},
    {S::ESTABLISHED, S::CLOSED, false, "RST, timeout or ABORT"},
    {S::CLOSE_WAIT, S::LAST_ACK, true, "CLOSE: FIN sent"},
    {S::CLOSE_WAIT, S::CLOSED, false, "RST, timeout or ABORT"},
    {S::LAST_ACK, S::CLOSED, true, "ACK of the FIN received"},
    {S::FIN_WAIT_1, S::FIN_WAIT_2, true, "ACK of the FIN received"},
    {S::FIN_WAIT_1, S::CLOSING, true, "FIN received: ACK sent"},
    {S::FIN_WAIT_1, S::TIME_WAIT, true, "FIN received with the ACK of ours: ACK sent (note 2)"},
    {S::FIN_WAIT_1, S::CLOSED, false, "RST, timeout or ABORT"},
    {S::FIN_WAIT_2, S::TIME_WAIT, true, "FIN received: ACK sent"},
    {S::FIN_WAIT_2, S::CLOSED, false, "RST, timeout or ABORT"},
    {S::CLOSING, S::TIME_WAIT, true, "ACK of the FIN received"},
    {S::CLOSING, S::CLOSED, false, "RST, timeout or ABORT"},
    {S::TIME_WAIT, S::CLOSED, true, "2MSL is over"},
}};
// clang-format on

static_assert(IsInOrder(STATES), "STATES is indexed by State");
static_assert(IsInOrder(CAUSES), "CAUSES is indexed by Cause");

/// @return for each state a bit for each that may follow
constexpr std::array<uint16_t, STATE_COUNT>
Successors()
{
    std::array<uint16_t, STATE_COUNT> all{};
    for (const Edge& edge : EDGES)
    {
        all[static_cast<std::size_t>(edge.from)] |= 1U << static_cast<unsigned>(edge.to);
    }
    return all;
}

} // namespace

const char*
ToString(State state)
{
    return STATES[static_cast<std::size_t>(state)].name;
}

const char*
Meaning(State state)
{
    return STATES[static_cast<std::size_t>(state)].meaning;
}

const char*
ToString(Cause cause)
{
    return CAUSES[static_cast<std::size_t>(cause)].name;
}

const char*
Meaning(Cause cause)
{
    return CAUSES[static_cast<std::size_t>(cause)].meaning;
}

std::vector<Edge>
LegalEdges()
{
    return {EDGES.begin(), EDGES.end()};
}

bool
IsLegal(State from, State to)
{
    static constexpr auto SUCCESSORS = Successors();
    const unsigned successors = SUCCESSORS[static_cast<std::size_t>(from)];
    return (successors >> static_cast<unsigned>(to) & 1U) != 0;
}

bool
AwaitsPeerFin(State state)
{
    switch (state)
    {
    case State::ESTABLISHED:
    case State::FIN_WAIT_1:
    case State::FIN_WAIT_2:
        return true;
    case State::CLOSED:
    case State::LISTEN:
    case State::SYN_SENT:
    case State::SYN_RCVD:
    case State::CLOSE_WAIT:
    case State::LAST_ACK:
    case State::CLOSING:
    case State::TIME_WAIT:
        return false;
    }
    return false;
}

bool
IsSynchronized(State state)
{
    switch (state)
    {
    case State::ESTABLISHED:
    case State::CLOSE_WAIT:
    case State::LAST_ACK:
    case State::FIN_WAIT_1:
    case State::FIN_WAIT_2:
    case State::CLOSING:
    case State::TIME_WAIT:
        return true;
    case State::CLOSED:
    case State::LISTEN:
    case State::SYN_SENT:
    case State::SYN_RCVD:
        return false;
    }
    return false;
}

std::ostream&
operator<<(std::ostream& os, State state)
{
    return os << ToString(state);
}

std::ostream&
operator<<(std::ostream& os, Cause cause)
{
    return os << ToString(cause);
}

} // namespace synfin
} // namespace ns3
