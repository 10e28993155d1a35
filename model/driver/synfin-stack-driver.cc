/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stack-driver.h"

#include "ns3/assert.h"
#include "ns3/synfin-connection-groups.h"

namespace ns3
{
namespace synfin
{

/**
 * One call into the Stack: the time and the list that it fills, drained when all is set.
 *
 * Calls nest, so there are as many lists as calls are open at most.
 */
class StackDriver::Call
{
  public:
    /// A call that begins now, with an empty list.
    explicit Call(StackDriver& driver)
        : now(driver.m_agenda.Now()),
          m_driver(driver)
    {
        driver.NoteActivity(now);
        if (driver.m_openCalls == driver.m_lists.size())
        {
            driver.m_lists.push_back(std::make_unique<Actions>());
        }
        m_actions = driver.m_lists[driver.m_openCalls++].get();
    }

    ~Call()
    {
        m_actions->Clear();
        --m_driver.m_openCalls;
    }

    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    const Time now; //!< the time of the call

    /// @return the list, for the Stack to fill
    Actions& Out()
    {
        return *m_actions;
    }

    /// Does what is on the list; the payload is that of the segment which arrived.
    void Drain(const Ptr<const Packet>& payload = nullptr)
    {
        m_driver.Drain(*m_actions, now, payload);
    }

