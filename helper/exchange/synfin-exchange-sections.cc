/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-sections.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @return the section of SEGMENT ARRIVES about a state
const char*
ArrivalIn(State state)
{
    switch (state)
    {
    case State::CLOSED:
        return "3.10.7.1";
    case State::LISTEN:
        return "3.10.7.2";
    case State::SYN_SENT:
        return "3.10.7.3";
    case State::SYN_RCVD:
    case State::ESTABLISHED:
    case State::CLOSE_WAIT:
    case State::LAST_ACK:
    case State::FIN_WAIT_1:
    case State::FIN_WAIT_2:
    case State::CLOSING:
    case State::TIME_WAIT:
        return "3.10.7.4";
    }
    return "";
}

} // namespace

const char*
SectionOf(State from, Cause cause)
{
    switch (cause)
    {
    case Cause::ACTIVE_OPEN:
    case Cause::PASSIVE_OPEN:
        return "3.10.1";
    case Cause::USER_CLOSE:
    case Cause::LISTENER_CLOSED:
        return "3.10.4";
    case Cause::USER_ABORT:
        return "3.10.5";
    case Cause::SYN_RECEIVED:
    case Cause::SYN_ACK_RECEIVED:
    case Cause::ACK_RECEIVED:
    case Cause::FIN_RECEIVED:
    case Cause::REFUSED:
    case Cause::RST_RECEIVED:
    case Cause::TIME_WAIT_RESET:
        return ArrivalIn(from);
    case Cause::USER_TIMEOUT:
    case Cause::TIME_WAIT_EXPIRED:
        return "3.10.8";
    case Cause::TIMED_OUT:
        return "3.8.3";
    case Cause::KEEPALIVE_TIMEOUT:
        return "3.8.4";
    case Cause::ICMP_ERROR:
        return "3.9.2.2";
    case Cause::TIME_WAIT_REUSED:
    case Cause::OLD_DUPLICATE_SYN:
        return "3.6.1"; // MAY-2
    case Cause::HOST_CRASHED:
        return "3.5.1";
    case Cause::FIN_WAIT_2_TIMEOUT:
    case Cause::ACCEPT_OVERFLOW:
    case Cause::TOO_MANY_ORPHANS:
    case Cause::TIME_WAIT_EVICTED:
    case Cause::SYN_COOKIE:
    case Cause::RECYCLED:
        return "";
    }
    return "";
}

const char*
SectionOf(const Edge& edge)
{
    switch (edge.to)
    {
    case State::LISTEN:
        return edge.from == State::CLOSED ? "3.10.1" : "3.10.7.4";
    case State::SYN_SENT:
        return edge.from == State::CLOSED ? "3.10.1" : "3.10.2";
    case State::FIN_WAIT_1:
    case State::LAST_ACK:
        return "3.10.4";
    case State::SYN_RCVD:
    case State::ESTABLISHED:
    case State::CLOSE_WAIT:
    case State::FIN_WAIT_2:
    case State::CLOSING:
        return ArrivalIn(edge.from);
    case State::TIME_WAIT:
        return edge.from == State::SYN_RCVD ? "3.6.1" : ArrivalIn(edge.from);
    case State::CLOSED:
        return edge.from == State::LISTEN      ? "3.10.4"
               : edge.from == State::TIME_WAIT ? "3.10.8"
                                               : ArrivalIn(edge.from);
    }
    return "";
}

const char*
SectionOf(DropReason reason)
{
    switch (reason)
    {
    case DropReason::CLOSED_PORT:
    case DropReason::RST_TO_NOBODY:
        return "3.10.7.1";
    case DropReason::LISTEN_NO_SYN:
    case DropReason::LISTEN_UNEXPECTED_ACK:
        return "3.10.7.2";
    case DropReason::UNACCEPTABLE_ACK:
    case DropReason::OUT_OF_WINDOW:
    case DropReason::RST_OUT_OF_WINDOW:
    case DropReason::RST_CHALLENGED:
    case DropReason::SYN_CHALLENGED:
    case DropReason::NO_ACK:
    case DropReason::TIME_WAIT_DUPLICATE:
    case DropReason::DUPLICATE_SYN:
    case DropReason::AFTER_CLOSE:
        return "3.10.7.4";
    case DropReason::OLD_SYN_IN_TIME_WAIT:
        return "3.6.1";
    case DropReason::MALFORMED:
        return "3.1";
    case DropReason::BAD_ADDRESS:
        return "3.9.2.3";
    case DropReason::SYN_WITH_FIN:
    case DropReason::SYN_QUEUE_FULL:
    case DropReason::ACCEPT_QUEUE_FULL:
    case DropReason::DEFERRED_ACK:
    case DropReason::PAWS:
    case DropReason::PAWS_PASSIVE:
    case DropReason::NO_TIMESTAMPS:
    case DropReason::RST_IN_TIME_WAIT:
        return "";
    }
    return "";
}

} // namespace synfin
} // namespace ns3
