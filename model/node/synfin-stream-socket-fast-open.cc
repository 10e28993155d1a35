/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// StreamSocket as a client of TCP Fast Open (RFC 7413), in the way of Linux's TCP_FASTOPEN_CONNECT.

#include "synfin-stream-socket.h"

#include "ns3/simulator.h"

namespace ns3
{
namespace synfin
{

int
StreamSocket::SendSyn(std::optional<uint32_t> fastOpenData)
{
    ConnectionOptions options = Options();
    options.fastOpenData = fastOpenData;
    const Stack::Opened opened = m_protocol->GetDriver().Connect(m_tuple, options, this);
    if (opened.error != CallError::NONE)
    {
        m_phase = Phase::IDLE;
        return Fail(opened.error);
    }
    m_id = opened.id;
    m_tuple = opened.tuple;
    m_protocol->Hold(this);
    return 0;
}

void
StreamSocket::Defer()
{
    // ns-3's applications send when they are told of success, so they are told at once.
    m_isDeferred = true;
    m_protocol->Hold(this);
    const Ptr<StreamSocket> self(this);
    Simulator::ScheduleNow([self]() {
        if (self->m_isDeferred)
        {
            self->m_isToldEarly = true;
            self->NotifyConnectionSucceeded();
        }
        if (self->m_isDeferred && !self->m_sendClosed && self->GetTxAvailable() > 0)
        {
            self->NotifySend(self->GetTxAvailable());
        }
    });
}

int
StreamSocket::SendFirst(Ptr<Packet> packet)
{
    const uint32_t size = packet->GetSize();
    m_isDeferred = false;
    m_sending.Append(packet);
    if (SendSyn(size) != 0)
    {
        const SocketErrno error = m_errno;
        m_sending = {};
        Forget();
        return Fail(error);
    }
    return static_cast<int>(size);
}

} // namespace synfin
} // namespace ns3
