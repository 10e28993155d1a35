/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What sockets tell their host.

#include "synfin-scenario-stock-host.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return why, as far as it shows: the edge, and whether a RST came just before
Cause
CauseOf(State from, State to, bool metReset)
{
    switch (to)
    {
    case State::LISTEN:
        return Cause::PASSIVE_OPEN;
    case State::SYN_SENT:
        return Cause::ACTIVE_OPEN;
    case State::SYN_RCVD:
        return Cause::SYN_RECEIVED;
    case State::ESTABLISHED:
        return from == State::SYN_SENT ? Cause::SYN_ACK_RECEIVED : Cause::ACK_RECEIVED;
    case State::FIN_WAIT_1:
    case State::LAST_ACK:
        return Cause::USER_CLOSE;
    case State::FIN_WAIT_2:
        return Cause::ACK_RECEIVED;
    case State::CLOSE_WAIT:
    case State::CLOSING:
        return Cause::FIN_RECEIVED;
    case State::TIME_WAIT:
        return from == State::CLOSING ? Cause::ACK_RECEIVED : Cause::FIN_RECEIVED;
    case State::CLOSED:
        break;
    }
    if (metReset)
    {
        return from == State::SYN_SENT ? Cause::REFUSED : Cause::RST_RECEIVED;
    }
    switch (from)
    {
    case State::TIME_WAIT:
        return Cause::TIME_WAIT_EXPIRED;
    case State::LAST_ACK:
    case State::CLOSING:
        return Cause::ACK_RECEIVED;
    case State::LISTEN:
        return Cause::USER_CLOSE;
    case State::CLOSED:
    case State::SYN_SENT:
    case State::SYN_RCVD:
    case State::ESTABLISHED:
    case State::CLOSE_WAIT:
    case State::FIN_WAIT_1:
    case State::FIN_WAIT_2:
        return Cause::TIMED_OUT;
    }
    return Cause::TIMED_OUT;
}

} // namespace

void
ScenarioStockHost::OnState(ScenarioStockSocket& socket, State to)
{
    auto& observed = socket.observed;
    const State from = observed.state;
    if (from == to)
    {
        return; // known already, from a segment or from an error
    }
    if (from == State::CLOSED || (from == State::LISTEN && to == State::SYN_RCVD))
    {
        observed.tuple = TupleOf(socket);
        m_sockets.emplace(&socket, &socket);
    }
    m_counters.timeWaitEntered += to == State::TIME_WAIT ? 1 : 0;
    m_counters.timeWaitExpired += from == State::TIME_WAIT ? 1 : 0;
    // A connection spends no time in CLOSED, nor in LISTEN, which is its listener's.
    const bool isNew = from == State::CLOSED || to == State::SYN_RCVD;
    const Time since = isNew ? Simulator::Now() : observed.since;
    observed.state = to;
    observed.since = Simulator::Now();
    const Cause cause = CauseOf(from, to, observed.metReset);
    const bool awaitsAckOfFin = from == State::LAST_ACK || from == State::CLOSING;
    m_counters.finsAnsweredByReset += cause == Cause::RST_RECEIVED && awaitsAckOfFin ? 1 : 0;
    Transition transition{observed.tuple, from, to, cause, 0, since};
    observed.number = transition.incarnation = m_numbers.Number(transition);
    if (m_sink != nullptr)
    {
        m_sink->OnTransition({Simulator::Now(), Id(), transition, &m_table});
    }
    if (to == State::TIME_WAIT || to == State::CLOSED)
    {
        End(socket, from);
    }
}

void
ScenarioStockHost::End(ScenarioStockSocket& socket, State from)
{
    auto& observed = socket.observed;
    if (observed.state == State::CLOSED)
    {
        // Not now: the socket may be at work.
        Simulator::ScheduleNow(&ScenarioStockHost::Release, this, &socket);
    }
    const uint32_t end = observed.end;
    observed.end = UINT32_MAX;
    if (end == UINT32_MAX)
    {
        return;
    }
    const Cause cause = CauseOf(from, observed.state, observed.metReset);
    if (cause == Cause::REFUSED)
    {
        TheUser().OnEnded(end, EndReason::REFUSED);
    }
    else if (cause == Cause::RST_RECEIVED)
    {
        TheUser().OnEnded(end, EndReason::RESET);
    }
    else
    {
        TheUser().OnEnded(end,
                          cause == Cause::TIMED_OUT ? EndReason::TIMED_OUT : EndReason::CLOSED);
    }
}

void
ScenarioStockHost::Release(ScenarioStockSocket* socket)
{
    m_sockets.erase(socket);
}

bool
ScenarioStockHost::OnRequest([[maybe_unused]] Ptr<Socket> socket,
                             [[maybe_unused]] const ns3::Address& from)
{
    return true;
}

