/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-stock-host.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/rtt-estimator.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-endpoint.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-prr-recovery.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

ScenarioStockHost::ScenarioStockHost(Ptr<Node> node,
                                     std::vector<AddressId> addresses,
                                     const Profile& profile,
                                     ConnectionNumbers& numbers,
                                     AddressTable& table)
    : ScenarioHost(node->GetId(), std::move(addresses)),
      m_node(node),
      m_profile(profile),
      m_congestion(FindCongestionType(profile.congestion_control).value()),
      m_numbers(numbers),
      m_table(table),
      m_observer(std::make_shared<StockObserver>(node->GetId(), table, numbers, this))
{
}

ScenarioStockHost::~ScenarioStockHost()
{
    m_observer->End();
}

void
ScenarioStockHost::Trace(TraceSink* sink, TraceSink::Told what)
{
    m_observer->Trace(sink, what);
}

Ptr<ScenarioStockSocket>
ScenarioStockHost::CreateSocket()
{
    const Ptr<ScenarioStockSocket> socket = CreateObject<ScenarioStockSocket>();
    socket->Open(m_node->GetObject<TcpL4Protocol>(),
                 m_observer,
                 CreateObject<RttMeanDeviation>(),
                 MakeCongestionOps(m_congestion),
                 CreateObject<TcpPrrRecovery>());
    m_sockets[PeekPointer(socket)] = socket;

    const Profile& profile = m_profile; // StockFields() has what is taken of it
    socket->SetAttribute("ConnTimeout", TimeValue(profile.rto_initial));
    socket->SetAttribute("ConnCount",
                         UintegerValue(profile.syn_retries + 1)); // ns-3 counts the first one too
    socket->SetAttribute("DataRetries", UintegerValue(profile.retries2));
    socket->SetAttribute("MinRto", TimeValue(profile.rto_min));
    socket->SetAttribute("MaxSegLifetime", DoubleValue(profile.TimeWait().GetSeconds() / 2));
    socket->SetAttribute("SegmentSize", UintegerValue(SegmentSize()));
    socket->SetAttribute("DelAckTimeout", TimeValue(profile.delayed_ack_timeout));
    socket->SetAttribute("DelAckCount", UintegerValue(profile.delayed_ack ? 2 : 1));
    socket->SetAttribute("TcpNoDelay", BooleanValue(!profile.nagle));
    socket->SetAttribute("Timestamp", BooleanValue(profile.timestamps));
    socket->SetAttribute("WindowScaling", BooleanValue(profile.window_scaling));
    socket->SetAttribute("Sack", BooleanValue(profile.sack));
    socket->SetAttribute("UseEcn",
                         StringValue(profile.ecn == 0   ? "Off"
                                     : profile.ecn == 1 ? "On"
                                                        : "AcceptOnly"));
    socket->SetAttribute("RcvBufSize", UintegerValue(profile.rmem));
    socket->SetAttribute("SndBufSize", UintegerValue(profile.wmem));
    return socket;
}

uint32_t
ScenarioStockHost::SegmentSize() const
{
    // ns-3's is without the options, and IP would cut in two what they make too large (RFC 6691).
    constexpr uint32_t TIMESTAMPS = 12;
    constexpr uint32_t LARGER_HEADER = 20;
    const bool isIpv6 = (Addresses().front() & IPV6_ADDRESS) != 0;
    return m_profile.mss - (m_profile.timestamps ? TIMESTAMPS : 0) - (isIpv6 ? LARGER_HEADER : 0);
}

ScenarioStockSocket&
ScenarioStockHost::SocketOf(Handle handle)
{
    return *reinterpret_cast<ScenarioStockSocket*>(static_cast<uintptr_t>(handle));
}

ScenarioHost::Handle
ScenarioStockHost::HandleOf(ScenarioStockSocket& socket)
{
    return static_cast<Handle>(reinterpret_cast<uintptr_t>(&socket));
}

void
ScenarioStockHost::SetCallbacks(ScenarioStockSocket& socket)
{
    socket.SetRecvCallback(MakeCallback(&ScenarioStockHost::OnReceive, this));
    socket.SetSendCallback(MakeCallback(&ScenarioStockHost::OnSendSpace, this));
    socket.SetCloseCallbacks(MakeCallback(&ScenarioStockHost::OnNormalClose, this),
                             MakeCallback(&ScenarioStockHost::OnErrorClose, this));
}

