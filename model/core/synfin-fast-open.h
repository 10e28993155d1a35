/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FAST_OPEN_H
#define SYNFIN_FAST_OPEN_H

#include "synfin-actions.h"
#include "synfin-four-tuple.h"
#include "synfin-isn.h"
#include "synfin-segment.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

struct Profile;

/**
 * @brief What a host remembers for TCP Fast Open (RFC 7413): as a client of each server its cookie,
 * as a server how many connections it has accepted on the word of a cookie alone.
 */
class FastOpen
{
    friend class StateDigest; // test/exploration

  public:
    /// The bits of Profile::fastopen.
    enum Mode : uint32_t
    {
        CLIENT = 0x1,                  //!< who connects may ask
        SERVER = 0x2,                  //!< listeners may answer
        CLIENT_WITHOUT_COOKIE = 0x4,   //!< data goes out in the first SYN already
        SERVER_WITHOUT_COOKIE = 0x200, //!< and is taken
        SERVER_UNASKED = 0x400,        //!< by every listener
    };

    /// What one connection has done, a set.
    enum Deed : uint8_t
    {
        WANTED = 0x1,      //!< the user asked for it; the SYN is not sent yet
        ASKED = 0x2,       //!< the SYN had the option
        HAD_DATA = 0x4,    //!< the SYN had data
        ACCEPTED = 0x8,    //!< a listener's, open as from its SYN on
        TRIAL = 0x10,      //!< the first after a pause: did that help?
        OLD_OPTION = 0x20, //!< the SYN had the experimental option
    };

    /// What a listener makes of a SYN.
    struct Verdict
    {
        bool isOpen{false};      //!< it takes the data, and the user may accept the connection
        FastOpenCookie cookie{}; //!< for the SYN-ACK, empty for none
    };

    /// @name The client's side
    /// @{

    /// What is known of a server.
    struct Server
    {
        FastOpenCookie cookie{}; //!< empty: none yet
        uint32_t mss{0};         //!< that it announced; 0: not known
        /// The cookie that it was asked for last, in vain: 0 none, 1 by the RFC's option, after
        /// which the next is the experimental one, 2 by that, too (Linux try_exp).
        uint8_t refusals{0};
    };

    /// What the SYN of an active open has of Fast Open.
    struct Offer
    {
        bool isAsking{false};    //!< the option
        FastOpenCookie cookie{}; //!< that it shows; empty: it asks for one
        uint32_t room{0};        //!< octets of data for which there is room; 0: there is no cookie
    };

    /// @param tuple the server is its remote end
    /// @return what is known of it, at the client's own address: the cookie is of both
    Server Recall(const FourTuple& tuple) const
    {
        const auto found = m_servers.find(PairOf(tuple));
        return found == m_servers.end() ? Server() : found->second;
    }

    /// @param tuple the server is its remote end
    /// @param profile the host's policies
    /// @param mss the most that fits into a segment to it
    /// @param now the time
    /// @return what a SYN to it has (Linux tcp_fastopen_cookie_check(), tcp_send_syn_data())
    Offer OfferTo(const FourTuple& tuple, const Profile& profile, uint32_t mss, Time now) const;

    /// A SYN-ACK tells (RFC 7413 4.1.3): what it does not say stays as it is.
    /// @param tuple the server is its remote end
    /// @param synAck the SYN-ACK
    /// @param refused what the SYN that it answers asked by, when it should have had a cookie: 0
    /// none, else as Server::refusals
    void Learn(const FourTuple& tuple, const Segment& synAck, uint8_t refused);

    /// No server is known any more (ip tcp_metrics flush).
    void ForgetServers()
    {
        m_servers.clear();
    }

    /// Something on the path seems to drop Fast Open: no more of it for a while.
    void Pause(Time now)
    {
        m_pausedAt = now;
        ++m_pauses;
    }

    /// @param now the time
    /// @param first how long the first pause lasts; zero: there is none
    /// @return true during a pause
    bool IsPaused(Time now, Time first) const;

    /// @return true when there was a pause, and nothing has shown yet that it is of no more use
    bool IsSuspicious() const
    {
        return m_pauses > 0;
    }

    /// Data came through.
    void Trust()
    {
        m_pauses = 0;
    }

    /// @}
    /// @name The server's side
    /// @{

    /// The key of the cookies, in the place of one drawn from the host's secret.
    void SetKey(const IsnSecret& key)
    {
        m_key = key;
    }

    /**
     * @brief The cookie of a client (RFC 7413 4.1.2), as Linux makes it: SipHash of both addresses.
     * @param isn of the host
     * @param tuple the client is its remote end
     * @param key of the listener; nothing: the host's
     */
    FastOpenCookie CookieOf(const IsnGenerator& isn,
                            const FourTuple& tuple,
                            const std::optional<IsnSecret>& key = std::nullopt) const;

    /**
     * @brief May a listener accept one more, before the handshake?
     *
     * One that was accepted and then reset counts a minute longer, so that who forges addresses
     * gains nothing (RFC 7413 5.1; Linux reqsk_fastopen_remove()).
     * @param listener its name
     * @param most how many may be pending
     * @param now the time
     */
    bool HasRoom(ConnectionId listener, uint32_t most, Time now);

    /// A listener accepted a connection; the handshake goes on.
    void Begin(ConnectionId connection, ConnectionId listener);

    /// The handshake is over, the connection is open, or gone.
    void End(ConnectionId connection);

    /// It is gone because the peer reset it, and its user had it already.
    void EndByReset(ConnectionId connection, Time now);

    /// The listener is gone.
    void Forget(ConnectionId listener)
    {
        m_listeners.erase(listener.Key());
    }

    /// @}

  private:
    /// How long one counts that was reset.
    static Time Penalty()
    {
        return Seconds(60);
    }

    /// What a listener has accepted.
    struct Pending
    {
        uint32_t count{0};       //!< connections, those that were reset included
        std::deque<Time> resets; //!< until when each of these counts
    };

    /// @return both addresses, as Linux tcp_get_metrics() looks for them
    static uint64_t PairOf(const FourTuple& tuple)
    {
        return static_cast<uint64_t>(tuple.localAddress) << 32 | tuple.remoteAddress;
    }

    std::unordered_map<uint64_t, Server> m_servers;           //!< the client's cache
    std::unordered_map<uint64_t, Pending> m_listeners;        //!< by listener
    std::unordered_map<uint64_t, ConnectionId> m_connections; //!< pending ones, and whose they are
    std::optional<IsnSecret> m_key;                           //!< of the cookies
    Time m_pausedAt;                                          //!< when the last pause began
    uint32_t m_pauses{0};                                     //!< in a row
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FAST_OPEN_H
