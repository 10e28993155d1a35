/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fast-open-server.h"
#include "synfin-stack.h"
#include "synfin-syn-cookie.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// Which of the host's random numbers say who leaves a full SYN queue.
constexpr uint64_t RECYCLING = 1ULL << 57;

} // namespace

void
Stack::ArrivesInListen(Listener& listener,
                       const FourTuple& tuple,
                       const Segment& segment,
                       Step& step)
{
    // RFC 9293 3.10.7.2. First: RST.
    if (segment.Has(Segment::RST))
    {
        Drop(tuple, segment, DropReason::RST_TO_NOBODY, step);
        return;
    }
    // Second: ACK.
    if (segment.Has(Segment::ACK))
    {
        if (!segment.Has(Segment::SYN) && TakesCookie(listener, tuple, segment, step))
        {
            return;
        }
        Drop(tuple, segment, DropReason::LISTEN_UNEXPECTED_ACK, step);
        if (!segment.Has(Segment::SYN) || !m_host.profile.listen_ignores_synack)
        {
            Reply(tuple, Rst(segment.ack.GetValue()), segment.incarnation, step);
        }
        return;
    }
    // Third: SYN.
    if (!segment.Has(Segment::SYN))
    {
        Drop(tuple, segment, DropReason::LISTEN_NO_SYN, step);
        return;
    }
    if (SendsCookie(listener, tuple, segment, step))
    {
        return;
    }
    if (const auto reason = Refusal(listener, tuple, segment, step))
    {
        if (*reason == DropReason::SYN_QUEUE_FULL && listener.IsSynQueueFull())
        {
            m_host.counters.Count(StackEvent::SYN_QUEUE_OVERFLOW);
        }
        Drop(tuple, segment, *reason, step);
        return;
    }
    if (m_host.profile.tw_recycle && m_peers.IsOld(tuple, segment.timestamps, step.now))
    {
        Drop(tuple, segment, DropReason::PAWS_PASSIVE, step);
        return;
    }
    const bool isCookie = SynCache::IsUsedBy(m_host.profile) && m_host.profile.syncookies != 0 &&
                          m_host.profile.bsd_cookies;
    const SequenceNumber32 iss = isCookie ? BsdIsn(m_host, listener, tuple, segment, step.now)
                                          : m_host.isn.Next(tuple, step.now);
    OpenPassive(listener, tuple, segment, iss, false, step);
}

Connection&
Stack::OpenPassive(Listener& listener,
                   const FourTuple& tuple,
                   const Segment& syn,
                   SequenceNumber32 iss,
                   bool reopened,
                   Step& step)
{
    const FastOpen::Verdict verdict = JudgeFastOpen(m_host, listener, tuple, syn, step.now);
    const bool isCached = !verdict.isOpen && SynCache::IsUsedBy(m_host.profile) && !step.isCookie;
    if (isCached)
    {
        MakeRoom(tuple, step);
    }
    Connection& connection = Create(tuple, listener.Options());
    ConnectionSlots::Slot& slot = m_connections[connection.Id().slot];
    slot.parent = listener.Id();
    listener.AddHalfOpen(connection.Id(), slot.child);
    step.listener = &listener;
    step.fastOpen = &verdict;
    connection.OpenPassive(syn, iss, reopened && !verdict.isOpen, step);
    step.fastOpen = nullptr;
    if (verdict.isOpen)
    {
        listener.Enqueue(slot.child);
    }
    else if (isCached)
    {
        m_host.synCache.Add(m_host.isn, m_host.profile, tuple, connection.Id());
    }
    Schedule(connection, step.now);
    return connection;
}

// ---- SYN cookies (RFC 4987 3.6) ----

bool
Stack::SendsCookie(Listener& listener, const FourTuple& tuple, const Segment& syn, Step& step)
{
    // Linux tcp_conn_request(), FreeBSD syncache_add()
    const Profile& profile = m_host.profile;
    const SynCache& cache = m_host.synCache;
    const bool isFull =
        SynCache::IsUsedBy(profile)
            ? cache.IsResting(step.now) || cache.HasNoRoom(m_host.isn, profile, tuple)
            : listener.IsSynQueueFull();
    const bool isIgnored = profile.drop_synfin && syn.Has(Segment::FIN);
    if (isIgnored || profile.syncookies == 0 || (profile.syncookies == 1 && !isFull))
    {
        return false;
    }
    m_host.counters.Count(StackEvent::COOKIE_WANTED);
    if (listener.IsAcceptQueueFull())
    {
        Drop(tuple, syn, DropReason::ACCEPT_QUEUE_FULL, step);
        return true;
    }
    listener.CookieSent(step.now);
    m_host.counters.Count(StackEvent::COOKIE_SENT);
    const Segment synAck = CookieSynAck(m_host, listener, tuple, syn, step.now);
    Reply(tuple, synAck, synAck.incarnation, step);
    return true;
}

bool
Stack::TakesCookie(Listener& listener, const FourTuple& tuple, const Segment& ack, Step& step)
{
    if (m_host.profile.syncookies == 0)
    {
        return false;
    }
    const auto syn = SynOfCookie(m_host, listener, tuple, ack, step.now);
    if (!syn)
    {
        return false;
    }
    if (listener.IsAcceptQueueFull())
    {
        Drop(tuple, ack, DropReason::ACCEPT_QUEUE_FULL, step); // tcp_v4_syn_recv_sock()
        return true;
    }
    step.isCookie = true;
    const QueueLoad load = m_host.counters.queues;
    Connection& connection = OpenPassive(listener, tuple, *syn, ack.ack - 1, false, step);
    connection.SegmentArrives(ack, step);
    Settle(connection, State::SYN_RCVD, step);
    m_host.counters.queues.TakeBackPeaks(load);
    return true;
}

// ---- Who goes when there is no room (RFC 4987 3.4, 3.5) ----

std::optional<DropReason>
Stack::Refusal(Listener& listener, const FourTuple& tuple, const Segment& syn, Step& step)
{
    const Profile& profile = m_host.profile;
    const auto reason = listener.Refuses(syn);
    if (!reason && SynCache::IsUsedBy(profile) &&
        m_host.synCache.HasNoRoom(m_host.isn, profile, tuple))
    {
        return DropReason::SYN_QUEUE_FULL;
    }
    if (reason != DropReason::SYN_QUEUE_FULL || profile.syn_queue_full == 0)
    {
        return reason;
    }
    const uint64_t random = m_host.isn.Random(RECYCLING + m_host.counters.segmentsReceived);
    const auto victim = listener.Victim(random);
    if (!victim)
    {
        return reason;
    }
    Recycle(*victim, step);
    return listener.Refuses(syn);
}

void
Stack::Recycle(ConnectionId id, Step& step)
{
    Connection& connection = *m_connections.FindConnection(id);
    const State before = connection.GetState();
    m_host.counters.Count(StackEvent::HALF_OPEN_RECYCLED);
    connection.Forget(Cause::RECYCLED, step);
    Settle(connection, before, step);
}

void
Stack::MakeRoom(const FourTuple& tuple, Step& step)
{
    if (const auto victim = m_host.synCache.VictimFor(m_host.isn, m_host.profile, tuple))
    {
        m_host.synCache.Overflowed(m_host.isn, m_host.profile, tuple, step.now);
        Recycle(*victim, step);
    }
}

} // namespace synfin
} // namespace ns3
