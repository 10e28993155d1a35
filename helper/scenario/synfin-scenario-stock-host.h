/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_STOCK_HOST_H
#define SYNFIN_SCENARIO_STOCK_HOST_H

#include "synfin-connection-numbers.h"
#include "synfin-scenario-host.h"
#include "synfin-scenario-stock-socket.h"

#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/packet.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-stock-observer.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief A host of a scenario that runs ns-3's own TCP.
 *
 * Of the profile it takes what ns-3's TCP has an attribute for. Causes are as far as they can be
 * seen from outside.
 */
class ScenarioStockHost : public ScenarioHost, public StockObserver::User
{
  public:
    /**
     * @param node with InternetStackHelper's stack
     * @param addresses the node's
     * @param profile policies
     * @param numbers of the connections, shared by all hosts
     * @param table of addresses, shared by all hosts
     */
    ScenarioStockHost(Ptr<Node> node,
                      std::vector<AddressId> addresses,
                      const Profile& profile,
                      ConnectionNumbers& numbers,
                      AddressTable& table);
    ~ScenarioStockHost() override;

    void Trace(TraceSink* sink, TraceSink::Told what) override;
    Opened Connect(const Opening& opening) override;
    void Listen(const Listening& listening) override;
    void Send(Handle handle, uint32_t octets) override;
    void Close(Handle handle) override;
    void Abort(Handle handle) override;
    StackCounters Counters() const override;
    EcnCounts GetEcnCounts() const override;

  private:
    Ptr<ScenarioStockSocket> CreateSocket();
    /// @return octets of data in a full segment, for what the profile's mss leaves
    uint32_t SegmentSize() const;
    static ScenarioStockSocket& SocketOf(Handle handle);
    static Handle HandleOf(ScenarioStockSocket& socket);
    void SetCallbacks(ScenarioStockSocket& socket);
    void SendUnsent(ScenarioStockSocket& socket);
    void OnBegun(StockSocket& socket) override;
    void OnOver(StockSocket& socket, Cause cause) override;
    void Release(ScenarioStockSocket* socket);

    /// @name What sockets tell
    /// @{
    bool OnRequest(Ptr<Socket> socket, const ns3::Address& from);
    void OnNewConnection(Ptr<Socket> socket, const ns3::Address& from);
    void OnConnected(Ptr<Socket> socket);
    void OnReceive(Ptr<Socket> socket);
    void OnSendSpace(Ptr<Socket> socket, uint32_t space);
    void OnNormalClose(Ptr<Socket> socket);
    void OnErrorClose(Ptr<Socket> socket);
    /// @}

    Ptr<Node> m_node;
    Profile m_profile;
    TypeId m_congestion; //!< the profile's congestion control
    ConnectionNumbers& m_numbers;
    AddressTable& m_table; //!< behind the ids
    std::shared_ptr<StockObserver> m_observer;
    std::unordered_map<ScenarioStockSocket*, Ptr<ScenarioStockSocket>>
        m_sockets; //!< keeps them alive until they are CLOSED
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_STOCK_HOST_H
