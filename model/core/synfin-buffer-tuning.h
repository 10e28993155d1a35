/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BUFFER_TUNING_H
#define SYNFIN_BUFFER_TUNING_H

#include "ns3/nstime.h"

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
 * @brief A receive buffer that grows with what comes in a round trip (FreeBSD tcp_autorcvbuf()).
 *
 * What arrives is counted from a segment that is sent until one comes more than half a round trip
 * later. When that was three quarters of half the buffer, the buffer grows by a half.
 */
class BufferTuning
{
    friend class StateDigest; // test/exploration

  public:
    /// A segment was sent: the count begins, if none goes on.
    void Sent(Time now)
    {
        m_since = m_since.value_or(now);
    }

    /**
     * @brief Data arrived.
     * @param octets of it
     * @param now the time
     * @param srtt SRTT, zero without one
     * @param buffer octets in the receive buffer
     * @param most rmem_max
     * @return octets that the receive buffer shall have
     */
    uint32_t Received(uint32_t octets, Time now, Time srtt, uint32_t buffer, uint32_t most)
    {
        if (!m_since || !srtt.IsStrictlyPositive() || now - *m_since <= srtt / 2)
        {
            m_octets += std::min(octets, UINT32_MAX - m_octets);
            return buffer;
        }
        const bool isFull = m_octets > buffer / 2 / 4 * 3;
        m_since.reset();
        m_octets = 0;
        return isFull && buffer < most ? std::min(buffer + buffer / 2, most) : buffer;
    }

  private:
    std::optional<Time> m_since; //!< rfbuf_ts
    uint32_t m_octets{0};        //!< rfbuf_cnt
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BUFFER_TUNING_H
