/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder-arrival.h"

#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// Is it the acknowledgement that the end waited for to go on with its close?
std::optional<Phrase>
MeaningOfAckedFin(const Arrival& arrival)
{
    if (arrival.before == State::FIN_WAIT_1 && arrival.after == State::FIN_WAIT_2)
    {
        return Phrase::ACK1_PROVES;
    }
    if (arrival.before == State::CLOSING && arrival.after == State::TIME_WAIT)
    {
        return Phrase::FIN_MET_ACKED;
    }
    const bool isLast = arrival.before == State::LAST_ACK && arrival.after == State::CLOSED;
    return isLast ? std::optional(Phrase::ACK2_PROVES) : std::nullopt;
}

/// A SYN, or SYN-ACK, at an end that has a connection.
Phrase
MeaningOfLaterSyn(const Arrival& arrival)
{
    if (arrival.after == State::LISTEN)
    {
        return Phrase::SYN_UNDOES;
    }
    if (!arrival.evidence.isSeen)
    {
        return arrival.after == State::CLOSED ? Phrase::RESET : Phrase::FOREIGN_SYN;
    }
    if (arrival.isCopy)
    {
        return Phrase::COPY_ARRIVES;
    }
    return arrival.name == SegmentName::SYN ? Phrase::SYN_AGAIN : Phrase::SYN_ACK_AGAIN;
}

Phrase
MeaningOfSyn(const Arrival& arrival)
{
    const auto& [before, after] = std::pair(arrival.before, arrival.after);
    if (before == State::LISTEN && after == before)
    {
        return Phrase::SYN_MAKES_COOKIE;
    }
    if (before == State::LISTEN || before == State::SYN_SENT)
    {
        return arrival.isOld             ? Phrase::OLD_SYN_TAKEN
               : before == State::LISTEN ? Phrase::SYN_PROVES
                                         : Phrase::SYN_MEETS_SYN;
    }
    if (before == State::TIME_WAIT)
    {
        return after == before ? Phrase::OLD_IN_TIME_WAIT : Phrase::SYN_REOPENS;
    }
    return before == State::CLOSED ? Phrase::NOBODY_LISTENS : MeaningOfLaterSyn(arrival);
}

Phrase
MeaningOfSynAck(const Arrival& arrival)
{
    if (arrival.after == State::ESTABLISHED && arrival.before == State::SYN_SENT)
    {
        return Phrase::SYN_ACK_PROVES;
    }
    const bool isAcknowledged =
        arrival.before == State::SYN_RCVD && arrival.after == State::ESTABLISHED;
    return isAcknowledged ? Phrase::SYN_MET_ACKED : MeaningOfLaterSyn(arrival);
}

Phrase
MeaningOfFin(const Arrival& arrival)
{
    const auto& [before, after] = std::pair(arrival.before, arrival.after);
    if (const auto acknowledged = MeaningOfAckedFin(arrival))
    {
        return *acknowledged;
    }
    if (before == State::TIME_WAIT)
    {
        return Phrase::FIN2_AGAIN;
    }
    if (before == after)
    {
        return arrival.isCopy             ? Phrase::COPY_ARRIVES
               : arrival.evidence.isAhead ? Phrase::FIN_AHEAD
                                          : Phrase::FIN1_AGAIN;
    }
    if (before == State::FIN_WAIT_1)
    {
        return after == State::CLOSING ? Phrase::FIN_MEETS_FIN : Phrase::FIN2_ACKS_TOO;
    }
    return before == State::FIN_WAIT_2 ? Phrase::FIN2_PROVES : Phrase::FIN1_PROVES;
}

Phrase
MeaningOfAck(const Arrival& arrival)
{
    if (const auto acknowledged = MeaningOfAckedFin(arrival))
    {
        return *acknowledged;
    }
    if (arrival.before == State::LISTEN && arrival.after != State::LISTEN)
    {
        return Phrase::COOKIE_RETURNS;
    }
    if (arrival.before == State::SYN_RCVD)
    {
        return arrival.after == arrival.before ? Phrase::ACK_IGNORED : Phrase::ACK_PROVES;
    }
    if (arrival.evidence.isUnsentAck)
    {
        return Phrase::ACK_OF_UNSENT;
    }
    if (arrival.evidence.answersProbe)
    {
        return Phrase::PROBE_ANSWERED;
    }
    if (arrival.kind == SegmentKind::PROBE)
    {
        return Phrase::PROBE_ARRIVES;
    }
    return arrival.evidence.isNewAck ? Phrase::DATA_ACK_PROVES : Phrase::NOTHING_NEW;
}

Phrase
MeaningOfData(const Arrival& arrival)
{
    if (arrival.before == State::TIME_WAIT)
    {
        return Phrase::OLD_IN_TIME_WAIT;
    }
    if (arrival.evidence.isSeen)
    {
        return arrival.isCopy ? Phrase::COPY_ARRIVES : Phrase::DATA_AGAIN;
    }
    if (arrival.isOld)
    {
        return Phrase::OLD_DATA_TAKEN;
    }
    if (arrival.evidence.isAhead)
    {
        return Phrase::DATA_AHEAD;
    }
    const bool isHalfClosed =
        arrival.before == State::FIN_WAIT_1 || arrival.before == State::FIN_WAIT_2;
    return isHalfClosed ? Phrase::DATA_HALF_CLOSED : Phrase::DATA_ARRIVES;
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
    if (before == State::TIME_WAIT)
    {
        return Phrase::RST_ENDS_TIME_WAIT;
    }
    return before == State::SYN_SENT ? Phrase::REFUSED : Phrase::RESET;
}

