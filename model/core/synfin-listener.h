/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LISTENER_H
#define SYNFIN_LISTENER_H

#include "synfin-actions.h"
#include "synfin-connection-options.h"
#include "synfin-fast-open.h"
#include "synfin-profile.h"
#include "synfin-queue-load.h"

#include <algorithm>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief A passive OPEN, and the connections that wait to be accepted.
 *
 * The SYN queue holds connections in SYN_RCVD, the accept queue established ones. Both hold
 * backlog + 1, as measured on Linux; the SYN queue at most what max_syn_backlog allows.
 */
class Listener
{
  public:
    /// A connection that was not accepted yet. It is part of who has the connection, and linked
    /// into one of the queues: so it costs no allocation, and leaves its queue at once.
    struct Child
    {
        ConnectionId connection;  //!< its name
        Child* previous{nullptr}; //!< in its queue
        Child* next{nullptr};     //!< in its queue
        bool isAcceptable{false}; //!< it is in the accept queue
        bool isYoung{false};      //!< its SYN-ACK was not yet due again
    };

    /**
     * @param id its name
     * @param tuple local address and port, the rest is zero
     * @param backlog as of listen(2)
     * @param options what accepted connections inherit
     * @param profile the host's policies
     * @param since when it began to listen
     * @param load of the host, to which it adds; lives longer
     */
    Listener(ConnectionId id,
             const FourTuple& tuple,
             uint32_t backlog,
             const ConnectionOptions& options,
             const Profile& profile,
             Time since,
             QueueLoad& load)
        : m_id(id),
          m_tuple(tuple),
          m_options(options),
          m_since(since),
          m_load(load),
          m_size(QueueEntrySize::Of(profile, tuple.IsIpv6())),
          m_acceptLimit(std::min({backlog, profile.somaxconn, UINT32_MAX - 1}) + 1),
          m_synLimit(std::min(m_acceptLimit, MostHalfOpen(profile))),
          m_deferredTimeouts(DeferredTimeouts(options, profile)),
          m_dropsSynFin(profile.drop_synfin),
          m_keepsHalfForYoung(profile.syn_queue_young_half)
    {
    }

    /// @return its name
    ConnectionId Id() const
    {
        return m_id;
    }

    /// @return local address and port, the rest is zero
    const FourTuple& Tuple() const
    {
        return m_tuple;
    }

    /// @return what accepted connections inherit
    const ConnectionOptions& Options() const
    {
        return m_options;
    }

    /// @param profile the host's policies
    /// @return how many connections it may accept before their handshake is done (Linux
    /// fastopen_queue_tune(), inet_listen())
    uint32_t FastOpenQueue(const Profile& profile) const
    {
        const bool isUnasked = (profile.fastopen & FastOpen::SERVER_UNASKED) != 0;
        return std::min(m_options.fastOpenQueue.value_or(isUnasked ? m_acceptLimit - 1 : 0),
                        profile.somaxconn);
    }

    /// Connections from now on inherit these.
    /// @param options the switches
    /// @param profile the host's policies
    void SetOptions(const ConnectionOptions& options, const Profile& profile)
    {
        m_options = options;
        m_deferredTimeouts = DeferredTimeouts(options, profile);
    }

    /// @return when it began to listen
    Time Since() const
    {
        return m_since;
    }

    /**
     * @brief Why a new SYN must be dropped, if it must.
     * @param syn the SYN
     * @param isProven true when it comes from whom TIME_WAIT knows: the SYN queue is never full
     * then
     */
    std::optional<DropReason> Refuses(const Segment& syn, bool isProven = false) const
    {
        if (m_dropsSynFin && syn.Has(Segment::FIN))
        {
            return DropReason::SYN_WITH_FIN;
        }
        if (IsAcceptQueueFull())
        {
            return DropReason::ACCEPT_QUEUE_FULL;
        }
        if (m_halfOpen.size >= m_synLimit && !isProven)
        {
            return DropReason::SYN_QUEUE_FULL;
        }
        return std::nullopt;
    }

    /// @return true when no connection may wait for Accept any more
    bool IsAcceptQueueFull() const
    {
        return m_accept.size >= m_acceptLimit;
    }

    /// @return true when as many are in SYN_RCVD as the backlog allows (Linux
    /// inet_csk_reqsk_queue_is_full())
    bool IsSynQueueFull() const
    {
        return m_halfOpen.size >= m_acceptLimit;
    }

    /// @return true when Dequeue would find a connection
    bool HasAcceptable() const
    {
        return m_accept.size > 0;
    }

    /// A connection entered SYN_RCVD.
    void AddHalfOpen(ConnectionId connection, Child& child)
    {
        child.connection = connection;
        child.isAcceptable = false;
        child.isYoung = true;
        ++m_young;
        m_halfOpen.Append(child);
        m_load.AddHalfOpen(m_size);
    }

    /// The SYN-ACK of a connection in the SYN queue was due again.
    void Aged(Child& child)
    {
        m_young -= child.isYoung ? 1 : 0;
        m_load.young -= child.isYoung ? 1 : 0;
        child.isYoung = false;
    }

