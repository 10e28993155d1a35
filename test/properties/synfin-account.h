/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ACCOUNT_H
#define SYNFIN_ACCOUNT_H

#include "synfin-octet-set.h"

#include "ns3/synfin-stack.h"

#include <array>
#include <map>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace synfin
{

/// A Stack did what no TCP may do; what() says it in one line.
class Violation : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/**
 * @brief Keeps the books of one Stack: every transition, notification and octet that it reports,
 * each held against what must be true of it. Throws Violation.
 */
class Account
{
  public:
    /// What is known of one connection at this host.
    struct End
    {
        FourTuple tuple;                                 //!< as this host sees it
        uint64_t sent{0};                                //!< octets that the user sent
        uint64_t acknowledged{0};                        //!< of them, acknowledged
        uint64_t readable{0};                            //!< octets received in order
        uint64_t unread{0};                              //!< of them, not read yet
        ConnectionId peer;                               //!< whose octets these are, once known
        bool peerClosed{false};                          //!< the peer's FIN was reached
        bool finSent{false};                             //!< Shutdown or Close was called
        bool finAcknowledged{false};                     //!< and that was acknowledged
        bool left{false};                                //!< Close was called
        bool alive{true};                                //!< its id is valid
        Notification::Kind how{Notification::CONNECTED}; //!< how it ended
        OctetSet got;                                    //!< which octets PAYLOAD announced
    };

    /// A four-tuple that is in some state.
    struct Place
    {
        State state{State::CLOSED};
        Time news; //!< of the latest transition or arriving segment
    };

    /// A four-tuple as a key.
    using Key = std::array<uint32_t, 3>;

    /// @param stack whose books these are; must outlive the account
    explicit Account(const Stack& stack)
        : m_stack(stack)
    {
    }

    /// The user has, or will have, this connection.
    End& Open(ConnectionId id);

    /// A listener; its only notification is ACCEPTABLE.
    void AddListener(ConnectionId id)
    {
        m_listeners[id.Key()] = true;
    }

    /**
     * @brief Takes in what one call into the Stack had for result.
     * @param actions the result
     * @param now the time of the call
     * @param arriving the segment whose arrival it was, as its sender reported it; nullptr when it
     * was another call, or nobody knows the sender
     */
    void Take(const Actions& actions, Time now, const SegmentOut* arriving);

    /**
     * @brief From that moment on all users are gone: no connection may go longer without a
     * transition or an arriving segment, nor stay longer in FIN_WAIT_2.
     */
    void SetBound(Time from, Time silence, Time finWait2)
    {
        m_usersLeft = from;
        m_silence = silence;
        m_finWait2 = finWait2;
    }

    /// A segment is about to arrive.
    void Hear(const FourTuple& tuple, Time now);

    /// @return the longest that a connection went without news since the users left
    Time LongestSilence() const
    {
        return m_longestSilence;
    }

    /// Fails unless the Stack is as if nothing had ever been.
    void CheckGone() const;

    /// @return the connections that there ever were, by ConnectionId::Key()
    std::map<uint64_t, End>& Ends()
    {
        return m_ends;
    }

    /// @return the four-tuples that are in a state other than CLOSED and LISTEN
    std::map<Key, Place>& Places()
    {
        return m_places;
    }

    static Key KeyOf(const FourTuple& tuple)
    {
        return {tuple.localAddress,
                tuple.remoteAddress,
                static_cast<uint32_t>(tuple.localPort) << 16 | tuple.remotePort};
    }

    /// @return the id that a key of Ends() stands for
    static ConnectionId IdOf(uint64_t key)
    {
        return {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32)};
    }

  private:
    void Take(const Transition& transition, Time now);
    void Take(const Notification& notification, const SegmentOut* arriving);
    void TakePayload(End& end, const Notification& notification, const SegmentOut* arriving);
    void CheckConsistency(ConnectionId id) const;
    void CheckSilence(Place& place, Time now);

    const Stack& m_stack;                 //!< whose books these are
    std::map<uint64_t, End> m_ends;       //!< by ConnectionId::Key()
    std::map<uint64_t, bool> m_listeners; //!< by ConnectionId::Key()
    std::map<Key, Place> m_places;        //!< by four-tuple
    Time m_usersLeft{Time::Max()};        //!< when the last user left
    Time m_silence;                       //!< see SetBound
    Time m_finWait2;                      //!< see SetBound
    Time m_longestSilence;                //!< since then
};

/// Throws Violation with that text unless the condition holds.
template <typename Text>
void
Require(bool condition, const Text& text)
{
    if (!condition)
    {
        throw Violation(text);
    }
}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ACCOUNT_H
