/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_QUEUE_LOAD_H
#define SYNFIN_QUEUE_LOAD_H

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

struct Profile;

/// @addtogroup synfin-core
/// @{

/// Octets of memory that a kernel keeps of a connection that nobody has accepted.
struct QueueEntrySize
{
    uint32_t halfOpen;   //!< in the SYN queue
    uint32_t acceptable; //!< in the accept queue

    /**
     * @param profile of FreeBSD's kind when it has a SYN cache, else of Linux's
     * @param isIpv6 the listener's family
     * @return what that kernel allocates, on 64 bits
     */
    static QueueEntrySize Of(const Profile& profile, bool isIpv6);
};

/// How much waits in the queues of all of a host's listeners, and the most that ever did.
struct QueueLoad
{
    uint32_t halfOpen{0};   //!< in the SYN queues
    uint32_t young{0};      //!< of these, those whose SYN-ACK was not yet due again
    uint32_t acceptable{0}; //!< in the accept queues
    uint64_t octets{0};     //!< of memory (QueueEntrySize)

    uint32_t mostHalfOpen{0};   //!< at once
    uint32_t mostAcceptable{0}; //!< at once
    uint64_t mostOctets{0};     //!< at once

    /// One more is in a SYN queue, and young.
    void AddHalfOpen(const QueueEntrySize& size)
    {
        mostHalfOpen = std::max(mostHalfOpen, ++halfOpen);
        ++young;
        Take(size.halfOpen);
    }

    /// One has left a SYN queue.
    void RemoveHalfOpen(const QueueEntrySize& size)
    {
        --halfOpen;
        octets -= size.halfOpen;
    }

    /// One more is in an accept queue.
    void AddAcceptable(const QueueEntrySize& size)
    {
        mostAcceptable = std::max(mostAcceptable, ++acceptable);
        Take(size.acceptable);
    }

    /// One has left an accept queue.
    void RemoveAcceptable(const QueueEntrySize& size)
    {
        --acceptable;
        octets -= size.acceptable;
    }

    /// One came through the SYN queue that was never in it: it brought a SYN cookie.
    /// @param before the load without it
    void TakeBackPeaks(const QueueLoad& before)
    {
        mostHalfOpen = before.mostHalfOpen;
        mostOctets = std::max(before.mostOctets, octets);
    }

    /// Adds that of another host; the most at once is that of the one with more.
    void Add(const QueueLoad& other)
    {
        halfOpen += other.halfOpen;
        young += other.young;
        acceptable += other.acceptable;
        octets += other.octets;
        mostHalfOpen = std::max(mostHalfOpen, other.mostHalfOpen);
        mostAcceptable = std::max(mostAcceptable, other.mostAcceptable);
        mostOctets = std::max(mostOctets, other.mostOctets);
    }

  private:
    void Take(uint32_t size)
    {
        octets += size;
        mostOctets = std::max(mostOctets, octets);
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_QUEUE_LOAD_H
