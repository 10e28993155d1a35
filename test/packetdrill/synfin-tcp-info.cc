/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-tcp-info.h"

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

} // namespace

int
LinuxState(const SimulatedSocket& socket, const SimulatedHost& host)
{
    if (socket.phase == SimulatedSocket::Phase::LISTENING)
    {
        return LISTEN;
    }
    const Connection* connection = host.Tcp().Find(socket.id);
    return connection ? LinuxNumber(connection->GetState()) : CLOSE;
}

Octets
TcpInfo(const SimulatedSocket& socket, const SimulatedHost& host)
{
    tcp_info info{};
    info.tcpi_state = static_cast<uint8_t>(LinuxState(socket, host));
    if (const Connection* connection = host.Tcp().Find(socket.id))
    {
        const uint32_t mss = connection->EffectiveMss();
        const uint32_t own = socket.options.mss.value_or(host.Tcp().GetProfile().mss);
        info.tcpi_rto = static_cast<uint32_t>(connection->Rto().GetMicroSeconds());
        info.tcpi_rtt = static_cast<uint32_t>(connection->Info().srtt.GetMicroSeconds());
        info.tcpi_snd_mss = mss;
        info.tcpi_advmss = own;
        info.tcpi_retransmits = static_cast<uint8_t>(connection->TimeoutCount());
        info.tcpi_backoff = static_cast<uint8_t>(connection->TimeoutCount());
        const auto inFlight = static_cast<uint32_t>(connection->SndNxt() - connection->SndUna());
        info.tcpi_unacked = (inFlight + mss - 1) / mss;
        info.tcpi_snd_wnd = connection->SndWnd();
        info.tcpi_notsent_bytes =
            static_cast<uint32_t>(socket.Queued() > inFlight ? socket.Queued() - inFlight : 0);
    }
    info.tcpi_bytes_acked = socket.sent.Begin();
    info.tcpi_bytes_received = socket.readable;
    Octets octets(LARGEST); // kernels know more fields than this system's headers
    std::memcpy(octets.data(), &info, sizeof(info));
    return octets;
}

} // namespace synfin
} // namespace ns3
