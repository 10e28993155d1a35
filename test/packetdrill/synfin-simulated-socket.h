/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SIMULATED_SOCKET_H
#define SYNFIN_SIMULATED_SOCKET_H

#include "synfin-byte-stream.h"
#include "synfin-packetization.h"

#include "ns3/synfin-actions.h"
#include "ns3/synfin-connection-options.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <sys/socket.h>

namespace ns3
{
namespace synfin
{

/// What tcp_info counts of one connection.
struct SocketCounts
{
    uint32_t segmentsIn{0};           //!< tcpi_segs_in
    uint32_t segmentsOut{0};          //!< tcpi_segs_out
    uint32_t dataSegmentsIn{0};       //!< tcpi_data_segs_in
    uint32_t dataSegmentsOut{0};      //!< tcpi_data_segs_out
    uint32_t retransmitted{0};        //!< tcpi_total_retrans
    uint64_t bytesSent{0};            //!< tcpi_bytes_sent
    uint64_t bytesRetransmitted{0};   //!< tcpi_bytes_retrans
    std::optional<Time> dataSent;     //!< when data left last
    std::optional<Time> dataReceived; //!< when data came last
    std::optional<Time> ackReceived;  //!< when an ACK came last
    uint32_t largestReceived{0};      //!< octets in the largest segment of the peer
    uint32_t delivered{0};            //!< tcpi_delivered, without the SYN
    std::set<uint64_t> ends;          //!< of data segments in the stream, not acknowledged

    /// What holds a connection back that has data to send, or waits for an acknowledgement.
    enum class Limit : uint8_t
    {
        NONE, //!< it has nothing to send
        BUSY, //!< it waits for the network
        PEER, //!< it waits for the peer's window
    };

    Limit limit{Limit::NONE};          //!< at present
    Time limitedSince;                 //!< since then
    std::array<Time, 3> limitedTime{}; //!< how long by what, before

    /// That is what holds it back from now on.
    void Holds(Limit next, Time now)
    {
        limitedTime[static_cast<std::size_t>(limit)] += now - limitedSince;
        limitedSince = now;
        limit = next;
    }

    /// @return how long that held it back
    Time HeldBy(Limit which, Time now) const
    {
        return limitedTime[static_cast<std::size_t>(which)] +
               (which == limit ? now - limitedSince : Time(0));
    }

    /// A segment came.
    void Arrived(const Segment& segment, Time now)
    {
        ++segmentsIn;
        if (segment.payload > 0)
        {
            ++dataSegmentsIn;
            dataReceived = now;
            largestReceived = std::max(largestReceived, segment.payload);
        }
        if (segment.Has(Segment::ACK))
        {
            ackReceived = now;
        }
    }

    /// The peer has what comes before that octet of the stream.
    void Acknowledged(uint64_t offset)
    {
        const auto end = ends.upper_bound(offset);
        delivered += static_cast<uint32_t>(std::distance(ends.begin(), end));
        ends.erase(ends.begin(), end);
    }

    /// A segment left.
    void Left(const Segment& segment, uint64_t offset, bool again, Time now)
    {
        ++segmentsOut;
        retransmitted += again ? 1 : 0;
        if (segment.payload > 0)
        {
            ++dataSegmentsOut;
            bytesSent += segment.payload;
            bytesRetransmitted += again ? segment.payload : 0;
            dataSent = now;
            if (!segment.Has(Segment::SYN)) // that of the SYN counts as one with it
            {
                ends.insert(offset + segment.payload);
            }
        }
    }
};

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
    bool hasSynData{false}; //!< the data of either end's SYN was taken (TCPI_OPT_SYN_DATA)
    uint32_t synData{0};    //!< octets that went with our SYN
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
    uint32_t notSentLowat{0};       //!< TCP_NOTSENT_LOWAT; 0: the host's
    bool defersConnect{false};      //!< TCP_FASTOPEN_CONNECT: the first write connects
    bool isDeferred{false};         //!< it has done so, and that write has not come
    bool tellsQueue{false};         //!< TCP_INQ: recvmsg tells what is left
    std::string congestion;         //!< TCP_CONGESTION as ns-3 has it; empty: the host's
    Packetization packets;          //!< what left together
    std::map<std::pair<int, int>, int> settings; //!< other options, as they were set
    SocketCounts counts;                         //!< for tcp_info

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
    /// (HasSpace())
    uint64_t Room() const
    {
        return Queued() < sendLimit ? sendLimit - Queued() : 0;
    }

    /// @return is there so much that who waits for it is told?
    bool HasSpace() const
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
