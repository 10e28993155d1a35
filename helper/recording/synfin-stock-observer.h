/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STOCK_OBSERVER_H
#define SYNFIN_STOCK_OBSERVER_H

#include "synfin-stock-socket.h"

#include "ns3/synfin-address-table.h"
#include "ns3/synfin-call-sink.h"
#include "ns3/synfin-counters.h"
#include "ns3/synfin-ecn-counts.h"
#include "ns3/synfin-trace-sink.h"
#include "ns3/tcp-header.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/**
 * @brief Tells sinks of the StockSockets of one host what StackDriver tells of synfin's.
 *
 * Causes are as far as they can be seen from outside. ns-3's TCP tells nothing of what it drops.
 */
class StockObserver
{
  public:
    /// Whoever uses the sockets, beside their applications.
    class User
    {
      public:
        virtual ~User() = default;
        /// A socket listens, opens a connection, or was made for one.
        virtual void OnBegun(StockSocket& socket) = 0;
        /// Its user's part is over: in TIME_WAIT, or CLOSED. @param cause why
        virtual void OnOver(StockSocket& socket, Cause cause) = 0;
    };

    /**
     * @param host id of the node
     * @param table of addresses; lives as long as anybody is told
     * @param calls who numbers connections; lives as long as anybody is told
     * @param user who else is told, or nullptr
     */
    StockObserver(uint32_t host, AddressTable& table, CallSink& calls, User* user = nullptr);

    /// Tells a sink what happens from now on.
    void Trace(TraceSink* sink, TraceSink::Told what);

    /// Tells nobody any more.
    void End();

    /// @return what was counted since the start, without drops
    const StackCounters& Counters() const
    {
        return m_counters;
    }

    /// @return what the sockets have said about congestion since the start
    const EcnCounts& GetEcnCounts() const
    {
        return m_ecnCounts;
    }

    /// @name What sockets tell
    /// @{
    void OnState(StockSocket& socket, State to);
    void OnTx(Ptr<const Packet> packet, const TcpHeader& header, Ptr<const TcpSocketBase> socket);
    void OnRx(Ptr<const Packet> packet, const TcpHeader& header, Ptr<const TcpSocketBase> socket);
    /// Connect found no port.
    void OnNoPort(StockSocket& socket, const Address& destination);
    void OnSend(const StockSocket& socket, uint32_t octets);
    void OnReceive(const StockSocket& socket, uint32_t octets);
    /// @}

  private:
    FourTuple TupleOf(const StockSocket& socket) const;
    /// Gives a connection its number, when this is the transition at which it gets one.
    void Number(StockSocket::Observed& observed, State from, State to);
    /// Counts a segment that is sent. @return RETRANSMIT when it, or some of it, was sent before
    SegmentKind Count(StockSocket::Observed& observed, const TcpHeader& header, uint32_t payload);
    /// @param kind of one that is sent; nothing for one that came
    void TraceSegment(const StockSocket::Observed& observed,
                      const TcpHeader& header,
                      uint32_t payload,
                      std::optional<SegmentKind> kind);

    uint32_t m_host;
    AddressTable& m_table;
    CallSink* m_calls; //!< nullptr once nobody is told any more
    User* m_user;
    TraceSink* m_sink{nullptr};
    TraceSink* m_segmentSink{nullptr};
    bool m_tracesReceived{false};
    TcpHeader m_atListener; //!< of the last segment that a listener got
    StackCounters m_counters;
    EcnCounts m_ecnCounts; //!< of what was sent
    uint32_t m_opened{0};  //!< ends that opened a connection, so far
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STOCK_OBSERVER_H
