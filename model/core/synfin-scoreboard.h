/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCOREBOARD_H
#define SYNFIN_SCOREBOARD_H

#include "synfin-segment.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// What the sender believes of octets that it sent and that are not acknowledged.
enum class Fate : uint8_t
{
    IN_FLIGHT,     //!< sent once, as far as this loss recovery goes
    LOST,          //!< to be sent again
    RETRANSMITTED, //!< lost, and sent again
    SACKED,        //!< the peer has them (RFC 2018)
};

/// Octets of one fate that were sent at one time.
struct Stretch
{
    SequenceNumber32 begin; //!< the first
    SequenceNumber32 end;   //!< one past the last
    Time sentAt;            //!< when they were sent last
    Fate fate;              //!< what became of them
    bool isAgain;           //!< sent more than once

    /// @return octets
    uint32_t Size() const
    {
        return static_cast<uint32_t>(end - begin);
    }
};

/**
 * @brief The scoreboard of a sender: what became of each octet between SND.UNA and SND.NXT (RFC
 * 6675 3).
 *
 * Neighbours that nothing tells apart are one stretch, so what it takes goes with the holes and
 * with the round trip's bursts, not with the window.
 */
class Scoreboard
{
  public:
    /// What an acknowledgement told.
    struct News
    {
        uint32_t delivered{0};               //!< octets that were not known to have arrived
        uint32_t sacked{0};                  //!< of them, those beyond SND.UNA
        bool isReordered{false};             //!< one that was sent once came after a later one
        uint32_t reorderedBy{0};             //!< so many octets later SACK had told of before it
        std::optional<Stretch> newest;       //!< of them, what was sent last
        std::optional<Stretch> last;         //!< of them, what the acknowledgement told of last
        std::optional<Time> sentOnceAt;      //!< when the newest that was sent once was sent
        std::optional<Time> firstSentOnceAt; //!< when the oldest that was sent once was sent
        std::optional<SequenceNumber32> firstOriginal; //!< the first octet that was sent once
        /// Of the board before the acknowledgement: what it tells at once is in no order.
        std::optional<SequenceNumber32> deliveredBefore;
        std::optional<SequenceNumber32> highestBefore; //!< as deliveredBefore
    };

    /// @param segment octets in a full segment, of which a SACK block counts whole ones only, as in
    /// Linux tcp_match_skb_to_sack(); 1: each octet by itself
    explicit Scoreboard(uint32_t segment = 1)
        : m_segment(segment)
    {
    }

    /// @return true when nothing is in flight
    bool IsEmpty() const
    {
        return m_first == m_stretches.size();
    }

    /// @return octets that are in the network, as far as is known ("pipe" of RFC 6675)
    uint32_t InFlight() const
    {
        return m_octets[static_cast<std::size_t>(Fate::IN_FLIGHT)] +
               m_octets[static_cast<std::size_t>(Fate::RETRANSMITTED)];
    }

    /// @return octets of that fate
    uint32_t Count(Fate fate) const
    {
        return m_octets[static_cast<std::size_t>(fate)];
    }

    /// @return end of what SACK told of; SND.UNA without any
    SequenceNumber32 Highest() const
    {
        return m_highest;
    }

    /// @return all stretches, the oldest octet first
    const Stretch* begin() const
    {
        return m_stretches.data() + m_first;
    }

    /// @return one past the last stretch
    const Stretch* end() const
    {
        return m_stretches.data() + m_stretches.size();
    }

    /**
     * @brief A segment was sent.
     * @param begin its first octet, at most the end of the board
     * @param end one past its last
     * @param now the time
     */
    void Sent(SequenceNumber32 begin, SequenceNumber32 end, Time now);

    /// SND.UNA advanced.
    /// @param una SND.UNA
    /// @param news what it tells
    void Acknowledge(SequenceNumber32 una, News& news);

    /**
     * @brief A SACK block came.
     * @param block what it covers; beyond what was sent it is not believed
     * @param news what it tells
     */
    void Sack(const SackBlock& block, News& news);

    /// Octets are lost, if they are in flight.
    void Lose(SequenceNumber32 begin, SequenceNumber32 end);

    /**
     * @brief What is in the network and meets a condition is lost.
     * @param isLost says so of a stretch in the network
     * @param isPast says of any stretch that neither it nor what follows is
     */
    template <typename Condition, typename End>
    void LoseIf(const Condition& isLost, const End& isPast)
    {
        std::size_t changed = m_first;
        for (std::size_t i = m_first; i < m_stretches.size() && !isPast(m_stretches[i]); ++i)
        {
            const Stretch& stretch = m_stretches[i];
            const bool isOut =
                stretch.fate == Fate::IN_FLIGHT || stretch.fate == Fate::RETRANSMITTED;
            if (isOut && isLost(stretch))
            {
                Turn(i, Fate::LOST);
                changed = i + 1;
            }
        }
        if (changed > m_first)
        {
            Merge(m_first, changed);
        }
    }

    /**
     * @brief What enough has overtaken is lost (RFC 6675 4, IsLost()), but for what was sent again.
     * @param threshold DupThresh: so many stretches above, or more octets than all but one of so
     * many segments
     * @param mss octets in a full segment
     */
    void LoseOvertaken(uint32_t threshold, uint32_t mss);

    /// Whatever is not sacked is lost (RFC 6298 5.4).
    void LoseAll();

    /**
     * @brief Segments in the network that are too large for it are lost.
     * @param segment octets in what was a full one
     * @param most octets in the largest that is not too large
     * @param streamEnd one past the last octet of data: a FIN makes no segment larger
     */
    void LoseLarger(uint32_t segment, uint32_t most, SequenceNumber32 streamEnd);

    /// Full segments are of another size from now on.
    void SetSegment(uint32_t segment)
    {
        m_segment = segment;
    }

    /// What SACK told is forgotten: the peer may have dropped it (RFC 2018 8).
    void ForgetSacked();

    /// What was thought to be lost is in flight: the loss was none.
    void Spare();

    /// @return the first lost octets, nothing without any
    const Stretch* FirstLost() const;

    /// @return true when the counts are those of the stretches
    bool IsConsistent() const;

  private:
    std::size_t Find(SequenceNumber32 seq) const;
    std::size_t Split(SequenceNumber32 at);
    void Turn(std::size_t index, Fate fate);
    void Merge(std::size_t from, std::size_t to);
    bool IsSame(const Stretch& a, const Stretch& b) const;
    SequenceNumber32 Whole(SequenceNumber32 seq, bool isBegin) const;
    void Begin(News& news) const;
    static void Deliver(const Stretch& stretch, News& news);

    uint32_t& Octets(Fate fate)
    {
        return m_octets[static_cast<std::size_t>(fate)];
    }

    uint32_t m_segment;                 //!< octets in a full segment
    std::vector<Stretch> m_stretches;   //!< without gaps; before m_first they are acknowledged
    std::size_t m_first{0};             //!< the oldest that counts
    std::array<uint32_t, 4> m_octets{}; //!< by fate
    SequenceNumber32 m_highest{0};      //!< end of what SACK told of
    SequenceNumber32 m_delivered{0};    //!< end of what arrived and was sent once
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCOREBOARD_H
