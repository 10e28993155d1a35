/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder-meaning.h"

namespace ns3
{
namespace synfin
{

namespace
{

Phrase
MeaningOfSyn(State before, State after, const std::optional<DropReason>& drop)
{
    if (before == State::LISTEN && after == before)
    {
        return drop ? Phrase::SYN_DROPPED : Phrase::SYN_MAKES_COOKIE;
    }
    if (before == State::LISTEN)
    {
        return Phrase::SYN_PROVES;
    }
    if (before == State::SYN_SENT)
    {
        return Phrase::SYN_MEETS_SYN;
    }
    if (before == State::TIME_WAIT)
    {
        return after == before ? Phrase::OLD_IN_TIME_WAIT : Phrase::SYN_REOPENS;
    }
    return before == State::CLOSED ? Phrase::NOBODY_LISTENS : Phrase::SYN_AGAIN;
}

Phrase
MeaningOfSynAck(State before, State after)
{
    if (before == State::SYN_SENT && after == State::ESTABLISHED)
    {
        return Phrase::SYN_ACK_PROVES;
    }
    if (before == State::SYN_SENT && after == before)
    {
        return Phrase::UNKNOWN_HERE;
    }
    const bool acknowledged = before == State::SYN_RCVD && after == State::ESTABLISHED;
    return acknowledged ? Phrase::SYN_MET_ACKED : Phrase::SYN_ACK_AGAIN;
}

Phrase
MeaningOfFin(State before, State after)
{
    if (before == State::FIN_WAIT_1)
    {
        return after == State::CLOSING ? Phrase::FIN_MEETS_FIN : Phrase::FIN2_ACKS_TOO;
    }
    if (before == State::FIN_WAIT_2)
    {
        return Phrase::FIN2_PROVES;
    }
    if (before == State::TIME_WAIT)
    {
        return Phrase::FIN2_AGAIN;
    }
    return after == State::CLOSE_WAIT && before != after ? Phrase::FIN1_PROVES : Phrase::FIN1_AGAIN;
}

Phrase
MeaningOfFinAck(State before, State after)
{
    if (before == State::FIN_WAIT_1 && after == State::FIN_WAIT_2)
    {
        return Phrase::ACK1_PROVES;
    }
    if (before == State::CLOSING && after == State::TIME_WAIT)
    {
        return Phrase::FIN_MET_ACKED;
    }
    const bool last = before == State::LAST_ACK && after == State::CLOSED;
    return last ? Phrase::ACK2_PROVES : Phrase::NOTHING_NEW;
}

Phrase
MeaningOfRst(State before, State after)
{
    if (before == State::SYN_RCVD && after == State::LISTEN)
    {
        return Phrase::LISTENS_AGAIN;
    }
    if (after != State::CLOSED || before == State::CLOSED)
    {
        return Phrase::RST_NOT_EXPECTED;
    }
    return before == State::SYN_SENT ? Phrase::REFUSED : Phrase::RESET;
}

} // namespace

std::optional<Phrase>
MeaningOfLoss(SegmentName name)
{
    switch (name)
    {
    case SegmentName::SYN:
        return Phrase::SYN_LOST;
    case SegmentName::SYN_ACK:
        return Phrase::SYN_ACK_LOST;
    case SegmentName::ACK:
        return Phrase::ACK_LOST;
    case SegmentName::FIN1:
        return Phrase::FIN1_LOST;
    case SegmentName::ACK1:
        return Phrase::ACK1_LOST;
    case SegmentName::FIN2:
        return Phrase::FIN2_LOST;
    case SegmentName::ACK2:
        return Phrase::ACK2_LOST;
    case SegmentName::DATA:
    case SegmentName::DATA_ACK:
    case SegmentName::RST:
        return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Phrase>
MeaningOfCause(Cause cause)
{
    switch (cause)
    {
    case Cause::PASSIVE_OPEN:
        return Phrase::LISTENS;
    case Cause::USER_CLOSE:
    case Cause::LISTENER_CLOSED:
        return Phrase::USER_CLOSES;
    case Cause::USER_ABORT:
        return Phrase::ABORT;
    case Cause::TIMED_OUT:
    case Cause::USER_TIMEOUT:
    case Cause::KEEPALIVE_TIMEOUT:
        return Phrase::GAVE_UP;
    case Cause::FIN_WAIT_2_TIMEOUT:
        return Phrase::NO_FIN_CAME;
    case Cause::TIME_WAIT_EXPIRED:
        return Phrase::EXPIRED;
    case Cause::HOST_CRASHED:
        return Phrase::CRASHED;
    case Cause::ACTIVE_OPEN:
    case Cause::SYN_RECEIVED:
    case Cause::SYN_ACK_RECEIVED:
    case Cause::ACK_RECEIVED:
    case Cause::FIN_RECEIVED:
    case Cause::REFUSED:
    case Cause::RST_RECEIVED:
    case Cause::ICMP_ERROR:
    case Cause::ACCEPT_OVERFLOW:
    case Cause::TOO_MANY_ORPHANS:
    case Cause::TIME_WAIT_REUSED:
    case Cause::TIME_WAIT_RESET:
    case Cause::TIME_WAIT_EVICTED:
    case Cause::OLD_DUPLICATE_SYN:
    case Cause::SYN_COOKIE:
    case Cause::RECYCLED:
        return std::nullopt;
    }
    return std::nullopt;
}

Phrase
MeaningOfArrival(SegmentName name, State before, State after, const std::optional<DropReason>& drop)
{
    const bool isOpen = name == SegmentName::SYN || name == SegmentName::RST;
    if (before == State::CLOSED && after == before && !isOpen)
    {
        return Phrase::UNKNOWN_HERE;
    }
    switch (name)
    {
    case SegmentName::SYN:
        return MeaningOfSyn(before, after, drop);
    case SegmentName::SYN_ACK:
        return MeaningOfSynAck(before, after);
    case SegmentName::ACK:
        return before != State::SYN_RCVD ? Phrase::NOTHING_NEW
               : after == before         ? Phrase::ACK_IGNORED
                                         : Phrase::ACK_PROVES;
    case SegmentName::FIN1:
    case SegmentName::FIN2:
        return MeaningOfFin(before, after);
    case SegmentName::ACK1:
    case SegmentName::ACK2:
        return MeaningOfFinAck(before, after);
    case SegmentName::DATA:
        if (before == State::TIME_WAIT)
        {
            return Phrase::OLD_IN_TIME_WAIT;
        }
        return before == State::FIN_WAIT_1 || before == State::FIN_WAIT_2 ? Phrase::DATA_HALF_CLOSED
                                                                          : Phrase::DATA_ARRIVES;
    case SegmentName::DATA_ACK:
        return Phrase::DATA_ACK_PROVES;
    case SegmentName::RST:
        return MeaningOfRst(before, after);
    }
    return Phrase::NOTHING_NEW;
}

} // namespace synfin
} // namespace ns3
