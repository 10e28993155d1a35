/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What befalls a host as a whole: other policies, a crash.

#include "synfin-stack.h"

namespace ns3
{
namespace synfin
{

void
Stack::SetMtuSource(MtuSource mtu)
{
    m_host.mtu = std::move(mtu);
}

void
Stack::SetEcnNeeds(const EcnNeeds& needs)
{
    m_host.ecn = needs;
}

void
Stack::SetProfile(const Profile& profile)
{
    m_host.profile = profile;
}

bool
Stack::Crash(std::size_t most, std::size_t& from, Time now, Actions& out)
{
    Step step{now, out};
    // Connections by their slots, then listeners by theirs, which have none to reset any more.
    const std::size_t slots = m_connections.Size();
    for (; from < 2 * slots && most > 0; ++from)
    {
        ConnectionSlots::Slot& slot = m_connections[static_cast<uint32_t>(from % slots)];
        if (from < slots && slot.connection)
        {
            const State before = slot.connection->GetState();
            slot.connection->Forget(Cause::HOST_CRASHED, step);
            Settle(*slot.connection, before, step);
            --most;
        }
        else if (from >= slots && slot.listener)
        {
            RemoveListener(slot.listener->Id(), Cause::HOST_CRASHED, step);
            --most;
        }
    }
    for (; m_timeWait.Size() > 0 && most > 0; --most)
    {
        LeaveTimeWait(m_timeWait.First(), Cause::HOST_CRASHED, step);
    }
    return from < 2 * slots || m_timeWait.Size() > 0;
}

void
Stack::Restart(Time now)
{
    // RFC 9293 3.4.3: what was known of sequence numbers is lost; the ISNs of a new key (RFC 6528)
    // are what keeps old segments out.
    m_host.isn.Restart(now);
    m_host.wheel = TimerWheel(m_host.profile.timer_hz, m_host.isn.Random(WHEEL_PHASE));
    m_host.challengeSince = now;
    m_host.challenges = 0;
    m_host.fastOpen = FastOpen();
    m_host.synCache = SynCache();
    m_peers = PeerTimestamps();
    m_bound = BoundPorts();
    m_ports.Restart();
    m_deadlines = DeadlineQueue();
}

} // namespace synfin
} // namespace ns3