    /// @return so many times the SYN-ACK must have been due again, before the last ACK of a
    /// handshake counts without data (defer_accept)
    uint32_t DeferredTimeouts() const
    {
        return m_deferredTimeouts;
    }

    /**
     * @brief How often a SYN-ACK may be sent again: less often the fewer young connections there
     * are, when the SYN queue is more than half full (Linux reqsk_timer_handler()).
     * @param limit how often else
     * @return how often
     */
    uint32_t SynAckRetries(uint32_t limit) const
    {
        constexpr uint32_t FEWEST = 2;
        constexpr uint32_t SMALL = 8;
        if (m_keepsHalfForYoung &&
            2 * uint64_t{m_halfOpen.size} > std::max(SMALL, m_acceptLimit - 1))
        {
            for (uint64_t young = 2 * uint64_t{m_young}; limit > FEWEST && m_halfOpen.size >= young;
                 young *= 2)
            {
                --limit;
            }
        }
        return limit;
    }

    /// A connection completed its handshake: the user may accept it.
    void Announce(Actions& out) const
    {
        Notification notification;
        notification.connection = m_id;
        notification.kind = Notification::ACCEPTABLE;
        out.notifications.push_back(notification);
    }

    /// A connection that was announced moves from the SYN queue to the accept queue.
    void Enqueue(Child& child)
    {
        Aged(child);
        child.isAcceptable = true;
        m_halfOpen.Remove(child);
        m_load.RemoveHalfOpen(m_size);
        m_accept.Append(child);
        m_load.AddAcceptable(m_size);
    }

    /// @return the oldest connection in the accept queue, which leaves it
    std::optional<ConnectionId> Dequeue()
    {
        if (!HasAcceptable())
        {
            return std::nullopt;
        }
        Child& child = *m_accept.first;
        m_accept.Remove(child);
        m_load.RemoveAcceptable(m_size);
        return child.connection;
    }

    /// A connection ended before it was accepted.
    void Forget(Child& child)
    {
        Aged(child);
        if (child.isAcceptable)
        {
            m_accept.Remove(child);
            m_load.RemoveAcceptable(m_size);
        }
        else
        {
            m_halfOpen.Remove(child);
            m_load.RemoveHalfOpen(m_size);
        }
    }

    /// @return some connection that was not accepted, those in the accept queue first
    std::optional<ConnectionId> AnyChild() const
    {
        const Queue& queue = HasAcceptable() ? m_accept : m_halfOpen;
        return queue.size == 0 ? std::nullopt : std::make_optional(queue.first->connection);
    }

    /// @param options the user's switches
    /// @param profile the host's policies
    /// @return defer_accept in timeouts of the SYN-ACK, rounded up (Linux secs_to_retrans())
    static uint32_t DeferredTimeouts(const ConnectionOptions& options, const Profile& profile)
    {
        constexpr uint32_t MOST = 255;
        const Time wait = options.deferAccept.value_or(profile.defer_accept);
        Time timeout = profile.rto_initial;
        uint32_t timeouts = wait.IsStrictlyPositive() ? 1 : 0;
        for (Time period = timeout; wait > period && timeouts < MOST; ++timeouts)
        {
            timeout = std::min(timeout + timeout, profile.rto_max);
            period += timeout;
        }
        return timeouts;
    }

  private:
    /// @return how many connections in SYN_RCVD max_syn_backlog allows
    static uint32_t MostHalfOpen(const Profile& profile)
    {
        if (profile.syncookies != 0)
        {
            return UINT32_MAX; // Linux looks at the backlog alone
        }
        // Linux tcp_conn_request(): max_syn_backlog - length < max_syn_backlog / 4. No peer is
        // proven: what tcp_metrics remembers of old connections is not kept.
        const uint32_t most = profile.max_syn_backlog;
        return profile.ReservesBacklog() ? most - most / 4 + 1 : most;
    }

    /// Children, the oldest first.
    struct Queue
    {
        Child* first{nullptr};
        Child* last{nullptr};
        uint32_t size{0};

        void Append(Child& child)
        {
            child.previous = last;
            child.next = nullptr;
            (last ? last->next : first) = &child;
            last = &child;
            ++size;
        }

        void Remove(Child& child)
        {
            (child.previous ? child.previous->next : first) = child.next;
            (child.next ? child.next->previous : last) = child.previous;
            --size;
        }
    };

    ConnectionId m_id;           //!< its name
    FourTuple m_tuple;           //!< local address and port
    ConnectionOptions m_options; //!< inherited by connections
    Time m_since;                //!< when it began to listen
    QueueLoad& m_load;           //!< of the host
    QueueEntrySize m_size;       //!< what an entry costs
    uint32_t m_acceptLimit;      //!< most connections in the accept queue
    uint32_t m_synLimit;         //!< most connections in SYN_RCVD
    uint32_t m_deferredTimeouts; //!< defer_accept in timeouts of the SYN-ACK
    uint32_t m_young{0};         //!< those of them whose SYN-ACK was not yet due again
    bool m_dropsSynFin;          //!< a SYN with FIN is ignored
    bool m_keepsHalfForYoung;    //!< old ones get fewer SYN-ACKs when the SYN queue fills
    Queue m_halfOpen;            //!< the SYN queue
    Queue m_accept;              //!< the accept queue
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LISTENER_H
