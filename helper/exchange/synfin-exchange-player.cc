/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-player.h"

#include "ns3/synfin-keyed-draw.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint16_t CLIENT_PORT = 40000;
constexpr uint16_t SERVER_PORT = 80;
constexpr uint32_t CLIENT_ADDRESS = 0x0a000001; // 10.0.0.1
constexpr uint32_t SERVER_ADDRESS = 0x0a000002;

/// What is drawn, of the same seed as losses are.
constexpr uint32_t KEYS = 2;

/// Nothing that ends on its own needs more; probes of a peer that answers never end.
constexpr std::size_t MOST_SEGMENTS = 1000;
constexpr uint32_t LONGEST_HOURS = 24;
const Time LONGEST = Hours(LONGEST_HOURS);

constexpr uint32_t INITIAL_WINDOW = 10; // segments (RFC 6928)

std::unique_ptr<CongestionController>
MakeWindow(ConnectionId, uint32_t mss)
{
    return std::make_unique<FixedWindow>(INITIAL_WINDOW * mss);
}

} // namespace

ExchangePlayer::ExchangePlayer(const Situation& situation, Language language)
    : m_situation(situation),
      m_language(language),
      m_script(situation),
      m_path(situation),
      m_knowledge(language),
      m_steps(0, 1, language)
{
    const KeyedDraw keys(situation.seed, 0, KEYS);
    FourTuple tuple;
    tuple.localAddress = m_addresses.Intern(Ipv4Address(CLIENT_ADDRESS));
    tuple.localPort = CLIENT_PORT;
    tuple.remoteAddress = m_addresses.Intern(Ipv4Address(SERVER_ADDRESS));
    tuple.remotePort = SERVER_PORT;
    m_ends[0].tuple = tuple;
    m_ends[1].tuple = tuple.Reverse();
    for (int side = 0; side < 2; ++side)
    {
        m_ends[side].stack =
            std::make_unique<Stack>(situation.ProfileOf(side),
                                    IsnSecret{keys.Word(side, 0), keys.Word(side, 1)},
                                    &MakeWindow,
                                    &m_addresses);
    }
    m_play.situation = situation;
    Schedule(m_script.Begin());
    Schedule(situation.actions);
}

std::optional<Time>
ExchangePlayer::NextTime() const
{
    std::optional<Time> next;
    const auto sooner = [&next](const std::optional<Time>& time) {
        next = time && (!next || *time < *next) ? time : next;
    };
    for (const End& end : m_ends)
    {
        sooner(end.stack->NextDeadline());
    }
    if (!m_events.empty())
    {
        sooner(m_events.begin()->first.time);
    }
    return next;
}

bool
ExchangePlayer::Step()
{
    const auto next = NextTime();
    if (!next)
    {
        return false;
    }
    const Time last = m_situation.until.value_or(LONGEST);
    if (*next > last)
    {
        m_now = last;
        m_play.complete = false;
        if (!m_situation.until)
        {
            SayCutOff(Phrase::CUT_AT_TIME, LONGEST_HOURS);
        }
        return false;
    }
    if (m_play.segments.size() >= MOST_SEGMENTS)
    {
        m_play.complete = false;
        SayCutOff(Phrase::CUT_AT_SEGMENTS, MOST_SEGMENTS);
        return false;
    }
    m_now = *next;
    for (int side = 0; side < 2; ++side)
    {
        Actions out;
        m_ends[side].stack->HandleDeadline(m_now, out);
        Drain(side, out, std::nullopt);
    }
    if (!m_events.empty() && m_events.begin()->first.time == m_now)
    {
        const Key key = m_events.begin()->first;
        const Event event = m_events.begin()->second;
        m_events.erase(m_events.begin());
        for (End& end : m_ends)
        {
            end.held = end.held && end.held->number == key.number ? std::nullopt : end.held;
        }
        event.segment ? Arrive(*event.segment) : Act(event.action);
    }
    return true;
}

void
ExchangePlayer::SayCutOff(Phrase why, std::size_t most)
{
    m_steps.Happened(m_now, ExchangeScript::CLIENT, Say(why, m_language, std::to_string(most)));
}

Play
ExchangePlayer::Run()
{
    while (Step())
    {
    }
    m_play.end = m_now;
    m_play.knowledge = m_knowledge.All();
    m_play.timers = m_timers.Finish(m_now);
    m_play.rows = m_steps.Rows();
    m_play.neverSent = m_path.NeverSent();
    for (int side = 0; side < 2; ++side)
    {
        m_play.ends[side] = EndOf(side, m_play.timers);
    }
    return m_play;
}

std::optional<Time>
ExchangePlayer::RunHandshake()
{
    const State& client = m_ends[ExchangeScript::CLIENT].state;
    while (!IsSynchronized(client) && !m_ends[ExchangeScript::CLIENT].hasClosed && Step())
    {
    }
    return IsSynchronized(client) ? std::optional(m_now) : std::nullopt;
}

