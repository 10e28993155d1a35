/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stock-socket-factory.h"

#include "ns3/object-factory.h"
#include "ns3/rtt-estimator.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-recovery-ops.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @return a new object of the type that an attribute names
template <typename T>
Ptr<T>
Make(const Ptr<TcpL4Protocol>& tcp, const char* attribute)
{
    TypeIdValue type;
    tcp->GetAttribute(attribute, type);
    ObjectFactory factory;
    factory.SetTypeId(type.Get());
    return factory.Create<T>();
}

} // namespace

NS_OBJECT_ENSURE_REGISTERED(StockSocketFactory);

TypeId
StockSocketFactory::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::StockSocketFactory")
                            .SetParent<TcpSocketFactory>()
                            .SetGroupName("Synfin");
    return tid;
}

void
StockSocketFactory::Set(Ptr<TcpL4Protocol> tcp, const std::shared_ptr<StockObserver>& observer)
{
    m_tcp = tcp;
    m_observer = observer;
}

Ptr<Socket>
StockSocketFactory::CreateSocket()
{
    const Ptr<StockSocket> socket = CreateObject<StockSocket>();
    socket->Open(m_tcp,
                 m_observer,
                 Make<RttEstimator>(m_tcp, "RttEstimatorType"),
                 Make<TcpCongestionOps>(m_tcp, "SocketType"),
                 Make<TcpRecoveryOps>(m_tcp, "RecoveryType"));
    return socket;
}

void
StockSocketFactory::DoDispose()
{
    m_tcp = nullptr;
    TcpSocketFactory::DoDispose();
}

} // namespace synfin
} // namespace ns3
