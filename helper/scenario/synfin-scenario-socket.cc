/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-socket.h"

#include "synfin-scenario-socket-host.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(ScenarioSocket);

TypeId
ScenarioSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::ScenarioSocket")
                            .SetParent<TcpSocketBase>()
                            .SetGroupName("Internet")
                            .AddConstructor<ScenarioSocket>();
    return tid;
}

ScenarioSocket::ScenarioSocket()
{
    m_state.ConnectWithoutContext(MakeCallback(&ScenarioSocket::OnState, this));
}

ScenarioSocket::ScenarioSocket(const ScenarioSocket& listener)
    : TcpSocketBase(listener),
      observed(listener.observed),
      m_host(listener.m_host)
{
    // A copy of a traced value has no observers, unlike a copy of a traced callback.
    m_state.ConnectWithoutContext(MakeCallback(&ScenarioSocket::OnState, this));
}

void
ScenarioSocket::SetHost(ScenarioSocketHost* host)
{
    m_host = host;
}

Ptr<TcpSocketBase>
ScenarioSocket::Fork()
{
    return CopyObject<ScenarioSocket>(this);
}

void
ScenarioSocket::OnState([[maybe_unused]] TcpStates_t from, TcpStates_t to)
{
    // ns-3's states have the same names and order.
    m_host->OnState(*this, static_cast<State>(to));
}

} // namespace synfin
} // namespace ns3
