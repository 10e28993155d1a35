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

Phrase
MeaningOfLoss(SegmentName name, SegmentKind kind, State peer)
{
    switch (name)
    {
    case SegmentName::SYN:
        return Phrase::SYN_LOST;
    case SegmentName::SYN_ACK:
        return Phrase::SYN_ACK_LOST;
    case SegmentName::ACK:
    case SegmentName::DATA_ACK:
        return peer == State::SYN_RCVD      ? Phrase::ACK_LOST
               : kind == SegmentKind::PROBE ? Phrase::PROBE_LOST
                                            : Phrase::DATA_ACK_LOST;
    case SegmentName::FIN1:
        return Phrase::FIN1_LOST;
    case SegmentName::ACK1:
        return Phrase::ACK1_LOST;
    case SegmentName::FIN2:
        return Phrase::FIN2_LOST;
    case SegmentName::ACK2:
        return Phrase::ACK2_LOST;
    case SegmentName::DATA:
        return Phrase::DATA_LOST;
    case SegmentName::RST:
        return Phrase::RST_LOST;
    }
    return Phrase::DATA_LOST;
}

Phrase
MeaningOfRefusal(CallError error)
{
    switch (error)
    {
    case CallError::NO_PORT:
    case CallError::ADDRESS_IN_USE:
        return Phrase::CALL_IN_USE;
    case CallError::CLOSING:
        return Phrase::CALL_AFTER_CLOSE;
    case CallError::WOULD_BLOCK:
        return Phrase::CALL_WITHOUT_ROOM;
    case CallError::NO_CONNECTION:
    case CallError::BAD_ADDRESS:
    case CallError::BAD_OPTIONS:
    case CallError::NONE:
        return Phrase::CALL_OF_NOTHING;
    }
    return Phrase::CALL_OF_NOTHING;
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

} // namespace synfin
} // namespace ns3
