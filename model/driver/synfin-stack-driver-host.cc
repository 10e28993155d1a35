/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What befalls the host of a StackDriver: its key, a crash and a restart, addresses that go and
// come back; its TCP and its way out; and what it sends without its TCP.

#include "synfin-stack-driver.h"

namespace ns3
{
namespace synfin
{

IsnSecret
StackDriver::DrawSecret(UniformRandomVariable& random)
{
    const auto draw = [&random]() {
        const uint64_t high = random.GetInteger(0, UINT32_MAX - 1);
        return high << 32 | random.GetInteger(0, UINT32_MAX - 1);
    };
    IsnSecret secret;
    secret.k0 = draw();
    secret.k1 = draw();
    return secret;
}

uint64_t
StackDriver::Crash()
{
    constexpr std::size_t AT_ONCE = 4096; // of ten million connections no list is that long
    const Time now = m_agenda.Now();
    NoteActivity(now);
    Actions actions;
    m_stack.HandleDeadline(now, actions); // what was due before
    Drain(actions, now, nullptr);
    actions.Clear();
    m_isDown = true;
    m_isCutOff = true;
    uint64_t ended = 0;
    std::size_t from = 0;
    for (bool isMore = true; isMore;)
    {
        isMore = m_stack.Crash(AT_ONCE, from, now, actions);
        ended += actions.transitions.size();
        Drain(actions, now, nullptr);
        actions.Clear();
    }
    m_displaced.clear();
    m_kept.clear();
    return ended;
}

void
StackDriver::Restart()
{
    m_stack.Restart(m_agenda.Now());
    m_isDown = false;
    m_isCutOff = !m_isReachable;
}

bool
StackDriver::SetReachable(bool isReachable)
{
    const bool isNew = isReachable != m_isReachable;
    m_isReachable = isReachable;
    m_isCutOff = m_isDown || !m_isReachable;
    return isNew;
}

bool
StackDriver::SendForged(const FourTuple& tuple, const Segment& segment)
{
    if (m_isCutOff)
    {
        return false;
    }
    constexpr auto KIND = SegmentKind::FORGED;
    if (TracesSent())
    {
        Trace(SegmentRecord{m_agenda.Now(), m_host, true, tuple, segment, KIND, &m_addresses});
    }
    Transmit({tuple, {}, segment, 0, KIND});
    return true;
}

const Stack&
StackDriver::GetStack() const
{
    return m_stack;
}

bool
StackDriver::Resolve(FourTuple&, const StackUser*) const
{
    return true;
}

uint32_t
StackDriver::Mtu(const FourTuple&) const
{
    return UINT32_MAX;
}

} // namespace synfin
} // namespace ns3
