/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-explored-world.h"

#include "synfin-state-digest.h"

#include <algorithm>
#include <ostream>
#include <tuple>

namespace ns3
{
namespace synfin
{

const Time ExploredWorld::PATIENCE = Seconds(5);

namespace
{

/// How long after the end of a connection the next one may begin: so long that the clock of initial
/// sequence numbers is beyond its window (RFC 9293 3.4.1: 4 us times 128 KiB).
const Time PAUSE = MilliSeconds(600);

/// Of the listener's cookies.
constexpr IsnSecret COOKIE_KEY{5, 6};

std::ostream&
operator<<(std::ostream& os, const Transition& transition)
{
    return os << transition.from << " -> " << transition.to << " (" << transition.cause << ')';
}

} // namespace

ExploredWorld::ExploredWorld(const ExploredScenario& scenario)
    : m_scenario(scenario),
      m_loss(scenario.loss),
      m_duplicate(scenario.duplicate),
      m_reorder(scenario.reorder),
      m_late(scenario.late)
{
    for (uint32_t i : {0U, 1U})
    {
        Host& host = m_hosts[i];
        host.stack = std::make_unique<Stack>(scenario.profiles[i], IsnSecret{i, 7});
        host.clock = Seconds(100);
        host.octets = scenario.data[i];
        host.tuple = i == 0 ? FourTuple{1, 2, 1000, 80} : FourTuple{2, 1, 80, 1000};
        if (i == 0 || scenario.simultaneous)
        {
            host.connects = scenario.connects;
        }
        else
        {
            ConnectionOptions options;
            if (scenario.fastOpen != ExploredFastOpen::NO)
            {
                options.fastOpenQueue = 1;
                options.fastOpenKey = COOKIE_KEY;
            }
            host.listener =
                host.stack->Listen(ANY_ADDRESS, 80, 8, options, host.clock, m_actions).id;
        }
    }
    m_observer.SetCookies(!scenario.simultaneous && scenario.profiles[1].syncookies != 0);
    Teach();
    m_actions.Clear();
}

void
ExploredWorld::Teach()
{
    if (m_scenario.fastOpen != ExploredFastOpen::COOKIE &&
        m_scenario.fastOpen != ExploredFastOpen::REFUSED)
    {
        return;
    }
    const IsnGenerator isn(IsnSecret{1, 7}, MicroSeconds(4));
    const bool isRight = m_scenario.fastOpen == ExploredFastOpen::COOKIE;
    const IsnSecret key = isRight ? COOKIE_KEY : IsnSecret{9, 9};
    Segment synAck = SynAck(1, 1);
    synAck.SetCookie(m_hosts[1].stack->GetFastOpen().CookieOf(isn, m_hosts[1].tuple, key));
    m_hosts[0].stack->GetFastOpen().Learn(m_hosts[0].tuple, synAck, 0);
}

ConnectionOptions
ExploredWorld::ConnectOptions(uint32_t i) const
{
    ConnectionOptions options;
    // By its number the stack tells an old duplicate; of a simultaneous open, neither is older.
    options.incarnation = m_scenario.simultaneous ? 0 : m_scenario.connects - m_hosts[i].connects;
    if (m_scenario.fastOpen != ExploredFastOpen::NO)
    {
        options.fastOpenData = m_hosts[i].octets;
    }
    return options;
}

// ---- What happens ----

void
ExploredWorld::Apply(const Choice& choice)
{
    if (m_narration)
    {
        *m_narration << ToString(choice) << '\n';
    }
    switch (choice.kind)
    {
    case Choice::DELIVER:
        Deliver(choice.host, TakeFirst(choice.host));
        break;
    case Choice::ARRIVE: {
        auto& aside = m_hosts[choice.host].aside;
        const SegmentOut segment = aside[choice.index];
        aside.erase(aside.begin() + choice.index);
        Deliver(choice.host, segment);
        break;
    }
    case Choice::LOSE:
        --m_loss;
        TakeFirst(choice.host);
        break;
    case Choice::DUPLICATE: {
        --m_duplicate;
        const SegmentOut segment = TakeFirst(choice.host);
        PutAside(choice.host, segment);
        Deliver(choice.host, segment);
        break;
    }
    case Choice::DELAY:
        --m_reorder;
        PutAside(choice.host, TakeFirst(choice.host));
        break;
    case Choice::TIMEOUT:
        GoOff(choice.host);
        break;
    case Choice::ACCEPT:
    case Choice::CONNECT:
    case Choice::SEND:
    case Choice::READ:
    case Choice::SHUTDOWN:
    case Choice::CLOSE:
    case Choice::ABORT:
        Call(choice);
        break;
    }
    const uint32_t hardship = m_scenario.loss - m_loss + m_scenario.late - m_late;
    m_observer.CheckPairs(hardship >= m_scenario.retries);
    if (IsQuiet() && (m_hosts[0].stack->NextDeadline() || m_hosts[1].stack->NextDeadline()))
    {
        m_observer.Fail("a timer is left behind");
    }
}

void
ExploredWorld::GoOff(uint32_t i)
{
    Host& host = m_hosts[i];
    Host& other = m_hosts[1 - i];
    m_late -= IsUnderWay() ? 1 : 0;
    const Time follows = Follows(i);
    host.clock += Wait(i);
    other.clock += follows;
    host.stack->HandleDeadline(host.clock, m_actions);
    Drain(i, nullptr);
}

void
ExploredWorld::Call(const Choice& choice)
{
    Host& host = m_hosts[choice.host];
    Stack& stack = *host.stack;
    CallError error = CallError::NONE;
    switch (choice.kind)
    {
    case Choice::CONNECT:
        Open(choice.host);
        return;
    case Choice::ACCEPT: {
        const auto opened = stack.Accept(host.listener);
        error = opened.error;
        host.connection = opened.id;
        host.hasClosed = host.hasLeft = false;
        break;
    }
    case Choice::SEND:
        --host.octets;
        m_observer.Sent(choice.host);
        error = stack.Send(host.connection, 1, host.clock, m_actions);
        break;
    case Choice::READ: {
        const auto octets = static_cast<uint32_t>(m_observer.Current(choice.host).unread);
        m_observer.ReadAll(choice.host);
        error = stack.Receive(host.connection, octets, host.clock, m_actions);
        break;
    }
    case Choice::SHUTDOWN:
        host.hasClosed = true;
        error = stack.Shutdown(host.connection, host.clock, m_actions);
        break;
    case Choice::CLOSE:
        host.hasClosed = host.hasLeft = true;
        error = stack.Close(host.connection, host.clock, m_actions);
        break;
    case Choice::ABORT:
        host.hasClosed = host.hasLeft = true;
        error = stack.Abort(host.connection, host.clock, m_actions);
        break;
    case Choice::DELIVER:
    case Choice::ARRIVE:
    case Choice::LOSE:
    case Choice::DUPLICATE:
    case Choice::DELAY:
    case Choice::TIMEOUT:
        break;
    }
    if (error != CallError::NONE)
    {
        m_observer.Fail(ToString(choice) + ": " + ToString(error));
    }
    Drain(choice.host, nullptr);
}

void
ExploredWorld::Open(uint8_t i)
{
    Host& host = m_hosts[i];
    --host.connects;
    const ConnectionOptions options = ConnectOptions(i);
    const auto opened = host.stack->Connect(host.tuple, options, host.clock, m_actions);
    if (opened.error != CallError::NONE)
    {
        m_observer.Fail(ToString(Choice{Choice::CONNECT, i}) + ": " + ToString(opened.error));
    }
    host.connection = opened.id;
    host.hasClosed = host.hasLeft = false;
    Drain(i, nullptr);
    for (uint32_t with = options.fastOpenData.value_or(0); with > 0; --with)
    {
        --host.octets;
        m_observer.Sent(i);
    }
}

void
ExploredWorld::Deliver(uint32_t to, const SegmentOut& segment)
{
    Host& host = m_hosts[to];
    host.stack->SegmentArrives(host.tuple, segment.segment, host.clock, m_actions);
    Drain(to, &segment);
}

// ---- The network ----

SegmentOut
ExploredWorld::TakeFirst(uint32_t host)
{
    auto& coming = m_hosts[host].coming;
    const SegmentOut segment = coming.front();
    coming.erase(coming.begin());
    Narrate(1 - host, segment.segment);
    return segment;
}

void
ExploredWorld::PutAside(uint32_t host, const SegmentOut& segment)
{
    // In a fixed order: which one was put aside first makes no difference.
    const auto key = [](const SegmentOut& out) {
        const Segment& s = out.segment;
        return std::tuple(s.seq.GetValue(), s.ack.GetValue(), s.flags, s.payload, s.window);
    };
    auto& aside = m_hosts[host].aside;
    const auto place =
        std::find_if(aside.begin(), aside.end(), [&segment, key](const SegmentOut& other) {
            return key(segment) < key(other);
        });
    aside.insert(place, segment);
}

void
ExploredWorld::Drain(uint32_t from, const SegmentOut* arriving)
{
    Host& host = m_hosts[from];
    for (const Transition& transition : m_actions.transitions)
    {
        Narrate(from, transition);
    }
    m_observer.Record(from, m_actions, arriving);
    if (const Connection* connection = StateDigest::ConnectionOf(*host.stack))
    {
        StateDigest::Identify(*connection, from, m_observer);
        if (!connection->IsConsistent())
        {
            m_observer.Fail("host " + std::to_string(from) + ": the connection is inconsistent");
        }
    }
    if (host.stack->Counters().oldDuplicatesAccepted > 0)
    {
        m_observer.Fail("host " + std::to_string(from) + ": an old duplicate was accepted");
    }
    for (const SegmentOut& segment : m_actions.segments)
    {
        Launch(from, segment);
    }
    const bool hasEnded =
        std::any_of(m_actions.transitions.begin(),
                    m_actions.transitions.end(),
                    [](const Transition& transition) {
                        return transition.to == State::CLOSED || transition.to == State::LISTEN;
                    });
    m_actions.Clear();
    if (hasEnded && Wait(from) > PAUSE)
    {
        host.clock += PAUSE;
    }
}

void
ExploredWorld::Launch(uint32_t from, SegmentOut segment)
{
    Segment& s = segment.segment;
    switch (m_scenario.defect)
    {
    case Defect::NONE:
        break;
    case Defect::DEAF_TIME_WAIT:
        if (StateOf(from) == State::TIME_WAIT)
        {
            return;
        }
        break;
    case Defect::BLIND_ACK:
        s.ack += m_observer.HasLife(from) && m_observer.Current(from).unread > 0 ? 1 : 0;
        break;
    case Defect::LOST_FIN_BIT:
        s.flags &= segment.kind == SegmentKind::RETRANSMIT ? ~Segment::FIN : 0xffff;
        break;
    case Defect::SHIFTED_DATA:
        segment.streamOffset += segment.kind == SegmentKind::RETRANSMIT ? 1 : 0;
        break;
    case Defect::ECHO:
        s.seq -= s.flags == Segment::ACK && s.payload == 0 ? 1 : 0;
        break;
    }
    m_hosts[1 - from].coming.push_back(segment);
}

// ---- Observation ----

State
ExploredWorld::StateOf(uint32_t host) const
{
    return m_hosts[host].stack->StateOf(m_hosts[host].tuple);
}

bool
ExploredWorld::IsQuiet() const
{
    const auto isOver = [](State state) {
        return state == State::CLOSED || state == State::LISTEN;
    };
    return !IsUnderWay() && isOver(StateOf(0)) && isOver(StateOf(1));
}

bool
ExploredWorld::WasDisturbed() const
{
    return m_loss != m_scenario.loss || m_duplicate != m_scenario.duplicate ||
           m_reorder != m_scenario.reorder || m_late != m_scenario.late;
}

template <typename What>
void
ExploredWorld::Narrate(uint32_t host, const What& what) const
{
    if (m_narration)
    {
        *m_narration << std::string(host == 0 ? 4 : 44, ' ') << what << '\n';
    }
}

} // namespace synfin
} // namespace ns3
