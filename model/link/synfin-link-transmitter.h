/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_TRANSMITTER_H
#define SYNFIN_LINK_TRANSMITTER_H

#include "synfin-link-queue.h"

#include "ns3/data-rate.h"
#include "ns3/synfin-ring.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/**
 * @brief The device at the head of a link: sends one frame after the other at a rate, the others
 * wait in a drop-tail queue.
 *
 * Nothing happens between the calls: a frame's transmission starts when the one before ends, so its
 * end is known when it enters, and what waits at a time is what has not started before that time.
 * Times are time steps.
 *
 * As in ns-3's PointToPointNetDevice, the frame on the wire is not in the queue; a frame that finds
 * the wire free passes through the queue all the same, so it must not be larger than a limit in
 * bytes; a frame takes DataRate::CalculateBytesTxTime; and when a frame enters at the very time at
 * which a transmission ends, the next one has not left the queue yet (the event that lets a frame
 * enter was scheduled before the one that ends the transmission, as a rule).
 */
class LinkTransmitter
{
  public:
    /**
     * @brief Changes rate and limit for the frames to come; those that wait keep their times.
     * @param bitsPerSecond the rate, 0 for no time at all
     * @param queue the limit
     */
    void Configure(uint64_t bitsPerSecond, const LinkQueue& queue);

    /**
     * @brief A frame enters.
     * @param octets its size
     * @param now not before that of the call before
     * @return when its transmission ends; nothing when the queue is full
     */
    std::optional<int64_t> Send(uint32_t octets, int64_t now);

    /// @return how many frames wait at a time that is not before the last call's
    std::size_t Waiting(int64_t now);

  private:
    /// A frame in the queue.
    struct Frame
    {
        int64_t start;   //!< when its transmission starts
        uint32_t octets; //!< its size
    };

    /// A size and how long it takes.
    struct Duration
    {
        uint32_t octets;
        int64_t steps;
    };

    int64_t DurationOf(uint32_t octets);
    bool HasRoom(uint32_t octets) const;
    void Forget(int64_t now);

    DataRate m_rate;
    bool m_limited{false}; //!< the rate is not infinite
    LinkQueue m_queue;
    int64_t m_free{0};                  //!< when the wire is free again
    Ring<Frame> m_waiting;              //!< the frames in the queue
    uint64_t m_octets{0};               //!< of all of them
    std::array<Duration, 64> m_known{}; //!< by size modulo 64
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_TRANSMITTER_H
