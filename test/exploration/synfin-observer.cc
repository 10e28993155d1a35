/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-observer.h"

#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

std::string
Name(const Life& life)
{
    return "host " + std::to_string(life.host);
}

} // namespace

void
Observer::Fail(const std::string& what)
{
    if (m_violation.empty())
    {
        m_violation = what;
    }
}

bool
Observer::IsAnyBroken() const
{
    for (const Life& life : m_lives)
    {
        if (life.IsBroken())
        {
            return true;
        }
    }
    return false;
}

const Life*
Observer::PeerOf(const Life& life) const
{
    if (!(life.facts & HAS_SYN))
    {
        return nullptr;
    }
    for (const Life& other : m_lives)
    {
        if (other.host != life.host && other.iss == life.irs)
        {
            return &other;
        }
    }
    return nullptr;
}

void
Observer::Record(uint32_t host, const Actions& actions, const SegmentOut* arriving)
{
    for (const Transition& transition : actions.transitions)
    {
        if (transition.tuple.remotePort != 0)
        {
            Record(host, transition);
        }
    }
    for (const Notification& notification : actions.notifications)
    {
        Record(host, notification, arriving);
    }
}

void
Observer::Identify(uint32_t host, uint32_t iss, uint32_t irs)
{
    Life& life = Current(host);
    life.iss = iss;
    life.irs = irs;
}

void
Observer::Record(uint32_t host, const Transition& transition)
{
    const auto edge = [host, &transition] {
        std::ostringstream text;
        text << "host " << host << ": " << transition.from << " -> " << transition.to << " ("
             << transition.cause << ")";
        return text.str();
    };
    if (!IsLegal(transition.from, transition.to))
    {
        Fail(edge() + " is no edge of RFC 9293 Figure 5");
    }
    const bool begins = transition.from == State::CLOSED || transition.from == State::LISTEN;
    const State present = HasLife(host) ? Current(host).state : State::CLOSED;
    if (present != (begins ? State::CLOSED : transition.from))
    {
        Fail(edge() + ", but it was in " + ToString(present));
    }
    if (begins)
    {
        m_current[host] = m_lives.size();
        m_lives.emplace_back();
        m_lives.back().host = host;
    }
    Life& life = Current(host);
    life.cause = transition.cause;
    life.state = transition.to == State::LISTEN ? State::CLOSED : transition.to;
    if (transition.cause == Cause::OLD_DUPLICATE_SYN)
    {
        // What had been reopened is in TIME_WAIT again (RFC 9293 MAY-2), and the new one ends.
        life.state = State::CLOSED;
        m_returning = m_current[host];
        do
        {
            --m_current[host];
        } while (Current(host).host != host || !Current(host).IsInOrder());
        Current(host).state = State::TIME_WAIT;
        return;
    }
    life.facts |= FactsOf(life.state);
    if (transition.from == State::LAST_ACK && transition.cause == Cause::ACK_RECEIVED)
    {
        life.facts |= FIN_WAS_RECEIVED;
    }
}

void
Observer::Record(uint32_t host, const Notification& notification, const SegmentOut* arriving)
{
    if (notification.kind == Notification::ACCEPTABLE)
    {
        return;
    }
    Life& life = m_returning ? m_lives[*m_returning] : Current(host);
    m_returning.reset();
    if (life.hasEnded)
    {
        Fail(Name(life) + ": the user hears of a connection that has ended");
    }
    if (IsLast(notification.kind))
    {
        life.hasEnded = true;
        life.how = notification.kind;
        return;
    }
    switch (notification.kind)
    {
    case Notification::PAYLOAD:
        RecordPayload(life, notification, arriving);
        break;
    case Notification::READABLE:
        life.readable += notification.size;
        life.unread += notification.size;
        if (life.readable != notification.streamOffset ||
            (life.got & ((1ULL << life.readable) - 1)) != (1ULL << life.readable) - 1)
        {
            Fail(Name(life) + ": octets are readable that have not arrived");
        }
        break;
    case Notification::ACKNOWLEDGED:
        life.acknowledged += notification.size;
        if (life.acknowledged != notification.streamOffset || life.acknowledged > life.sent)
        {
            Fail(Name(life) + ": octets are acknowledged that were not sent");
        }
        break;
    default: // no octets
        break;
    }
}