void
ScenarioStockHost::OnNewConnection(Ptr<Socket> socket, [[maybe_unused]] const ns3::Address& from)
{
    auto& mine = static_cast<ScenarioStockSocket&>(*socket);
    SetCallbacks(mine);
    mine.observed.end = TheUser().OnAccepted(*this, HandleOf(mine), mine.observed.number);
    TheUser().OnConnected(mine.observed.end);
}

void
ScenarioStockHost::OnConnected(Ptr<Socket> socket)
{
    const uint32_t end = static_cast<ScenarioStockSocket&>(*socket).observed.end;
    if (end != UINT32_MAX)
    {
        TheUser().OnConnected(end);
    }
}

void
ScenarioStockHost::OnReceive(Ptr<Socket> socket)
{
    uint32_t octets = 0;
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            break; // end of the stream
        }
        octets += packet->GetSize();
    }
    const uint32_t end = static_cast<ScenarioStockSocket&>(*socket).observed.end;
    if (octets != 0 && end != UINT32_MAX)
    {
        TheUser().OnReceived(end, octets);
    }
}

void
ScenarioStockHost::OnSendSpace(Ptr<Socket> socket, [[maybe_unused]] uint32_t space)
{
    auto& mine = static_cast<ScenarioStockSocket&>(*socket);
    if (mine.observed.unsent > 0)
    {
        SendUnsent(mine);
    }
}

void
ScenarioStockHost::OnNormalClose(Ptr<Socket> socket)
{
    const auto& observed = static_cast<ScenarioStockSocket&>(*socket).observed;
    if (observed.state == State::CLOSE_WAIT && observed.end != UINT32_MAX)
    {
        TheUser().OnPeerClosed(observed.end);
    }
}

void
ScenarioStockHost::OnErrorClose(Ptr<Socket> socket)
{
    // ns-3 leaves the state as it is, but this is the end.
    OnState(static_cast<ScenarioStockSocket&>(*socket), State::CLOSED);
}

void
ScenarioStockHost::OnTx(Ptr<const Packet> packet,
                        const TcpHeader& header,
                        Ptr<const TcpSocketBase> socket)
{
    auto& mine = const_cast<ScenarioStockSocket&>(static_cast<const ScenarioStockSocket&>(*socket));
    if (mine.observed.state == State::CLOSED && header.GetFlags() == TcpHeader::SYN)
    {
        OnState(mine, State::SYN_SENT); // ns-3 says so right after it has sent the SYN
    }
    ++m_counters.segmentsSent;
    Count(mine.observed, header, packet->GetSize());
    TraceSegment(mine.observed, header, packet->GetSize());
}

void
ScenarioStockHost::OnRx([[maybe_unused]] Ptr<const Packet> packet,
                        const TcpHeader& header,
                        Ptr<const TcpSocketBase> socket)
{
    auto& mine = const_cast<ScenarioStockSocket&>(static_cast<const ScenarioStockSocket&>(*socket));
    mine.observed.metReset = (header.GetFlags() & TcpHeader::RST) != 0;
    ++m_counters.segmentsReceived;
}

void
ScenarioStockHost::Count(ScenarioStockSocket::Observed& observed,
                         const TcpHeader& header,
                         uint32_t payload)
{
    const uint8_t flags = header.GetFlags();
    if ((flags & TcpHeader::SYN) != 0)
    {
        const uint64_t again = observed.syns++ > 0 ? 1 : 0;
        ((flags & TcpHeader::ACK) != 0 ? m_counters.synAckRetransmitted
                                       : m_counters.synRetransmitted) += again;
    }
    if ((flags & TcpHeader::FIN) != 0)
    {
        m_counters.finRetransmitted += observed.fins++ > 0 ? 1 : 0;
    }
    if (payload > 0)
    {
        const SequenceNumber32 end = header.GetSequenceNumber() + payload;
        if (observed.hasSentData && header.GetSequenceNumber() < observed.next)
        {
            ++m_counters.dataRetransmitted;
        }
        observed.next = observed.hasSentData ? std::max(observed.next, end) : end;
        observed.hasSentData = true;
    }
}

void
ScenarioStockHost::TraceSegment(const ScenarioStockSocket::Observed& observed,
                                const TcpHeader& header,
                                uint32_t payload)
{
    if (m_segmentSink == nullptr)
    {
        return;
    }
    SegmentRecord record;
    record.time = Simulator::Now();
    record.host = Id();
    record.sent = true;
    record.tuple = observed.tuple;
    record.segment.seq = header.GetSequenceNumber();
    record.segment.ack = header.GetAckNumber();
    record.segment.flags = header.GetFlags();
    record.segment.window = header.GetWindowSize();
    record.segment.payload = payload;
    record.segment.incarnation = observed.number;
    record.addresses = &m_table;
    m_segmentSink->OnSegment(record);
}

} // namespace synfin
} // namespace ns3
