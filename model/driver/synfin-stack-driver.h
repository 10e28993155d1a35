/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STACK_DRIVER_H
#define SYNFIN_STACK_DRIVER_H

#include "synfin-connection-watcher.h"
#include "synfin-ecn-counts.h"
#include "synfin-forgery-witness.h"
#include "synfin-segment-ear.h"
#include "synfin-stack-traces.h"
#include "synfin-stack-user.h"

#include "ns3/random-variable-stream.h"
#include "ns3/synfin-agenda.h"
#include "ns3/synfin-call-sink.h"
#include "ns3/synfin-stack.h"
#include "ns3/synfin-trace-sink.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-driver
/// @{

/**
 * @brief Gives one Stack its clock, its wire and its users.
 *
 * Each call brings the time, drains what the Stack asks for (transitions to the traces, segments to
 * the wire, notifications to the users last) and sees to it that its agenda wakes the Stack for
 * its next deadline. Users may call back from StackUser::Notify.
 */
class StackDriver
{
  public:
    /**
     * @param host id of the node, for the traces and as the context of events
     * @param profile the host's policies
     * @param secret key of the ISN hash
     * @param congestion makes the congestion controllers
     * @param traces where transitions, segments and drops are reported; lives longer than the
     * driver
     * @param agenda the clock that wakes the Stack; lives longer than the driver
     * @param addresses behind the ids of four-tuples; lives longer than the driver
     */
    StackDriver(uint32_t host,
                const Profile& profile,
                IsnSecret secret,
                CongestionFactory congestion,
                StackTraces& traces,
                Agenda& agenda,
                const AddressTable& addresses);
    virtual ~StackDriver();
    StackDriver(const StackDriver&) = delete;
    StackDriver& operator=(const StackDriver&) = delete;

    /// @return what this host has said about congestion so far
    EcnCounts GetEcnCounts() const
    {
        return {m_stack.Counters().echoes, m_stack.Counters().reductions};
    }

    /// @copydoc Stack::SetEcnNeeds
    void SetEcnNeeds(const EcnNeeds& needs)
    {
        m_stack.SetEcnNeeds(needs);
    }

    /// @name The user calls of Stack; user hears the notifications
    /// @{

    /// Active OPEN; without a local address the one is taken that the path to the destination asks
    /// for (MUST-44).
    Stack::Opened Connect(FourTuple tuple, const ConnectionOptions& options, StackUser* user);
    /// @return octets of data for which the SYN of such a Connect has room now (RFC 7413); 0
    /// without a cookie
    uint32_t FastOpenRoom(FourTuple tuple, const ConnectionOptions& options, StackUser* user) const;
    /// Passive OPEN; the user hears of connections to accept.
    Stack::Opened Listen(AddressId address,
                         uint16_t port,
                         uint32_t backlog,
                         const ConnectionOptions& options,
                         StackUser* user);
    /// What the connection received is kept until Ready: also what comes while the user gets ready.
    /// Without a user, whom StackUser::SeatHalfOpen named stays.
    Stack::Opened Accept(ConnectionId listener, StackUser* user);
    /// The user of an accepted connection can hear: it is told at once, in order, what was kept.
    void Ready(ConnectionId id);
    /// SEND. @return NONE, or why the octets were not taken
    CallError Send(ConnectionId id, uint32_t octets);
    /// RECEIVE: the user took so many octets. @return NONE, or why it could not
    CallError Receive(ConnectionId id, uint32_t octets);
    /// Ends what this side sends. @return NONE, or why it could not
    CallError Shutdown(ConnectionId id);
    /// CLOSE: nobody reads any more, either. @return NONE, or why it could not
    CallError Close(ConnectionId id);
    /// ABORT. @return NONE, or why it could not
    CallError Abort(ConnectionId id);
    /// Of a connection or listener. @return NONE, or why it could not
    CallError SetOptions(ConnectionId id, const ConnectionOptions& options);

    /// @return the port that is taken, a free one for port 0; 0 when there is none
    uint16_t Bind(AddressId address, uint16_t port)
    {
        return m_stack.Bind(address, port);
    }

    /// Gives back a port that Bind took.
    void Unbind(AddressId address, uint16_t port)
    {
        m_stack.Unbind(address, port);
    }

    /// @}

    /// Who hears of a connection or listener from now on; nullptr: nobody any more.
    void SetUser(ConnectionId id, StackUser* user);

    /// @return who uses that connection or listener, nullptr when nobody does
    StackUser* UserOf(ConnectionId id) const;

