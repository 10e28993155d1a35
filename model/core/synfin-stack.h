/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STACK_H
#define SYNFIN_STACK_H

#include "synfin-actions.h"
#include "synfin-bound-ports.h"
#include "synfin-congestion.h"
#include "synfin-connection-options.h"
#include "synfin-connection-slots.h"
#include "synfin-connection.h"
#include "synfin-counters.h"
#include "synfin-deadline-queue.h"
#include "synfin-host-context.h"
#include "synfin-isn.h"
#include "synfin-listener.h"
#include "synfin-peer-timestamps.h"
#include "synfin-port-counts.h"
#include "synfin-port-table.h"
#include "synfin-profile.h"
#include "synfin-time-wait-table.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief One host's TCP: its connections, listeners, TIME_WAIT table, ports and deadlines.
 *
 * Sans-I/O: the caller brings the time and takes the output. After each call, drain the Actions:
 * put the segments on the wire, tell the users, record the transitions. Then look at NextDeadline()
 * again.
 *
 * Order at equal times: every call first handles the deadlines that are due (at or before `now`),
 * so a timer fires before a segment that arrives at the same instant, however the caller's events
 * are ordered.
 */
class Stack
{
    friend class StateDigest; // test/exploration

  public:
    /**
     * @param profile the host's policies
     * @param secret key of the ISN and timestamp-offset hashes, and seed of the port choice (RFC
     * 6528, MUST-9)
     * @param congestion makes controllers; by default a FixedWindow of 2^30 octets
     * @param addresses behind the ids of four-tuples, for the hashes; lives longer. Without it an
     * id is taken for its address.
     */
    Stack(const Profile& profile,
          IsnSecret secret,
          CongestionFactory congestion = {},
          const AddressTable* addresses = nullptr);
    ~Stack();
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;

    /// Who tells MTUs, before the first connection; without one no device bounds a segment.
    void SetMtuSource(MtuSource mtu);

    /// What the congestion control asks of ECN, before the first connection; by default nothing.
    void SetEcnNeeds(const EcnNeeds& needs);

    /// @return Fast Open's memory: the cookies of servers, and the key of the host's own
    FastOpen& GetFastOpen()
    {
        return m_host.fastOpen;
    }

    /// The policies from now on, as sysctls change a host that lives; its clock's stay.
    void SetProfile(const Profile& profile);

    /// @name User calls (RFC 9293 3.10.1 to 3.10.6)
    /// @{

    /// What Connect, Listen and Accept return.
    using Opened = synfin::Opened;

    /**
     * @brief Active OPEN.
     * @param tuple local port 0 lets the stack choose from ip_local_port_range
     * @param options per-connection switches
     * @param now the time
     * @param out receives the SYN and the transition to SYN_SENT
     * @return NO_PORT, ADDRESS_IN_USE, BAD_ADDRESS, BAD_OPTIONS, or the connection
     */
    Opened Connect(FourTuple tuple, const ConnectionOptions& options, Time now, Actions& out);

    /**
     * @brief Passive OPEN.
     * @param address local address, or the "any address" of one family
     * @param port local port, not 0
     * @param backlog as of listen(2); the queues hold backlog + 1 (Linux), at most somaxconn + 1
     * @param options what accepted connections inherit
     * @param now the time
     * @param out receives the transition to LISTEN
     * @return ADDRESS_IN_USE (also when a connection uses the port, TIME_WAIT included, and
     * options.reuseAddress is false), BAD_ADDRESS, BAD_OPTIONS, or the listener
     */
    Opened Listen(AddressId address,
                  uint16_t port,
                  uint32_t backlog,
                  const ConnectionOptions& options,
                  Time now,
                  Actions& out);

    /**
     * @brief bind(2): from now on no active OPEN chooses that port, towards no destination (Linux
     * __inet_hash_connect(): a bind bucket that has not come from a connect).
     * @param address local address, or the "any address" of one family
     * @param port the port; 0 for one of ip_local_port_range that nobody uses
     * @return the port, or 0 when it is bound already, or when none is free
     */
    uint16_t Bind(AddressId address, uint16_t port);

    /// Gives back what Bind took.
    void Unbind(AddressId address, uint16_t port);

    /// Takes the oldest connection from the listener's accept queue; WOULD_BLOCK: there is none.
    Opened Accept(ConnectionId listener);

    /// @return octets of data for which a SYN there has room (RFC 7413); 0 without a cookie
    uint32_t FastOpenRoom(const FourTuple& tuple, const ConnectionOptions& options, Time now) const;

    /// SEND: queues octets of the stream for transmission (the caller keeps the bytes until
    /// ACKNOWLEDGED).
    CallError Send(ConnectionId id,
                   uint32_t octets,
                   Time now,
                   Actions& out,
                   SendMarks marks = SendMarks());

