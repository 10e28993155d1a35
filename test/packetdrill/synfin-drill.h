/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_DRILL_H
#define SYNFIN_DRILL_H

#include "synfin-drill-interface.h"
#include "synfin-simulated-host.h"
#include "synfin-socket-calls.h"
#include "synfin-socket-table.h"
#include "synfin-sysctl-folder.h"
#include "synfin-virtual-clock.h"

#include <functional>
#include <memory>
#include <string>

namespace ns3
{
namespace synfin
{

/// What --so_flags says: words NAME=VALUE with commas between.
struct DrillSettings
{
    std::string profile{"linux"};    //!< profile=: a preset
    std::string folder;              //!< folder=: where files to exchange with commands are
    Dialect dialect{Dialect::LINUX}; //!< dialect=: linux or freebsd
    Profile policies;                //!< the preset, changed by any other NAME=VALUE

    /// @return nothing when it was understood, else one line that says what was not
    std::optional<std::string> Parse(const std::string& flags);
};

/**
 * @brief One simulated host behind packetdrill's interface.
 *
 * The host is made by the first call to socket(), so that a script's sysctl commands come before
 * it.
 */
class Drill : public TimedEvents
{
  public:
    explicit Drill(const DrillSettings& settings);

    /// @name TimedEvents
    /// @{
    std::optional<Time> NextEvent() const override;
    void HandleEvents(Time now) override;

    /// @}

    /// Runs a call on the host, under the lock, and tells threads that block of what it changed.
    template <typename Call>
    auto Run(const Call& call)
    {
        VirtualClock::Lock lock = m_clock.Enter();
        Prepare();
        const auto result = call(*m_calls, lock);
        const int error = errno;
        Settle(lock);
        errno = error;
        return result;
    }

    /// @name The wire and the time
    /// @{
    void Inject(const void* octets, size_t size);
    /// Waits for the next datagram. @return its size, 0 when none will come
    size_t Sniff(void* octets, size_t room, long long* timeUs);
    void Sleep(useconds_t us);
    timeval Look();
    /// @}

    /// @return true when the number is one of ours
    bool Owns(int fd);

  private:
    void Prepare();
    void Settle(VirtualClock::Lock& lock);
    void WriteState() const;
    void Obey();
    void DropIf(const std::function<bool(const FourTuple&)>& isMeant);

    DrillSettings m_settings;              //!< what --so_flags said
    SysctlFolder m_sysctls;                //!< what commands may change
    VirtualClock m_clock;                  //!< time
    std::unique_ptr<SimulatedHost> m_host; //!< the host
    SocketTable m_table;                   //!< descriptors
    std::unique_ptr<SocketCalls> m_calls;  //!< the host's socket calls
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_DRILL_H
