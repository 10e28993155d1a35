/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// StreamSocket as a listener: the sockets of its connections.

#include "synfin-endpoint.h"
#include "synfin-stream-socket.h"

namespace ns3
{
namespace synfin
{

StreamSocket::StreamSocket(const StreamSocket& listener)
    : TcpSettings(listener),
      m_addresses(listener.m_addresses),
      m_protocol(listener.m_protocol),
      m_number(m_protocol->Register(this)),
      m_sendClosed(listener.m_sendClosed),
      m_closesWithPeer(listener.m_sendClosed)
{
    SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                       MakeNullCallback<void, Ptr<Socket>>());
    SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(), MakeNullCallback<void, Ptr<Socket>>());
    SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
    SetDataSentCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
}

bool
StreamSocket::WantsHalfOpen() const
{
    return true; // as ns3::TcpSocketBase forks: whoever traces it sees SYN_RCVD
}

StackUser*
StreamSocket::SeatHalfOpen(ConnectionId id, const FourTuple& tuple)
{
    const Ptr<StreamSocket> child(new StreamSocket(*this), false);
    child->m_id = id;
    child->m_tuple = tuple;
    child->m_phase = Phase::HALF_OPEN;
    m_protocol->Hold(child);
    return PeekPointer(child);
}

void
StreamSocket::AcceptOne()
{
    StackDriver& driver = m_protocol->GetDriver();
    const Stack::Opened opened = driver.Accept(m_id, nullptr);
    if (opened.error != CallError::NONE)
    {
        return;
    }
    const Ptr<StreamSocket> child(dynamic_cast<StreamSocket*>(driver.UserOf(opened.id)));
    if (!child)
    {
        driver.Abort(opened.id); // somebody disposed of its socket
        return;
    }
    child->m_phase = Phase::CONNECTED;
    const Address from =
        Endpoint{opened.tuple.remoteAddress, opened.tuple.remotePort}.ToAddress(*m_addresses);
    if (!NotifyConnectionRequest(from))
    {
        driver.SetUser(opened.id, nullptr);
        driver.Abort(opened.id);
        child->Forget();
        return;
    }
    NotifyNewConnectionCreated(child, from);
    child->TellWritable();
    driver.Ready(opened.id);
}

} // namespace synfin
} // namespace ns3
