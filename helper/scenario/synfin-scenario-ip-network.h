/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_IP_NETWORK_H
#define SYNFIN_SCENARIO_IP_NETWORK_H

#include "synfin-connection-numbers.h"
#include "synfin-scenario-network.h"
#include "synfin-scenario-parameters.h"

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/synfin-capture-file.h"
#include "ns3/synfin-ip-agenda.h"

#include <cstdint>
#include <list>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief The ip path: nodes with IP, either TCP, and devices.
 *
 * One client and one server share the link. Otherwise all clients have a router, all servers have
 * another, and the link lies between the routers; what joins a host to its router takes no time.
 * Only the link does anything to frames.
 */
class ScenarioIpNetwork : public ScenarioNetwork
{
  public:
    /// Builds nodes with their stacks, devices and routes.
    explicit ScenarioIpNetwork(const ScenarioParameters& parameters);
    ~ScenarioIpNetwork() override;

    Agenda& GetAgenda() override;
    uint64_t EventCount() const override;
    void Capture(const std::string& clientSide, const std::string& serverSide) override;
    void EndCapture() override;

  private:
    void InstallStack(const NodeContainer& nodes) const;
    void AddHosts();
    void BuildLink(Ptr<Node> left, Ptr<Node> right);
    void BuildAccess(const NodeContainer& hosts, Ptr<Node> router, bool isClients);
    void AddFurtherAddresses(const NetDeviceContainer& pair, uint32_t client);
    void Address4(const NetDeviceContainer& pair);
    void Address6(const NetDeviceContainer& pair);
    void Address(const NetDeviceContainer& pair);
    void SetDefaultRoute(const NetDeviceContainer& pair);

    ScenarioParameters m_parameters;
    NodeContainer m_clients;
    NodeContainer m_servers;
    IpAgenda m_agenda;                 //!< the clock of hosts, link and workload
    ConnectionNumbers m_numbers;       //!< with ns-3's own TCP
    NetDeviceContainer m_link;         //!< the clients' end, the servers' end
    uint32_t m_subnets{0};             //!< how many were given out
    std::list<CaptureFile> m_captures; //!< of both ends of the link, if anybody wants them
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_IP_NETWORK_H
