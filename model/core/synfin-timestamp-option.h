/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TIMESTAMP_OPTION_H
#define SYNFIN_TIMESTAMP_OPTION_H

#include "synfin-segment.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// The timestamps of one connection (RFC 7323 3 to 5): our clock, and TS.Recent.
class TimestampOption
{
  public:
    /// @param offset of our clock towards this peer (5.4)
    explicit TimestampOption(uint32_t offset)
        : m_offset(offset)
    {
    }

    /**
     * @param now the time
     * @param offset of the clock towards a peer
     * @return what a clock of 1 ms shows (5.4)
     */
    static uint32_t ClockAt(Time now, uint32_t offset)
    {
        return static_cast<uint32_t>(now.GetMilliSeconds()) + offset;
    }

    /// Our SYN is about to leave.
    /// @param wanted true to offer timestamps
    void Offer(bool wanted)
    {
        m_isInUse = wanted;
    }

    /**
     * @brief The peer's SYN came.
     * @param peer its timestamps; nothing when it has none, or when we want none
     * @param now the time
     */
    void Negotiate(const std::optional<Timestamps>& peer, Time now)
    {
        m_isInUse = peer.has_value();
        m_recent = m_isInUse ? peer->value : 0;
        m_recentAt = now;
    }

    /// @return true when both ends have them, or our SYN offers them
    bool IsInUse() const
    {
        return m_isInUse;
    }

    /// @return octets that they take in every segment, aligned
    uint32_t Size() const
    {
        return m_isInUse ? 12 : 0;
    }

    /// @return TS.Recent
    uint32_t Recent() const
    {
        return m_recent;
    }

    /// @return when TS.Recent was set
    Time RecentAt() const
    {
        return m_recentAt;
    }

    /**
     * @brief Writes them into a segment of ours.
     * @param segment the segment, whose flags are set
     * @param now the time
     */
    void Stamp(Segment& segment, Time now) const
    {
        if (m_isInUse)
        {
            segment.timestamps =
                Timestamps{ClockAt(now, m_offset), segment.Has(Segment::ACK) ? m_recent : 0};
        }
    }

    /// @param segment a segment of the peer
    /// @return true when it should have them and has not (3.2)
    bool AreMissing(const Segment& segment) const
    {
        return m_isInUse && !segment.timestamps && !segment.Has(Segment::RST);
    }

    /**
     * @brief PAWS (5.3, R1), which spares RST.
     * @param segment a segment of the peer
     * @param now the time
     * @return true when it is older than what we have seen
     */
    bool IsOld(const Segment& segment, Time now) const
    {
        return m_isInUse && segment.timestamps && !segment.Has(Segment::RST) &&
               static_cast<int32_t>(segment.timestamps->value - m_recent) < 0 &&
               now - m_recentAt < Days(24); // 5.5: after that TS.Recent says nothing any more
    }

    /**
     * @brief TS.Recent follows the segments that reach what we acknowledged last (4.3).
     * @param segment a segment of the peer, whose ACK is good
     * @param lastAckSent Last.ACK.sent
     * @param now the time
     */
    void Follow(const Segment& segment, SequenceNumber32 lastAckSent, Time now)
    {
        if (m_isInUse && segment.timestamps && segment.seq <= lastAckSent)
        {
            m_recent = segment.timestamps->value;
            m_recentAt = now;
        }
    }

    /**
     * @brief The round trip that an echo tells (4.1): of whichever copy arrived, so that even a
     * retransmission can be timed.
     * @param segment a segment of the peer
     * @param now the time
     * @return the round trip, if there is a plausible echo
     */
    std::optional<Time> RoundTrip(const Segment& segment, Time now) const
    {
        if (!m_isInUse || !segment.timestamps || segment.timestamps->echo == 0)
        {
            return std::nullopt;
        }
        // One from the future, or from very long ago, is garbage (Linux tcp_rtt_tsopt_us(): round
        // trips are below 2^31 us).
        constexpr uint32_t MOST_MS = INT32_MAX / 1000;
        const uint32_t ms = ClockAt(now, m_offset) - segment.timestamps->echo;
        return ms < MOST_MS ? std::optional<Time>(MilliSeconds(std::max(ms, 1U))) : std::nullopt;
    }

    /**
     * @brief When what a segment echoes was sent (RFC 3522 3.2).
     * @param segment a segment of the peer
     * @param now the time
     * @return in ms, by our clock
     */
    std::optional<int64_t> EchoedAt(const Segment& segment, Time now) const
    {
        if (!m_isInUse || !segment.timestamps || segment.timestamps->echo == 0)
        {
            return std::nullopt;
        }
        const uint32_t age = ClockAt(now, m_offset) - segment.timestamps->echo;
        return now.GetMilliSeconds() - age;
    }

  private:
    Time m_recentAt;       //!< when TS.Recent was set
    uint32_t m_offset;     //!< of our clock
    uint32_t m_recent{0};  //!< TS.Recent
    bool m_isInUse{false}; //!< segments carry them
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TIMESTAMP_OPTION_H