  private:
    StackDriver& m_driver; //!< whose call it is
    Actions* m_actions;    //!< this call's list
};

StackDriver::StackDriver(uint32_t host,
                         const Profile& profile,
                         IsnSecret secret,
                         CongestionFactory congestion,
                         StackTraces& traces,
                         Agenda& agenda,
                         const AddressTable& addresses)
    : m_host(host),
      m_addresses(addresses),
      m_stack(profile, secret, std::move(congestion), &addresses),
      m_traces(traces),
      m_agenda(agenda),
      m_wake(*this, Turn::OfHost(host), host)
{
    m_stack.SetMtuSource([this](const FourTuple& tuple) { return Mtu(tuple); });
}

StackDriver::~StackDriver()
{
    if (m_calls)
    {
        m_calls->OnHostGone(m_host, m_stack.Counters(), &m_stack.GetProfile());
    }
}

Stack::Opened
StackDriver::Connect(FourTuple tuple, const ConnectionOptions& options, StackUser* user)
{
    if (!Resolve(tuple, user))
    {
        return {CallError::BAD_ADDRESS, {}, tuple};
    }
    Call call(*this);
    const Stack::Opened opened = m_calls && options.incarnation == 0
                                     ? ConnectNumbered(tuple, options, call)
                                     : m_stack.Connect(tuple, options, call.now, call.Out());
    Introduce(opened, user);
    call.Drain();
    return opened;
}

uint32_t
StackDriver::FastOpenRoom(FourTuple tuple, const ConnectionOptions& options, StackUser* user) const
{
    return Resolve(tuple, user) ? m_stack.FastOpenRoom(tuple, options, m_agenda.Now()) : 0;
}

Stack::Opened
StackDriver::ConnectNumbered(const FourTuple& tuple, ConnectionOptions options, Call& call)
{
    options.incarnation = m_calls->NextNumber();
    const Stack::Opened opened = m_stack.Connect(tuple, options, call.now, call.Out());
    AttemptRecord attempt{call.now, options.incarnation, opened.tuple, &m_addresses};
    switch (opened.error)
    {
    case CallError::NO_PORT:
    case CallError::ADDRESS_IN_USE:
        attempt.tuple.localPort = 0;
        [[fallthrough]];
    case CallError::NONE:
        m_calls->OnConnect(attempt, m_host, opened.id);
        break;
    case CallError::NO_CONNECTION:
    case CallError::BAD_ADDRESS:
    case CallError::CLOSING:
    case CallError::WOULD_BLOCK:
    case CallError::BAD_OPTIONS:
        break; // nothing was attempted
    }
    return opened;
}

Stack::Opened
StackDriver::Listen(AddressId address,
                    uint16_t port,
                    uint32_t backlog,
                    const ConnectionOptions& options,
                    StackUser* user)
{
    Call call(*this);
    const Stack::Opened opened =
        m_stack.Listen(address, port, backlog, options, call.now, call.Out());
    m_seatsHalfOpen = m_seatsHalfOpen || (user && user->WantsHalfOpen());
    Introduce(opened, user);
    call.Drain();
    return opened;
}

Stack::Opened
StackDriver::Accept(ConnectionId listener, StackUser* user)
{
    NoteActivity(m_agenda.Now());
    const Stack::Opened opened = m_stack.Accept(listener);
    if (user)
    {
        SetUser(opened.id, user);
    }
    if (Seat* seat = SeatOf(opened.id))
    {
        seat->isReady = false;
    }
    return opened;
}

CallError
StackDriver::Send(ConnectionId id, uint32_t octets)
{
    Call call(*this);
    const CallError error = m_stack.Send(id, octets, call.now, call.Out());
    if (m_calls && error == CallError::NONE)
    {
        m_calls->OnSend(m_host, id, octets);
    }
    call.Drain();
    return error;
}

CallError
StackDriver::Receive(ConnectionId id, uint32_t octets)
{
    Call call(*this);
    const CallError error = m_stack.Receive(id, octets, call.now, call.Out());
    if (m_calls)
    {
        m_calls->OnReceive(m_host, id, octets); // also what is left of a connection that ended
    }
    call.Drain();
    return error;
}

CallError
StackDriver::Shutdown(ConnectionId id)
{
    Call call(*this);
    const CallError error = m_stack.Shutdown(id, call.now, call.Out());
    call.Drain();
    return error;
}

CallError
StackDriver::Close(ConnectionId id)
{
    Call call(*this);
    const bool isConnection = m_stack.Find(id) != nullptr;
    const CallError error = m_stack.Close(id, call.now, call.Out());
    if (!isConnection && error == CallError::NONE) // a listener
    {
        SetUser(id, nullptr); // nothing tells its user of the end
    }
    call.Drain();
    return error;
}

CallError
StackDriver::Abort(ConnectionId id)
{
    Call call(*this);
    const CallError error = m_stack.Abort(id, call.now, call.Out());
    call.Drain();
    return error;
}

CallError
StackDriver::SetOptions(ConnectionId id, const ConnectionOptions& options)
{
    Call call(*this);
    const CallError error = m_stack.SetOptions(id, options, call.now, call.Out());
    call.Drain();
    return error;
}

void
StackDriver::SegmentArrives(const FourTuple& tuple,
                            const Segment& segment,
                            const Ptr<const Packet>& payload)
{
    if (m_isCutOff)
    {
        TellCutOff(tuple.Reverse(), segment);
        return;
    }
    if (m_calls && segment.incarnation == 0)
    {
        if (const uint32_t number = m_calls->NumberOf(tuple))
        {
            Segment numbered = segment;
            numbered.incarnation = number;
            SegmentArrives(tuple, numbered, payload);
            return;
        }
    }
    Call call(*this);
    if (TracesReceived())
    {
        Trace(
            SegmentRecord{call.now, m_host, false, tuple, segment, SegmentKind::NEW, &m_addresses});
    }
    if (m_ear)
    {
        m_ear->Hear(tuple, segment);
    }
    if (m_isDeaf)
    {
        TellLoss(LossReason::DEAF, tuple.Reverse(), segment);
        return;
    }
    if (m_witness && segment.incarnation >= ConnectionGroups::FORGED)
    {
        TakeForged(tuple, segment, call);
    }
    else
    {
        m_stack.SegmentArrives(tuple, segment, call.now, call.Out());
    }
    if (m_seatsHalfOpen)
    {
        SeatHalfOpen(call.Out());
    }
    if (!m_watchers.empty())
    {
        ShowChanged(tuple);
    }
    call.Drain(payload);
}

void
StackDriver::TakeForged(const FourTuple& tuple, const Segment& segment, Call& call)
{
    m_witness->Before(m_stack, tuple, segment);
    m_stack.SegmentArrives(tuple, segment, call.now, call.Out());
    m_witness->After(m_stack, segment, call.Out());
}

void
StackDriver::Prefetch(const FourTuple& tuple, bool near) const
{
    if (!near)
    {
        m_stack.Prefetch(tuple);
        return;
    }
    const uint32_t slot = m_stack.GuessSlot(tuple);
    if (slot < m_seats.size())
    {
        m_stack.PrefetchSlot(slot);
        __builtin_prefetch(&m_seats[slot]);
    }
}

void
StackDriver::IcmpError(const FourTuple& tuple, SequenceNumber32 seq, IcmpKind kind, uint32_t mtu)
{
    Call call(*this);
    m_stack.IcmpError(tuple, seq, kind, call.now, call.Out(), mtu);
    call.Drain();
}

Ptr<Packet>
StackDriver::PayloadOf(const SegmentOut& segment) const
{
    if (segment.segment.payload == 0)
    {
        return nullptr;
    }
    StackUser* user = UserOf(segment.connection);
    return user ? user->Payload(segment.streamOffset, segment.segment.payload)
                : Create<Packet>(segment.segment.payload);
}

void
StackDriver::Drain(const Actions& actions, Time now, const Ptr<const Packet>& payload)
{
    for (const Transition& transition : actions.transitions)
    {
        Trace(transition, now);
    }
    for (const Drop& drop : actions.drops)
    {
        Trace(drop, now);
    }
    if (!m_watchers.empty())
    {
        TellWatchers(actions);
    }
    const bool traces = TracesSent();
    for (const SegmentOut& out : actions.segments)
    {
        if (traces)
        {
            Trace(SegmentRecord{now, m_host, true, out.tuple, out.segment, out.kind, &m_addresses});
        }
        m_isCutOff ? TellCutOff(out.tuple, out.segment) : Transmit(out);
    }
    Arm();
    for (const Notification& notification : actions.notifications)
    {
        Tell(notification, payload);
    }
}

void
StackDriver::Arm()
{
    const int64_t pending = m_wakes.empty() ? INT64_MAX : m_wakes.back();
    if (pending <= m_stack.QuietUntil())
    {
        return;
    }
    const std::optional<Time> next = m_stack.NextDeadline();
    if (!next || pending <= next->GetTimeStep())
    {
        return;
    }
    const Time at = Max(m_agenda.Now(), *next);
    m_wakes.push_back(at.GetTimeStep());
    m_agenda.Schedule(at, m_wake);
}

void
StackDriver::Wake()
{
    NS_ASSERT(!m_wakes.empty());
    m_wakes.pop_back(); // the soonest is the one that rings
    Call call(*this);
    m_stack.HandleDeadline(call.now, call.Out());
    call.Drain();
}

} // namespace synfin
} // namespace ns3
