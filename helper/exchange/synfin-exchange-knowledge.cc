/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-knowledge.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// The words of a fact.
Phrase
PhraseOf(Fact fact)
{
    switch (fact)
    {
    case Fact::I_CAN_SEND:
        return Phrase::I_CAN_SEND;
    case Fact::I_CAN_RECEIVE:
        return Phrase::I_CAN_RECEIVE;
    case Fact::PEER_CAN_SEND:
        return Phrase::PEER_CAN_SEND;
    case Fact::PEER_CAN_RECEIVE:
        return Phrase::PEER_CAN_RECEIVE;
    case Fact::PEER_KNOWS:
        return Phrase::PEER_KNOWS;
    case Fact::PEER_HAS_CLOSED:
        return Phrase::PEER_HAS_CLOSED;
    case Fact::MY_CLOSE_ARRIVED:
        return Phrase::MY_CLOSE_ARRIVED;
    case Fact::PEER_IS_GONE:
        return Phrase::PEER_IS_GONE;
    case Fact::FORGETS:
        return Phrase::FORGETS_ALL;
    }
    return Phrase::PEER_IS_GONE;
}

/// Has the end sent a FIN that is not acknowledged?
bool
AwaitsAckOfFin(State state)
{
    return state == State::FIN_WAIT_1 || state == State::CLOSING || state == State::LAST_ACK;
}

/// Does the cause say that the other end knows of no such connection, or is silent?
bool
TellsOfEnd(Cause cause)
{
    return cause == Cause::REFUSED || cause == Cause::RST_RECEIVED ||
           cause == Cause::TIME_WAIT_RESET || cause == Cause::TIMED_OUT ||
           cause == Cause::USER_TIMEOUT || cause == Cause::KEEPALIVE_TIMEOUT;
}

} // namespace

const char*
ToString(Fact fact)
{
    switch (fact)
    {
    case Fact::I_CAN_SEND:
        return "i-can-send";
    case Fact::I_CAN_RECEIVE:
        return "i-can-receive";
    case Fact::PEER_CAN_SEND:
        return "peer-can-send";
    case Fact::PEER_CAN_RECEIVE:
        return "peer-can-receive";
    case Fact::PEER_KNOWS:
        return "peer-knows";
    case Fact::PEER_HAS_CLOSED:
        return "peer-has-closed";
    case Fact::MY_CLOSE_ARRIVED:
        return "my-close-arrived";
    case Fact::PEER_IS_GONE:
        return "peer-is-gone";
    case Fact::FORGETS:
        return "forgets";
    }
    return "";
}

ExchangeKnowledge::ExchangeKnowledge(Language language)
    : m_language(language)
{
}

void
ExchangeKnowledge::Forget(int side, Phrase why, Time now)
{
    auto& knows = m_knows[side];
    if (std::find(knows.begin(), knows.end(), true) != knows.end())
    {
        knows = {};
        m_all.push_back({now, side, Fact::FORGETS, SayOf(why, m_language, side)});
    }
}

void
ExchangeKnowledge::Crashed(int side, Time now)
{
    Forget(side, Phrase::FORGETS_ALL, now);
}

void
ExchangeKnowledge::Learn(int side, Fact fact, Time now)
{
    bool& knows = m_knows[side][static_cast<std::size_t>(fact)];
    if (!knows)
    {
        knows = true;
        m_all.push_back({now, side, fact, SayOf(PhraseOf(fact), m_language, side)});
    }
}

void
ExchangeKnowledge::Arrived(const PlaySegment& segment, const Reaction& reaction, Time now)
{
    const int side = 1 - segment.from;
    const auto isConnection = [](State state) {
        return state != State::CLOSED && state != State::LISTEN;
    };
    const bool isOver = !isConnection(reaction.before) || reaction.before == State::TIME_WAIT;
    if (reaction.before != reaction.after && isOver && isConnection(reaction.after))
    {
        Forget(side, Phrase::BEGINS_AGAIN, now);
    }
    const bool concerns = isConnection(reaction.before) || isConnection(reaction.after);
    if (concerns && !segment.isInjected)
    {
        Learn(side, Fact::I_CAN_RECEIVE, now);
        Learn(side, Fact::PEER_CAN_SEND, now);
    }
    if (concerns && !segment.isInjected && !reaction.isDropped && segment.ack && *segment.ack >= 1)
    {
        Learn(side, Fact::I_CAN_SEND, now); // the SYN is acknowledged
        Learn(side, Fact::PEER_CAN_RECEIVE, now);
        // What has neither SYN nor RST is sent by an end whose own SYN is acknowledged.
        const bool isLater =
            !segment.segment.Has(Segment::SYN) && !segment.segment.Has(Segment::RST);
        if (isLater)
        {
            Learn(side, Fact::PEER_KNOWS, now);
        }
    }
    for (const auto& transition : reaction.transitions)
    {
        Infer(side, transition, now);
    }
}

void
ExchangeKnowledge::Infer(int side, const synfin::Transition& transition, Time now)
{
    const bool goesOn = transition.to != State::CLOSED && transition.to != State::LISTEN;
    if (TellsOfEnd(transition.cause))
    {
        Learn(side, Fact::PEER_IS_GONE, now);
        return;
    }
    if (AwaitsAckOfFin(transition.from) &&
        (transition.to == State::FIN_WAIT_2 || transition.to == State::TIME_WAIT ||
         transition.cause == Cause::ACK_RECEIVED))
    {
        Learn(side, Fact::MY_CLOSE_ARRIVED, now);
    }
    if (AwaitsPeerFin(transition.from) && !AwaitsPeerFin(transition.to) && goesOn)
    {
        Learn(side, Fact::PEER_HAS_CLOSED, now);
    }
}

void
ExchangeKnowledge::Changed(int side, const synfin::Transition& transition, Time now)
{
    if (transition.cause == Cause::ACTIVE_OPEN)
    {
        Forget(side, Phrase::BEGINS_AGAIN, now);
    }
    Infer(side, transition, now);
}

} // namespace synfin
} // namespace ns3
