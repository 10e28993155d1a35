/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ECN_H
#define SYNFIN_ECN_H

#include "synfin-accurate-ecn.h"
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
 * reduction of the congestion window for each window of echoes (RFC 3168 6.1, RFC 9768).
 */
class Ecn
{
  public:
    /// What the flags of segments mean.
    enum class Mode : uint8_t
    {
        NONE,     //!< nothing
        CLASSIC,  //!< RFC 3168: there was a mark, the window was reduced
        ACCURATE, //!< RFC 9768: so many marks there were
    };

    /// What a segment that leaves tells of.
    struct Told
    {
        bool isEcho{false};      //!< of marks; in AccECN for the first time
        bool isReduction{false}; //!< that the congestion window was reduced
    };

    /// @name Negotiation (RFC 3168 6.1.1, RFC 9768 3.1)
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
                  uint32_t timeouts);

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
                   bool isPassive);

    /// The peer's SYN came again, before our SYN-ACK was acknowledged. @param syn it
    void TakeSynAgain(const Segment& syn)
    {
        if (m_mode == Mode::ACCURATE)
        {
            m_accurate.TakeSynAgain(syn);
        }
    }

    /**
     * @brief Our SYN-ACK was acknowledged.
     * @param segment that did it
     * @param policy of the connection
     * @param needs of the host's congestion control
     */
    void TakeLastAck(const Segment& segment, const ConnectionPolicy& policy, const EcnNeeds& needs);

    /// The ACKs that answer a SYN after the handshake say what ours did (RFC 9768 3.2.2.1).
    /// @param reflects whether one is about to leave
    void SetReflecting(bool reflects)
    {
        m_accurate.SetReflecting(reflects);
    }

    /// @return what both ends agreed on
    Mode GetMode() const
    {
        return m_mode;
    }

    /// @return true when both ends agreed
    bool IsInUse() const
    {
        return m_mode != Mode::NONE;
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
     * @brief A segment comes whose place in the sequence space is good.
     * @param segment it
     * @param needs of the host's congestion control
     * @return true when the ACK of its text must not wait (AccECN)
     */
    bool Arrived(const Segment& segment, const EcnNeeds& needs)
    {
        if (segment.payload == 0 && segment.Has(Segment::CWR) && !needs.isExact)
        {
            m_isEchoing = false; // Linux, FreeBSD tcp_ecn_input_segment(): of an ACK, too
        }
        if (m_mode != Mode::ACCURATE || segment.Has(Segment::SYN))
        {
            return false;
        }
        return m_accurate.Arrived(segment) && segment.payload > 0;
    }

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
        if (m_mode == Mode::NONE)
        {
            return arrival;
        }
        // Linux tcp_data_ecn_check(): what is not ECT among what is, is probably sent again.
        const bool isOdd = segment.ecn == EcnCodepoint::NOT_ECT && m_hasSeenEct;
        if (m_mode == Mode::ACCURATE)
        {
            arrival.isHasty = isOdd;
            return arrival;
        }
        if (needs.isExact)
        {
            arrival.isTurn = isMarked != m_isEchoing;
            return arrival;
        }
        arrival.isCwr = segment.Has(Segment::CWR);
        arrival.isHasty = isMarked ? !m_isEchoing || arrival.isCwr : isOdd;
        return arrival;
    }

    /// The same segment: what ACKs say from now on.
    /// @param segment that has new data
    /// @param needs of the host's congestion control
    void TakeMark(const Segment& segment, const EcnNeeds& needs)
    {
        if (m_mode == Mode::NONE)
        {
            return;
        }
        const bool isMarked = segment.ecn == EcnCodepoint::CE;
        m_hasSeenEct = m_hasSeenEct || segment.ecn != EcnCodepoint::NOT_ECT;
        if (m_mode == Mode::ACCURATE)
        {
            return;
        }
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
     * @return what it tells of
     */
    Told Stamp(Segment& segment, bool isNewData, const EcnNeeds& needs)
    {
        Told told;
        if (m_mode == Mode::NONE || segment.Has(Segment::SYN))
        {
            return told;
        }
        if (m_mode == Mode::ACCURATE)
        {
            StampRecord(segment, needs); // all of them are ECT
            told.isEcho = m_accurate.Stamp(segment);
            return told;
        }
        if (isNewData || needs.isNeeded)
        {
            segment.ecn = needs.codepoint;
        }
        if (isNewData && m_owesCwr)
        {
            segment.flags |= Segment::CWR;
            m_owesCwr = false;
            told.isReduction = true;
        }
        if (m_isEchoing && segment.Has(Segment::ACK))
        {
            segment.flags |= Segment::ECE;
            told.isEcho = true;
        }
        return told;
    }

    /**
     * @brief An ACK of what is only a record is about to leave: Linux's has no flags any more.
     * @param segment it
     * @param needs of the host's congestion control
     * @return what it tells of: nothing
     */
    Told StampRecord(Segment& segment, const EcnNeeds& needs) const
    {
        if (m_mode == Mode::ACCURATE && !m_accurate.IsFailing())
        {
            segment.ecn = needs.codepoint;
        }
        return {};
    }

    /**
     * @brief An acceptable ACK came.
     * @param segment it
     * @param isProgress it acknowledges something or has a newer timestamp; of others a count may
     * be old
     * @return true when it echoes a mark
     */
    bool TakeFeedback(const Segment& segment, bool isProgress)
    {
        if (m_mode == Mode::ACCURATE)
        {
            return !segment.Has(Segment::SYN) && m_accurate.TakeFeedback(segment, isProgress);
        }
        return m_mode == Mode::CLASSIC && segment.Has(Segment::ECE);
    }

    /**
     * @brief The same ACK.
     * @param ack what it acknowledges
     * @param isEcho it echoes a mark
     * @return true when the congestion window must be reduced for what it echoes: once until all
     * that was in flight at the last reduction, for whatever reason, and more is acknowledged
     */
    bool IsReductionDue(SequenceNumber32 ack, bool isEcho)
    {
        m_isReducing = m_isReducing && ack <= m_reducedAt;
        return isEcho && !m_isReducing;
    }

    /// The congestion window was reduced, for whatever reason: the peer will hear of it, but for
    /// AccECN. @param sndNxt SND.NXT
    void Reduced(SequenceNumber32 sndNxt)
    {
        m_isReducing = IsInUse();
        m_owesCwr = m_mode == Mode::CLASSIC;
        m_reducedAt = m_isReducing ? sndNxt : m_reducedAt;
    }

    /// @}
    /// @name Observation
    /// @{

    /// @return true when our SYN asked for it
    bool HasAsked() const
    {
        return m_asked != Mode::NONE;
    }

    /// @return the counts of AccECN
    const AccurateEcn& Accurate() const
    {
        return m_accurate;
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
        const bool isClassic = m_mode == Mode::CLASSIC;
        return (IsInUse() || !(m_hasSeenEct || m_isReducing)) && (isClassic || !m_isEchoing) &&
               (isClassic || HasAsked() || !m_owesCwr) && (!m_isReducing || m_reducedAt <= sndNxt);
    }

    /// @}

  private:
    /// Our SYN-ACK is about to leave. @return false when it grants nothing
    bool StampSynAck(Segment& segment, const Profile& host, uint32_t timeouts);

    SequenceNumber32 m_reducedAt{0}; //!< SND.NXT at the last reduction
    AccurateEcn m_accurate;          //!< of mode ACCURATE
    Mode m_asked{Mode::NONE};        //!< what our SYN asked for
    Mode m_mode{Mode::NONE};         //!< what both ends agreed on
    bool m_isEchoing{false};         //!< RFC 3168: ACKs say ECE; exact: "DCTCP.CE" of RFC 8257
    bool m_hasSeenEct{false};        //!< some data was ECT or CE
    bool m_owesCwr{false};           //!< the next new data says CWR
    bool m_isReducing{false};        //!< the window was reduced, and that is not acknowledged yet
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ECN_H