ScenarioHost::Opened
ScenarioStockHost::Connect(const Opening& opening)
{
    m_numbers.SetNext(opening.number);
    const Ptr<ScenarioStockSocket> socket = CreateSocket();
    socket->end = opening.end;
    socket->SetConnectCallback(MakeCallback(&ScenarioStockHost::OnConnected, this),
                               MakeNullCallback<void, Ptr<Socket>>());
    SetCallbacks(*socket);
    Opened opened;
    opened.hasPort =
        socket->Connect(Endpoint{opening.server, opening.port}.ToAddress(m_table)) == 0;
    if (!opened.hasPort)
    {
        m_node->GetObject<TcpL4Protocol>()->RemoveSocket(socket);
        m_sockets.erase(PeekPointer(socket));
        return opened;
    }
    opened.handle = HandleOf(*socket);
    return opened;
}

void
ScenarioStockHost::Listen(const Listening& listening)
{
    // ns-3's listeners have no limit.
    const Ptr<ScenarioStockSocket> socket = CreateSocket();
    socket->SetAcceptCallback(MakeCallback(&ScenarioStockHost::OnRequest, this),
                              MakeCallback(&ScenarioStockHost::OnNewConnection, this));
    socket->Bind(Endpoint{Address(), listening.port}.ToAddress(m_table));
    socket->Listen();
}

void
ScenarioStockHost::Send(Handle handle, uint32_t octets)
{
    ScenarioStockSocket& socket = SocketOf(handle);
    socket.unsent += octets;
    SendUnsent(socket);
}

void
ScenarioStockHost::SendUnsent(ScenarioStockSocket& socket)
{
    while (socket.unsent > 0)
    {
        const uint32_t size = std::min(socket.unsent, socket.GetTxAvailable());
        // What is sent at once counts first: Send may call back.
        socket.unsent -= size;
        if (size == 0 || socket.Send(Create<Packet>(size), 0) < 0)
        {
            socket.unsent += size;
            return;
        }
    }
    if (socket.mustClose)
    {
        socket.mustClose = false;
        socket.Close();
    }
}

void
ScenarioStockHost::Close(Handle handle)
{
    ScenarioStockSocket& socket = SocketOf(handle);
    if (socket.unsent > 0)
    {
        socket.mustClose = true;
        return;
    }
    socket.Close();
}

void
ScenarioStockHost::Abort(Handle)
{
    NS_ABORT_MSG("ns-3's sockets have no SO_LINGER; ScenarioParameters::Validate() says so");
}

EcnCounts
ScenarioStockHost::GetEcnCounts() const
{
    return m_observer->GetEcnCounts();
}

StackCounters
ScenarioStockHost::Counters() const
{
    return m_observer->Counters();
}

void
ScenarioStockHost::OnBegun(StockSocket& socket)
{
    auto& mine = static_cast<ScenarioStockSocket&>(socket);
    m_sockets.emplace(&mine, &mine);
}

void
ScenarioStockHost::OnOver(StockSocket& socket, Cause cause)
{
    auto& mine = static_cast<ScenarioStockSocket&>(socket);
    if (mine.observed.state == State::CLOSED)
    {
        // Not now: the socket may be at work.
        Simulator::ScheduleNow(&ScenarioStockHost::Release, this, &mine);
    }
    const uint32_t end = mine.end;
    mine.end = UINT32_MAX;
    if (end == UINT32_MAX)
    {
        return;
    }
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
    mine.end = TheUser().OnAccepted(*this, HandleOf(mine), mine.observed.number, 0);
    TheUser().OnConnected(mine.end);
}

void
ScenarioStockHost::OnConnected(Ptr<Socket> socket)
{
    const uint32_t end = static_cast<ScenarioStockSocket&>(*socket).end;
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
    const uint32_t end = static_cast<ScenarioStockSocket&>(*socket).end;
    if (octets != 0 && end != UINT32_MAX)
    {
        TheUser().OnReceived(end, octets);
    }
}

void
ScenarioStockHost::OnSendSpace(Ptr<Socket> socket, [[maybe_unused]] uint32_t space)
{
    auto& mine = static_cast<ScenarioStockSocket&>(*socket);
    if (mine.unsent > 0)
    {
        SendUnsent(mine);
    }
}

void
ScenarioStockHost::OnNormalClose(Ptr<Socket> socket)
{
    const auto& mine = static_cast<ScenarioStockSocket&>(*socket);
    if (mine.observed.state == State::CLOSE_WAIT && mine.end != UINT32_MAX)
    {
        TheUser().OnPeerClosed(mine.end);
    }
}

void
ScenarioStockHost::OnErrorClose(Ptr<Socket> socket)
{
    // ns-3 leaves the state as it is, but this is the end.
    m_observer->OnState(static_cast<ScenarioStockSocket&>(*socket), State::CLOSED);
}

} // namespace synfin
} // namespace ns3
