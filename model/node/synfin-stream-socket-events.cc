/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// StreamSocket as the user of a connection or listener: what the Stack says, and what it asks for.

#include "synfin-endpoint.h"
#include "synfin-stream-socket.h"

#include "ns3/simulator.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @return the cause that a last notification names
CloseCause
CauseOf(Notification::Kind kind)
{
    switch (kind)
    {
    case Notification::CLOSED:
        return CloseCause::CLOSED;
    case Notification::RESET:
        return CloseCause::RESET;
    case Notification::REFUSED:
        return CloseCause::REFUSED;
    case Notification::TIMED_OUT:
        return CloseCause::TIMED_OUT;
    case Notification::UNREACHABLE:
        return CloseCause::UNREACHABLE;
    case Notification::ABORTED:
        return CloseCause::ABORTED;
    case Notification::CONNECTED:
    case Notification::ACCEPTABLE:
    case Notification::PAYLOAD:
    case Notification::READABLE:
    case Notification::ACKNOWLEDGED:
    case Notification::PEER_CLOSED:
    case Notification::SENT_FIN:
    case Notification::R1_REACHED:
    case Notification::SOFT_ERROR:
        break; // the connection goes on
    }
    return CloseCause::NONE;
}

} // namespace

const char*
ToString(CloseCause cause)
{
    switch (cause)
    {
    case CloseCause::NONE:
        return "none";
    case CloseCause::CLOSED:
        return "closed";
    case CloseCause::REFUSED:
        return "refused";
    case CloseCause::TIMED_OUT:
        return "timed_out";
    case CloseCause::RESET:
        return "reset";
    case CloseCause::UNREACHABLE:
        return "unreachable";
    case CloseCause::ABORTED:
        return "aborted";
    }
    return "?";
}

std::ostream&
operator<<(std::ostream& os, CloseCause cause)
{
    return os << ToString(cause);
}

CloseCause
StreamSocket::GetCloseCause() const
{
    return m_closeCause;
}

Socket::SocketErrno
StreamSocket::ErrnoOf(CloseCause cause)
{
    return cause == CloseCause::UNREACHABLE ? ERROR_NOROUTETOHOST : ERROR_NOTCONN;
}

void
StreamSocket::Notify(const Notification& notification, const Ptr<const Packet>& payload)
{
    const Ptr<StreamSocket> self(this); // the application may drop its last pointer
    if (IsLast(notification.kind))
    {
        End(notification.kind);
        return;
    }
    switch (notification.kind)
    {
    case Notification::CONNECTED:
        Connected();
        break;
    case Notification::ACCEPTABLE:
        AcceptOne();
        break;
    case Notification::PAYLOAD:
        Keep(notification, payload);
        break;
    case Notification::READABLE:
        Read(notification);
        break;
    case Notification::ACKNOWLEDGED:
        m_sending.Release(notification.streamOffset);
        TellWritable();
        break;
    case Notification::PEER_CLOSED:
        m_peerClosed = true;
        NormalClose();
        if (m_closesWithPeer && m_phase == Phase::CONNECTED)
        {
            Close(); // as ns3::TcpSocketBase: PacketSink, which sends nothing, relies on it
        }
        break;
    case Notification::SENT_FIN:
    case Notification::R1_REACHED:
    case Notification::SOFT_ERROR:
        break; // ns-3's sockets have no word for these
    case Notification::CLOSED:
    case Notification::RESET:
    case Notification::REFUSED:
    case Notification::TIMED_OUT:
    case Notification::UNREACHABLE:
    case Notification::ABORTED:
        break; // it was the last
    }
}

void
StreamSocket::Connected()
{
    const bool closes = m_closesLater;
    const bool shuts = m_sendClosed;
    m_phase = Phase::CONNECTED;
    if (!m_isToldEarly)
    {
        NotifyConnectionSucceeded();
    }
    if (closes && m_phase == Phase::CONNECTED)
    {
        Close();
    }
    else if (shuts && m_phase == Phase::CONNECTED)
    {
        m_protocol->GetDriver().Shutdown(m_id);
    }
    TellWritable();
}

void
StreamSocket::Keep(const Notification& notification, const Ptr<const Packet>& payload)
{
    if (!m_receiveClosed)
    {
        const uint32_t size = notification.size;
        Ptr<const Packet> bytes =
            payload ? payload : Ptr<const Packet>(Create<Packet>(notification.skip + size));
        m_received.Insert(notification.streamOffset, bytes, notification.skip, size);
    }
}

void
StreamSocket::Read(const Notification& notification)
{
    m_received.SetInOrder(notification.streamOffset);
    if (m_receiveClosed)
    {
        m_received.Discard();
        m_protocol->GetDriver().Receive(m_id, notification.size);
        return;
    }
    NotifyDataRecv();
}

