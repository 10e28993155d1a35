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
     */
    SimulatedHost(const Profile& profile, bool offload);

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

    /// Who polls that socket is told.
    static void Signal(SimulatedSocket& socket, uint32_t events);

    Stack& Tcp()
    {
        return m_stack;
    }

    const Stack& Tcp() const
    {
        return m_stack;
    }

  private:
    void Drain(Time now);
    void Send(const std::vector<SegmentOut>& segments, Time now);
    void Notify(const Notification& notification);
    void End(SimulatedSocket& socket, const Notification& notification);

    Stack m_stack;                                  //!< TCP
    bool m_offload;                                 //!< mark bursts
    Actions m_actions;                              //!< of the present call
    const ArrivedSegment* m_arriving{nullptr};      //!< whose payload PAYLOAD means
    int m_unreachable{0};                           //!< errno of the ICMP error that arrives
    std::unordered_map<uint64_t, Socket> m_sockets; //!< by ConnectionId::Key
    std::deque<SentDatagram> m_wire;                //!< what left
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SIMULATED_HOST_H
