/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-virtual-clock.h"

#include <algorithm>
#include <chrono>

namespace ns3
{
namespace synfin
{

namespace
{

/// Where time begins: late enough that no clock of TCP stands at zero.
const Time START = Seconds(1000);

/// Who looks at the clock more often without doing anything else waits for it to go on: packetdrill
/// does so before its first event, and over the last 20 us of every wait.
constexpr uint32_t IDLE_LOOKS = 16;

/// A thread that woke up and never looks at the clock must not stop everything.
constexpr std::chrono::seconds PATIENCE(5);

} // namespace

VirtualClock::VirtualClock(TimedEvents& events)
    : m_events(events),
      m_main(std::this_thread::get_id()),
      m_now(START)
{
}

VirtualClock::Lock
VirtualClock::Enter()
{
    Lock lock(m_mutex);
    m_looks = 0;
    return lock;
}

std::optional<Time>
VirtualClock::NextEvent() const
{
    std::optional<Time> next = m_events.NextEvent();
    if (!m_deadlines.empty() && (!next || *m_deadlines.begin() < *next))
    {
        next = *m_deadlines.begin();
    }
    return next;
}

bool
VirtualClock::AdvanceToNextEvent(Lock& lock)
{
    Wake(lock);
    const std::optional<Time> next = NextEvent();
    if (!next)
    {
        return false;
    }
    m_now = std::max(m_now, *next);
    m_events.HandleEvents(m_now);
    Wake(lock);
    return true;
}

void
VirtualClock::AdvanceTo(Time to, Lock& lock)
{
    Wake(lock);
    for (std::optional<Time> next = NextEvent(); next && *next <= to; next = NextEvent())
    {
        AdvanceToNextEvent(lock);
    }
    m_now = std::max(m_now, to);
}

void
VirtualClock::Wake(Lock& lock)
{
    if (!m_blocked.empty())
    {
        m_awake.insert(m_blocked.begin(), m_blocked.end());
        m_blocked.clear();
        ++m_wakes;
        m_changed.notify_all();
    }
    const auto self = std::this_thread::get_id();
    const auto others = [this, self]() { return m_awake.size() == m_awake.count(self); };
    if (!m_changed.wait_for(lock, PATIENCE, others))
    {
        m_awake.clear();
    }
}

void
VirtualClock::Leave(std::thread::id thread)
{
    if (m_awake.erase(thread) > 0)
    {
        m_changed.notify_all();
    }
}

bool
VirtualClock::WaitFor(const std::function<bool()>& condition,
                      std::optional<Time> deadline,
                      Lock& lock)
{
    const Time until = deadline.value_or(Time::Max());
    return std::this_thread::get_id() == m_main ? WaitInMain(condition, until, lock)
                                                : WaitInOther(condition, until, lock);
}

bool
VirtualClock::WaitInMain(const std::function<bool()>& condition, Time deadline, Lock& lock)
{
    while (!condition())
    {
        const std::optional<Time> next = NextEvent();
        if (m_now >= deadline || (!next && deadline == Time::Max()))
        {
            return false;
        }
        AdvanceTo(std::min(deadline, next.value_or(deadline)), lock);
    }
    return true;
}

bool
VirtualClock::WaitInOther(const std::function<bool()>& condition, Time deadline, Lock& lock)
{
    const auto self = std::this_thread::get_id();
    while (!condition())
    {
        if (m_now >= deadline)
        {
            return false;
        }
        const auto timer =
            deadline < Time::Max() ? m_deadlines.insert(deadline) : m_deadlines.end();
        const uint64_t wakes = m_wakes;
        m_blocked.insert(self);
        Leave(self);
        m_changed.wait(lock, [this, wakes]() { return m_wakes != wakes; });
        if (deadline < Time::Max())
        {
            m_deadlines.erase(timer);
        }
    }
    return true;
}

Time
VirtualClock::Look(Lock& lock)
{
    Leave(std::this_thread::get_id());
    if (++m_looks > IDLE_LOOKS)
    {
        const uint32_t looks = m_looks;
        AdvanceTo(m_now + MicroSeconds(1), lock);
        m_looks = looks;
    }
    return m_now;
}

} // namespace synfin
} // namespace ns3
