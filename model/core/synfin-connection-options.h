/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_OPTIONS_H
#define SYNFIN_CONNECTION_OPTIONS_H

#include "synfin-isn.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

struct Profile;

/// Per-connection switches that a user may set, like setsockopt(); absent ones are as the profile
/// says.
struct ConnectionOptions
{
    std::optional<bool> nagle;               //!< false is TCP_NODELAY (MUST-17)
    std::optional<bool> cork;                //!< TCP_CORK: no small segment until it is false
    std::optional<bool> delayedAck;          //!< false acknowledges every segment (TCP_QUICKACK)
    std::optional<bool> keepalive;           //!< SO_KEEPALIVE (MAY-5, MUST-24)
    std::optional<Time> keepaliveTime;       //!< TCP_KEEPIDLE (MUST-27)
    std::optional<Time> keepaliveInterval;   //!< TCP_KEEPINTVL
    std::optional<uint32_t> keepaliveProbes; //!< TCP_KEEPCNT
    std::optional<Time> userTimeout;         //!< TCP_USER_TIMEOUT, zero for none (MUST-21)
    std::optional<Time> linger2;             //!< TCP_LINGER2; zero: none, negative: no FIN_WAIT_2
    std::optional<Time> deferAccept;         //!< TCP_DEFER_ACCEPT, Listen only
    std::optional<Time> delayedAckTimeout;   //!< how long an acknowledgement may be held back
    std::optional<uint32_t> synRetries;      //!< TCP_SYNCNT
    std::optional<uint32_t> dataRetries;     //!< R2 of data and FIN (MUST-21)
    std::optional<Time> rtoInitial;          //!< before Connect or Listen only
    std::optional<uint32_t> mss;             //!< TCP_MAXSEG, before Connect or Listen only
    std::optional<uint32_t> receiveBuffer;   //!< SO_RCVBUF, before Connect or Listen only
    std::optional<bool> timestamps;          //!< before Connect or Listen only
    std::optional<bool> windowScaling;       //!< before Connect or Listen only
    std::optional<bool> sack;                //!< before Connect or Listen only
    std::optional<uint32_t> ecn;             //!< before Connect or Listen only
    std::optional<bool> noOptions;           //!< TCP_NOOPT, before Connect or Listen only
    std::optional<Time> connectTimeout;      //!< TCP_KEEPINIT, zero for no bound
    std::optional<Time> rtoMin;              //!< TCP_RTO_MIN_US
    std::optional<uint32_t> dupackThreshold; //!< duplicate ACKs that start a fast retransmit
    std::optional<uint32_t> delayedAckCount; //!< segments that an acknowledgement may cover
    std::optional<Time> persistTimeout;      //!< until the first probe of a closed window
    std::optional<Time> timeWait;            //!< how long TIME_WAIT lasts
    /// SO_REUSEADDR: of Listen, absent: true. Of Connect with a local port, which is bound first as
    /// Linux's bind() does: false: no connection may have it, TIME_WAIT included; true: others may,
    /// and one to the same destination that is in TIME_WAIT and had timestamps goes; absent: only
    /// the four-tuple must be free.
    std::optional<bool> reuseAddress;
    /// SO_REUSEPORT, Listen only: others that say so, too, may listen there.
    bool reusePort{false};
    /// MSG_FASTOPEN, Connect only: so many octets are sent, in the SYN as far as Fast Open can.
    std::optional<uint32_t> fastOpenData;
    /// TCP_FASTOPEN, Listen only: so many connections may be accepted before their handshake is
    /// done.
    std::optional<uint32_t> fastOpenQueue;
    std::optional<IsnSecret> fastOpenKey; //!< TCP_FASTOPEN_KEY, Listen only
    /// For observers: a number for the connection, greater than that of every earlier one; 0: none.
    /// Its segments carry it, so that the other end has the same.
    uint32_t incarnation{0};

    /// @return true when the profile has the say in all that outlives Connect or Listen
    bool IsEmpty() const
    {
        return !nagle && !cork && !delayedAck && !keepalive && !keepaliveTime &&
               !keepaliveInterval && !keepaliveProbes && !userTimeout && !linger2 && !deferAccept &&
               !delayedAckTimeout && !synRetries && !dataRetries && !rtoInitial && !mss &&
               !receiveBuffer && !timestamps && !windowScaling && !sack && !ecn && !rtoMin &&
               !dupackThreshold && !timeWait && !delayedAckCount && !persistTimeout && !noOptions &&
               !connectTimeout;
    }

    /// The profile has the say in everything.
    static const ConnectionOptions NONE;

    /// Takes over the switches that may change while the connection lives.
    /// @param other the new ones; absent ones leave what is
    void Update(const ConnectionOptions& other);

    /**
     * @brief Is each switch within what the profile's field of the same meaning accepts?
     * @param profile the host's policies
     * @return nothing when it is, else one line that says what would be accepted
     */
    std::optional<std::string> Validate(const Profile& profile) const;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_OPTIONS_H
