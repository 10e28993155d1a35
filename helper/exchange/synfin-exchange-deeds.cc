/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What users do, and what fate does: the calls of a user, a crash, old segments, a flood.

#include "synfin-exchange-player.h"

#include "ns3/synfin-ladder-meaning.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// Of an old connection: so far before the present one were its numbers.
constexpr int32_t OLDER = 100000;

/// Where the SYNs of a flood come from: nobody is there (RFC 5737, 203.0.113.0/24).
constexpr uint32_t NOWHERE = 0xcb007100;
constexpr uint32_t NOWHERE_HOSTS = 256;
constexpr uint16_t NOWHERE_PORT = 1024;

/// What is drawn, of the same seed as losses and keys are.
constexpr uint32_t OLD_NUMBERS = 3;

constexpr uint32_t BACKLOG = 1;

} // namespace

void
ExchangePlayer::Act(const TimedAction& action)
{
    Actions out;
    const CallError error = Perform(action, out);
    TimedAction done = action;
    done.time = m_now;
    m_play.actions.push_back({done, error});
    if (error != CallError::NONE)
    {
        const Phrase why = MeaningOfRefusal(error);
        m_steps.Happened(m_now,
                         action.side,
                         SayOf(why, m_language, action.side, ToString(action.verb)));
    }
    Drain(action.side, out, std::nullopt);
}

CallError
ExchangePlayer::Perform(const TimedAction& action, Actions& out)
{
    End& end = m_ends[action.side];
    const ConnectionId user = end.connection.IsValid() ? end.connection : end.listener;
    switch (action.verb)
    {
    case Verb::LISTEN: {
        const auto opened =
            end.stack->Listen(end.tuple.localAddress, end.tuple.localPort, BACKLOG, {}, m_now, out);
        end.listener = opened.error == CallError::NONE ? opened.id : end.listener;
        return opened.error;
    }
    case Verb::CONNECT:
        return Open(action.side, out);
    case Verb::SEND:
        return end.stack->Send(end.connection, action.amount, m_now, out);
    case Verb::CLOSE: {
        const CallError error = end.stack->Close(user, m_now, out);
        // As close() does, it succeeds for a connection that has ended meanwhile.
        return end.connection.IsValid() && error == CallError::NO_CONNECTION ? CallError::NONE
                                                                             : error;
    }
    case Verb::SHUTDOWN:
        return end.stack->Shutdown(end.connection, m_now, out);
    case Verb::ABORT:
        return end.stack->Abort(user, m_now, out);
    case Verb::CRASH:
        return Crash(action.side, out);
    case Verb::OLD_SYN:
    case Verb::OLD_DATA:
    case Verb::OLD_RST:
        return Inject(action);
    case Verb::FLOOD:
        Flood(action);
        return CallError::NONE;
    }
    return CallError::NONE;
}

CallError
ExchangePlayer::Open(int side, Actions& out)
{
    End& end = m_ends[side];
    ConnectionOptions options;
    if (side == ExchangeScript::CLIENT && m_script.KeepsAlive())
    {
        options.keepalive = true;
    }
    const auto opened = end.stack->Connect(end.tuple, options, m_now, out);
    end.connection = opened.error == CallError::NONE ? opened.id : end.connection;
    return opened.error;
}

CallError
ExchangePlayer::Crash(int side, Actions& out)
{
    End& end = m_ends[side];
    std::size_t from = 0;
    while (end.stack->Crash(SIZE_MAX, from, m_now, out))
    {
    }
    end.stack->Restart(m_now);
    m_knowledge.Crashed(side, m_now);
    end.connection = {};
    end.listener = {};
    return CallError::NONE;
}

CallError
ExchangePlayer::Inject(const TimedAction& action)
{
    const int side = action.side;
    const bool isSyn = action.verb == Verb::OLD_SYN;
    End& end = m_ends[side];
    const End& other = m_ends[1 - side];
    if (!isSyn && (!end.iss || !other.iss))
    {
        return CallError::NO_CONNECTION; // nothing of it can be old
    }
    PlaySegment old;
    old.isInjected = true;
    old.name = ToString(action.verb);
    old.kind = SegmentKind::FORGED;
    old.from = side;
    old.sent = m_now;
    if (isSyn)
    {
        const auto any =
            static_cast<uint32_t>(KeyedDraw(m_situation.seed, 0, OLD_NUMBERS).Word(side, 0));
        old.segment = Syn(end.iss ? (*end.iss - OLDER).GetValue() : any);
        old.segment.mss = static_cast<uint16_t>(end.stack->GetProfile().mss);
        old.segment.window = UINT16_MAX;
        old.copy.name = SegmentName::SYN;
        if (!end.iss)
        {
            m_namer.Name(side, old.segment); // numbers count from it, until a SYN is sent
            const auto& isn = m_situation.isn[side];
            end.iss = old.segment.seq;
            end.offset = isn ? *isn - OLDER - any : 0;
            end.isOffsetOld = true;
        }
    }
    else
    {
        const uint32_t seq = end.iss->GetValue() + 1;
        const uint32_t ack = other.iss->GetValue() + 1;
        const bool isData = action.verb == Verb::OLD_DATA;
        old.segment = isData ? Data(seq, ack, 100) : Rst(seq);
        old.copy.name = isData ? SegmentName::DATA : SegmentName::RST;
        // It has the timestamps that it had when it was sent.
        for (const PlaySegment& sent : m_play.segments)
        {
            if (isData && sent.from == side && !sent.segment.Has(Segment::SYN))
            {
                old.segment.timestamps = sent.segment.timestamps;
                old.segment.window = sent.segment.window;
                break;
            }
        }
    }
    Number(old);
    m_steps.Sent(RecordOf(old, true), {old.copy, old.name, old.label, true}, false);
    m_events[{m_now + m_situation.delay, ARRIVAL, m_now, m_count++}] = {m_play.segments.size(), {}};
    m_play.segments.push_back(old);
    return CallError::NONE;
}

void
ExchangePlayer::Flood(const TimedAction& action)
{
    End& end = m_ends[action.side];
    m_steps.Happened(m_now,
                     action.side,
                     Say(Phrase::FLOODED, m_language, std::to_string(action.amount)));
    for (uint32_t i = 0; i < action.amount; ++i)
    {
        FourTuple tuple = end.tuple;
        tuple.remoteAddress = m_addresses.Intern(Ipv4Address(NOWHERE + i % NOWHERE_HOSTS));
        tuple.remotePort = static_cast<uint16_t>(NOWHERE_PORT + i / NOWHERE_HOSTS);
        Actions out;
        Segment syn = Syn(i);
        syn.mss = static_cast<uint16_t>(end.stack->GetProfile().mss);
        syn.window = UINT16_MAX;
        end.stack->SegmentArrives(tuple, syn, m_now, out);
        Drain(action.side, out, std::nullopt);
    }
}

} // namespace synfin
} // namespace ns3
