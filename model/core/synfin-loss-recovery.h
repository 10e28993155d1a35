/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LOSS_RECOVERY_H
#define SYNFIN_LOSS_RECOVERY_H

#include "synfin-segment.h"

#include "ns3/sequence-number.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief What acknowledgements tell of losses: duplicate ACKs and SACK start fast retransmit, and
 * fast recovery lasts until all that was in flight then is acknowledged (RFC 5681 3.2, RFC 6582,
 * RFC 6675 2).
 */
class LossRecovery
{
  public:
    /// The connection begins.
    /// @param iss ISS
    void Start(SequenceNumber32 iss)
    {
        m_recover = m_sacked = iss;
    }

    /**
     * @brief Takes the SACK blocks of a segment.
     * @param segment a segment of the peer
     * @param sndNxt SND.NXT; what tells of more is not believed
     * @return true when they tell of octets beyond all that was known to have arrived
     */
    bool TakeSack(const Segment& segment, SequenceNumber32 sndNxt)
    {
        const SequenceNumber32 known = m_sacked;
        for (std::size_t i = 0; i < segment.sackCount; ++i)
        {
            if (segment.sack[i].right <= sndNxt)
            {
                m_sacked = std::max(m_sacked, segment.sack[i].right);
            }
        }
        return m_sacked > known;
    }

    /// What is in flight when a duplicate ACK comes.
    struct Flight
    {
        SequenceNumber32 una;       //!< SND.UNA
        SequenceNumber32 nxt;       //!< SND.NXT
        SequenceNumber32 streamEnd; //!< one past the last octet: a FIN alone is no data
    };

    /**
     * @brief A duplicate ACK came: RFC 5681 3.2 with the "careful" variant of RFC 6582 3.2, step 2.
     * @param flight what is in flight
     * @param threshold duplicate ACKs that start a fast retransmit
     * @param mss octets in a full segment
     * @return true when the fast retransmit is due
     */
    bool DuplicateAck(const Flight& flight, uint32_t threshold, uint32_t mss)
    {
        ++m_duplicateAcks;
        if (m_isRecovering)
        {
            m_inflation += mss;
            return false;
        }
        if (m_duplicateAcks != threshold || flight.una >= flight.streamEnd ||
            flight.una < m_recover)
        {
            return false;
        }
        m_isRecovering = true;
        m_recover = flight.nxt;
        m_inflation = threshold * mss;
        return true;
    }

    /**
     * @brief SND.UNA advanced.
     * @param una SND.UNA
     * @param octets of data that were acknowledged
     * @param mss octets in a full segment
     * @return true for a partial acknowledgement, which tells of the next hole (RFC 6582 3.2, step
     * 5)
     */
    bool Advance(SequenceNumber32 una, uint32_t octets, uint32_t mss)
    {
        m_duplicateAcks = 0;
        const bool isPartial = m_isRecovering && una < m_recover;
        if (isPartial)
        {
            // Deflate by what was acknowledged.
            m_inflation = m_inflation > octets ? m_inflation - octets : 0;
            m_inflation += mss;
        }
        else
        {
            m_isRecovering = false;
            m_inflation = 0;
        }
        m_recover = std::max(m_recover, una);
        m_sacked = std::max(m_sacked, una);
        return isPartial;
    }

    /// The retransmission timer expired: all in flight counts as lost (RFC 6582 3.2, step 6).
    /// @param sndNxt SND.NXT
    void TimedOut(SequenceNumber32 sndNxt)
    {
        m_isRecovering = false;
        m_inflation = 0;
        m_duplicateAcks = 0;
        m_recover = sndNxt;
    }

    /// @return true in fast recovery
    bool IsRecovering() const
    {
        return m_isRecovering;
    }

    /// @return octets by which duplicate ACKs widen the congestion window (RFC 5681 3.2)
    uint32_t Inflation() const
    {
        return m_inflation;
    }

    /// @return SND.NXT when the loss was noticed; never behind SND.UNA
    SequenceNumber32 Recover() const
    {
        return m_recover;
    }

    /// @return end of what SACK blocks told of; never behind SND.UNA
    SequenceNumber32 Sacked() const
    {
        return m_sacked;
    }

    /// @return duplicate ACKs in a row
    uint32_t DuplicateAcks() const
    {
        return m_duplicateAcks;
    }

  private:
    uint32_t m_duplicateAcks{0};   //!< in a row
    SequenceNumber32 m_sacked{0};  //!< end of what SACK blocks told of
    SequenceNumber32 m_recover{0}; //!< "recover" of RFC 6582
    uint32_t m_inflation{0};       //!< of the congestion window, in octets
    bool m_isRecovering{false};    //!< fast recovery
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LOSS_RECOVERY_H
