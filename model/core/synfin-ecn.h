/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ECN_H
#define SYNFIN_ECN_H

#include "synfin-connection-policy.h"
#include "synfin-segment.h"

#include "ns3/sequence-number.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// What the congestion control of a host asks of ECN (RFC 8257; Linux TCP_CONG_NEEDS_ECN).
struct EcnNeeds
{
    /// ECN is asked for and granted whatever the profile says, and all that is sent says ECT.
    bool isNeeded{false};
    /// An ACK says whether what it acknowledges was marked (RFC 8257 3.2); false: RFC 3168 6.1.3.
    bool isExact{false};
    EcnCodepoint codepoint{EcnCodepoint::ECT0}; //!< of what is sent
};

/**
 * @brief ECN on one connection: its negotiation, the echo of what the network marked, and one
 * reduction of the congestion window for each window of echoes (RFC 3168 6.1).
 */
class Ecn
{
  public:
    /// @name Negotiation (RFC 3168 6.1.1)
    /// @{

    /**
     * @brief Our SYN or SYN-ACK is about to leave: writes what it says of ECN.
     * @param segment it
     * @param policy of the connection
     * @param needs of the host's congestion control
     * @param timeouts so many times its timer has expired
     */
    void StampSyn(Segment& segment,
                  const ConnectionPolicy& policy,
                  const EcnNeeds& needs,
                  uint32_t timeouts)
    {
        const Profile& host = policy.Host(); // SHLD-8
        if (!segment.Has(Segment::ACK))
        {
            const bool asks = needs.isNeeded || policy.Ecn() == 1;
            m_owesCwr = m_hasAsked && timeouts > 0; // Linux tcp_enter_loss(): of the SYN, too
            if (!asks || IsFallback(host.ecn_fallback, timeouts))
            {
                return; // 6.1.1.1; an answer to the first SYN still counts
            }
            m_hasAsked = true;
            segment.flags |= Segment::ECE | Segment::CWR;
        }
        else
        {
            m_isInUse = m_isInUse && !IsFallback(host.ecn_synack_fallback, timeouts);
            if (!m_isInUse)
            {
                return;
            }
            segment.flags |= Segment::ECE;
        }
        segment.ecn = needs.isNeeded ? needs.codepoint : EcnCodepoint::NOT_ECT;
    }

    /**
     * @brief The peer's SYN or SYN-ACK came.
     * @param syn it
     * @param policy of the connection
     * @param needs of the host's congestion control
     * @param isPassive a listener got it
     */
    void Negotiate(const Segment& syn,
                   const ConnectionPolicy& policy,
                   const EcnNeeds& needs,
                   bool isPassive)
    {
        constexpr uint8_t BOTH = Segment::ECE | Segment::CWR;
        if (syn.Has(Segment::ACK))
        {
            // 6.1.1: with both flags it is some old peer's reflection of ours.
            m_isInUse = m_hasAsked && (syn.flags & BOTH) == Segment::ECE;
            m_owesCwr = m_owesCwr && m_isInUse;
            return;
        }
        const bool isRefused =
            policy.Host().ecn_refuses_ect_syn && syn.ecn != EcnCodepoint::NOT_ECT;
        const bool grants = needs.isNeeded || (policy.Ecn() != 0 && !isRefused);
        m_isInUse = (isPassive ? grants : m_hasAsked) && syn.Has(BOTH);
        m_owesCwr = m_owesCwr && m_isInUse;
    }

    /// @return true when both ends agreed
    bool IsInUse() const
    {
        return m_isInUse;
    }

    /// @}
    /// @name The receiver: what the network marked is echoed (6.1.3)
    /// @{

    /// What an arriving segment asks of the acknowledgements.
    struct Arrival
    {
        bool isTurn{false};  //!< RFC 8257 3.2: an ACK that waits must tell of what came before
        bool isHasty{false}; //!< Linux tcp_enter_quickack_mode(): the sender's window is small
        bool isCwr{false};   //!< Linux tcp_ecn_accept_cwr(): its sender reduced its window
    };

    /**
     * @brief Data comes that was not here yet.
     * @param segment that has it
     * @param needs of the host's congestion control
     * @return what it asks of ACKs; of isTurn before TakeMark, which it is followed by
     */
    Arrival Look(const Segment& segment, const EcnNeeds& needs) const
    {
        const bool isMarked = segment.ecn == EcnCodepoint::CE;
        Arrival arrival;
        if (!m_isInUse)
        {
            return arrival;
        }
        if (needs.isExact)
        {
            arrival.isTurn = isMarked != m_isEchoing;
            return arrival;
        }
        arrival.isCwr = segment.Has(Segment::CWR);
        // Linux __tcp_ecn_check_ce(): what is not ECT among what is, is probably sent again.
        arrival.isHasty = isMarked ? !m_isEchoing || arrival.isCwr
                                   : segment.ecn == EcnCodepoint::NOT_ECT && m_hasSeenEct;
        return arrival;
    }