    /**
     * @brief From now on, until nothing is left of that connection or listener (TIME_WAIT
     * included), it is watched; by one at a time.
     * @param tuple which; a listener has neither remote address nor remote port
     * @param watcher who; it is held as long
     */
    void Watch(const FourTuple& tuple, const std::shared_ptr<ConnectionWatcher>& watcher);

    /// From now on nothing is heard of what arrives, as at a source that somebody else made up:
    /// each segment is dropped as one to a closed port, and not answered.
    void BeDeaf()
    {
        m_isDeaf = true;
    }

    /// @param witness looks on while TCP takes segments that somebody made up; lives as long as the
    /// driver
    void SetWitness(ForgeryWitness* witness)
    {
        m_witness = witness;
    }

    /// @param ear hears what arrives before TCP does, and if TCP is deaf; lives as long as the
    /// driver
    void SetEar(SegmentEar* ear)
    {
        m_ear = ear;
    }

    /**
     * @brief Puts a segment on the wire that TCP knows nothing of, as raw(7) lets root do.
     * @param tuple as its source would see it, who may be anybody
     * @param segment the segment
     * @return false when nothing leaves this host
     */
    bool SendForged(const FourTuple& tuple, const Segment& segment);

    /**
     * @brief A segment arrived from the wire.
     * @param tuple as this host sees it
     * @param segment the segment
     * @param payload its data, or nullptr where only sizes travel
     */
    void SegmentArrives(const FourTuple& tuple,
                        const Segment& segment,
                        const Ptr<const Packet>& payload);

    /**
     * @brief A segment will arrive soon: asks for the memory that it will need (see
     * Stack::Prefetch).
     * @param tuple as this host sees it
     * @param near false: well ahead; true: once more, a few segments ahead
     */
    void Prefetch(const FourTuple& tuple, bool near) const;

    /// An ICMP error arrived that quotes a segment of ours.
    void IcmpError(const FourTuple& tuple, SequenceNumber32 seq, IcmpKind kind, uint32_t mtu = 0);

    /// @name What befalls the host
    /// @{

    /// It crashes: all that its TCP has ends, no peer is told, and until Restart() it neither sends
    /// nor hears. @return how many connections (TIME_WAIT included) and listeners ended
    uint64_t Crash();

    /// It is up again, as from a boot: with nothing, not even listeners.
    void Restart();

    /// Its addresses are gone, or back: meanwhile what it sends and what comes for it is lost, and
    /// its TCP does not know. @return false when that is so already
    bool SetReachable(bool isReachable);

    /// @}

    /// Counts and reports a segment that never reaches the Stack: MALFORMED or BAD_ADDRESS.
    void ReportDrop(const Drop& drop);

    /**
     * @brief Tells a sink what happens from now on, beside the trace sources, which cost more.
     * @param sink the sink, which lives as long as it is told; nullptr for nobody
     * @param what how much it is told
     */
    void SetSink(TraceSink* sink, TraceSink::Told what);

    /**
     * @brief Who numbers connections from now on, and hears of users' calls.
     * @param sink who, for as long as the driver lives; nullptr for nobody
     */
    void SetCallSink(CallSink* sink)
    {
        m_calls = sink;
    }

    /// @return the host's TCP
    const Stack& GetStack() const;

    /// @return a fresh key for a host's ISN hash (RFC 6528, MUST-9)
    static IsnSecret DrawSecret(UniformRandomVariable& random);

  protected:
    /// Puts a segment on the wire.
    virtual void Transmit(const SegmentOut& segment) = 0;

    /**
     * @brief Completes the four-tuple of an active OPEN.
     * @param tuple the local address may be ANY_ADDRESS: then it is to be filled in (MUST-44),
     * and is that of every segment (MUST-45)
     * @param user who opens
     * @return false when there is no way to the remote address, or when it is not unicast (MUST-46)
     */
    virtual bool Resolve(FourTuple& tuple, const StackUser* user) const;

    /// @return the MTU of the device that leads to the connection's peer; by default there is no
    /// bound
    virtual uint32_t Mtu(const FourTuple& tuple) const;

    /// @return the data of a segment on its way out, nullptr when it has none
    Ptr<Packet> PayloadOf(const SegmentOut& segment) const;

    /// @return who watches it, nullptr when nobody does
    std::shared_ptr<ConnectionWatcher> WatcherOf(const FourTuple& tuple) const
    {
        return m_watchers.empty() ? nullptr : FindWatcher(tuple);
    }

  private:
    class Call;

    /// Opens, and lets the call sink number the connection.
    Stack::Opened ConnectNumbered(const FourTuple& tuple, ConnectionOptions options, Call& call);

