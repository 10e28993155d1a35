/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_VIRTUAL_CLOCK_H
#define SYNFIN_VIRTUAL_CLOCK_H

#include "ns3/nstime.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace ns3
{
namespace synfin
{

/// What happens by itself as time goes by.
class TimedEvents
{
  public:
    virtual ~TimedEvents() = default;

    /// @return when the next event is due, nothing when none will come
    virtual std::optional<Time> NextEvent() const = 0;
    /// Does all that is due at now.
    virtual void HandleEvents(Time now) = 0;
};

/**
 * @brief Time that stands still unless a call asks it to go on.
 *
 * One thread, the main one, drives it. Another may block in a call; whatever happens wakes it, and
 * then time waits until that thread has blocked again or, back in its caller, has looked at the
 * clock: so a blocking call ends at the very moment of its cause. Everything is done under one
 * lock.
 */
class VirtualClock
{
  public:
    using Lock = std::unique_lock<std::mutex>; //!< proof that the lock is held

    /// @param events what to do as time goes by; the thread that calls is the main one
    explicit VirtualClock(TimedEvents& events);

    /// @return the lock, held, for a call that does something
    Lock Enter();

    /// @return the lock, held, for a call that only looks
    Lock Peek()
    {
        return Lock(m_mutex);
    }

    Time Now() const
    {
        return m_now;
    }

    /// Time goes on to that moment, and all that happens on the way happens.
    void AdvanceTo(Time to, Lock& lock);

    /// Time goes on to the next event. @return false when there is none
    bool AdvanceToNextEvent(Lock& lock);

    /// Something happened: threads that are blocked look whether it is what they wait for.
    void Wake(Lock& lock);

    /**
     * @brief Blocks until a condition holds.
     * @param condition the condition
     * @param deadline when to give up, nothing for never
     * @param lock the lock
     * @return false when it does not hold: the deadline passed, or nothing can happen any more
     */
    bool WaitFor(const std::function<bool()>& condition, std::optional<Time> deadline, Lock& lock);

    /// The calling thread looked at the clock. One that does nothing else makes it tick.
    Time Look(Lock& lock);

  private:
    bool WaitInMain(const std::function<bool()>& condition, Time deadline, Lock& lock);
    bool WaitInOther(const std::function<bool()>& condition, Time deadline, Lock& lock);
    void Leave(std::thread::id thread);
    std::optional<Time> NextEvent() const;

    TimedEvents& m_events;               //!< what happens
    std::mutex m_mutex;                  //!< guards everything behind the interface
    std::condition_variable m_changed;   //!< a thread blocked, woke up, or looked at the clock
    std::thread::id m_main;              //!< drives time
    Time m_now;                          //!< the time
    uint32_t m_looks{0};                 //!< at the clock, in a row
    uint64_t m_wakes{0};                 //!< how often blocked threads were woken
    std::set<std::thread::id> m_blocked; //!< threads that wait
    std::set<std::thread::id> m_awake;   //!< threads that woke up and have not looked at the clock
    std::multiset<Time> m_deadlines;     //!< of blocked threads
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_VIRTUAL_CLOCK_H
