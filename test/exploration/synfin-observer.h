/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_OBSERVER_H
#define SYNFIN_OBSERVER_H

#include "synfin-legal-pairs.h"

#include "ns3/synfin-actions.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// What an observer of both hosts knows of one connection at one of them.
struct Life
{
    uint32_t host{0};
    State state{State::CLOSED};     //!< CLOSED also for an end that went back to LISTEN
    uint16_t facts{0};              //!< all that ever was true of it
    uint32_t iss{0};                //!< its initial sequence number
    uint32_t irs{0};                //!< that of its peer, with HAS_SYN
    uint64_t sent{0};               //!< octets that the user sent
    uint64_t acknowledged{0};       //!< of them, acknowledged
    uint64_t readable{0};           //!< octets received in order
    uint64_t unread{0};             //!< of them, not read yet
    uint64_t got{0};                //!< bit n: octet n was announced by PAYLOAD
    bool hasEnded{false};           //!< its user was told
    Notification::Kind how{};       //!< how it ended for its user
    Cause cause{Cause::USER_ABORT}; //!< why it left its last state

    /// @return true when both FINs were acknowledged
    bool IsInOrder() const
    {
        return (facts & IN_ORDER) == IN_ORDER;
    }

    /// @return true when it is over, and was not in order
    bool IsBroken() const
    {
        return state == State::CLOSED && !IsInOrder();
    }
};

/**
 * @brief The properties that hold in each state of the world, checked as it goes.
 *
 * - Edges: a connection goes only along the edges of RFC 9293 Figure 5, and from the state it is
 *   in.
 * - Pairs: what each end knows of the other is true (Contradiction()); while nobody has aborted or
 *   given up, the pair of states is legal (IsLegalPair()).
 * - Data: the octets that arrive are those that were sent, in order and once; nothing is
 *   acknowledged that has not arrived; an end that is in order has everything.
 * - Ends: a connection is reset only when its other end is broken, and given up only then or when
 *   as many segments were lost or late as it retransmits.
 */
class Observer
{
  public:
    /// Takes note of what one call into a host's stack did.
    /// @param host the host
    /// @param actions what it did
    /// @param arriving the segment that was delivered, or nullptr
    void Record(uint32_t host, const Actions& actions, const SegmentOut* arriving);

    /// The host's connection has these initial sequence numbers.
    void Identify(uint32_t host, uint32_t iss, uint32_t irs);

    /// The user sent one octet.
    void Sent(uint32_t host)
    {
        ++Current(host).sent;
    }

    /// The user read all there is.
    void ReadAll(uint32_t host)
    {
        Current(host).unread = 0;
    }

    /// Checks what both ends know of each other.
    /// @param mayGiveUp so many segments were lost or late that an end may have given up
    void CheckPairs(bool mayGiveUp);

    /// @return true when that host has or had a connection
    bool HasLife(uint32_t host) const
    {
        return m_current[host] != NONE;
    }

    /// @return the host's connection, or the last one that it had; there must be one
    Life& Current(uint32_t host)
    {
        return m_lives[m_current[host]];
    }

    const Life& Current(uint32_t host) const
    {
        return m_lives[m_current[host]];
    }

    /// @return all connections that ever were
    const std::vector<Life>& Lives() const
    {
        return m_lives;
    }

    /// @return true when some connection ended otherwise than in order
    bool IsAnyBroken() const;

    /// @return the first property that was violated, or nothing
    const std::string& Violation() const
    {
        return m_violation;
    }

    /// A server that sends SYN cookies knows nothing of a handshake until its last ACK.
    void SetCookies(bool hasCookies)
    {
        m_hasCookies = hasCookies;
    }

    /// Reports a violation, unless there is one already.
    void Fail(const std::string& what);

    /// @return the other end of a connection: the one whose SYN it has; nullptr when there is none
    const Life* PeerOf(const Life& life) const;

  private:
    static constexpr std::size_t NONE = SIZE_MAX;

    void Record(uint32_t host, const Transition& transition);
    void Record(uint32_t host, const Notification& notification, const SegmentOut* arriving);
    void RecordPayload(Life& life, const Notification& notification, const SegmentOut* arriving);
    void CheckEnd(const Life& life, const Life& peer, bool mayGiveUp);
    void CheckCurrentPair(const Life& client, const Life& server);
    void CheckData(const Life& life, const Life& peer);

    std::vector<Life> m_lives;
    std::array<std::size_t, 2> m_current{NONE, NONE};
    std::optional<std::size_t> m_returning; //!< a life that was reopened and ends now
    bool m_hasCookies{false};
    std::string m_violation;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_OBSERVER_H
