/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STOCK_SOCKET_FACTORY_H
#define SYNFIN_STOCK_SOCKET_FACTORY_H

#include "synfin-stock-observer.h"

#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-factory.h"

#include <memory>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/// Answers for ns3::TcpSocketFactory on a node with ns-3's own TCP, with sockets that are observed.
class StockSocketFactory : public TcpSocketFactory
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    /**
     * @param tcp whose sockets it makes
     * @param observer whom they tell
     */
    void Set(Ptr<TcpL4Protocol> tcp, const std::shared_ptr<StockObserver>& observer);

    Ptr<Socket> CreateSocket() override;

  protected:
    void DoDispose() override;

  private:
    Ptr<TcpL4Protocol> m_tcp;
    std::shared_ptr<StockObserver> m_observer;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STOCK_SOCKET_FACTORY_H