PlayEnd
ExchangePlayer::EndOf(int side, const std::vector<PlayTimer>& timers) const
{
    const End& end = m_ends[side];
    PlayEnd told;
    const std::string& own = m_situation.ownProfiles[side];
    told.profile = own == "auto" ? m_situation.profile : own;
    told.timeWait = end.stack->GetProfile().TimeWait();
    told.initial = m_steps.InitialStates()[side];
    if (end.iss)
    {
        told.isn = end.iss->GetValue() + end.offset;
    }
    for (const PlayTimer& timer : timers)
    {
        const bool isWhole = end.state != State::TIME_WAIT || timer.expired;
        if (timer.side == side && timer.kind == PlayTimerKind::TIME_WAIT && isWhole)
        {
            told.inTimeWait = TimeWaitStay{timer.until - timer.from};
        }
    }
    Time entered;
    for (const PlayTransition& change : m_play.transitions)
    {
        const bool isItsOwn = change.side == side;
        entered = isItsOwn && change.to == State::TIME_WAIT ? change.time : entered;
        if (isItsOwn && change.from == State::TIME_WAIT && told.inTimeWait)
        {
            const bool isCut = change.cause != Cause::TIME_WAIT_EXPIRED;
            told.inTimeWait->end = change.cause;
            told.inTimeWait->length = isCut ? change.time - entered : told.inTimeWait->length;
        }
    }
    return told;
}

void
ExchangePlayer::Schedule(const std::vector<TimedAction>& actions)
{
    for (const TimedAction& action : actions)
    {
        m_events[{action.time, ACTION, action.time, m_count++}] = {std::nullopt, action};
    }
}

void
ExchangePlayer::Arrive(std::size_t index)
{
    PlaySegment& segment = m_play.segments[index];
    segment.arrivals.push_back(m_now);
    const int side = 1 - segment.from;
    End& end = m_ends[side];
    m_steps.Received(RecordOf(segment, false), index);
    ExchangeKnowledge::Reaction reaction;
    reaction.before = end.state;
    Actions out;
    end.stack->SegmentArrives(end.tuple, segment.segment, m_now, out);
    reaction.transitions = Ours(side, out);
    reaction.isDropped = !out.drops.empty();
    const bool wasWaiting = reaction.before == State::TIME_WAIT;
    if (wasWaiting && reaction.transitions.empty() && segment.segment.Has(Segment::FIN))
    {
        m_timers.Restart(side, PlayTimerKind::TIME_WAIT);
    }
    reaction.after = reaction.transitions.empty() ? end.state : reaction.transitions.back().to;
    m_knowledge.Arrived(segment, reaction, m_now);
    Drain(side, out, index);
}

std::vector<Transition>
ExchangePlayer::Ours(int side, const Actions& actions) const
{
    const End& end = m_ends[side];
    // A listener is what an end is as long as it has no connection.
    const bool isIdle = end.state == State::CLOSED || end.state == State::LISTEN;
    std::vector<Transition> ours;
    std::copy_if(actions.transitions.begin(),
                 actions.transitions.end(),
                 std::back_inserter(ours),
                 [&](const Transition& transition) {
                     const FourTuple& tuple = transition.tuple;
                     return tuple == end.tuple || (tuple.remotePort == 0 && isIdle);
                 });
    return ours;
}

void
ExchangePlayer::Record(int side,
                       const Transition& transition,
                       const std::optional<std::size_t>& arrival)
{
    End& end = m_ends[side];
    end.state = transition.to;
    end.hasClosed = transition.to == State::CLOSED;
    m_play.transitions.push_back(
        {m_now, side, transition.from, transition.to, transition.cause, arrival});
    m_steps.Transition({m_now, static_cast<uint32_t>(side), transition, &m_addresses});
    if (!arrival)
    {
        m_knowledge.Changed(side, transition, m_now);
    }
    if (transition.to == State::TIME_WAIT)
    {
        Schedule(m_script.Waits(side, m_now));
    }
}

void
ExchangePlayer::Drain(int side, const Actions& actions, const std::optional<std::size_t>& arrival)
{
    const End& end = m_ends[side];
    for (const Drop& drop : actions.drops)
    {
        if (drop.tuple == end.tuple)
        {
            m_play.drops.push_back({m_now, side, arrival, drop.reason});
            m_steps.Dropped({m_now, static_cast<uint32_t>(side), drop, &m_addresses});
        }
    }
    for (const Transition& transition : Ours(side, actions))
    {
        Record(side, transition, arrival);
    }
    for (const SegmentOut& out : actions.segments)
    {
        if (out.tuple == end.tuple) // else it goes to where nobody is
        {
            Send(side, out);
        }
    }
    m_timers.Look(side, *end.stack, end.tuple, m_now);
    for (const Notification& notification : actions.notifications)
    {
        Tell(side, notification);
    }
}

void
ExchangePlayer::Tell(int side, const Notification& notification)
{
    End& end = m_ends[side];
    switch (notification.kind)
    {
    case Notification::ACCEPTABLE:
        end.connection = end.stack->Accept(notification.connection).id;
        Schedule(m_script.Opened(side, m_now));
        return;
    case Notification::CONNECTED:
        Schedule(m_script.Opened(side, m_now));
        return;
    case Notification::READABLE: {
        Actions out;
        end.stack->Receive(notification.connection, notification.size, m_now, out);
        Drain(side, out, std::nullopt);
        return;
    }
    case Notification::PEER_CLOSED:
        Schedule(m_script.PeerClosed(side, m_now));
        return;
    case Notification::PAYLOAD:
    case Notification::ACKNOWLEDGED:
    case Notification::SENT_FIN:
    case Notification::CLOSED:
    case Notification::RESET:
    case Notification::REFUSED:
    case Notification::TIMED_OUT:
    case Notification::UNREACHABLE:
    case Notification::ABORTED:
    case Notification::R1_REACHED:
    case Notification::SOFT_ERROR:
        return;
    }
}

Play
PlaySituation(const Situation& situation, Language language)
{
    return ExchangePlayer(situation, language).Run();
}

} // namespace synfin
} // namespace ns3