    /// The same segment: what ACKs say from now on.
    /// @param segment that has new data
    /// @param needs of the host's congestion control
    void TakeMark(const Segment& segment, const EcnNeeds& needs)
    {
        if (!m_isInUse)
        {
            return;
        }
        const bool isMarked = segment.ecn == EcnCodepoint::CE;
        m_hasSeenEct = m_hasSeenEct || segment.ecn != EcnCodepoint::NOT_ECT;
        const bool goesOn = m_isEchoing && !needs.isExact && !segment.Has(Segment::CWR);
        m_isEchoing = isMarked || goesOn;
    }

    /// @}
    /// @name The sender (6.1.2)
    /// @{

    /**
     * @brief A segment other than a SYN is about to leave.
     * @param segment it
     * @param isNewData it has data, sent for the first time: nothing else may be marked (6.1.4 to
     * 6.1.6)
     * @param needs of the host's congestion control
     */
    void Stamp(Segment& segment, bool isNewData, const EcnNeeds& needs)
    {
        if (!m_isInUse || segment.Has(Segment::SYN))
        {
            return;
        }
        if (isNewData || needs.isNeeded)
        {
            segment.ecn = needs.codepoint;
        }
        if (isNewData && m_owesCwr)
        {
            segment.flags |= Segment::CWR;
            m_owesCwr = false;
        }
        if (m_isEchoing && segment.Has(Segment::ACK))
        {
            segment.flags |= Segment::ECE;
        }
    }

    /**
     * @brief An acceptable ACK came.
     * @param segment it
     * @return true when the congestion window must be reduced for what it echoes: once until all
     * that was in flight at the last reduction, for whatever reason, and more is acknowledged
     */
    bool IsReductionDue(const Segment& segment)
    {
        m_isReducing = m_isReducing && segment.ack <= m_reducedAt;
        return m_isInUse && segment.Has(Segment::ECE) && !m_isReducing;
    }

    /// The congestion window was reduced, for whatever reason: the peer will hear of it.
    /// @param sndNxt SND.NXT
    void Reduced(SequenceNumber32 sndNxt)
    {
        m_isReducing = m_owesCwr = m_isInUse;
        m_reducedAt = m_isInUse ? sndNxt : m_reducedAt;
    }

    /// @}
    /// @name Observation
    /// @{

    /// @return true when our SYN asked for it
    bool HasAsked() const
    {
        return m_hasAsked;
    }

    /// @return true while ACKs say ECE
    bool IsEchoing() const
    {
        return m_isEchoing;
    }

    /// @return true when the next new data says CWR
    bool OwesCwr() const
    {
        return m_owesCwr;
    }

    /// @return true when some data was ECT or CE
    bool HasSeenEct() const
    {
        return m_hasSeenEct;
    }

    /// @return true until what was in flight at the last reduction is acknowledged
    bool IsReducing() const
    {
        return m_isReducing;
    }

    /// @return SND.NXT at the last reduction, while IsReducing()
    SequenceNumber32 ReducedAt() const
    {
        return m_reducedAt;
    }

    /// @param sndNxt SND.NXT
    /// @return true when the invariants hold
    bool IsConsistent(SequenceNumber32 sndNxt) const
    {
        return (m_isInUse || !(m_isEchoing || m_hasSeenEct || m_isReducing)) &&
               (m_isInUse || m_hasAsked || !m_owesCwr) && (!m_isReducing || m_reducedAt <= sndNxt);
    }

    /// @}

  private:
    /// @return true when a SYN that was sent again so often says nothing of ECN any more
    static bool IsFallback(uint32_t from, uint32_t timeouts)
    {
        return from != 0 && timeouts >= from;
    }

    SequenceNumber32 m_reducedAt{0}; //!< SND.NXT at the last reduction
    bool m_hasAsked{false};          //!< our SYN said ECE and CWR
    bool m_isInUse{false};           //!< both ends agreed
    bool m_isEchoing{false};         //!< ACKs say ECE; exact: "DCTCP.CE" of RFC 8257
    bool m_hasSeenEct{false};        //!< some data was ECT or CE
    bool m_owesCwr{false};           //!< the next new data says CWR
    bool m_isReducing{false};        //!< the window was reduced, and that is not acknowledged yet
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ECN_H