    /// RECEIVE: the user took octets out of the receive buffer; may send a window update.
    CallError Receive(ConnectionId id, uint32_t octets, Time now, Actions& out);

    /// Half-close: no more data from us; data of the peer is still wanted (shutdown(SHUT_WR)).
    CallError Shutdown(ConnectionId id, Time now, Actions& out);

    /**
     * @brief CLOSE by a user who leaves (close(2)): the connection becomes an orphan.
     *
     * With unread data it is an abort (RFC 2525 2.17, RFC 9293 MAY-1), and so it is beyond
     * max_orphans. A listener drops what it holds.
     */
    CallError Close(ConnectionId id, Time now, Actions& out);

    /// ABORT: RST to the peer, CLOSED at once.
    CallError Abort(ConnectionId id, Time now, Actions& out);

    /**
     * @brief Ends a connection in TIME_WAIT, as tcpdrop does.
     * @param tuple as this host sees it
     * @param now the time
     * @param out receives what follows from it
     * @return false when there is none
     */
    bool DropTimeWait(const FourTuple& tuple, Time now, Actions& out);

    /// Changes the switches of a living connection, where absent ones stay as they are; or what a
    /// listener's connections inherit from now on; BAD_OPTIONS changes nothing.
    CallError SetOptions(ConnectionId id, const ConnectionOptions& options, Time now, Actions& out);

    /// @}
    /// @name Events (RFC 9293 3.10.7 and 3.10.8)
    /// @{

    /**
     * @brief A segment arrived; it was checked for checksum and addresses (MUST-3, MUST-57,
     * MUST-63).
     * @param tuple as this host sees it (local is the segment's destination)
     * @param segment the segment
     * @param now the time
     * @param out receives what follows from it
     */
    void SegmentArrives(const FourTuple& tuple, const Segment& segment, Time now, Actions& out);

    /**
     * @brief ICMP said that a segment of ours could not be delivered (RFC 5927: only in-window ones
     * count).
     * @param tuple as this host sees it
     * @param seq the sequence number quoted in the ICMP message
     * @param kind what it says
     * @param now the time
     * @param out receives what follows from it
     * @param mtu with TOO_LARGE: what the next hop takes, in octets; 0: it does not say
     */
    void IcmpError(const FourTuple& tuple,
                   SequenceNumber32 seq,
                   IcmpKind kind,
                   Time now,
                   Actions& out,
                   uint32_t mtu = 0);

    /// The host crashes: its connections, TIME_WAIT and listeners end, and no peer is told; so many
    /// of them in a call. @param from where to go on, first 0 @return false when all have ended
    bool Crash(std::size_t most, std::size_t& from, Time now, Actions& out);

    /// It is up again after Crash, and knows nothing of before: new keys, clocks that begin anew.
    void Restart(Time now);

    /// Does everything that is due at or before now; harmless when nothing is.
    void HandleDeadline(Time now, Actions& out)
    {
        // A wake-up call may be stale, but it never comes too late.
        if (QuietUntil() <= now.GetTimeStep())
        {
            DoWhatIsDue(now, out);
        }
    }

    /// @return the earliest time at which HandleDeadline has something to do
    std::optional<Time> NextDeadline() const;

    /// @return in time steps, a time before which HandleDeadline has nothing to do: not after
    /// NextDeadline, and cheaper; INT64_MAX for ever
    int64_t QuietUntil() const
    {
        return std::min(m_deadlines.FirstTime(), m_timeWait.FirstExpiry());
    }

    /**
     * @brief A segment will arrive soon: asks for the memory that it will need. Changes nothing.
     *
     * With more connections than the cache holds, most of the time would else be spent waiting.
     * First, Prefetch well ahead; then, with what GuessSlot says, PrefetchSlot a few segments
     * ahead.
     * @param tuple as this host sees it
     */
    void Prefetch(const FourTuple& tuple) const;

    /// @return the place (ConnectionId::slot) of the connection that probably has that tuple,
    /// UINT32_MAX when there is none
    uint32_t GuessSlot(const FourTuple& tuple) const
    {
        return m_connections.Guess(tuple);
    }

    /// Asks for the memory of a place.
    void PrefetchSlot(uint32_t slot) const
    {
        m_connections.PrefetchSlot(slot);
    }

    /// Counts a segment that the caller dropped before it got here: MALFORMED or BAD_ADDRESS.
    void CountDrop(DropReason reason)
    {
        ++m_host.counters.drops[static_cast<std::size_t>(reason)];
    }

    /// @}
    /// @name Observation
    /// @{

    /// @return the state of that four-tuple: of its connection, its TIME_WAIT record, its listener,
    /// or CLOSED
    State StateOf(const FourTuple& tuple) const;

    /// @return true when Accept would find a connection
    bool HasAcceptable(ConnectionId listener) const;

    /// @return the connection, or nullptr; valid until the next call that is not const
    const Connection* Find(ConnectionId id) const;

