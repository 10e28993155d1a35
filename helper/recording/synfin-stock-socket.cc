/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stock-socket.h"

#include "synfin-stock-observer.h"

#include "ns3/node.h"
#include "ns3/rtt-estimator.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-recovery-ops.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(StockSocket);

TypeId
StockSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::StockSocket")
                            .SetParent<TcpSocketBase>()
                            .SetGroupName("Synfin")
                            .AddConstructor<StockSocket>();
    return tid;
}

StockSocket::StockSocket()
{
    m_state.ConnectWithoutContext(MakeCallback(&StockSocket::OnState, this));
}

StockSocket::StockSocket(const StockSocket& listener)
    : TcpSocketBase(listener),
      observed(listener.observed),
      m_observer(listener.m_observer)
{
    // A copy of a traced value has no observers, unlike a copy of a traced callback.
    m_state.ConnectWithoutContext(MakeCallback(&StockSocket::OnState, this));
}

void
StockSocket::Open(const Ptr<TcpL4Protocol>& tcp,
                  const std::shared_ptr<StockObserver>& observer,
                  const Ptr<RttEstimator>& rtt,
                  const Ptr<TcpCongestionOps>& congestion,
                  const Ptr<TcpRecoveryOps>& recovery)
{
    SetNode(tcp->GetObject<Node>());
    SetTcp(tcp);
    SetRtt(rtt);
    SetCongestionControlAlgorithm(congestion);
    SetRecoveryAlgorithm(recovery);
    tcp->AddSocket(this);
    m_observer = observer;
    StockObserver* const it = observer.get(); // which lives as long as the socket and its forks
    TraceConnectWithoutContext("Tx", MakeCallback(&StockObserver::OnTx, it));
    TraceConnectWithoutContext("Rx", MakeCallback(&StockObserver::OnRx, it));
}

int
StockSocket::Connect(const Address& address)
{
    const int result = TcpSocketBase::Connect(address);
    if (result != 0 && GetErrno() == ERROR_ADDRNOTAVAIL)
    {
        m_observer->OnNoPort(*this, address);
    }
    return result;
}

int
StockSocket::Send(Ptr<Packet> packet, uint32_t flags)
{
    const int sent = TcpSocketBase::Send(packet, flags);
    if (sent > 0)
    {
        m_observer->OnSend(*this, static_cast<uint32_t>(sent));
    }
    return sent;
}

Ptr<Packet>
StockSocket::Recv(uint32_t maxSize, uint32_t flags)
{
    Ptr<Packet> packet = TcpSocketBase::Recv(maxSize, flags);
    if (packet && packet->GetSize() > 0)
    {
        m_observer->OnReceive(*this, packet->GetSize());
    }
    return packet;
}

Ptr<TcpSocketBase>
StockSocket::Fork()
{
    return CopyObject<StockSocket>(this);
}

void
StockSocket::ReTxTimeout()
{
    TcpSocketBase::ReTxTimeout();
    if (!m_endPoint && !m_endPoint6)
    {
        m_observer->OnState(*this, State::CLOSED); // it gave up, and leaves the state as it is
    }
}

void
StockSocket::OnState([[maybe_unused]] TcpStates_t from, TcpStates_t to)
{
    // ns-3's states have the same names and order.
    m_observer->OnState(*this, static_cast<State>(to));
}

} // namespace synfin
} // namespace ns3