/// What does not fit into the window.
Phrase
MeaningOfMisfit(const Arrival& arrival)
{
    switch (arrival.name)
    {
    case SegmentName::SYN:
    case SegmentName::SYN_ACK:
        return MeaningOfLaterSyn(arrival);
    case SegmentName::FIN1:
    case SegmentName::FIN2:
        return arrival.evidence.isSeen ? MeaningOfFin(arrival) : Phrase::NOT_IN_WINDOW;
    case SegmentName::DATA:
        return arrival.evidence.isSeen && !arrival.isOld ? MeaningOfData(arrival)
                                                         : Phrase::NOT_IN_WINDOW;
    case SegmentName::ACK:
    case SegmentName::ACK1:
    case SegmentName::ACK2:
    case SegmentName::DATA_ACK:
        return arrival.kind == SegmentKind::PROBE ? Phrase::PROBE_ARRIVES : Phrase::NOT_IN_WINDOW;
    case SegmentName::RST:
        return Phrase::RST_NOT_EXPECTED;
    }
    return Phrase::NOT_IN_WINDOW;
}

/// An acknowledgement that is refused.
Phrase
MeaningOfBadAck(const Arrival& arrival)
{
    if (arrival.name == SegmentName::RST)
    {
        return Phrase::RST_NOT_EXPECTED;
    }
    if (arrival.before == State::SYN_SENT || arrival.before == State::SYN_RCVD)
    {
        return Phrase::WRONG_ACK;
    }
    return arrival.evidence.isUnsentAck ? Phrase::ACK_OF_UNSENT : Phrase::NOTHING_NEW;
}

/// What a reason to drop a segment says by itself; nothing for the others.
std::optional<Phrase>
MeaningOfDrop(const Arrival& arrival)
{
    switch (*arrival.drop)
    {
    case DropReason::AFTER_CLOSE:
        return Phrase::DATA_FOR_NOBODY;
    case DropReason::SYN_QUEUE_FULL:
        return Phrase::SYN_DROPPED;
    case DropReason::ACCEPT_QUEUE_FULL:
        return Phrase::ACCEPT_QUEUE_FULL;
    case DropReason::SYN_CHALLENGED:
    case DropReason::DUPLICATE_SYN:
        return MeaningOfLaterSyn(arrival);
    case DropReason::OUT_OF_WINDOW:
        return MeaningOfMisfit(arrival);
    case DropReason::UNACCEPTABLE_ACK:
        return MeaningOfBadAck(arrival);
    case DropReason::PAWS:
    case DropReason::PAWS_PASSIVE:
        return arrival.before == State::TIME_WAIT ? Phrase::OLD_IN_TIME_WAIT
                                                  : Phrase::OLD_TIMESTAMP;
    case DropReason::NO_TIMESTAMPS:
        return Phrase::NO_TIMESTAMP;
    case DropReason::RST_CHALLENGED:
        return Phrase::RST_ASKED;
    case DropReason::OLD_SYN_IN_TIME_WAIT:
        return arrival.isOld ? Phrase::OLD_IN_TIME_WAIT : Phrase::SYN_TOO_LOW;
    case DropReason::LISTEN_UNEXPECTED_ACK:
        return Phrase::UNKNOWN_HERE;
    case DropReason::LISTEN_NO_SYN:
    case DropReason::SYN_WITH_FIN:
    case DropReason::NO_ACK:
        return Phrase::NOT_EXPECTED;
    case DropReason::CLOSED_PORT:
    case DropReason::RST_TO_NOBODY:
    case DropReason::DEFERRED_ACK:
    case DropReason::RST_OUT_OF_WINDOW:
    case DropReason::RST_IN_TIME_WAIT:
    case DropReason::TIME_WAIT_DUPLICATE:
    case DropReason::MALFORMED:
    case DropReason::BAD_ADDRESS:
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

Phrase
MeaningOfArrival(const Arrival& arrival)
{
    const auto dropped = arrival.drop ? MeaningOfDrop(arrival) : std::nullopt;
    if (dropped)
    {
        return *dropped;
    }
    const bool isOpen = arrival.name == SegmentName::SYN || arrival.name == SegmentName::RST;
    if (arrival.before == State::CLOSED && arrival.after == State::CLOSED && !isOpen)
    {
        return Phrase::UNKNOWN_HERE;
    }
    switch (arrival.name)
    {
    case SegmentName::SYN:
        return MeaningOfSyn(arrival);
    case SegmentName::SYN_ACK:
        return MeaningOfSynAck(arrival);
    case SegmentName::FIN1:
    case SegmentName::FIN2:
        return MeaningOfFin(arrival);
    case SegmentName::ACK:
    case SegmentName::ACK1:
    case SegmentName::ACK2:
    case SegmentName::DATA_ACK:
        return MeaningOfAck(arrival);
    case SegmentName::DATA:
        return MeaningOfData(arrival);
    case SegmentName::RST:
        return MeaningOfRst(arrival.before, arrival.after);
    }
    return Phrase::NOTHING_NEW;
}

} // namespace synfin
} // namespace ns3