void
Observer::RecordPayload(Life& life, const Notification& notification, const SegmentOut* arriving)
{
    if (!arriving || notification.skip + notification.size > arriving->segment.payload)
    {
        Fail(Name(life) + ": data comes from nowhere");
        return;
    }
    if (notification.streamOffset != arriving->streamOffset + notification.skip)
    {
        Fail(Name(life) + ": octets arrive at the wrong place of the stream");
    }
    const uint64_t octets = ((1ULL << notification.size) - 1) << notification.streamOffset;
    if (life.got & octets)
    {
        Fail(Name(life) + ": an octet arrives twice");
    }
    life.got |= octets;
}

void
Observer::CheckData(const Life& life, const Life& peer)
{
    if (life.acknowledged > peer.readable)
    {
        Fail(Name(life) + ": octets are acknowledged that its peer does not have");
    }
    if (life.readable > peer.sent)
    {
        Fail(Name(life) + ": it has more octets than were sent");
    }
    if ((life.facts & HAS_FIN) && life.readable != peer.sent)
    {
        Fail(Name(life) + ": the stream has ended, and octets are missing");
    }
    if (life.IsInOrder() && life.acknowledged != life.sent)
    {
        Fail(Name(life) + ": it ended in order with octets that were not acknowledged");
    }
}

void
Observer::CheckEnd(const Life& life, const Life& peer, bool mayGiveUp)
{
    if (!life.hasEnded || !(life.facts & SYN_WAS_RECEIVED) || peer.IsBroken())
    {
        return;
    }
    // RFC 9293 3.5.2: a reset tells that the other end does not know the connection (any more).
    if (life.how == Notification::RESET)
    {
        Fail(Name(life) + ": it was reset, though its peer had neither aborted nor given up");
    }
    if (life.how == Notification::TIMED_OUT && !mayGiveUp)
    {
        Fail(Name(life) + ": it gave up a peer that answers");
    }
}

void
Observer::CheckPairs(bool mayGiveUp)
{
    for (const Life& life : m_lives)
    {
        const Life* peer = PeerOf(life);
        const bool mayBeCookie = m_hasCookies && life.host == 0; // the server keeps nothing
        if ((life.facts & HAS_SYN) && !peer && !mayBeCookie)
        {
            Fail(Name(life) + ": it has a SYN that nobody sent");
            return;
        }
        if (!peer)
        {
            continue;
        }
        // The peer may have taken a SYN-ACK of ours that is older than this connection.
        const bool isMutual = (peer->facts & HAS_SYN) && peer->irs == life.iss;
        if ((life.facts & SYN_WAS_RECEIVED) && !isMutual)
        {
            Fail(Name(life) + ": it is synchronized with an end that is not synchronized with it");
        }
        if (isMutual)
        {
            if (const char* sentence = Contradiction(life.facts, peer->facts))
            {
                Fail(Name(life) + ": in " + ToString(life.state) + " beside " +
                     ToString(peer->state) + ": " + sentence);
            }
            CheckData(life, *peer);
            CheckEnd(life, *peer, mayGiveUp);
        }
    }
    if (HasLife(0) && HasLife(1))
    {
        CheckCurrentPair(Current(0), Current(1));
    }
}

void
Observer::CheckCurrentPair(const Life& client, const Life& server)
{
    // An old SYN may have opened one end anew, which the other does not know; it gets no further
    // than to SYN_RCVD (RFC 9293 3.5, Figure 9).
    const bool isMutual = (!(client.facts & HAS_SYN) || client.irs == server.iss) &&
                          (!(server.facts & HAS_SYN) || server.irs == client.iss);
    if (!isMutual)
    {
        return;
    }
    if (!IsAnyBroken() && !IsLegalPair(client.state, server.state))
    {
        Fail(std::string(ToString(client.state)) + " beside " + ToString(server.state) +
             " is no legal pair");
    }
    // Of two ends that close in order, one waits.
    if (client.IsInOrder() && server.IsInOrder() &&
        !((client.facts | server.facts) & CLOSED_UNASKED))
    {
        Fail("both ends ended in order, and none was in TIME_WAIT");
    }
}

} // namespace synfin
} // namespace ns3
