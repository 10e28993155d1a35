/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_TRANSMITTER_H
#define SYNFIN_LINK_TRANSMITTER_H

#include "synfin-link-queue.h"
#include "synfin-trace-deliveries.h"

#include "ns3/data-rate.h"
#include "ns3/synfin-ring.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief The device at the head of a link: sends one frame after the other at a rate, the others
 * wait in a drop-tail queue.
 *
 * Nothing happens between the calls: a frame's transmission starts when the one before ends, or,
 * while the rate is 0, when it is above 0 again. The rates to come are known, so the start and the
 * end are known when the frame enters, and what waits at a time is what has not started before that
 * time. Times are time steps.
 *
 * As in ns-3's PointToPointNetDevice, the rate that counts is that of the moment at which the
 * transmission starts; the frame on the wire is not in the queue; a frame that finds the wire free
 * passes through the queue all the same, so it must not be larger than a limit in bytes; a frame
 * takes DataRate::CalculateBytesTxTime; and when a frame enters at the very time at which a
 * transmission ends, the next one has not left the queue yet (the event that lets a frame enter was
 * scheduled before the one that ends the transmission, as a rule).
 */
class LinkTransmitter
{
  public:
    /// When nothing happens any more.
    static constexpr int64_t NEVER = INT64_MAX;

    /// A rate, and from when on it is in force.
    struct Rate
    {
        int64_t from;                                 //!< a time
        std::optional<uint64_t> bitsPerSecond;        //!< 0: frames wait; none: they take no time
        std::shared_ptr<const DeliveryTrace> trace{}; //!< or when they go
    };

    /// When a frame is on the wire; from NEVER to NEVER when the rate stays 0.
    struct Transmission
    {
        int64_t start; //!< a time
        int64_t end;   //!< a time
        bool isMarked; //!< it found the queue as long as the threshold says
    };

    /// @param rates in ascending order, the first from 0 on
    explicit LinkTransmitter(std::vector<Rate> rates);

    /// Changes the limits for the frames to come.
    /// @param queue what may wait
    /// @param threshold from which on frames are marked (RFC 8257 3.1); nothing: none is
    void SetQueue(const LinkQueue& queue, const std::optional<LinkQueue>& threshold)
    {
        m_queue = queue;
        m_threshold = threshold;
    }

    /**
     * @brief A frame enters.
     * @param octets its size
     * @param now not before that of the call before
     * @return its transmission; nothing when the queue is full
     */
    std::optional<Transmission> Send(uint32_t octets, int64_t now);

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

    /// @return when a transmission starts that could start at that time
    int64_t StartFrom(int64_t time)
    {
        return time < m_until ? time : StartAtNextRate(time);
    }

    int64_t StartAtNextRate(int64_t time);
    /// A frame goes by the trace in force, or by what comes after it. @return when
    TraceDeliveries::Time SendByTrace(uint32_t octets, int64_t start, int64_t now);
    void Use(std::size_t rate);
    int64_t DurationOf(uint32_t octets);
    int64_t EndOf(uint32_t octets, int64_t start);
    bool HasRoom(uint32_t octets) const;
    bool IsLong() const;
    void Forget(int64_t now);

    std::vector<Rate> m_rates;
    std::size_t m_inForce{0};                    //!< the one that the last transmission started at
    int64_t m_until{0};                          //!< just before then transmissions may start at it
    bool m_takesTime{false};                     //!< it is a number
    std::optional<TraceDeliveries> m_deliveries; //!< of the trace, where it is one
    DataRate m_rate;                             //!< the same, where it is a number above 0
    LinkQueue m_queue;
    std::optional<LinkQueue> m_threshold;
    int64_t m_free{0};                  //!< when the wire is free again
    Ring<Frame> m_waiting;              //!< the frames in the queue
    uint64_t m_octets{0};               //!< of all of them
    std::array<Duration, 64> m_known{}; //!< by size modulo 64
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_TRANSMITTER_H