    /// @return the connection with that four-tuple, nullptr when there is none (or in TIME_WAIT)
    const Connection* Find(const FourTuple& tuple) const
    {
        const uint32_t slot = m_connections.Find(tuple);
        return slot != ConnectionSlots::NONE ? &*m_connections[slot].connection : nullptr;
    }

    /// @return whose connection it is, as long as it is not accepted; invalid when there is none
    ConnectionId ListenerOf(ConnectionId id) const
    {
        return Find(id) ? m_connections[id.slot].parent : ConnectionId();
    }

    /// @return how many connections (TIME_WAIT and LISTEN included) are in that state
    uint32_t CountOf(State state) const;

    /// @return local ports that Connect chose and that are taken, connections in TIME_WAIT included
    uint32_t PortsInUse() const;

    /// @return how many connections wait to be accepted or are in SYN_RCVD, of all listeners
    uint32_t HalfOpenCount() const;

    /// @return connections whose user is gone and that wait for the last acknowledgements
    /// (max_orphans)
    uint32_t OrphanCount() const
    {
        return m_host.counters.orphans;
    }

    /// @return counters since the start
    const StackCounters& Counters() const
    {
        return m_host.counters;
    }

    /// @return the host's policies
    const Profile& GetProfile() const
    {
        return m_host.profile;
    }

    /// @}

  private:
    /// Which of the host's random numbers its timers' phase is; ports take those from 0 and 2^63.
    static constexpr uint64_t WHEEL_PHASE = 1ULL << 62;

    /// No wake-up call.
    static constexpr int64_t NEVER = ConnectionSlots::NEVER;

    Connection& Create(const FourTuple& tuple, const ConnectionOptions& options);
    std::optional<uint16_t> ChoosePort(const FourTuple& tuple, Time now);
    bool IsTaken(const FourTuple& tuple, Time now) const;
    CallError CheckPort(const FourTuple& tuple, const ConnectionOptions& options, Time now) const;

    void ArrivesInClosed(const FourTuple& tuple, const Segment& segment, Step& step);
    void ArrivesInListen(Listener& listener,
                         const FourTuple& tuple,
                         const Segment& segment,
                         Step& step);
    void ArrivesInTimeWait(uint32_t position, const Segment& segment, Step& step);
    void Reopen(uint32_t position, Listener& listener, const Segment& syn, Step& step);
    void AcknowledgeInTimeWait(const TimeWaitRecord& record, Step& step);
    Connection& OpenPassive(Listener& listener,
                            const FourTuple& tuple,
                            const Segment& syn,
                            SequenceNumber32 iss,
                            bool reopened,
                            Step& step);
    bool SendsCookie(Listener& listener, const FourTuple& tuple, const Segment& syn, Step& step);
    bool TakesCookie(Listener& listener, const FourTuple& tuple, const Segment& ack, Step& step);
    std::optional<DropReason> Refusal(Listener& listener,
                                      const FourTuple& tuple,
                                      const Segment& syn,
                                      Step& step);
    void Recycle(ConnectionId id, Step& step);
    void MakeRoom(const FourTuple& tuple, Step& step);
    void CloseListener(ConnectionId id, Step& step);
    void RemoveListener(ConnectionId id, Cause cause, Step& step);

    void Settle(Connection& connection, State before, Step& step);
    void CountOrphan(const Connection& connection);
    void LeaveSynReceived(const Connection& connection);
    void EnterTimeWait(const Connection& connection, Step& step);
    void Remove(const Connection& connection);
    void Vacate(const Connection& connection);
    void LeaveListener(ConnectionId id);

    void ForgetReopened(ConnectionId id);

    TimeWaitRecord LeaveTimeWait(uint32_t position, Cause cause, Step& step);
    void SetClock();
    void Schedule(const Connection& connection, Time now);
    void DropStaleDeadlines() const;
    void DoWhatIsDue(Time now, Actions& out);
    template <typename Call>
    CallError Do(ConnectionId id, Time now, Actions& out, const Call& call);
    void Drop(const FourTuple& tuple, const Segment& segment, DropReason reason, Step& step);
    void Reply(const FourTuple& tuple, const Segment& segment, uint32_t incarnation, Step& step);

    HostContext m_host;            //!< what all connections share
    ConnectionSlots m_connections; //!< and listeners
    TimeWaitTable m_timeWait;      //!< connections in TIME_WAIT
    PeerTimestamps m_peers;        //!< what tw_recycle remembers
    std::unordered_map<uint64_t, TimeWaitRecord>
        m_reopened;                    //!< what a half-open incarnation replaced, by its id
    PortTable m_ports;                 //!< local ports by destination
    PortCounts m_inUse;                //!< connections by local port
    BoundPorts m_bound;                //!< local ports that users bound
    mutable DeadlineQueue m_deadlines; //!< deadlines of connections
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STACK_H
