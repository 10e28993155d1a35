/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ACCURATE_ECN_H
#define SYNFIN_ACCURATE_ECN_H

#include "synfin-segment.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief The counts of AccECN on one connection (RFC 9768 3.2), without its option: each end tells
 * in the ACE field how many segments came marked.
 *
 * Numbers go round at 8, as they do on the wire.
 */
class AccurateEcn
{
  public:
    /// @return does a SYN with that ACE field ask for AccECN? (3.1.2: 000 and 011 do not)
    static bool IsAskedBy(const Segment& syn)
    {
        return syn.Ace() != 0 && syn.Ace() != 3;
    }

    /// @return does a SYN-ACK with that ACE field grant it to a SYN that asked? (Table 2)
    static bool IsGrantedBy(const Segment& synAck)
    {
        return synAck.Ace() > 1 && synAck.Ace() < 7;
    }

    /// @return what the ACE field of the answer to a SYN or a SYN-ACK with that codepoint is
    static uint8_t Reflection(EcnCodepoint codepoint)
    {
        static constexpr std::array<uint8_t, 4> ACE = {2, 3, 4, 6};
        return ACE.at(static_cast<std::size_t>(codepoint));
    }

    /// @name The handshake
    /// @{

    /// @return the ACE field of the answer to the peer's SYN or SYN-ACK
    uint8_t ReflectionOfSyn() const
    {
        return Reflection(static_cast<EcnCodepoint>(m_bits.ofPeersSyn));
    }

    /**
     * @brief A listener, or who opens simultaneously, got a SYN that asked.
     * @param syn it
     */
    void TakeSyn(const Segment& syn)
    {
        m_bits = Bits();
        m_bits.last = m_bits.ofPeersSyn = Code(syn.ecn);
    }

    /**
     * @brief The same again. One without flags shows that they do not pass, or may not.
     * @param syn it
     */
    void TakeSynAgain(const Segment& syn)
    {
        m_bits.ofPeersSyn = Code(syn.ecn);
        m_bits.isFailing |= syn.Ace() == 0;
    }

    /**
     * @brief A SYN-ACK granted it.
     * @param synAck it
     * @param sent the codepoint of our SYN
     * @param checks whether a codepoint that the network cannot make ends ECN for what we send
     */
    void TakeSynAck(const Segment& synAck, EcnCodepoint sent, bool checks)
    {
        m_bits = Bits();
        m_bits.last = m_bits.ofPeersSyn = Code(synAck.ecn);
        m_bits.reflects = true;
        // Linux tcp_ecn_rcv_synack() looks at the answer where it counts a mark.
        if (synAck.ecn == EcnCodepoint::CE)
        {
            m_bits.isFailing = checks && !IsPossible(sent, synAck.Ace());
            m_bits.received = m_bits.untold = m_bits.isFailing ? 0 : 1;
        }
    }

    /**
     * @brief The ACK that ends a passive open came: its ACE field is no count (3.2.2.1).
     * @param segment it; with text it has the count of a sender whose ACK was lost
     * @param sent the codepoint of our SYN-ACK
     * @param checks as for TakeSynAck
     */
    void TakeLastAck(const Segment& segment, EcnCodepoint sent, bool checks)
    {
        m_bits.isNoCount = true;
        const uint8_t ace = segment.Ace();
        if (ace == 0)
        {
            m_bits.isFailing = true;
        }
        else if (segment.Length() == 0 && ace != 1 && ace != 5 && ace != 7)
        {
            const bool isWrong = checks && !IsPossible(sent, ace);
            m_bits.isFailing |= isWrong;
            m_bits.told = !isWrong && ace == Reflection(EcnCodepoint::CE) ? 1 : 0;
        }
    }

    /// ACKs say again what the peer's SYN came with, or no more. @param reflects whether
    void SetReflecting(bool reflects)
    {
        m_bits.reflects = reflects;
    }

    /// @}
    /// @name What comes and what goes
    /// @{

