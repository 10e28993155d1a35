/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-stock-socket.h"

namespace ns3
{
namespace synfin
{

NS_OBJECT_ENSURE_REGISTERED(ScenarioStockSocket);

TypeId
ScenarioStockSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::synfin::ScenarioStockSocket")
                            .SetParent<StockSocket>()
                            .SetGroupName("Synfin")
                            .AddConstructor<ScenarioStockSocket>();
    return tid;
}

Ptr<TcpSocketBase>
ScenarioStockSocket::Fork()
{
    return CopyObject<ScenarioStockSocket>(this);
}

} // namespace synfin
} // namespace ns3
