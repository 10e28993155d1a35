/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CONNECTION_WATCHER_H
#define SYNFIN_CONNECTION_WATCHER_H

#include "ns3/address.h"
#include "ns3/packet.h"
#include "ns3/synfin-actions.h"
#include "ns3/tcp-header.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-driver
/// @{

class Connection;

/// A segment on its way to IP.
struct SentPacket
{
    SegmentKind kind;          //!< why it is sent
    Ptr<const Packet> payload; //!< its data, without header
    TcpHeader header;          //!< its header
    Address local;             //!< address and port of this end
    Address remote;            //!< and of the other
};

/**
 * @brief Looks on at one connection or listener: what a StackUser gets to know only where it asks.
 *
 * Where nobody watches, nothing is done for it. See StackDriver::Watch.
 */
class ConnectionWatcher
{
  public:
    virtual ~ConnectionWatcher() = default;

    /// Its state changed. Transitions of one call come in their order, before OnChanged.
    virtual void OnTransition(const Transition& transition) = 0;

    /// A call is over that may have changed it.
    virtual void OnChanged(const Connection& connection) = 0;

    /// A segment leaves for IP.
    virtual void OnSent(const SentPacket& sent) = 0;

    /// A segment came from IP, and has not been looked at yet.
    virtual void OnReceived(const Ptr<const Packet>& payload, const TcpHeader& header) = 0;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CONNECTION_WATCHER_H
