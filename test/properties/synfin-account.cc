/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-account.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

Account::End&
Account::Open(ConnectionId id)
{
    const auto [entry, isNew] = m_ends.try_emplace(id.Key());
    if (isNew)
    {
        if (const Connection* connection = m_stack.Find(id))
        {
            entry->second.tuple = connection->Tuple();
        }
    }
    return entry->second;
}

void
Account::Take(const Actions& actions, Time now, const SegmentOut* arriving)
{
    for (const Transition& transition : actions.transitions)
    {
        Take(transition, now);
    }
    for (const Notification& notification : actions.notifications)
    {
        Take(notification, arriving);
    }
    for (const SegmentOut& out : actions.segments)
    {
        Require(out.segment.payload == 0 || out.connection.IsValid(), "nobody sends data");
        CheckConsistency(out.connection);
    }
}

void
Account::CheckConsistency(ConnectionId id) const
{
    const Connection* connection = m_stack.Find(id);
    Require(!connection || connection->IsConsistent(), "a connection contradicts itself");
}

void
Account::Take(const Transition& transition, Time now)
{
    const State from = transition.from;
    const State to = transition.to;
    if (!IsLegal(from, to) || transition.since > now)
    {
        throw Violation(std::string("no edge from ") + ToString(from) + " to " + ToString(to) +
                        ", or from the future");
    }
    if (transition.tuple.remotePort == 0)
    {
        return; // a listener
    }
    const Key key = KeyOf(transition.tuple);
    const auto known = m_places.find(key);
    if (from == State::CLOSED || from == State::LISTEN)
    {
        Require(known == m_places.end(), "two connections with one four-tuple");
        m_places.emplace(key, Place{to, now});
        return;
    }
    Require(known != m_places.end() && known->second.state == from,
            "a transition from a state in which the connection is not");
    CheckSilence(known->second, now);
    Require(from != State::FIN_WAIT_2 || now < m_usersLeft ||
                now - std::max(transition.since, m_usersLeft) <= m_finWait2,
            "an orphan stayed too long in FIN_WAIT_2");
    if (to == State::CLOSED || to == State::LISTEN)
    {
        m_places.erase(known);
        return;
    }
    known->second = {to, now};
}

void
Account::Hear(const FourTuple& tuple, Time now)
{
    const auto known = m_places.find(KeyOf(tuple));
    if (known != m_places.end())
    {
        CheckSilence(known->second, now);
    }
}

void
Account::CheckSilence(Place& place, Time now)
{
    if (now >= m_usersLeft)
    {
        const Time silence = now - std::max(place.news, m_usersLeft);
        m_longestSilence = std::max(m_longestSilence, silence);
        Require(silence <= m_silence, "a connection without user went too long without news");
    }
    place.news = now;
}

void
Account::Take(const Notification& notification, const SegmentOut* arriving)
{
    if (m_listeners.count(notification.connection.Key()) > 0)
    {
        Require(notification.kind == Notification::ACCEPTABLE, "a listener heard of data");
        return;
    }
    End& end = Open(notification.connection);
    Require(end.alive, "a notification after the last one");
    if (IsLast(notification.kind))
    {
        Require(!m_stack.Find(notification.connection), "a connection outlived its end");
        end.alive = false;
        end.how = notification.kind;
        return;
    }
    switch (notification.kind)
    {
    case Notification::PAYLOAD:
        TakePayload(end, notification, arriving);
        break;
    case Notification::READABLE:
        Require(!end.peerClosed, "data after the end of the stream");
        end.readable += notification.size;
        end.unread += notification.size;
        Require(notification.streamOffset == end.readable, "READABLE at another place");
        Require(end.readable <= end.got.InOrder(), "a gap was readable");
        break;
    case Notification::ACKNOWLEDGED:
        end.acknowledged += notification.size;
        Require(notification.streamOffset == end.acknowledged, "ACKNOWLEDGED at another place");
        Require(end.acknowledged <= end.sent, "acknowledged but never sent");
        break;
    case Notification::PEER_CLOSED:
        Require(!end.peerClosed, "the stream ended twice");
        Require(end.readable == end.got.InOrder(), "the stream ended before its last octet");
        end.peerClosed = true;
        break;
    case Notification::SENT_FIN:
        Require(end.finSent && !end.finAcknowledged, "a FIN that was not sent was acknowledged");
        Require(end.acknowledged == end.sent, "a FIN was acknowledged before the data");
        end.finAcknowledged = true;
        break;
    case Notification::ACCEPTABLE:
        throw Violation("a connection has nothing to accept");
    default: // nothing to add up
        break;
    }
}

void
Account::TakePayload(End& end, const Notification& notification, const SegmentOut* arriving)
{
    Require(notification.size > 0, "nothing was delivered");
    Require(end.got.Add(notification.streamOffset, notification.streamOffset + notification.size),
            "an octet was delivered twice");
    if (!arriving)
    {
        return;
    }
    // The octets are where their sender put them, and all are from one sender.
    Require(notification.skip + notification.size <= arriving->segment.payload,
            "more was delivered than arrived");
    Require(notification.streamOffset == arriving->streamOffset + notification.skip,
            "octets were delivered at another place of the stream");
    Require(!end.peer.IsValid() || end.peer == arriving->connection,
            "octets of another connection were delivered");
    end.peer = arriving->connection;
}

void
Account::CheckGone() const
{
    for (int state = 0; state < STATE_COUNT; ++state)
    {
        if (m_stack.CountOf(static_cast<State>(state)) != 0)
        {
            throw Violation(std::string("in the end something is still in ") +
                            ToString(static_cast<State>(state)));
        }
    }
    Require(m_stack.PortsInUse() == 0, "in the end a port is still taken");
    Require(m_stack.OrphanCount() == 0, "in the end an orphan is still counted");
    Require(!m_stack.NextDeadline(), "in the end a timer is still armed");
    Require(m_places.empty(), "in the end a connection has not come to CLOSED");
    for (const auto& [key, end] : m_ends)
    {
        Require(!end.alive && !m_stack.Find(IdOf(key)), "in the end a user still waits");
    }
    const StackCounters& c = m_stack.Counters();
    Require(c.timeWaitEntered ==
                c.timeWaitExpired + c.timeWaitReused + c.timeWaitReset + c.timeWaitCrashed,
            "TIME_WAIT: more entered than left");
}

} // namespace synfin
} // namespace ns3
