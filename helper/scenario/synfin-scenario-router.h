/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_ROUTER_H
#define SYNFIN_SCENARIO_ROUTER_H

#include "ns3/address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/synfin-address-table.h"

#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief A node that forwards IP by one lookup, however many hosts it has.
 *
 * ns-3's own IP looks for a packet's destination among the addresses of all interfaces, then among
 * all routes. This one has no address and nobody to answer to: what it does to a packet is to lower
 * its TTL or hop limit (RFC 791 3.2, RFC 8200 3). A packet whose last hop this is, and one to a
 * multicast address, ends here in silence.
 */
class ScenarioRouter
{
  public:
    /**
     * @param node which has no IP of its own
     * @param addresses who gives the ids; lives as long as the router
     */
    ScenarioRouter(Ptr<Node> node, AddressTable& addresses);
    ~ScenarioRouter();

    ScenarioRouter(const ScenarioRouter&) = delete;
    ScenarioRouter& operator=(const ScenarioRouter&) = delete;

    /// What goes to destination leaves by device.
    void AddRoute(AddressId destination, Ptr<NetDevice> device);

    /// What goes to any other destination leaves by device.
    void SetDefaultRoute(Ptr<NetDevice> device);

  private:
    void Receive4(Ptr<NetDevice>,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address&,
                  const Address&,
                  NetDevice::PacketType);
    void Receive6(Ptr<NetDevice>,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address&,
                  const Address&,
                  NetDevice::PacketType);
    void Send(Ptr<Packet> packet, AddressId destination, uint16_t protocol);

    Ptr<Node> m_node;
    AddressTable& m_addresses;
    std::unordered_map<AddressId, Ptr<NetDevice>> m_routes;
    Ptr<NetDevice> m_default;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_ROUTER_H