void
StreamSocket::TellWritable()
{
    if (m_phase == Phase::CONNECTED && !m_sendClosed && GetTxAvailable() > 0)
    {
        NotifySend(GetTxAvailable());
    }
}

void
StreamSocket::NormalClose()
{
    if (!m_closeNotified)
    {
        m_closeNotified = true;
        NotifyNormalClose();
    }
}

void
StreamSocket::End(Notification::Kind how)
{
    const bool connecting = m_phase == Phase::CONNECTING && !m_isToldEarly;
    Forget();
    m_closeCause = CauseOf(how);
    m_closedTrace(m_closeCause);
    if (!HasFailed())
    {
        NormalClose();
        return;
    }
    m_errno = ErrnoOf(m_closeCause);
    if (connecting)
    {
        NotifyConnectionFailed();
        return;
    }
    NotifyErrorClose();
}

void
StreamSocket::Forget()
{
    if (m_reserved)
    {
        m_protocol->Unbind(m_boundAddress, m_tuple.localPort);
        m_reserved = false;
    }
    m_bound = false;
    m_sendClosed = false;
    m_receiveClosed = false;
    m_closesWithPeer = false;
    m_closesLater = false;
    m_isDeferred = false;
    m_id = {};
    m_phase = Phase::IDLE;
    m_protocol->LetGo(this);
}

Ptr<Packet>
StreamSocket::Payload(uint64_t offset, uint32_t size)
{
    const uint64_t end = offset + size;
    if (end > m_sentEnd)
    {
        if (m_newlySent == 0)
        {
            Simulator::ScheduleNow(&StreamSocket::TellDataSent, Ptr<StreamSocket>(this));
        }
        m_newlySent += static_cast<uint32_t>(end - m_sentEnd);
        m_sentEnd = end;
    }
    return m_sending.Read(offset, size);
}

void
StreamSocket::TellDataSent()
{
    const uint32_t size = m_newlySent;
    m_newlySent = 0;
    NotifyDataSent(size);
}

void
StreamSocket::Label(Ptr<Packet> packet, bool ipv6)
{
    if (GetPriority() != 0)
    {
        SocketPriorityTag tag;
        tag.SetPriority(GetPriority());
        packet->ReplacePacketTag(tag);
    }
    if (ipv6)
    {
        if (IsManualIpv6Tclass())
        {
            SocketIpv6TclassTag tag;
            tag.SetTclass(GetIpv6Tclass());
            packet->ReplacePacketTag(tag);
        }
        if (IsManualIpv6HopLimit() && GetIpv6HopLimit() != 0)
        {
            SocketIpv6HopLimitTag tag;
            tag.SetHopLimit(GetIpv6HopLimit());
            packet->ReplacePacketTag(tag);
        }
        return;
    }
    // MUST-48, SHLD-22: as the application set it, and sets it anew (SHLD-21); so is the TTL
    // (MUST-49).
    if (GetIpTos() != 0)
    {
        SocketIpTosTag tag;
        tag.SetTos(GetIpTos());
        packet->ReplacePacketTag(tag);
    }
    if (IsManualIpTtl() && GetIpTtl() != 0)
    {
        SocketIpTtlTag tag;
        tag.SetTtl(GetIpTtl());
        packet->ReplacePacketTag(tag);
    }
}

SocketTraces&
StreamSocket::Traces()
{
    if (!m_traces)
    {
        m_traces = std::make_shared<SocketTraces>();
        if (m_protocol && m_id.IsValid())
        {
            StackDriver& driver = m_protocol->GetDriver();
            m_traces->Start(driver.GetStack().StateOf(m_tuple), driver.GetStack().Find(m_id));
            driver.Watch(m_tuple, m_traces);
        }
    }
    return *m_traces;
}

Ptr<SocketBufferTraces>
StreamSocket::GetBufferTraces() const
{
    // ns-3's accessors of pointers want a const function; whoever asks wants to listen.
    return const_cast<StreamSocket*>(this)->Traces().Buffers();
}

std::shared_ptr<ConnectionWatcher>
StreamSocket::Watcher() const
{
    return m_traces;
}

Ptr<NetDevice>
StreamSocket::OutputDevice() const
{
    return m_boundnetdevice;
}

const Profile&
StreamSocket::HostProfile() const
{
    static const Profile fallback;
    return m_protocol ? m_protocol->GetProfile() : fallback;
}

void
StreamSocket::Apply(const ConnectionOptions& options)
{
    if (m_protocol && m_id.IsValid())
    {
        m_protocol->GetDriver().SetOptions(m_id, options);
    }
}

} // namespace synfin
} // namespace ns3
