/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-two-hosts.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

TwoHosts::TwoHosts(const std::array<Profile, 2>& profiles, const Weather& weather, uint32_t seed)
    : m_weather(weather),
      m_random(seed),
      m_seed(seed)
{
    for (int host : {0, 1})
    {
        m_hosts[host].stack =
            std::make_unique<Stack>(profiles[host], IsnSecret{seed, static_cast<uint64_t>(host)});
    }
}

std::string
TwoHosts::Where(int host) const
{
    return "seed " + std::to_string(m_seed) + ", host " + std::to_string(host) + ", at " +
           std::to_string(m_now.GetSeconds()) + " s";
}

ConnectionId
TwoHosts::IdOf(uint64_t key)
{
    return {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32)};
}

TwoHosts::End&
TwoHosts::EndOf(int host, ConnectionId id)
{
    const auto [entry, isNew] = m_hosts[host].ends.emplace(id.Key(), End());
    if (isNew)
    {
        entry->second.host = host;
        if (const Connection* connection = m_hosts[host].stack->Find(id))
        {
            entry->second.tuple = connection->Tuple();
        }
    }
    return entry->second;
}

ConnectionId
TwoHosts::Any(int host)
{
    std::vector<uint64_t> living;
    for (const auto& [key, end] : m_hosts[host].ends)
    {
        if (end.alive)
        {
            living.push_back(key);
        }
    }
    return living.empty() ? ConnectionId() : IdOf(living[Random(living.size())]);
}

// ---- User calls ----

ConnectionId
TwoHosts::Connect(int host, uint16_t localPort, uint16_t remotePort)
{
    const auto opened = m_hosts[host].stack->Connect({host + 1U, 2U - host, localPort, remotePort},
                                                     {},
                                                     m_now,
                                                     m_actions);
    if (opened.error == CallError::NONE)
    {
        EndOf(host, opened.id);
    }
    Drain(host, nullptr);
    return opened.id;
}

void
TwoHosts::Listen(int host, uint16_t port, uint32_t backlog)
{
    m_hosts[host].listener =
        m_hosts[host].stack->Listen(ANY_ADDRESS, port, backlog, {}, m_now, m_actions).id;
    Drain(host, nullptr);
}

void
TwoHosts::CloseListener(int host)
{
    m_hosts[host].stack->Close(m_hosts[host].listener, m_now, m_actions);
    Drain(host, nullptr);
}

void
TwoHosts::Accept(int host)
{
    const auto opened = m_hosts[host].stack->Accept(m_hosts[host].listener);
    if (opened.error == CallError::NONE)
    {
        EndOf(host, opened.id);
    }
}

void
TwoHosts::Send(int host, ConnectionId id, uint32_t octets)
{
    if (m_hosts[host].stack->Send(id, octets, m_now, m_actions) == CallError::NONE)
    {
        EndOf(host, id).sent += octets;
    }
    Drain(host, nullptr);
}

void
TwoHosts::Read(int host, ConnectionId id, uint64_t octets)
{
    End& end = EndOf(host, id);
    octets = std::min(octets, end.unread);
    end.unread -= octets;
    m_hosts[host].stack->Receive(id, static_cast<uint32_t>(octets), m_now, m_actions);
    Drain(host, nullptr);
}

void
TwoHosts::Shutdown(int host, ConnectionId id)
{
    EndOf(host, id).finSent = true;
    m_hosts[host].stack->Shutdown(id, m_now, m_actions);
    Drain(host, nullptr);
}

void
TwoHosts::Close(int host, ConnectionId id)
{
    EndOf(host, id).finSent = true;
    m_hosts[host].stack->Close(id, m_now, m_actions);
    Drain(host, nullptr);
}

void
TwoHosts::Abort(int host, ConnectionId id)
{
    m_hosts[host].stack->Abort(id, m_now, m_actions);
    Drain(host, nullptr);
}

// ---- Time ----

bool
TwoHosts::Step(Time end)
{
    Time next = m_flights.empty() ? Time::Max() : m_flights.begin()->first;
    int timer = -1;
    for (int host : {0, 1})
    {
        const auto deadline = m_hosts[host].stack->NextDeadline();
        if (deadline && *deadline < next)
        {
            next = *deadline;
            timer = host;
        }
    }
    if (next == Time::Max() || next > end)
    {
        return false;
    }
    EXPECT_GE(next, m_now) << "a deadline in the past: " << Where(std::max(timer, 0));
    m_now = std::max(m_now, next);
    if (timer >= 0)
    {
        m_hosts[timer].stack->HandleDeadline(m_now, m_actions);
        Drain(timer, nullptr);
        return true;
    }
    const Flight flight = m_flights.begin()->second;
    m_flights.erase(m_flights.begin());
    m_hosts[flight.to].stack->SegmentArrives(flight.out.tuple.Reverse(),
                                             flight.out.segment,
                                             m_now,
                                             m_actions);
    Drain(flight.to, &flight.out);
    return true;
}

void
TwoHosts::RunUntil(Time end)
{
    for (int steps = 0; Step(end); ++steps)
    {
        ASSERT_LT(steps, 200000) << "no end of events: " << Where(0);
    }
    m_now = end;
}

void
TwoHosts::RunToTheEnd()
{
    for (int steps = 0; Step(m_now + Hours(24 * 30)); ++steps)
    {
        ASSERT_LT(steps, 200000) << "no end of events: " << Where(0);
    }
}

