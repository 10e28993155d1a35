/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-stock-socket.h"

#include "synfin-scenario-stock-host.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(ScenarioStockSocket);

TypeId
ScenarioStockSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::ScenarioStockSocket")
                            .SetParent<TcpSocketBase>()
                            .SetGroupName("Internet")
                            .AddConstructor<ScenarioStockSocket>();
    return tid;
}

ScenarioStockSocket::ScenarioStockSocket()
{
    m_state.ConnectWithoutContext(MakeCallback(&ScenarioStockSocket::OnState, this));
}

ScenarioStockSocket::ScenarioStockSocket(const ScenarioStockSocket& listener)
    : TcpSocketBase(listener),
      observed(listener.observed),
      m_host(listener.m_host)
{
    // A copy of a traced value has no observers, unlike a copy of a traced callback.
    m_state.ConnectWithoutContext(MakeCallback(&ScenarioStockSocket::OnState, this));
}

void
ScenarioStockSocket::SetHost(ScenarioStockHost* host)
{
    m_host = host;
}

Ptr<TcpSocketBase>
ScenarioStockSocket::Fork()
{
    return CopyObject<ScenarioStockSocket>(this);
}

void
ScenarioStockSocket::OnState([[maybe_unused]] TcpStates_t from, TcpStates_t to)
{
    // ns-3's states have the same names and order.
    m_host->OnState(*this, static_cast<State>(to));
}

} // namespace synfin
} // namespace ns3
