/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STOCK_SOCKET_H
#define SYNFIN_STOCK_SOCKET_H

#include "ns3/nstime.h"
#include "ns3/synfin-actions.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-state.h"
#include "ns3/tcp-socket-base.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

class StockObserver;

/// A socket of ns3::TcpSocketBase that tells an observer what happens to it; so do its forks.
class StockSocket : public TcpSocketBase
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    StockSocket();
    /// What a listener makes of itself for a new connection.
    StockSocket(const StockSocket& listener);

    /**
     * @brief Makes it a socket of a node, as TcpL4Protocol::CreateSocket does; before anything
     * else.
     * @param tcp the node's
     * @param observer whom it tells
     * @param rtt its estimator
     * @param congestion its congestion control
     * @param recovery how it recovers
     */
    void Open(const Ptr<TcpL4Protocol>& tcp,
              const std::shared_ptr<StockObserver>& observer,
              const Ptr<RttEstimator>& rtt,
              const Ptr<TcpCongestionOps>& congestion,
              const Ptr<TcpRecoveryOps>& recovery);

    /// What the observer keeps of a connection.
    struct Observed
    {
        FourTuple tuple;            //!< as this host sees it
        State state{State::CLOSED}; //!< in the words of synfin's traces
        Time since;                 //!< when the state was entered
        uint32_t number{0};         //!< of the connection, the same at both ends
        ConnectionId id;            //!< of an end that opened it
        uint32_t syns{0};           //!< sent, with or without ACK
        uint32_t fins{0};           //!< sent
        SequenceNumber32 next;      //!< right after the highest octet of data sent
        bool hasSentData{false};    //!< `next` means something
        bool metReset{false};       //!< the last segment that came was a RST
    };

    Observed observed; //!< what the observer notes down here

    // From TcpSocketBase
    int Connect(const Address& address) override;
    int Send(Ptr<Packet> packet, uint32_t flags) override;
    Ptr<Packet> Recv(uint32_t maxSize, uint32_t flags) override;

    // What these overloads of Socket say by the ones above.
    using TcpSocketBase::Recv;
    using TcpSocketBase::Send;

  protected:
    /// @return a copy for a new connection, which tells the same observer
    Ptr<TcpSocketBase> Fork() override;
    void ReTxTimeout() override;

  private:
    void OnState(TcpStates_t from, TcpStates_t to);

    std::shared_ptr<StockObserver> m_observer;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STOCK_SOCKET_H