    /// Who uses a slot of the Stack; a slot whose generation is behind belongs to a connection not
    /// yet accepted.
    struct Seat
    {
        uint32_t generation{0};
        bool isReady{false}; //!< the user can hear
        StackUser* user{nullptr};
    };

    /// A notification that waits until its connection is accepted and its user is ready.
    using Kept = std::pair<Notification, Ptr<const Packet>>;

    /// @return the seat of a connection or listener, nullptr when it was never given a user
    Seat* SeatOf(ConnectionId id);
    const Seat* SeatOf(ConnectionId id) const;

    /// Does what the Stack asked for, then sees to the next deadline.
    void Drain(const Actions& actions, Time now, const Ptr<const Packet>& payload);
    /// Gives a new connection or listener its user, and its watcher if the user has one.
    void Introduce(const Stack::Opened& opened, StackUser* user);
    /// Gives connections that entered SYN_RCVD a user, where that of their listener names one.
    void SeatHalfOpen(const Actions& actions);
    std::shared_ptr<ConnectionWatcher> FindWatcher(const FourTuple& tuple) const;
    /// Shows a connection to who watches it.
    void ShowChanged(const FourTuple& tuple) const;
    /// Tells those who watch what a call has done.
    void TellWatchers(const Actions& actions);
    void Trace(const Transition& transition, Time now);
    void Trace(const Drop& drop, Time now);
    void Trace(const SegmentRecord& record);
    /// Tells of a segment that no TCP ever sees, because of this host.
    void TellLoss(LossReason reason, const FourTuple& tuple, const Segment& segment) const;
    /// Tells of one that the host, cut off, neither sends nor hears.
    void TellCutOff(const FourTuple& tuple, const Segment& segment) const;

    /// Tells the sink before the first thing that happens in a second.
    void NoteActivity(Time now)
    {
        if (now.GetTimeStep() > m_toldUntil)
        {
            TellActivity(now);
        }
    }

    void TellActivity(Time now);
    bool TracesSent() const;
    bool TracesReceived() const;
    /// Lets the Stack take a segment that somebody made up.
    void TakeForged(const FourTuple& tuple, const Segment& segment, Call& call);
    /// Hands a notification over, or keeps it where the user is not ready.
    void Tell(const Notification& notification, const Ptr<const Packet>& payload);
    /// Hands it over to who has the seat, if somebody does.
    void Hand(const Notification& notification, const Ptr<const Packet>& payload, Seat* seat);
    void HandKept(ConnectionId id);
    /// Makes sure that we wake no later than at the Stack's next deadline.
    void Arm();
    void Wake();

    uint32_t m_host;                                      //!< id of the node
    const AddressTable& m_addresses;                      //!< behind the ids
    Stack m_stack;                                        //!< what we drive
    StackTraces& m_traces;                                //!< trace sources
    TraceSink* m_sink{nullptr};                           //!< told of transitions, or nullptr
    TraceSink::Told m_told{TraceSink::Told::TRANSITIONS}; //!< how much it is told
    int64_t m_toldUntil{INT64_MAX};                       //!< it knows that the host is active
    CallSink* m_calls{nullptr};                           //!< numbers connections, or nullptr
    bool m_isDown{false};                                 //!< crashed
    bool m_isReachable{true};                             //!< its addresses are there
    bool m_isCutOff{false};             //!< one of the two: nothing leaves or arrives
    bool m_isDeaf{false};               //!< what arrives is dropped
    ForgeryWitness* m_witness{nullptr}; //!< of what was made up, if somebody looks on
    SegmentEar* m_ear{nullptr};         //!< hears what arrives, if somebody wants it
    bool m_seatsHalfOpen{false};        //!< the user of a listener wants connections in SYN_RCVD
    std::vector<Seat> m_seats;          //!< by ConnectionId::slot
    std::unordered_map<uint64_t, Seat>
        m_displaced; //!< by ConnectionId::Key(): the slot has a new occupant already, but the user
                     //!< has not heard of the end
    std::unordered_map<uint64_t, std::vector<Kept>>
        m_kept; //!< by ConnectionId::Key(): whose user is not ready
    std::unordered_map<FourTuple, std::shared_ptr<ConnectionWatcher>, FourTupleHash>
        m_watchers;                                     //!< who looks on
    Agenda& m_agenda;                                   //!< our clock
    AgendaItem<StackDriver, &StackDriver::Wake> m_wake; //!< on the agenda
    std::vector<std::unique_ptr<Actions>> m_lists;      //!< of calls, one for each depth
    std::size_t m_openCalls{0};                         //!< how many calls are open
    std::vector<int64_t> m_wakes; //!< times of pending calls, the soonest last; an early one does
                                  //!< no harm: it re-arms
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STACK_DRIVER_H