    /**
     * @brief A segment without SYN came; the peer will hear of its mark.
     * @param segment it
     * @return true when its text should be acknowledged at once (3.2.2.5.1): the codepoint changed,
     * or so many marks came that the peer could miscount
     */
    bool Arrived(const Segment& segment)
    {
        constexpr unsigned MOST_UNTOLD = 6;
        const bool isMarked = segment.ecn == EcnCodepoint::CE;
        const bool isChange = m_bits.last != Code(segment.ecn);
        m_bits.last = Code(segment.ecn);
        m_bits.received += isMarked ? 1 : 0;
        m_bits.untold += isMarked && m_bits.untold < MOST_UNTOLD ? 1 : 0;
        return isChange || m_bits.untold == MOST_UNTOLD;
    }

    /**
     * @brief A segment without SYN is about to leave: writes its ACE field.
     * @param segment it
     * @return true when it tells of marks for the first time
     */
    bool Stamp(Segment& segment)
    {
        if (m_bits.reflects && segment.Length() == 0)
        {
            segment.SetAce(ReflectionOfSyn());
            m_bits.reflects = false;
            return false;
        }
        segment.SetAce((FIRST + m_bits.received) % 8);
        const bool isNews = m_bits.untold > 0;
        m_bits.reflects = false;
        m_bits.untold = 0;
        return isNews;
    }

    /**
     * @brief An acceptable ACK without SYN came.
     * @param segment it
     * @param isProgress it is not older than the one before: it acknowledges something, or its
     * timestamp is newer
     * @return true when it tells of marks
     */
    bool TakeFeedback(const Segment& segment, bool isProgress)
    {
        const bool isCount = !m_bits.isNoCount && !m_bits.isFailing;
        m_bits.isNoCount = false;
        if (!isCount || !isProgress)
        {
            return false;
        }
        const uint8_t told = (segment.Ace() + 8U - FIRST) % 8;
        const bool isNews = told != m_bits.told;
        m_bits.told = told;
        return isNews;
    }

    /// @return true when nothing that leaves may be ECT, and feedback counts for nothing
    bool IsFailing() const
    {
        return m_bits.isFailing;
    }

    /// @}

    /// @return all that it knows, for observers
    uint32_t Digest() const
    {
        return m_bits.received | m_bits.untold << 3 | m_bits.told << 6 | m_bits.last << 9 |
               m_bits.ofPeersSyn << 11 | m_bits.reflects << 13 | m_bits.isFailing << 14 |
               m_bits.isNoCount << 15;
    }

  private:
    /// Of received and told when no segment was marked (3.2.1).
    static constexpr unsigned FIRST = 5;

    /// @return a codepoint as a number
    static uint16_t Code(EcnCodepoint codepoint)
    {
        return static_cast<uint16_t>(codepoint);
    }

    /// @return may the network make of a codepoint what that reflection says? (3.2.2.3)
    static bool IsPossible(EcnCodepoint sent, uint8_t reflection)
    {
        const bool isSame = reflection == Reflection(sent) || reflection == 5; // 5 is reserved
        return isSame || (IsEct(sent) && reflection != Reflection(EcnCodepoint::NOT_ECT));
    }

    /// All of it, in two octets.
    struct Bits
    {
        uint16_t received : 3;   //!< r.cep - 5: segments that came marked
        uint16_t untold : 3;     //!< of these, since we said how many
        uint16_t told : 3;       //!< s.cep - 5: of ours, how many the peer told of
        uint16_t last : 2;       //!< codepoint of the last segment
        uint16_t ofPeersSyn : 2; //!< codepoint of the peer's SYN or SYN-ACK
        uint16_t reflects : 1;   //!< the next ACK tells of that one
        uint16_t isFailing : 1;  //!< see IsFailing()
        uint16_t isNoCount : 1;  //!< the last ACK of the handshake is being looked at
    };

    Bits m_bits{}; //!< all of it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ACCURATE_ECN_H
