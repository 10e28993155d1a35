/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_STOCK_SOCKET_H
#define SYNFIN_SCENARIO_STOCK_SOCKET_H

#include "ns3/synfin-stock-socket.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// A socket of ns-3's own TCP, with what a ScenarioStockHost keeps of its user.
class ScenarioStockSocket : public StockSocket
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    uint32_t end{UINT32_MAX}; //!< the user's number, when it has one
    uint32_t unsent{0};       //!< octets that did not fit into the socket's buffer yet
    bool mustClose{false};    //!< the user closed while octets were unsent

  protected:
    Ptr<TcpSocketBase> Fork() override;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_STOCK_SOCKET_H
