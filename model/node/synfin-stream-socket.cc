/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stream-socket.h"

#include "synfin-endpoint.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/log.h"

namespace ns3
{
namespace synfin
{

NS_LOG_COMPONENT_DEFINE("SynfinStreamSocket");
NS_OBJECT_ENSURE_REGISTERED(StreamSocket);

TypeId
StreamSocket::GetTypeId()
{
    static TypeId tid = AddSocketTraces(
        TypeId("ns3::synfin::StreamSocket")
            .SetParent<TcpSettings>()
            .SetGroupName("Synfin")
            .AddConstructor<StreamSocket>()
            .AddAttribute(
                "FastOpen",
                "TCP Fast Open (RFC 7413), where the host's profile allows it: what "
                "a client sends first goes with the SYN, a listener takes it.",
                BooleanValue(false),
                MakeBooleanAccessor(&StreamSocket::SetFastOpen, &StreamSocket::WantsFastOpen),
                MakeBooleanChecker())
            .AddTraceSource("Closed",
                            "The connection ended, for this cause.",
                            MakeTraceSourceAccessor(&StreamSocket::m_closedTrace),
                            "ns3::synfin::StreamSocket::ClosedCallback"));
    return tid;
}

StreamSocket::StreamSocket() = default;

StreamSocket::~StreamSocket()
{
    Leave();
}

void
StreamSocket::SetProtocol(Ptr<L4Protocol> protocol)
{
    m_protocol = protocol;
    m_addresses = protocol->GetAddresses();
    m_number = protocol->Register(this);
}

void
StreamSocket::Leave()
{
    if (m_protocol)
    {
        m_protocol->Unregister(m_number);
    }
    m_protocol = nullptr;
}

void
StreamSocket::Detach()
{
    m_id = {};
    m_phase = Phase::CLOSED;
    Leave();
}

void
StreamSocket::DoDispose()
{
    if (m_protocol)
    {
        if (m_id.IsValid())
        {
            m_protocol->GetDriver().SetUser(m_id, nullptr);
        }
        Forget();
    }
    Leave();
    TcpSettings::DoDispose();
}

// --- Socket: names

enum Socket::SocketErrno
StreamSocket::GetErrno() const
{
    return m_errno;
}

int
StreamSocket::Fail(SocketErrno error) const
{
    m_errno = error;
    return -1;
}

int
StreamSocket::Fail(CallError error) const
{
    switch (error)
    {
    case CallError::NONE:
        return 0;
    case CallError::NO_CONNECTION:
        return Fail(ERROR_NOTCONN);
    case CallError::NO_PORT:
        return Fail(ERROR_ADDRNOTAVAIL);
    case CallError::ADDRESS_IN_USE:
        return Fail(ERROR_ADDRINUSE);
    case CallError::BAD_ADDRESS:
        return Fail(ERROR_NOROUTETOHOST);
    case CallError::CLOSING:
        return Fail(ERROR_SHUTDOWN);
    case CallError::WOULD_BLOCK:
        return Fail(ERROR_AGAIN);
    case CallError::BAD_OPTIONS:
        return Fail(ERROR_INVAL);
    }
    return Fail(ERROR_INVAL);
}

bool
StreamSocket::SetAllowBroadcast(bool allowBroadcast)
{
    return !allowBroadcast; // TCP has none (MUST-46)
}

bool
StreamSocket::GetAllowBroadcast() const
{
    return false;
}

// --- Socket: opening and closing

int
StreamSocket::Connect(const Address& address)
{
    NS_LOG_FUNCTION(this << address);
    const auto remote = m_protocol ? Endpoint::From(address, *m_addresses) : std::nullopt;
    if (!remote)
    {
        return Fail(ERROR_INVAL);
    }
    if (remote->tos != 0)
    {
        SetIpTos(remote->tos);
    }
    return ConnectTo(remote->address, remote->port);
}

int
StreamSocket::ConnectTo(AddressId address, uint16_t port)
{
    const Ptr<StreamSocket> self(this); // a sink may drop the last pointer
    if (m_phase != Phase::IDLE)
    {
        return Fail(m_phase == Phase::LISTENING ? ERROR_OPNOTSUPP : ERROR_ISCONN);
    }
    FourTuple tuple;
    if (m_bound && !IsAnyAddress(m_boundAddress))
    {
        if (((m_boundAddress ^ address) & IPV6_ADDRESS) != 0)
        {
            return Fail(ERROR_AFNOSUPPORT);
        }
        tuple.localAddress = m_boundAddress;
    }
    tuple.localPort = m_bound ? m_tuple.localPort : 0;
    tuple.remoteAddress = address;
    tuple.remotePort = port;

    m_sending = {};
    m_received = {};
    m_sentEnd = 0;
    m_peerClosed = false;
    m_closeCause = CloseCause::NONE;
    m_closeNotified = false;
    m_phase = Phase::CONNECTING;
    m_tuple = tuple;
    m_isToldEarly = false;
    if (!WantsFastOpen())
    {
        return SendSyn(std::nullopt);
    }
    if (m_protocol->GetDriver().FastOpenRoom(tuple, Options(), this) == 0)
    {
        return SendSyn(0);
    }
    Defer();
    return 0;
}

int
StreamSocket::Listen()
{
    NS_LOG_FUNCTION(this);
    const Ptr<StreamSocket> self(this); // a sink may drop the last pointer
    if (m_phase != Phase::IDLE || !m_protocol)
    {
        return Fail(ERROR_INVAL);
    }
    if (!NeedPort())
    {
        return Fail(ERROR_ADDRNOTAVAIL);
    }
    const Stack::Opened opened = m_protocol->GetDriver().Listen(m_boundAddress,
                                                                m_tuple.localPort,
                                                                HostProfile().somaxconn,
                                                                ListenerOptions(),
                                                                this);
    if (opened.error != CallError::NONE)
    {
        return Fail(opened.error);
    }
    m_id = opened.id;
    m_phase = Phase::LISTENING;
    m_protocol->Hold(this);
    return 0;
}

int
StreamSocket::Close()
{
    NS_LOG_FUNCTION(this);
    const Ptr<StreamSocket> self(this); // a sink may drop the last pointer
    if (!m_protocol || !m_id.IsValid())
    {
        if (m_protocol)
        {
            Forget(); // it may be bound
        }
        return 0;
    }
    if (m_phase == Phase::LISTENING)
    {
        m_protocol->GetDriver().SetUser(m_id, nullptr);
        m_protocol->GetDriver().Close(m_id);
        Forget();
        NormalClose();
        return 0;
    }
    if (m_phase == Phase::CLOSED)
    {
        return 0;
    }
    if (m_phase == Phase::CONNECTING && m_sending.Size() > 0)
    {
        m_sendClosed = true;
        m_closesLater = true;
        return 0;
    }
    if (m_phase == Phase::HALF_OPEN)
    {
        return Fail(m_protocol->GetDriver().Abort(m_id)); // its listener has it still
    }
    m_phase = Phase::CLOSED;
    return Fail(m_protocol->GetDriver().Close(m_id));
}

int
StreamSocket::ShutdownSend()
{
    NS_LOG_FUNCTION(this);
    const Ptr<StreamSocket> self(this); // a sink may drop the last pointer
    if (m_phase == Phase::HALF_OPEN)
    {
        return Fail(ERROR_NOTCONN);
    }
    const bool again = m_sendClosed || m_phase == Phase::CLOSED;
    m_sendClosed = true;
    if (again || !m_protocol || !m_id.IsValid() || m_phase == Phase::LISTENING ||
        m_phase == Phase::CONNECTING)
    {
        return 0; // as ns-3's own: nothing will be sent, and what was goes first
    }
    return Fail(m_protocol->GetDriver().Shutdown(m_id));
}

int
StreamSocket::ShutdownRecv()
{
    NS_LOG_FUNCTION(this);
    const Ptr<StreamSocket> self(this); // a sink may drop the last pointer
    m_receiveClosed = true;
    const uint32_t unread = m_received.Discard();
    if (unread > 0 && m_protocol && m_id.IsValid())
    {
        m_protocol->GetDriver().Receive(m_id, unread);
    }
    return 0;
}

// --- Socket: data

uint32_t
StreamSocket::GetTxAvailable() const
{
    const uint64_t used = m_sending.Size();
    const uint32_t size = SendBufferSize();
    return used < size ? size - static_cast<uint32_t>(used) : 0;
}

int
StreamSocket::Send(Ptr<Packet> packet, uint32_t flags)
{
    NS_LOG_FUNCTION(this << packet << flags);
    const Ptr<StreamSocket> self(this); // a sink may drop the last pointer
    NS_ABORT_MSG_IF(flags, "StreamSocket::Send: flags are not supported");
    if (m_sendClosed || m_phase == Phase::CLOSED)
    {
        return Fail(ERROR_SHUTDOWN);
    }
    if ((!m_id.IsValid() && !m_isDeferred) || m_phase == Phase::LISTENING ||
        m_phase == Phase::HALF_OPEN)
    {
        return Fail(ERROR_NOTCONN);
    }
    const uint32_t size = packet->GetSize();
    if (size > GetTxAvailable())
    {
        return Fail(ERROR_MSGSIZE);
    }
    if (size == 0 || m_isDeferred)
    {
        return size == 0 ? 0 : SendFirst(packet);
    }
    StackDriver& driver = m_protocol->GetDriver();
    const Connection* connection = driver.GetStack().Find(m_id);
    const CallError refused = connection ? connection->CheckSend(size) : CallError::NO_CONNECTION;
    if (refused != CallError::NONE)
    {
        return Fail(refused); // before the bytes become part of the stream
    }
    m_sending.Append(packet);
    const CallError error = driver.Send(m_id, size);
    return error == CallError::NONE ? static_cast<int>(size) : Fail(error);
}

int
StreamSocket::SendTo(Ptr<Packet> packet, uint32_t flags, const Address&)
{
    return Send(packet, flags);
}

uint32_t
StreamSocket::GetRxAvailable() const
{
    return m_received.Readable();
}

Ptr<Packet>
StreamSocket::Recv(uint32_t maxSize, uint32_t flags)
{
    NS_LOG_FUNCTION(this << maxSize << flags);
    const Ptr<StreamSocket> self(this); // a sink may drop the last pointer
    NS_ABORT_MSG_IF(flags, "StreamSocket::Recv: flags are not supported");
    Ptr<Packet> bytes = m_received.Extract(maxSize);
    if (bytes)
    {
        if (m_protocol && m_id.IsValid())
        {
            m_protocol->GetDriver().Receive(m_id, bytes->GetSize());
        }
        return bytes;
    }
    if (m_peerClosed)
    {
        return Create<Packet>(); // the end of the stream
    }
    Fail(HasFailed() ? ErrnoOf(m_closeCause) : ERROR_AGAIN);
    return nullptr;
}

Ptr<Packet>
StreamSocket::RecvFrom(uint32_t maxSize, uint32_t flags, Address& from)
{
    Ptr<Packet> bytes = Recv(maxSize, flags);
    if (bytes && bytes->GetSize() > 0)
    {
        GetPeerName(from);
    }
    return bytes;
}

} // namespace synfin
} // namespace ns3
