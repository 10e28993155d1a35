/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SOCKET_TRACES_H
#define SYNFIN_SOCKET_TRACES_H

#include "ns3/address.h"
#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/sequence-number.h"
#include "ns3/synfin-connection-watcher.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-state.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/tcp-socket-state.h"
#include "ns3/tcp-socket.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"
#include "ns3/type-id.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/// The trace sources of ns3::TcpRxBuffer and ns3::TcpTxBuffer.
class SocketBufferTraces : public Object
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    TracedValue<SequenceNumber32> nextRxSequence; //!< NextRxSequence: RCV.NXT
    TracedValue<SequenceNumber32> unackSequence;  //!< UnackSequence: SND.UNA
};

/**
 * @brief The trace sources of ns3::TcpSocketBase, fed by the connection of a StreamSocket.
 *
 * Names, types and meaning are ns-3's, so the sinks of a script that was written for ns-3's TCP
 * fit. Three things differ: sequence numbers are those on the wire, where ns-3's begin at 0; a sink
 * that takes the socket as Ptr<const TcpSocketBase> is given nullptr, for it is none; and of
 * several values that a source has within one call (an ACK, a timeout) the last one is told.
 */
class SocketTraces : public ConnectionWatcher
{
  public:
    /// @name The sources; see AddSocketTraces
    /// @{
    TracedValue<TcpSocket::TcpStates_t> state{TcpSocket::CLOSED}; //!< State
    TracedValue<TcpSocketState::TcpCongState_t> congestionState{
        TcpSocketState::CA_OPEN};                      //!< CongState
    TracedValue<uint32_t> congestionWindow{0};         //!< CongestionWindow: octets
    TracedValue<uint32_t> inflatedCongestionWindow{0}; //!< CongestionWindowInflated: octets
    TracedValue<uint32_t> slowStartThreshold{0};       //!< SlowStartThreshold: octets
    TracedValue<uint32_t> bytesInFlight{0};            //!< BytesInFlight: octets
    TracedValue<uint32_t> advertisedWindow{0};         //!< AdvWND: octets
    TracedValue<uint32_t> remoteWindow{0};             //!< RWND: octets
    TracedValue<Time> rto;                             //!< RTO
    TracedValue<Time> rtt;                             //!< RTT
    TracedValue<Time> lastRtt;                         //!< LastRTT
    TracedValue<SequenceNumber32> nextTxSequence;      //!< NextTxSequence
    TracedValue<SequenceNumber32> highestSequence;     //!< HighestSequence
    TracedValue<SequenceNumber32> highestRxSequence;   //!< HighestRxSequence
    TracedValue<SequenceNumber32> highestRxAck;        //!< HighestRxAck
    TracedValue<DataRate> pacingRate;                  //!< PacingRate
    TracedCallback<Ptr<const Packet>, const TcpHeader&, Ptr<const TcpSocketBase>> tx; //!< Tx
    TracedCallback<Ptr<const Packet>, const TcpHeader&, Ptr<const TcpSocketBase>> rx; //!< Rx
    TracedCallback<Ptr<const Packet>,
                   const TcpHeader&,
                   const Address&,
                   const Address&,
                   Ptr<const TcpSocketBase>>
        retransmission; //!< Retransmission
    /// @}

    /// @return those of the socket's buffers, made when somebody first asks
    Ptr<SocketBufferTraces> Buffers();

    /**
     * @brief Takes the values that there are, before anybody listens.
     * @param now the state
     * @param connection nullptr for a listener
     */
    void Start(State now, const Connection* connection);

    // From ConnectionWatcher
    void OnTransition(const Transition& transition) override;
    void OnChanged(const Connection& connection) override;
    void OnSent(const SentPacket& sent) override;
    void OnReceived(const Ptr<const Packet>& payload, const TcpHeader& header) override;

  private:
    Ptr<SocketBufferTraces> m_buffers; //!< nullptr while nobody has asked
    SequenceNumber32 m_nextRx;         //!< RCV.NXT
    // Of two sequence numbers of different connections, none is higher.
    bool m_hasSent{false};  //!< highestSequence is of this connection
    bool m_hasHeard{false}; //!< highestRxSequence is of this connection
};

/**
 * @brief Gives the TypeId of StreamSocket the trace sources of ns3::TcpSocketBase and of its
 * buffers.
 * @return the same TypeId
 */
TypeId AddSocketTraces(TypeId tid);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SOCKET_TRACES_H
