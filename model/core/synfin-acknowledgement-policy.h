/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ACKNOWLEDGEMENT_POLICY_H
#define SYNFIN_ACKNOWLEDGEMENT_POLICY_H

#include "synfin-connection-policy.h"
#include "synfin-time-limit.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief When one connection acknowledges: at once, delayed, or, where it would answer what is
 * invalid, not more often than invalid_ratelimit says.
 *
 * However many reasons a call finds, one ACK goes out before it ends (MUST-58, MUST-59).
 */
class AcknowledgementPolicy
{
  public:
    /// An ACK must go out before this call ends.
    void Demand()
    {
        m_isDue = true;
    }

    /// @return true when an ACK must go out before this call ends
    bool IsDue() const
    {
        return m_isDue;
    }

    /// An ACK was sent, alone or with something else.
    void Sent()
    {
        m_isDue = false;
        m_quickAcks -= m_quickAcks > 0 && m_segments > 0 ? 1 : 0;
        m_segments = 0;
    }

    /**
     * @brief Data was sent.
     * @param now the time
     * @param profile the host's policies
     */
    void DataSent(Time now, const Profile& profile)
    {
        // Linux tcp_event_data_sent(): a reply to what came just now
        m_isInteractive =
            m_isInteractive || (m_hasData && now - m_dataAt < profile.delayed_ack_timeout);
    }

    /// A write waited for the handshake, and goes with its last ACK: a reply already (Linux
    /// tcp_rcv_synsent_state_process(), sk_write_pending).
    /// @param profile the host's policies
    void WriteWaited(const Profile& profile)
    {
        m_isInteractive = m_isInteractive || profile.quick_acks > 0;
    }

    /// Linux tcp_enter_quickack_mode(): so many ACKs are not delayed, where any are ever hurried.
    /// @param acks how many
    /// @param profile the host's policies
    void Hurry(uint32_t acks, const Profile& profile)
    {
        if (profile.quick_acks > 0)
        {
            m_quickAcks = std::max(m_quickAcks, std::min(acks, profile.quick_acks));
            m_isInteractive = false;
        }
    }

    /// What the decision about an arriving segment depends on.
    struct Arrival
    {
        bool inOrder; //!< it is neither out of order nor fills a gap
        bool hasFin;  //!< a FIN is next, whose ACK waits for the user's answer
        Time now;     //!< the time
        Time rto;     //!< RTO: after such a silence quick acknowledgements begin anew
    };

    /**
     * @brief Data arrived: demands an ACK, unless it may be delayed.
     * @param arrival the segment
     * @param policy of the connection
     * @return true when the ACK may be delayed
     */
    bool DataArrived(const Arrival& arrival, const ConnectionPolicy& policy)
    {
        // Linux tcp_event_data_recv(): quick acknowledgements help a sender in slow start.
        if (!m_hasData || arrival.now - m_dataAt > arrival.rto)
        {
            m_quickAcks = policy.Host().quick_acks;
        }
        m_hasData = true;
        m_dataAt = arrival.now;
        // MAY-13, RFC 5681 4.2: out of order, or filling a gap, is acknowledged at once; MUST-40,
        // SHLD-18, SHLD-19: the rest may wait.
        ++m_segments;
        m_isDue = m_isDue || !arrival.inOrder || m_segments >= policy.DelayedAckCount() ||
                  (m_quickAcks > 0 && !m_isInteractive && !arrival.hasFin) || !policy.DelayedAck();
        return !m_isDue;
    }

    /// @param now the time
    /// @return true when an invalid segment may be answered
    bool MayAnswer(Time now) const
    {
        return now >= m_answerAgainAt;
    }

    /**
     * @brief An invalid segment is answered.
     * @param now the time
     * @param interval until the next one may be
     */
    void Answered(Time now, Time interval)
    {
        m_answerAgainAt = After(now, interval);
    }

    /// @name Observation
    /// @{

    /// @return until then invalid segments go unanswered
    Time AnswerAgainAt() const
    {
        return m_answerAgainAt;
    }

    /// @return segments with data since the last ACK that we sent
    uint32_t Segments() const
    {
        return m_segments;
    }

    /// @return so many ACKs more are not delayed
    uint32_t QuickAcks() const
    {
        return m_quickAcks;
    }

    /// @return true when the user answers data with data: ACKs are delayed
    bool IsInteractive() const
    {
        return m_isInteractive;
    }

    /// @return true when data ever came
    bool HasData() const
    {
        return m_hasData;
    }

    /// @return when data last came
    Time DataAt() const
    {
        return m_dataAt;
    }

    /// @}

  private:
    Time m_answerAgainAt;        //!< until then invalid segments go unanswered
    Time m_dataAt;               //!< when data last came
    uint32_t m_segments{0};      //!< with data, since the last ACK that we sent
    uint32_t m_quickAcks{0};     //!< so many ACKs more are not delayed
    bool m_hasData{false};       //!< data has come
    bool m_isInteractive{false}; //!< the user answers data with data
    bool m_isDue{false};         //!< an ACK must go out before this call ends
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ACKNOWLEDGEMENT_POLICY_H
