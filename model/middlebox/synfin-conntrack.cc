/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-conntrack.h"

#include <algorithm>
#include <optional>

namespace ns3
{
namespace synfin
{

namespace
{

using State = ConntrackState;

/// TrackedConnection::flags: a host outside began it.
constexpr uint8_t FROM_OUTSIDE = 1;

/// What the kernel looks at first in a segment (get_conntrack_index()).
enum class Kind
{
    RST,
    SYN,
    SYN_ACK,
    FIN,
    ACK,
    OTHER,
};

Kind
KindOf(const Segment& segment)
{
    const bool acknowledges = segment.Has(Segment::ACK);
    if (segment.Has(Segment::RST))
    {
        return Kind::RST;
    }
    if (segment.Has(Segment::SYN))
    {
        return acknowledges ? Kind::SYN_ACK : Kind::SYN;
    }
    if (segment.Has(Segment::FIN))
    {
        return Kind::FIN;
    }
    return acknowledges ? Kind::ACK : Kind::OTHER;
}

/// What a segment does to an entry.
struct Move
{
    std::optional<State> to{};
    bool isInvalid{false}; //!< else, without a state, it is ignored
};

constexpr Move INVALID{std::nullopt, true};

bool
IsOpening(State state)
{
    return state == State::SYN_SENT || state == State::SYN_SENT2;
}

/// @return what a FIN of either side does
Move
AfterFin(State state)
{
    switch (state)
    {
    case State::SYN_SENT:
    case State::SYN_SENT2:
        return INVALID;
    case State::SYN_RECV:
    case State::ESTABLISHED:
        return {State::FIN_WAIT};
    case State::FIN_WAIT:
    case State::CLOSE_WAIT:
    case State::LAST_ACK:
        return {State::LAST_ACK};
    case State::TIME_WAIT:
    case State::CLOSE:
        break;
    }
    return {state};
}

/// @return what an ACK does
Move
AfterAck(State state, bool isOriginal)
{
    switch (state)
    {
    case State::SYN_SENT:
    case State::SYN_SENT2:
        return isOriginal ? INVALID : Move{};
    case State::SYN_RECV:
        return {isOriginal ? State::ESTABLISHED : State::SYN_RECV};
    case State::FIN_WAIT:
    case State::CLOSE_WAIT:
        return {State::CLOSE_WAIT};
    case State::LAST_ACK:
    case State::TIME_WAIT:
        return {State::TIME_WAIT};
    case State::ESTABLISHED:
    case State::CLOSE:
        break;
    }
    return {state};
}

/// @return what a SYN, or one with ACK, does
Move
AfterSyn(State state, bool isOriginal, bool acknowledges)
{
    if (acknowledges)
    {
        const bool isInvalid = isOriginal && state == State::SYN_SENT;
        const bool answers = IsOpening(state) && !isInvalid;
        return answers ? Move{State::SYN_RECV} : isInvalid ? INVALID : Move{};
    }
    if (!isOriginal)
    {
        return IsOpening(state) ? Move{State::SYN_SENT2} : INVALID;
    }
    const bool opens =
        state == State::SYN_SENT || state == State::TIME_WAIT || state == State::CLOSE;
    return opens ? Move{State::SYN_SENT} : IsOpening(state) ? Move{state} : Move{};
}

/// @return what a segment does to an entry (Linux tcp_conntracks[])
Move
After(State state, Kind kind, bool isOriginal)
{
    switch (kind)
    {
    case Kind::RST:
        return {State::CLOSE};
    case Kind::SYN:
    case Kind::SYN_ACK:
        return AfterSyn(state, isOriginal, kind == Kind::SYN_ACK);
    case Kind::FIN:
        return AfterFin(state);
    case Kind::ACK:
        return AfterAck(state, isOriginal);
    case Kind::OTHER:
        break;
    }
    return INVALID;
}

} // namespace

Conntrack::Conntrack(uint32_t entries, Time timeWait)
    : m_connections({Seconds(120),
                     Seconds(60),
                     Hours(5 * 24),
                     Seconds(120),
                     Seconds(60),
                     Seconds(30),
                     timeWait,
                     Seconds(10),
                     Seconds(120)}),
      m_entries(entries)
{
}

bool
Conntrack::Sees(const FourTuple& inside, const Segment& segment, bool isOut, Time now)
{
    m_connections.Forget(now, [](uint32_t) {});
    const uint32_t position = m_connections.Find(inside);
    if (position == ExpiryQueue::NONE)
    {
        return Begin(inside, segment, isOut, now);
    }
    GoOn(position, segment, isOut, now);
    return true;
}

bool
Conntrack::MakeRoom()
{
    if (m_connections.Size() < m_entries)
    {
        return true;
    }
    for (const State state : {State::SYN_SENT, State::SYN_SENT2, State::SYN_RECV})
    {
        const uint32_t oldest = m_connections.Oldest(static_cast<uint8_t>(state));
        if (oldest != ExpiryQueue::NONE)
        {
            m_connections.Remove(oldest);
            ++m_counters.earlyDrop;
            return true;
        }
    }
    return false;
}

bool
Conntrack::Begin(const FourTuple& inside, const Segment& segment, bool isOut, Time now)
{
    const Kind kind = KindOf(segment);
    if (kind != Kind::SYN && kind != Kind::ACK)
    {
        ++m_counters.invalid;
        return true;
    }
    if (!MakeRoom())
    {
        ++m_counters.tableFull;
        return false;
    }
    const State state = kind == Kind::SYN ? State::SYN_SENT : State::ESTABLISHED;
    const uint32_t position = m_connections.Open(inside, static_cast<uint8_t>(state), now);
    m_connections[position].flags = isOut ? 0 : FROM_OUTSIDE;
    ++m_counters.entries;
    m_counters.pickedUp += kind == Kind::ACK ? 1 : 0;
    m_counters.peak = std::max<uint64_t>(m_counters.peak, m_connections.Size());
    return true;
}

void
Conntrack::GoOn(uint32_t position, const Segment& segment, bool isOut, Time now)
{
    TrackedConnection& connection = m_connections[position];
    const auto state = static_cast<State>(connection.phase);
    const bool isOriginal = isOut == ((connection.flags & FROM_OUTSIDE) == 0);
    const Kind kind = KindOf(segment);
    const Move move = After(state, kind, isOriginal);
    m_counters.invalid += move.isInvalid ? 1 : 0;
    if (!move.to)
    {
        return; // its time goes on
    }
    if (kind == Kind::RST && IsOpening(state) && !isOriginal)
    {
        m_connections.Remove(position); // nobody but a RST ever answered
        return;
    }
    m_counters.entries += move.to == State::SYN_SENT && state != State::SYN_SENT ? 1 : 0;
    m_connections.Enter(position, static_cast<uint8_t>(*move.to), now);
}

} // namespace synfin
} // namespace ns3
