/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-tcp-info.h"

#include "ns3/synfin-congestion-ops.h"

#include <algorithm>
#include <cstring>
#include <linux/tcp.h>

namespace ns3
{
namespace synfin
{

namespace
{

/// Room for the tcp_info of any kernel; whoever asks gets as much as it has room for.
constexpr std::size_t LARGEST = 512;

/// include/net/tcp_states.h
enum LinuxStates
{
    ESTABLISHED = 1,
    SYN_SENT,
    SYN_RECV,
    FIN_WAIT1,
    FIN_WAIT2,
    TIME_WAIT,
    CLOSE,
    CLOSE_WAIT,
    LAST_ACK,
    LISTEN,
    CLOSING,
};

int
LinuxNumber(State state)
{
    switch (state)
    {
    case State::CLOSED:
        return CLOSE;
    case State::LISTEN:
        return LISTEN;
    case State::SYN_SENT:
        return SYN_SENT;
    case State::SYN_RCVD:
        return SYN_RECV;
    case State::ESTABLISHED:
        return ESTABLISHED;
    case State::CLOSE_WAIT:
        return CLOSE_WAIT;
    case State::LAST_ACK:
        return LAST_ACK;
    case State::FIN_WAIT_1:
        return FIN_WAIT1;
    case State::FIN_WAIT_2:
        return FIN_WAIT2;
    case State::CLOSING:
        return CLOSING;
    case State::TIME_WAIT:
        return TIME_WAIT;
    }
    return CLOSE;
}

uint32_t
Microseconds(Time time)
{
    return static_cast<uint32_t>(time.GetMicroSeconds());
}

/// @return tcpi_ca_state
uint8_t
CongestionState(const Connection& connection)
{
    enum
    {
        OPEN,
        DISORDER,
        CWR,
        RECOVERY,
        LOSS,
    };

    const ConnectionInfo known = connection.Info();
    if (known.isTimedOut || connection.TimeoutCount() > 0)
    {
        return LOSS;
    }
    if (known.isRecovering)
    {
        return RECOVERY;
    }
    const auto* congestion = dynamic_cast<const CongestionOps*>(known.congestion);
    if (congestion && congestion->GetState()->m_congState == TcpSocketState::CA_CWR)
    {
        return CWR;
    }
    return known.hasDuplicates ? DISORDER : OPEN;
}

/// What the connection itself knows.
void
FillFromConnection(tcp_info& info, const Connection& connection)
{
    const ConnectionInfo known = connection.Info();
    const uint32_t mss = connection.EffectiveMss();
    info.tcpi_rto = Microseconds(known.rto);
    info.tcpi_rtt = Microseconds(known.srtt);
    info.tcpi_rttvar = Microseconds(known.rttvar);
    info.tcpi_snd_mss = mss;
    info.tcpi_retransmits = static_cast<uint8_t>(connection.TimeoutCount());
    info.tcpi_backoff = static_cast<uint8_t>(connection.TimeoutCount());
    info.tcpi_probes = static_cast<uint8_t>(known.probes);
    const auto inFlight = static_cast<uint32_t>(connection.SndNxt() - connection.SndUna());
    info.tcpi_unacked = (inFlight + mss - 1) / mss;
    info.tcpi_snd_wnd = connection.SndWnd();
    info.tcpi_rcv_space = known.receiveBuffer;
    info.tcpi_options = static_cast<uint8_t>(
        (known.hasTimestamps ? TCPI_OPT_TIMESTAMPS : 0) | (known.hasSack ? TCPI_OPT_SACK : 0) |
        (known.hasEcn ? TCPI_OPT_ECN : 0) | (known.hasScaling ? TCPI_OPT_WSCALE : 0));
    info.tcpi_snd_wscale = known.sendShift;
    info.tcpi_rcv_wscale = known.receiveShift;
    const auto segments = [mss](uint32_t octets) { return (octets + mss - 1) / mss; };
    info.tcpi_sacked = segments(known.sacked);
    info.tcpi_lost = segments(known.lost);
    info.tcpi_retrans = segments(known.retransmitted);
    info.tcpi_reordering = known.reordering;
    const State state = connection.GetState();
    const bool isOpen = state != State::SYN_SENT && state != State::SYN_RCVD;
    info.tcpi_delivered = (isOpen ? 1 : 0) + info.tcpi_sacked;
    info.tcpi_ca_state = CongestionState(connection);
    info.tcpi_snd_ssthresh = INT32_MAX; // TCP_INFINITE_SSTHRESH
    info.tcpi_snd_cwnd = 10;            // TCP_INIT_CWND, until data is in flight
    if (known.congestion)
    {
        info.tcpi_snd_cwnd = known.congestion->Window() / mss;
        const uint32_t threshold = known.congestion->Threshold();
        info.tcpi_snd_ssthresh = threshold < INT32_MAX ? threshold / mss : INT32_MAX;
    }
}

/// What was counted on its way.
void
FillFromCounts(tcp_info& info, const SocketCounts& counts, Time now)
{
    const auto since = [now](const std::optional<Time>& time) {
        return time ? static_cast<uint32_t>((now - *time).GetMilliSeconds()) : 0;
    };
    info.tcpi_rcv_mss = std::max(counts.largestReceived, 536U); // TCP_MIN_RCVMSS
    info.tcpi_segs_in = counts.segmentsIn;
    info.tcpi_segs_out = counts.segmentsOut;
    info.tcpi_data_segs_in = counts.dataSegmentsIn;
    info.tcpi_data_segs_out = counts.dataSegmentsOut;
    info.tcpi_total_retrans = counts.retransmitted;
    info.tcpi_delivered += counts.delivered;
    info.tcpi_bytes_sent = counts.bytesSent;
    info.tcpi_bytes_retrans = counts.bytesRetransmitted;
    info.tcpi_last_data_sent = since(counts.dataSent);
    info.tcpi_last_data_recv = since(counts.dataReceived);
    info.tcpi_last_ack_recv = since(counts.ackReceived);
    using Limit = SocketCounts::Limit;
    const Time byPeer = counts.HeldBy(Limit::PEER, now);
    info.tcpi_rwnd_limited = static_cast<uint64_t>(byPeer.GetMicroSeconds());
    info.tcpi_busy_time =
        static_cast<uint64_t>((byPeer + counts.HeldBy(Limit::BUSY, now)).GetMicroSeconds());
}

} // namespace

int
LinuxState(const SimulatedSocket& socket, const SimulatedHost& host)
{
    if (socket.phase == SimulatedSocket::Phase::LISTENING)
    {
        return LISTEN;
    }
    if (socket.isDeferred)
    {
        return SYN_SENT;
    }
    const Connection* connection = host.Tcp().Find(socket.id);
    return connection ? LinuxNumber(connection->GetState()) : CLOSE;
}

Octets
TcpInfo(const SimulatedSocket& socket, const SimulatedHost& host, Time now)
{
    tcp_info info{};
    info.tcpi_state = static_cast<uint8_t>(LinuxState(socket, host));
    if (const Connection* connection = host.Tcp().Find(socket.id))
    {
        FillFromConnection(info, *connection);
        const uint32_t own = socket.options.mss.value_or(host.Tcp().GetProfile().mss);
        info.tcpi_advmss = own;
        const auto inFlight = static_cast<uint32_t>(connection->SndNxt() - connection->SndUna());
        info.tcpi_notsent_bytes =
            static_cast<uint32_t>(socket.Queued() > inFlight ? socket.Queued() - inFlight : 0);
    }
    info.tcpi_options |= socket.hasSynData ? TCPI_OPT_SYN_DATA : 0;
    FillFromCounts(info, socket.counts, now);
    info.tcpi_bytes_acked = socket.sent.Begin();
    info.tcpi_bytes_received = socket.readable;
    Octets octets(LARGEST); // kernels know more fields than this system's headers
    std::memcpy(octets.data(), &info, sizeof(info));
    return octets;
}

} // namespace synfin
} // namespace ns3
