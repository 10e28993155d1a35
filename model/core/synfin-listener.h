/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LISTENER_H
#define SYNFIN_LISTENER_H

#include "synfin-actions.h"
#include "synfin-connection-options.h"
#include "synfin-connection-policy.h"
#include "synfin-fast-open.h"
#include "synfin-profile.h"
#include "synfin-queue-load.h"
#include "synfin-segment.h"
#include "synfin-syn-cache.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

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
    friend class StateDigest; // test/exploration

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
        uint32_t place{0};        //!< among those of which a random one may go (syn_queue_full)
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
          m_policy(std::make_unique<ConnectionPolicy>(profile, options)),
          m_since(since),
          m_load(load),
          m_size(QueueEntrySize::Of(profile, tuple.IsIpv6())),
          m_acceptLimit(std::min({backlog, profile.somaxconn, UINT32_MAX - 1}) + 1),
          m_synLimit(std::min(m_acceptLimit, MostHalfOpen(profile))),
          m_deferredTimeouts(DeferredTimeouts(options, profile)),
          m_fullMode(profile.syn_queue_full),
          m_hasQueue(!SynCache::IsUsedBy(profile)),
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

    /// @return what holds for connections that it accepts
    const ConnectionPolicy& Policy() const
    {
        return *m_policy;
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
        m_policy = std::make_unique<ConnectionPolicy>(profile, options);
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
    std::optional<DropReason> Refuses(const Segment& syn, bool isProven = false) const;

    /// A SYN gets a cookie (Linux tcp_synq_overflow()).
    /// @param now the time
    void CookieSent(Time now)
    {
        if (!m_overflowAt || now > *m_overflowAt + Seconds(1))
        {
            m_overflowAt = now;
        }
    }

    /// @param now the time
    /// @param valid how long a cookie is good for
    /// @return true when an ACK may be one of its cookies (Linux tcp_synq_no_recent_overflow())
    bool HasSentCookies(Time now, Time valid) const
    {
        return m_overflowAt && now <= *m_overflowAt + valid;
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
        return m_hasQueue && m_halfOpen.size >= m_acceptLimit;
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
        if (m_fullMode == FULL_RANDOM)
        {
            child.place = static_cast<uint32_t>(m_places.size());
            m_places.push_back(&child);
        }
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
    uint32_t SynAckRetries(uint32_t limit) const;

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
        LeaveSynQueue(child);
        child.isAcceptable = true;
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
        if (child.isAcceptable)
        {
            m_accept.Remove(child);
            m_load.RemoveAcceptable(m_size);
        }
        else
        {
            LeaveSynQueue(child);
        }
    }

    /**
     * @brief Who must leave the full SYN queue for a new connection (RFC 4987 3.4).
     * @param random a random number
     * @return the oldest or a random one, as syn_queue_full says; nothing: the new one itself
     */
    std::optional<ConnectionId> Victim(uint64_t random) const;

    /// @return some connection that was not accepted, those in the accept queue first
    std::optional<ConnectionId> AnyChild() const
    {
        const Queue& queue = HasAcceptable() ? m_accept : m_halfOpen;
        return queue.size == 0 ? std::nullopt : std::make_optional(queue.first->connection);
    }

    /// @param options the user's switches
    /// @param profile the host's policies
    /// @return defer_accept in timeouts of the SYN-ACK, rounded up (Linux secs_to_retrans())
    static uint32_t DeferredTimeouts(const ConnectionOptions& options, const Profile& profile);

  private:
    /// Values of syn_queue_full.
    enum FullMode : uint32_t
    {
        FULL_NEW,
        FULL_OLDEST,
        FULL_RANDOM,
    };

    /// A connection is not in SYN_RCVD any more.
    void LeaveSynQueue(Child& child);

    /// @return how many connections in SYN_RCVD max_syn_backlog allows
    static uint32_t MostHalfOpen(const Profile& profile);

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

    ConnectionId m_id;                          //!< its name
    FourTuple m_tuple;                          //!< local address and port
    ConnectionOptions m_options;                //!< inherited by connections
    std::unique_ptr<ConnectionPolicy> m_policy; //!< the same, with the host's
    Time m_since;                               //!< when it began to listen
    QueueLoad& m_load;                          //!< of the host
    QueueEntrySize m_size;                      //!< what an entry costs
    std::optional<Time> m_overflowAt;           //!< when it sent a cookie, to a second
    uint32_t m_acceptLimit;                     //!< most connections in the accept queue
    uint32_t m_synLimit;                        //!< most connections in SYN_RCVD
    uint32_t m_deferredTimeouts;                //!< defer_accept in timeouts of the SYN-ACK
    uint32_t m_young{0};          //!< those of them whose SYN-ACK was not yet due again
    uint32_t m_fullMode;          //!< syn_queue_full
    bool m_hasQueue;              //!< the host has no SYN cache in the place of the SYN queue
    bool m_dropsSynFin;           //!< a SYN with FIN is ignored
    bool m_keepsHalfForYoung;     //!< old ones get fewer SYN-ACKs when the SYN queue fills
    Queue m_halfOpen;             //!< the SYN queue
    Queue m_accept;               //!< the accept queue
    std::vector<Child*> m_places; //!< the SYN queue once more, where a random one may go
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LISTENER_H
