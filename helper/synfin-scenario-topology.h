/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_TOPOLOGY_H
#define SYNFIN_SCENARIO_TOPOLOGY_H

#include "synfin-random-streams.h"
#include "synfin-scenario-parameters.h"

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/synfin-four-tuple.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief The hosts of a scenario and the network between them.
 *
 * One client and one server share a point-to-point link. Otherwise all clients have a router, all
 * servers have another, and the link lies between the routers; what joins a host to its router
 * takes no time. Only the link has delay, limited rate, a queue and loss.
 */
class ScenarioTopology
{
  public:
    /// Puts IP and TCP on nodes.
    using Installer = std::function<void(const NodeContainer&)>;

    /**
     * @param parameters the path's
     * @param installHosts installs the stack on hosts
     */
    ScenarioTopology(const ScenarioParameters& parameters, const Installer& installHosts);

    const NodeContainer& Clients() const
    {
        return m_clients;
    }

    const NodeContainer& Servers() const
    {
        return m_servers;
    }

    /// @return the address of a host
    AddressId AddressOf(Ptr<Node> node) const;

    /**
     * @brief Captures what passes both ends of the link.
     * @param clientSide file for the clients' end
     * @param serverSide file for the servers' end
     */
    void Capture(const std::string& clientSide, const std::string& serverSide) const;

  private:
    void BuildLink(Ptr<Node> left, Ptr<Node> right);
    void BuildAccess(const NodeContainer& hosts, Ptr<Node> router);
    void Address4(const NetDeviceContainer& pair);
    void Address6(const NetDeviceContainer& pair);
    void Address(const NetDeviceContainer& pair);
    void SetDefaultRoute(const NetDeviceContainer& pair);
    void SetLoss(Ptr<NetDevice> receiver, double probability, RandomStream stream);

    ScenarioParameters m_parameters;
    NodeContainer m_clients;
    NodeContainer m_servers;
    NetDeviceContainer m_link;        //!< the clients' end, the servers' end
    uint32_t m_subnets{0};            //!< how many were given out
    std::vector<AddressId> m_address; //!< of each host, by node id
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_TOPOLOGY_H
