/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// StreamSocket: what it is bound and connected to.

#include "synfin-endpoint.h"
#include "synfin-stream-socket.h"

namespace ns3
{
namespace synfin
{

int
StreamSocket::Bind()
{
    return BindTo(ANY_ADDRESS, 0);
}

int
StreamSocket::Bind6()
{
    return BindTo(IPV6_ADDRESS, 0);
}

int
StreamSocket::Bind(const Address& address)
{
    const auto local = m_protocol ? Endpoint::From(address, *m_addresses) : std::nullopt;
    if (!local)
    {
        return Fail(ERROR_INVAL);
    }
    if (local->tos != 0)
    {
        SetIpTos(local->tos);
    }
    return BindTo(local->address, local->port);
}

int
StreamSocket::BindTo(AddressId address, uint16_t port)
{
    if (!m_protocol || m_bound || m_phase != Phase::IDLE)
    {
        return Fail(ERROR_INVAL);
    }
    m_boundAddress = address;
    m_tuple.localAddress = address;
    m_tuple.localPort = 0;
    if (port != 0)
    {
        m_tuple.localPort = m_protocol->GetDriver().Bind(address, port);
        if (m_tuple.localPort == 0)
        {
            return Fail(ERROR_ADDRINUSE);
        }
        m_reserved = true;
    }
    m_bound = true;
    return 0;
}

bool
StreamSocket::NeedPort() const
{
    if (m_tuple.localPort == 0 && m_protocol)
    {
        m_tuple.localPort = m_protocol->GetDriver().Bind(m_boundAddress, 0);
        m_reserved = m_tuple.localPort != 0;
    }
    return m_tuple.localPort != 0;
}

enum Socket::SocketType
StreamSocket::GetSocketType() const
{
    return NS3_SOCK_STREAM;
}

Ptr<Node>
StreamSocket::GetNode() const
{
    return m_protocol ? m_protocol->GetNode() : nullptr;
}

int
StreamSocket::GetSockName(Address& address) const
{
    // A port that Bind left open is chosen when somebody wants to know it.
    if (m_bound && m_phase == Phase::IDLE && !NeedPort())
    {
        return Fail(ERROR_ADDRNOTAVAIL);
    }
    if (!m_addresses)
    {
        return Fail(ERROR_INVAL);
    }
    address = Endpoint{m_tuple.localAddress, m_tuple.localPort}.ToAddress(*m_addresses);
    return 0;
}

int
StreamSocket::GetPeerName(Address& address) const
{
    if (m_tuple.remotePort == 0)
    {
        return Fail(ERROR_NOTCONN);
    }
    address = Endpoint{m_tuple.remoteAddress, m_tuple.remotePort}.ToAddress(*m_addresses);
    return 0;
}

} // namespace synfin
} // namespace ns3
