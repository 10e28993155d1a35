/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LISTENER_H
#define SYNFIN_LISTENER_H

#include "synfin-actions.h"
#include "synfin-call.h"
#include "synfin-profile.h"

#include <algorithm>
#include <deque>
#include <optional>

namespace ns3
{
namespace synfin
{

/**
 * @brief A passive OPEN: how many connections it may hold, and those that wait to be accepted.
 *
 * The SYN queue counts connections in SYN_RCVD, the accept queue holds established ones. Both hold
 * backlog + 1, as measured on Linux; the SYN queue at most max_syn_backlog.
 */
class Listener
{
  public:
    /**
     * @param id its name
     * @param tuple local address and port, the rest is zero
     * @param backlog as of listen(2)
     * @param options what accepted connections inherit
     * @param profile the host's policies
     * @param since when it began to listen
     */
    Listener(ConnectionId id,
             const FourTuple& tuple,
             uint32_t backlog,
             const ConnectionOptions& options,
             const Profile& profile,
             Time since)
        : m_id(id),
          m_tuple(tuple),
          m_options(options),
          m_since(since),
          m_acceptLimit(std::min(backlog, profile.somaxconn) + 1),
          m_synLimit(std::min(m_acceptLimit, profile.max_syn_backlog))
    {
    }

    ConnectionId Id() const
    {
        return m_id;
    }

    const FourTuple& Tuple() const
    {
        return m_tuple;
    }

    const ConnectionOptions& Options() const
    {
        return m_options;
    }

    /// Connections from now on inherit these.
    void SetOptions(const ConnectionOptions& options)
    {
        m_options = options;
    }

    Time Since() const
    {
        return m_since;
    }

    /// Why a new SYN must be dropped, if it must.
    std::optional<DropReason> Refuses() const
    {
        if (IsAcceptQueueFull())
        {
            return DropReason::ACCEPT_QUEUE_FULL;
        }
        if (m_synCount >= m_synLimit)
        {
            return DropReason::SYN_QUEUE_FULL;
        }
        return std::nullopt;
    }

    bool IsAcceptQueueFull() const
    {
        return m_accept.size() >= m_acceptLimit;
    }

    /// @return true when Dequeue would find a connection
    bool HasAcceptable() const
    {
        return !m_accept.empty();
    }

    /// A connection entered SYN_RCVD.
    void AddHalfOpen()
    {
        ++m_synCount;
    }

    /// A connection left SYN_RCVD, whereto it may be.
    void RemoveHalfOpen()
    {
        --m_synCount;
    }

    /// A connection completed its handshake: the user may accept it.
    void Enqueue(ConnectionId connection, Actions& out)
    {
        m_accept.push_back(connection);
        Notification notification;
        notification.connection = m_id;
        notification.kind = Notification::ACCEPTABLE;
        out.notifications.push_back(notification);
    }

    /// @return the oldest connection in the accept queue, which leaves it
    std::optional<ConnectionId> Dequeue()
    {
        if (m_accept.empty())
        {
            return std::nullopt;
        }
        const ConnectionId connection = m_accept.front();
        m_accept.pop_front();
        return connection;
    }

    /// A connection ended before it was accepted.
    void Forget(ConnectionId connection)
    {
        m_accept.erase(std::remove(m_accept.begin(), m_accept.end(), connection), m_accept.end());
    }

    /// @return how many connections are in SYN_RCVD
    uint32_t HalfOpenCount() const
    {
        return m_synCount;
    }

  private:
    ConnectionId m_id;                 //!< its name
    FourTuple m_tuple;                 //!< local address and port
    ConnectionOptions m_options;       //!< inherited by connections
    Time m_since;                      //!< when it began to listen
    uint32_t m_acceptLimit;            //!< most connections in the accept queue
    uint32_t m_synLimit;               //!< most connections in SYN_RCVD
    uint32_t m_synCount{0};            //!< connections in SYN_RCVD
    std::deque<ConnectionId> m_accept; //!< the accept queue
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LISTENER_H