void
TwoHosts::ExpectGone()
{
    for (int host : {0, 1})
    {
        const Stack& stack = *m_hosts[host].stack;
        for (int state = 0; state < STATE_COUNT; ++state)
        {
            EXPECT_EQ(stack.CountOf(static_cast<State>(state)), 0U)
                << static_cast<State>(state) << ", " << Where(host);
        }
        EXPECT_EQ(stack.PortsInUse(), 0U) << Where(host);
        EXPECT_FALSE(stack.NextDeadline()) << Where(host);
        EXPECT_TRUE(m_hosts[host].states.empty()) << Where(host);
        for (const auto& [key, end] : m_hosts[host].ends)
        {
            EXPECT_FALSE(end.alive) << Where(host) << ", port " << end.tuple.localPort;
        }
        const StackCounters& c = stack.Counters();
        EXPECT_EQ(c.timeWaitEntered,
                  c.timeWaitExpired + c.timeWaitReused + c.timeWaitReset + c.timeWaitEvicted);
    }
}

// ---- The network ----

void
TwoHosts::Launch(int from, const SegmentOut& out)
{
    const int copies = Chance(m_weather.duplication) ? 2 : 1;
    for (int i = 0; i < copies; ++i)
    {
        if (m_now >= m_weather.dark || Chance(m_weather.loss))
        {
            continue;
        }
        Time delay = m_weather.delay;
        if (m_weather.jitter.IsStrictlyPositive())
        {
            delay +=
                MicroSeconds(Random(static_cast<uint32_t>(m_weather.jitter.GetMicroSeconds()) + 1));
        }
        m_flights.emplace(m_now + delay, Flight{1 - from, out});
    }
}

// ---- The account ----

void
TwoHosts::Drain(int host, const SegmentOut* arriving)
{
    for (const Transition& transition : m_actions.transitions)
    {
        Check(host, transition);
    }
    for (const Notification& notification : m_actions.notifications)
    {
        Check(host, notification, arriving);
    }
    for (const SegmentOut& out : m_actions.segments)
    {
        Launch(host, out);
    }
    m_actions.Clear();
}

void
TwoHosts::Check(int host, const Transition& transition)
{
    EXPECT_TRUE(IsLegal(transition.from, transition.to))
        << transition.from << " -> " << transition.to << ", " << Where(host);
    EXPECT_LE(transition.since, m_now);
    const FourTuple& t = transition.tuple;
    if (t.remotePort == 0)
    {
        return; // a listener
    }
    auto& states = m_hosts[host].states;
    const std::array<uint32_t, 4> key{t.localAddress, t.remoteAddress, t.localPort, t.remotePort};
    const auto known = states.find(key);
    const bool fresh = transition.from == State::CLOSED || transition.from == State::LISTEN;
    if (fresh)
    {
        EXPECT_EQ(known, states.end()) << "two at once: " << Where(host);
    }
    else
    {
        ASSERT_NE(known, states.end()) << "from nowhere: " << Where(host);
        EXPECT_EQ(known->second, transition.from) << Where(host);
    }
    if (transition.to == State::CLOSED || transition.to == State::LISTEN)
    {
        states.erase(key);
    }
    else
    {
        states[key] = transition.to;
    }
}

void
TwoHosts::Check(int host, const Notification& notification, const SegmentOut* arriving)
{
    if (notification.connection == m_hosts[host].listener)
    {
        EXPECT_EQ(notification.kind, Notification::ACCEPTABLE);
        return;
    }
    End& end = EndOf(host, notification.connection);
    EXPECT_TRUE(end.alive) << "notified after its end: " << Where(host);
    switch (notification.kind)
    {
    case Notification::PAYLOAD: {
        ASSERT_NE(arriving, nullptr) << Where(host);
        // The octets are where the sender put them, and none comes twice.
        EXPECT_EQ(notification.streamOffset, arriving->streamOffset + notification.skip)
            << Where(host);
        EXPECT_LE(notification.skip + notification.size, arriving->segment.payload);
        const uint64_t right = notification.streamOffset + notification.size;
        end.got.resize(std::max<std::size_t>(end.got.size(), right));
        for (uint64_t i = notification.streamOffset; i < right; ++i)
        {
            EXPECT_FALSE(end.got[i]) << "octet " << i << " twice, " << Where(host);
            end.got[i] = true;
        }
        break;
    }
    case Notification::READABLE:
        end.readable += notification.size;
        end.unread += notification.size;
        EXPECT_EQ(notification.streamOffset, end.readable) << Where(host);
        EXPECT_LE(end.readable, end.got.size()) << Where(host);
        EXPECT_EQ(std::count(end.got.begin(), end.got.begin() + end.readable, false), 0)
            << "a gap was readable, " << Where(host);
        EXPECT_FALSE(end.peerClosed) << "data after the end of the stream, " << Where(host);
        break;
    case Notification::ACKNOWLEDGED:
        end.acknowledged += notification.size;
        EXPECT_EQ(notification.streamOffset, end.acknowledged) << Where(host);
        EXPECT_LE(end.acknowledged, end.sent) << Where(host);
        break;
    case Notification::PEER_CLOSED:
        EXPECT_FALSE(end.peerClosed) << Where(host);
        end.peerClosed = true;
        break;
    case Notification::CLOSED:
    case Notification::RESET:
    case Notification::REFUSED:
    case Notification::TIMED_OUT:
    case Notification::UNREACHABLE:
    case Notification::ABORTED:
        end.alive = false;
        end.how = notification.kind;
        break;
    case Notification::CONNECTED:
    case Notification::SENT_FIN:
    case Notification::R1_REACHED:
    case Notification::SOFT_ERROR:
        break;
    case Notification::ACCEPTABLE:
        ADD_FAILURE() << "a connection has nothing to accept, " << Where(host);
        break;
    }
}

} // namespace synfin
} // namespace ns3
