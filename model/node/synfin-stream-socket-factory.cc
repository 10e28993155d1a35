/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stream-socket-factory.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(StreamSocketFactory);

TypeId
StreamSocketFactory::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::StreamSocketFactory")
                            .SetParent<TcpSocketFactory>()
                            .SetGroupName("Synfin");
    return tid;
}

void
StreamSocketFactory::SetProtocol(Ptr<L4Protocol> protocol)
{
    m_protocol = protocol;
}

Ptr<Socket>
StreamSocketFactory::CreateSocket()
{
    return m_protocol->CreateSocket();
}

void
StreamSocketFactory::DoDispose()
{
    m_protocol = nullptr;
    TcpSocketFactory::DoDispose();
}

} // namespace synfin
} // namespace ns3
