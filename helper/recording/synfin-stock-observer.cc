/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stock-observer.h"

#include "ns3/simulator.h"
#include "ns3/synfin-endpoint.h"

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

StockObserver::StockObserver(uint32_t host, AddressTable& table, CallSink& calls, User* user)
    : m_host(host),
      m_table(table),
      m_calls(&calls),
      m_user(user)
{
}

void
StockObserver::Trace(TraceSink* sink, TraceSink::Told what)
{
    m_sink = sink;
    m_segmentSink = what == TraceSink::Told::TRANSITIONS ? nullptr : sink;
    m_tracesReceived = what == TraceSink::Told::SEGMENTS;
}

void
StockObserver::End()
{
    if (m_calls)
    {
        m_calls->OnHostGone(m_host, m_counters, nullptr);
    }
    m_calls = nullptr;
    m_user = nullptr;
    m_sink = m_segmentSink = nullptr;
}

FourTuple
StockObserver::TupleOf(const StockSocket& socket) const
{
    FourTuple tuple;
    Address address;
    socket.GetSockName(address);
    const Endpoint local = Endpoint::From(address, m_table).value_or(Endpoint());
    tuple.localAddress = local.address;
    tuple.localPort = local.port;
    if (socket.GetPeerName(address) == 0)
    {
        const Endpoint remote = Endpoint::From(address, m_table).value_or(Endpoint());
        tuple.remoteAddress = remote.address;
        tuple.remotePort = remote.port;
    }
    return tuple;
}

void
StockObserver::OnState(StockSocket& socket, State to)
{
    auto& observed = socket.observed;
    const State from = observed.state;
    if (from == to || !m_calls)
    {
        return; // known already, from a segment or from an error
    }
    if (from == State::CLOSED || (from == State::LISTEN && to == State::SYN_RCVD))
    {
        observed.tuple = TupleOf(socket);
        if (m_user)
        {
            m_user->OnBegun(socket);
        }
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
    Number(observed, from, to);
    if (m_tracesReceived && from == State::LISTEN && to == State::SYN_RCVD)
    {
        TraceSegment(observed,
                     m_atListener,
                     0,
                     std::nullopt); // only now it is known from whom it came
    }
    if (m_sink != nullptr)
    {
        const Transition transition{observed.tuple, from, to, cause, observed.number, since};
        m_sink->OnTransition({Simulator::Now(), m_host, transition, &m_table});
    }
    if (m_user && (to == State::TIME_WAIT || to == State::CLOSED))
    {
        m_user->OnOver(socket, cause);
    }
}

void
StockObserver::Number(StockSocket::Observed& observed, State from, State to)
{
    if (to == State::LISTEN)
    {
        observed.number = 0;
    }
    else if (to == State::SYN_SENT)
    {
        observed.number = m_calls->NextNumber();
        observed.id = {m_opened++, 1};
        m_calls->OnConnect({Simulator::Now(), observed.number, observed.tuple, &m_table},
                           m_host,
                           observed.id);
    }
    else if (to == State::SYN_RCVD && from != State::SYN_SENT)
    {
        observed.number = m_calls->NumberOf(observed.tuple);
    }
}

void
StockObserver::OnNoPort(StockSocket& socket, const Address& destination)
{
    if (socket.observed.state != State::CLOSED || !m_calls)
    {
        return;
    }
    const Endpoint remote = Endpoint::From(destination, m_table).value_or(Endpoint());
    FourTuple tuple;
    tuple.remoteAddress = remote.address;
    tuple.remotePort = remote.port;
    m_calls->OnConnect({Simulator::Now(), m_calls->NextNumber(), tuple, &m_table}, m_host, {});
}

void
StockObserver::OnSend(const StockSocket& socket, uint32_t octets)
{
    if (m_calls && socket.observed.id.IsValid())
    {
        m_calls->OnSend(m_host, socket.observed.id, octets);
    }
}

void
StockObserver::OnReceive(const StockSocket& socket, uint32_t octets)
{
    if (m_calls && socket.observed.id.IsValid())
    {
        m_calls->OnReceive(m_host, socket.observed.id, octets);
    }
}

void
StockObserver::OnTx(Ptr<const Packet> packet,
                    const TcpHeader& header,
                    Ptr<const TcpSocketBase> socket)
{
    auto& mine = const_cast<StockSocket&>(static_cast<const StockSocket&>(*socket));
    if (mine.observed.state == State::CLOSED && header.GetFlags() == TcpHeader::SYN)
    {
        OnState(mine, State::SYN_SENT); // ns-3 says so right after it has sent the SYN
    }
    ++m_counters.segmentsSent;
    const SegmentKind kind = Count(mine.observed, header, packet->GetSize());
    TraceSegment(mine.observed, header, packet->GetSize(), kind);
}

void
StockObserver::OnRx(Ptr<const Packet> packet,
                    const TcpHeader& header,
                    Ptr<const TcpSocketBase> socket)
{
    auto& mine = const_cast<StockSocket&>(static_cast<const StockSocket&>(*socket));
    mine.observed.metReset = (header.GetFlags() & TcpHeader::RST) != 0;
    ++m_counters.segmentsReceived;
    if (mine.observed.state == State::LISTEN)
    {
        m_atListener = header;
    }
    else if (m_tracesReceived)
    {
        TraceSegment(mine.observed, header, packet->GetSize(), std::nullopt);
    }
}

SegmentKind
StockObserver::Count(StockSocket::Observed& observed, const TcpHeader& header, uint32_t payload)
{
    const uint8_t flags = header.GetFlags();
    m_ecnCounts.Count(flags); // ns-3's flags have the places of RFC 9293 and 3168, too
    bool isRepeated = false;
    if ((flags & TcpHeader::SYN) != 0)
    {
        isRepeated = observed.syns++ > 0;
        ((flags & TcpHeader::ACK) != 0 ? m_counters.synAckRetransmitted
                                       : m_counters.synRetransmitted) += isRepeated ? 1 : 0;
    }
    if ((flags & TcpHeader::FIN) != 0)
    {
        isRepeated = observed.fins++ > 0;
        m_counters.finRetransmitted += isRepeated && payload == 0 ? 1 : 0;
    }
    if (payload > 0)
    {
        const SequenceNumber32 end = header.GetSequenceNumber() + payload;
        if (observed.hasSentData && header.GetSequenceNumber() < observed.next)
        {
            ++m_counters.dataRetransmitted;
            isRepeated = true;
        }
        observed.next = observed.hasSentData ? std::max(observed.next, end) : end;
        observed.hasSentData = true;
    }
    return isRepeated ? SegmentKind::RETRANSMIT : SegmentKind::NEW;
}

void
StockObserver::TraceSegment(const StockSocket::Observed& observed,
                            const TcpHeader& header,
                            uint32_t payload,
                            std::optional<SegmentKind> kind)
{
    if (m_segmentSink == nullptr)
    {
        return;
    }
    SegmentRecord record;
    record.time = Simulator::Now();
    record.host = m_host;
    record.sent = kind.has_value();
    record.kind = kind.value_or(SegmentKind::NEW);
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
