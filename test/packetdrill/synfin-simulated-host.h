/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SIMULATED_HOST_H
#define SYNFIN_SIMULATED_HOST_H

#include "synfin-datagram.h"
#include "synfin-simulated-socket.h"
#include "synfin-virtual-clock.h"

#include "ns3/synfin-stack.h"

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <tuple>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// A datagram that left the host.
struct SentDatagram
{
    Time at;
    Octets octets;
};

/// Any order of four-tuples.
struct FourTupleOrder
{
    bool operator()(const FourTuple& a, const FourTuple& b) const
    {
        const auto key = [](const FourTuple& t) {
            return std::tie(t.localPort, t.remotePort, t.localAddress, t.remoteAddress);
        };
        return key(a) < key(b);
    }
};

/// Whose socket calls a host has.
enum class Dialect : uint8_t
{
    LINUX,
    FREEBSD,
};

/// What no profile has and a script's sysctls say.
struct HostSwitches
{
    uint32_t minTsoSegs{2};            //!< tcp_min_tso_segs
    uint32_t notSentLowat{UINT32_MAX}; //!< tcp_notsent_lowat
};

/**
 * @brief A host: the Stack, its sockets by connection, and the wire to it.
 */
class SimulatedHost : public TimedEvents
{
  public:
    using Socket = std::shared_ptr<SimulatedSocket>;
    using Call = std::function<CallError(Stack&, Actions&)>;

    /**
     * @param profile the host's policies
     * @param offload mark the last segment of a burst by PSH, as Linux does in TSO packets
     * @param dialect whose numbers the socket calls have
     * @param switches the rest
     */
    SimulatedHost(const Profile& profile,
                  bool offload,
                  Dialect dialect,
                  const HostSwitches& switches);

    /// @return what its sysctls say besides
    const HostSwitches& Switches() const
    {
        return m_switches;
    }

    /// @return true when the socket calls are FreeBSD's
    bool IsFreeBsd() const
    {
        return m_dialect == Dialect::FREEBSD;
    }

    /// @name TimedEvents
    /// @{
    std::optional<Time> NextEvent() const override;
    void HandleEvents(Time now) override;
    /// @}

    /// Does something with the stack, and everything that follows from it.
    CallError Do(const Call& call, Time now);

    /// A datagram arrives.
    void Receive(const uint8_t* octets, std::size_t size, Time now);

    /// @return the oldest datagram that left and was not taken, if there is one
    std::optional<SentDatagram> TakeSent();

    bool HasSent() const
    {
        return !m_wire.empty();
    }

    /// From now on notifications of that connection are for that socket.
    void Attach(ConnectionId id, const Socket& socket);

    /// @return the connection's socket; made when nobody has asked for it yet
    Socket SocketOf(ConnectionId id);

    /**
     * @brief Accepts a connection; one that ended before, too, as Linux hands it out.
     * @param listener whose
     * @param error receives how it went
     * @return its socket; nothing with an error
     */
    Socket Accept(ConnectionId listener, CallError& error);

    /// @return would an accept return at once?
    bool HasAcceptable(ConnectionId listener) const;

    /// @return ICMP errors about nothing that is in flight (OutOfWindowIcmps)
    uint32_t StrayErrors() const
    {
        return m_strayErrors;
    }

    /// Who polls that socket is told.
    static void Signal(SimulatedSocket& socket, uint32_t events);

    /// @return the connections that there are, by anybody, and those in TIME_WAIT
    const std::set<FourTuple, FourTupleOrder>& Lives() const
    {
        return m_lives;
    }

    /// @return octets that its user wrote and that were never sent
    uint64_t Unsent(const SimulatedSocket& socket) const;

    /// @return so many unsent octets are enough (TCP_NOTSENT_LOWAT)
    uint32_t NotSentLowat(const SimulatedSocket& socket) const
    {
        return socket.notSentLowat > 0 ? socket.notSentLowat : m_switches.notSentLowat;
    }

    /// @return is it worth waking who wants to write (sk_stream_is_writeable())?
    bool IsWritable(const SimulatedSocket& socket) const
    {
        return socket.HasSpace() && 2 * Unsent(socket) < NotSentLowat(socket);
    }

    Stack& Tcp()
    {
        return m_stack;
    }

    const Stack& Tcp() const
    {
        return m_stack;
    }

  private:
    CongestionFactory MakeCongestion(const Profile& profile);
    void Follow(Time now);
    void Drain(Time now);
    void Send(const std::vector<SegmentOut>& segments, Time now);
    void Notify(const Notification& notification);
    void End(const Socket& socket, const Notification& notification);
    void TakeError(const ArrivedError& error);
    void FollowUnaccepted(const Transition& transition);

    Stack m_stack;                                       //!< TCP
    Dialect m_dialect;                                   //!< of the socket calls
    bool m_offload;                                      //!< mark bursts
    HostSwitches m_switches;                             //!< the rest
    Time m_start;                                        //!< ns-3's clock when the host's began
    Time m_now;                                          //!< of the present call
    Actions m_actions;                                   //!< of the present call
    const ArrivedSegment* m_arriving{nullptr};           //!< whose payload PAYLOAD means
    int m_unreachable{0};                                //!< errno of the ICMP error that arrives
    std::unordered_map<uint64_t, Socket> m_sockets;      //!< by ConnectionId::Key
    std::unordered_map<uint64_t, uint64_t> m_unaccepted; //!< listeners by connection
    std::unordered_map<uint64_t, std::deque<Socket>> m_dead; //!< by listener
    uint32_t m_strayErrors{0};                               //!< ICMP errors out of window
    std::deque<SentDatagram> m_wire;                         //!< what left
    std::set<FourTuple, FourTupleOrder> m_lives;             //!< connections that there are
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SIMULATED_HOST_H
