/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-state.h"

#include <ostream>

namespace ns3
{
namespace synfin
{

const char*
ToString(State state)
{
    switch (state)
    {
    case State::CLOSED:
        return "CLOSED";
    case State::LISTEN:
        return "LISTEN";
    case State::SYN_SENT:
        return "SYN_SENT";
    case State::SYN_RCVD:
        return "SYN_RCVD";
    case State::ESTABLISHED:
        return "ESTABLISHED";
    case State::CLOSE_WAIT:
        return "CLOSE_WAIT";
    case State::LAST_ACK:
        return "LAST_ACK";
    case State::FIN_WAIT_1:
        return "FIN_WAIT_1";
    case State::FIN_WAIT_2:
        return "FIN_WAIT_2";
    case State::CLOSING:
        return "CLOSING";
    case State::TIME_WAIT:
        return "TIME_WAIT";
    }
    return "?";
}

const char*
ToString(Cause cause)
{
    switch (cause)
    {
    case Cause::ACTIVE_OPEN:
        return "active_open";
    case Cause::PASSIVE_OPEN:
        return "passive_open";
    case Cause::SYN_RECEIVED:
        return "syn_received";
    case Cause::SYN_ACK_RECEIVED:
        return "syn_ack_received";
    case Cause::ACK_RECEIVED:
        return "ack_received";
    case Cause::FIN_RECEIVED:
        return "fin_received";
    case Cause::USER_CLOSE:
        return "user_close";
    case Cause::USER_ABORT:
        return "user_abort";
    case Cause::REFUSED:
        return "refused";
    case Cause::RST_RECEIVED:
        return "rst_received";
    case Cause::TIMED_OUT:
        return "timed_out";
    case Cause::USER_TIMEOUT:
        return "user_timeout";
    case Cause::KEEPALIVE_TIMEOUT:
        return "keepalive_timeout";
    case Cause::FIN_WAIT_2_TIMEOUT:
        return "fin_wait_2_timeout";
    case Cause::ICMP_ERROR:
        return "icmp_error";
    case Cause::LISTENER_CLOSED:
        return "listener_closed";
    case Cause::ACCEPT_OVERFLOW:
        return "accept_overflow";
    case Cause::TOO_MANY_ORPHANS:
        return "too_many_orphans";
    case Cause::TIME_WAIT_EXPIRED:
        return "time_wait_expired";
    case Cause::TIME_WAIT_REUSED:
        return "time_wait_reused";
    case Cause::TIME_WAIT_RESET:
        return "time_wait_reset";
    case Cause::TIME_WAIT_EVICTED:
        return "time_wait_evicted";
    case Cause::OLD_DUPLICATE_SYN:
        return "old_duplicate_syn";
    }
    return "?";
}

bool
IsLegal(State from, State to)
{
    switch (from)
    {
    case State::CLOSED:
        // Active OPEN, passive OPEN.
        return to == State::SYN_SENT || to == State::LISTEN;
    case State::LISTEN:
        // SYN received, SEND or OPEN (RFC 9293 3.10.2), CLOSE.
        return to == State::SYN_RCVD || to == State::SYN_SENT || to == State::CLOSED;
    case State::SYN_SENT:
        // SYN received (simultaneous open), SYN-ACK received, CLOSE or RST or timeout.
        return to == State::SYN_RCVD || to == State::ESTABLISHED || to == State::CLOSED;
    case State::SYN_RCVD:
        // ACK of SYN, CLOSE, RST after a passive open (Figure 5, note 1), RST or timeout or abort;
        // and back to TIME_WAIT when the SYN that reopened it was an old duplicate (RFC
        // 1122 4.2.2.13).
        return to == State::ESTABLISHED || to == State::FIN_WAIT_1 || to == State::LISTEN ||
               to == State::CLOSED || to == State::TIME_WAIT;
    case State::ESTABLISHED:
        return to == State::FIN_WAIT_1 || to == State::CLOSE_WAIT || to == State::CLOSED;
    case State::CLOSE_WAIT:
        return to == State::LAST_ACK || to == State::CLOSED;
    case State::LAST_ACK:
        return to == State::CLOSED;
    case State::FIN_WAIT_1:
        // ACK of FIN, FIN, FIN with the ACK of ours (Figure 5, note 2).
        return to == State::FIN_WAIT_2 || to == State::CLOSING || to == State::TIME_WAIT ||
               to == State::CLOSED;
    case State::FIN_WAIT_2:
        return to == State::TIME_WAIT || to == State::CLOSED;
    case State::CLOSING:
        return to == State::TIME_WAIT || to == State::CLOSED;
    case State::TIME_WAIT:
        return to == State::CLOSED;
    }
    return false;
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
