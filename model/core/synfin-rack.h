/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RACK_H
#define SYNFIN_RACK_H

#include "synfin-scoreboard.h"

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
 * @brief Recent acknowledgment (RFC 8985 6): what was sent well before something that arrived is
 * lost.
 */
class Rack
{
    friend class StateDigest; // test/exploration

  public:
    /**
     * @brief Steps 1 to 4 of 6.2.
     * @param news what an acknowledgement told
     * @param now the time
     * @param minRtt the shortest round trip
     * @param echoMs when what the acknowledgement echoes was sent, in ms
     */
    void Take(const Scoreboard::News& news,
              Time now,
              Time minRtt,
              std::optional<int64_t> echoMs = std::nullopt)
    {
        m_hasReordering = m_hasReordering || news.isReordered;
        // The time is that of what was sent last, the round trip that of what was told of last.
        for (const std::optional<Stretch>& arrived : {news.newest, news.last})
        {
            if (!arrived)
            {
                return;
            }
            const Time rtt = now - arrived->sentAt;
            const bool isOlder = echoMs && *echoMs < arrived->sentAt.GetMilliSeconds();
            if (arrived->isAgain && (isOlder || rtt < minRtt))
            {
                continue; // it was the first copy that arrived
            }
            m_rtt = rtt;
            m_isSet = true;
            if (arrived->sentAt > m_sentAt || (arrived->sentAt == m_sentAt && arrived->end > m_end))
            {
                m_sentAt = arrived->sentAt;
                m_end = arrived->end;
            }
        }
    }

    /// A segment of ours arrived twice: wait longer for those that are late (6.2, step 4).
    /// @param una SND.UNA
    /// @param nxt SND.NXT; once a round trip
    void TakeDuplicate(SequenceNumber32 una, SequenceNumber32 nxt)
    {
        if (!m_hasRound || una >= m_roundEnd)
        {
            m_hasRound = true;
            m_roundEnd = nxt;
            m_steps = std::min(m_steps + 1, MOST_STEPS);
            m_recoveriesLeft = RECOVERIES;
        }
    }

    /// A loss recovery ended: after 16 of them without duplicates the wait is short again.
    void EndRecovery()
    {
        m_recoveriesLeft -= m_recoveriesLeft > 0 ? 1 : 0;
        m_steps = m_recoveriesLeft == 0 ? 1 : m_steps;
    }

    /**
     * @brief How long a late segment may be overtaken (RACK_update_reo_wnd()).
     * @param isEager enough has been SACKed, or a loss recovery goes on
     * @param minRtt the shortest round trip
     * @param srtt SRTT
     */
    Time ReorderWindow(bool isEager, Time minRtt, Time srtt) const
    {
        if (!m_hasReordering && isEager)
        {
            return Time(0);
        }
        return std::min(minRtt * m_steps / 4, srtt);
    }

    /**
     * @brief Marks what is lost (6.2, step 5).
     * @param board the scoreboard
     * @param window ReorderWindow()
     * @param now the time
     * @return how long until the next of them is lost; zero when there is none to wait for
     */
    Time Detect(Scoreboard& board, Time window, Time now) const
    {
        Time wait(0);
        if (!m_isSet)
        {
            return wait;
        }
        board.LoseIf(
            [&](const Stretch& stretch) {
                if (!IsSentBefore(stretch))
                {
                    return false;
                }
                const Time rest = stretch.sentAt + m_rtt + window - now;
                wait = rest.IsStrictlyPositive() ? std::max(wait, rest) : wait;
                return !rest.IsStrictlyPositive();
            },
            [&](const Stretch& stretch) { return IsPastAll(stretch, board); });
        return wait;
    }

  private:
    static constexpr int64_t MOST_STEPS = 255; //!< as Linux bounds it
    static constexpr uint32_t RECOVERIES = 16; //!< TCP_RACK_RECOVERY_THRESH

    /// @return true when it may be lost
    bool IsSentBefore(const Stretch& stretch) const
    {
        const bool isOut = stretch.fate == Fate::IN_FLIGHT || stretch.fate == Fate::RETRANSMITTED;
        return isOut &&
               (stretch.sentAt < m_sentAt || (stretch.sentAt == m_sentAt && stretch.end <= m_end));
    }

    /// @return true when neither it nor what follows can be lost: never sent again, and sent later
    bool IsPastAll(const Stretch& stretch, const Scoreboard& board) const
    {
        return stretch.begin >= board.Highest() && !stretch.isAgain && !IsSentBefore(stretch) &&
               board.Count(Fate::RETRANSMITTED) == 0;
    }

    Time m_sentAt;                  //!< RACK.xmit_ts
    Time m_rtt;                     //!< RACK.rtt
    SequenceNumber32 m_end{0};      //!< RACK.end_seq
    SequenceNumber32 m_roundEnd{0}; //!< RACK.dsack_round
    int64_t m_steps{1};             //!< RACK.reo_wnd_mult
    uint32_t m_recoveriesLeft{0};   //!< RACK.reo_wnd_persist
    bool m_isSet{false};            //!< something arrived
    bool m_hasRound{false};         //!< m_roundEnd is one
    bool m_hasReordering{false};    //!< RACK.reordering_seen
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RACK_H
