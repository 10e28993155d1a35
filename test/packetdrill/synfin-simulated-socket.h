/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SIMULATED_SOCKET_H
#define SYNFIN_SIMULATED_SOCKET_H

#include "synfin-byte-stream.h"

#include "ns3/synfin-actions.h"
#include "ns3/synfin-connection-options.h"
#include "ns3/synfin-four-tuple.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <sys/socket.h>

namespace ns3
{
namespace synfin
{

/**
 * @brief What a socket of the Linux API knows besides its connection: bytes, errors, switches.
 */
struct SimulatedSocket
{
    /// How far the socket is; sk_state as seen through the API.
    enum class Phase : uint8_t
    {
        NEW,
        LISTENING,
        CONNECTING,
        CONNECTED,
        CLOSED, //!< it was connected, or failed to; nothing more will come
    };

    int family{AF_INET};
    Phase phase{Phase::NEW};
    ConnectionId id;           //!< of the connection or the listener
    FourTuple tuple;           //!< local part set by bind, all by connect and accept
    ConnectionOptions options; //!< what setsockopt set

    ByteStream sent;        //!< what the peer has not acknowledged
    ByteStream received;    //!< what the user has not read
    uint64_t readable{0};   //!< octets of received before this place are in order
    bool peerClosed{false}; //!< end of the peer's stream
    bool readShut{false};   //!< SHUT_RD
    bool writeShut{false};  //!< SHUT_WR, or the connection is gone
    bool reported{false};   //!< a non-blocking connect's success was told
    int error{0};           //!< sk_err: given to the next call, and to SO_ERROR
    int softError{0};       //!< sk_err_soft: given instead of ETIMEDOUT
    bool needsSpace{false}; //!< SOCK_NOSPACE: a write found no room

    bool nonBlocking{false};
    uint32_t sendLimit{0};          //!< SO_SNDBUF as getsockopt tells it
    uint32_t receiveLimit{0};       //!< SO_RCVBUF as getsockopt tells it; 0: the profile's
    std::optional<uint32_t> linger; //!< SO_LINGER in seconds
    uint32_t receiveTimeoutUs{0};   //!< SO_RCVTIMEO, 0 for none
    uint32_t sendTimeoutUs{0};      //!< SO_SNDTIMEO, 0 for none
    std::map<std::pair<int, int>, int> settings; //!< other options, as they were set

    /// Called with poll(2)'s bits when something happened: whoever polls the socket.
    std::function<void(uint32_t)> watcher;

    /// @return octets that can be read
    uint64_t Readable() const
    {
        return readable - received.Begin();
    }

    /// @return octets that were sent and not acknowledged
    uint64_t Queued() const
    {
        return sent.End() - sent.Begin();
    }

    /// @return room for octets to send; Linux tells of it only when it is a third
    /// (sk_stream_is_writeable())
    uint64_t Room() const
    {
        return Queued() < sendLimit ? sendLimit - Queued() : 0;
    }

    bool IsWritable() const
    {
        return Room() > 0 && Room() >= Queued() / 2;
    }

    /// @return the pending error, which is then forgotten
    int TakeError()
    {
        const int number = error;
        error = 0;
        return number;
    }
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SIMULATED_SOCKET_H
