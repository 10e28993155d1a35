/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WINDOW_SCALING_H
#define SYNFIN_WINDOW_SCALING_H

#include "synfin-segment.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Window scaling of one connection (RFC 7323 2): the SYNs settle both shifts, once and for
 * all.
 *
 * Before that nothing but the window of a SYN may be read or written, which is never scaled.
 */
class WindowScaling
{
  public:
    /// RFC 7323 2.3: a larger shift is taken as this one.
    static constexpr uint8_t MOST_SHIFT = 14;

    /**
     * @brief The peer's SYN came.
     * @param peer the shift that it offers; nothing when it has none, or when we want none
     * @param own the shift that we offer
     */
    void Negotiate(std::optional<uint8_t> peer, uint8_t own)
    {
        NS_ASSERT_MSG(!m_isNegotiated, "window scaling is settled by the SYNs");
        m_isNegotiated = true;
        m_isInUse = peer.has_value();
        m_sendShift = std::min(peer.value_or(0), MOST_SHIFT);
        m_receiveShift = m_isInUse ? own : 0;
    }

    /// @return true when both ends scale
    bool IsInUse() const
    {
        return m_isInUse;
    }

    /// @return Snd.Wind.Shift
    uint8_t SendShift() const
    {
        return m_sendShift;
    }

    /// @return Rcv.Wind.Shift
    uint8_t ReceiveShift() const
    {
        return m_receiveShift;
    }

    /**
     * @param segment a segment of the peer
     * @return its window in octets
     */
    uint32_t WindowOf(const Segment& segment) const
    {
        // 2.2: "The window field in a segment where the SYN bit is set (i.e., a <SYN> or
        // <SYN,ACK>) MUST NOT be scaled."
        const bool isSyn = segment.Has(Segment::SYN);
        NS_ASSERT(isSyn || m_isNegotiated);
        return static_cast<uint32_t>(segment.window) << (isSyn ? 0 : m_sendShift);
    }

    /**
     * @brief Writes our window into a segment of ours.
     * @param segment the segment, whose flags are set
     * @param window the window in octets
     */
    void SetWindow(Segment& segment, uint32_t window) const
    {
        const bool isSyn = segment.Has(Segment::SYN);
        NS_ASSERT(isSyn || m_isNegotiated);
        segment.window =
            static_cast<uint16_t>(std::min(isSyn ? window : window >> m_receiveShift, 65535U));
    }

    /// @return the largest window that we can tell the peer of, in octets
    uint32_t Widest() const
    {
        return 65535U << m_receiveShift;
    }

  private:
    uint8_t m_sendShift{0};     //!< Snd.Wind.Shift
    uint8_t m_receiveShift{0};  //!< Rcv.Wind.Shift
    bool m_isInUse{false};      //!< both SYNs had the option
    bool m_isNegotiated{false}; //!< the peer's SYN was seen
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_WINDOW_SCALING_H
