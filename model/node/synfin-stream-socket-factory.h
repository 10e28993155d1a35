/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STREAM_SOCKET_FACTORY_H
#define SYNFIN_STREAM_SOCKET_FACTORY_H

#include "synfin-l4-protocol.h"

#include "ns3/tcp-socket-factory.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/// Answers for ns3::TcpSocketFactory on a node with synfin.
class StreamSocketFactory : public TcpSocketFactory
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    /// @param protocol whose sockets it makes
    void SetProtocol(Ptr<L4Protocol> protocol);

    Ptr<Socket> CreateSocket() override;

  protected:
    void DoDispose() override;

  private:
    Ptr<L4Protocol> m_protocol; //!< whose sockets it makes
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STREAM_SOCKET_FACTORY_H
