/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_POLICY_H
#define SYNFIN_CONNECTION_POLICY_H

#include "synfin-actions.h"
#include "synfin-connection-options.h"
#include "synfin-profile.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// What becomes of a small segment at the end of what is queued.
enum class Tail : uint8_t
{
    BY_RULE, //!< as Nagle's algorithm and TCP_CORK say
    WAITS,   //!< more follows at once
    GOES,    //!< whatever they say
};

/// What holds for one connection: what its user says, else the host's profile.
class ConnectionPolicy
{
  public:
    /**
     * @param profile the host's policies; must outlive this
     * @param options the user's switches
     */
    ConnectionPolicy(const Profile& profile, const ConnectionOptions& options)
        : m_profile(profile),
          m_wishes(options.IsEmpty() ? nullptr : std::make_unique<Wishes>())
    {
        if (m_wishes)
        {
            m_wishes->options = options;
        }
    }

    /// @return the host's policies
    const Profile& Host() const
    {
        return m_profile;
    }

    /// @return the user's switches
    const ConnectionOptions& User() const
    {
        return m_wishes ? m_wishes->options : ConnectionOptions::NONE;
    }

    /// The user changes switches.
    /// @param options as of ConnectionOptions::Update()
    void Change(const ConnectionOptions& options)
    {
        Own().options.Update(options);
    }

    /// @name What our SYN offers, and takes from the peer's
    /// @{

    /// @return window scaling?
    bool WindowScaling() const
    {
        return User().windowScaling.value_or(m_profile.window_scaling) && !NoOptions();
    }

    /// @return timestamps?
    bool Timestamps() const
    {
        return User().timestamps.value_or(m_profile.timestamps) && !NoOptions();
    }

    /// @return SACK?
    bool Sack() const
    {
        return User().sack.value_or(m_profile.sack) && !NoOptions();
    }

    /// @return ECN: the mode of Profile::ecn
    uint32_t Ecn() const
    {
        return User().ecn.value_or(m_profile.ecn);
    }

    /// @return none at all, nor the MSS?
    bool NoOptions() const
    {
        return User().noOptions.value_or(false);
    }

    /// @param ipv6 the IP version
    /// @return the MSS
    uint32_t Mss(bool ipv6) const
    {
        // For IPv6 less its larger header; what the user says, within it, is meant as it is.
        const uint32_t most = m_profile.mss;
        const uint32_t link = ipv6 && most > 84 ? most - 20 : most;
        return std::min(User().mss.value_or(link), link);
    }

    /// @}
    /// @name Sending
    /// @{

    /// @return Nagle's algorithm?
    bool Nagle() const
    {
        return User().nagle.value_or(m_profile.nagle);
    }

    /// @return does a small segment wait until its user says otherwise?
    bool IsCorked() const
    {
        return User().cork.value_or(false);
    }

    /**
     * @brief The user sends.
     * @param end one past its last octet
     * @param marks what it says of that end
     * @param una SND.UNA; what ends before it is forgotten
     */
    void Mark(SequenceNumber32 end, SendMarks marks, SequenceNumber32 una)
    {
        if (!m_wishes && !marks.hasMore && !marks.endsRecord)
        {
            return;
        }
        std::vector<SequenceNumber32>& ends = Own().recordEnds;
        ends.erase(ends.begin(), std::upper_bound(ends.begin(), ends.end(), una));
        m_wishes->hasMore = marks.hasMore;
        if (marks.endsRecord)
        {
            ends.push_back(end);
        }
    }

    /// @return is more to follow at once what was sent last?
    bool HasMore() const
    {
        return m_wishes && m_wishes->hasMore;
    }

    /// @param from an octet of the stream
    /// @param end one past the last
    /// @return how far a segment that begins there may go
    SequenceNumber32 RecordEnd(SequenceNumber32 from, SequenceNumber32 end) const
    {
        if (!m_wishes)
        {
            return end;
        }
        const std::vector<SequenceNumber32>& ends = m_wishes->recordEnds;
        const auto next = std::upper_bound(ends.begin(), ends.end(), from);
        return next == ends.end() ? end : *next;
    }

    /// @return the lowest retransmission timeout
    Time RtoMin() const
    {
        return User().rtoMin.value_or(m_profile.rto_min);
    }

    /// @return duplicate ACKs that start a fast retransmit
    uint32_t DupackThreshold() const
    {
        return User().dupackThreshold.value_or(m_profile.dupack_threshold);
    }

    /// @return how long an open may take; zero for no bound of its own
    Time ConnectTimeout() const
    {
        return User().connectTimeout.value_or(m_profile.connect_timeout);
    }

    /// @return how long SYN, data or FIN may stay unacknowledged; zero for no bound
    Time UserTimeout() const
    {
        return User().userTimeout.value_or(m_profile.user_timeout);
    }

    /// @}
    /// @name Acknowledging
    /// @{

    /// @return may an ACK wait at all?
    bool DelayedAck() const
    {
        return User().delayedAck.value_or(m_profile.delayed_ack);
    }

    /// @return how long
    Time DelayedAckTimeout() const
    {
        return User().delayedAckTimeout.value_or(m_profile.delayed_ack_timeout);
    }

    /// @return so many segments draw an ACK at once
    uint32_t DelayedAckCount() const
    {
        return User().delayedAckCount.value_or(2);
    }

    /// @}
    /// @name Idle and closing
    /// @{

    /// @return keep-alive?
    bool Keepalive() const
    {
        return User().keepalive.value_or(m_profile.keepalive);
    }

    /// @return the idle time before the first probe
    Time KeepaliveTime() const
    {
        return User().keepaliveTime.value_or(m_profile.keepalive_time);
    }

    /// @return the time between probes
    Time KeepaliveInterval() const
    {
        return User().keepaliveInterval.value_or(m_profile.keepalive_intvl);
    }

    /// @return so many unanswered probes end the connection
    uint32_t KeepaliveProbes() const
    {
        return User().keepaliveProbes.value_or(m_profile.keepalive_probes);
    }

    /// @return how long an orphan stays in FIN_WAIT_2; zero for no bound, below for not at all
    Time FinTimeout() const
    {
        const Time linger = User().linger2.value_or(m_profile.linger2);
        return linger.IsZero() ? m_profile.fin_timeout : linger;
    }

    /// @}

  private:
    /// What the user says.
    struct Wishes
    {
        ConnectionOptions options;                //!< its switches
        std::vector<SequenceNumber32> recordEnds; //!< those that it marked (MSG_EOR)
        bool hasMore{false};                      //!< it said that more follows (MSG_MORE)
    };

    Wishes& Own()
    {
        if (!m_wishes)
        {
            m_wishes = std::make_unique<Wishes>();
        }
        return *m_wishes;
    }

    const Profile& m_profile;         //!< the host's policies
    std::unique_ptr<Wishes> m_wishes; //!< the user's; nullptr for none
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_POLICY_H
