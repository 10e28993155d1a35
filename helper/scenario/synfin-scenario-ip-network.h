/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_IP_NETWORK_H
#define SYNFIN_SCENARIO_IP_NETWORK_H

#include "synfin-connection-numbers.h"
#include "synfin-scenario-hosts.h"
#include "synfin-scenario-middlebox.h"
#include "synfin-scenario-network.h"
#include "synfin-scenario-parameters.h"
#include "synfin-scenario-router.h"

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/synfin-ip-agenda.h"
#include "ns3/synfin-link-frame.h"
#include "ns3/synfin-middlebox.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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
    ScenarioIpNetwork(const ScenarioParameters& parameters, const ScenarioHosts& hosts);
    ~ScenarioIpNetwork() override;

    void SetEar(SegmentEar* ear) override;
    void SetLossSink(TraceSink* sink) override;
    void SetImportance(ImportanceLoss& importance) override;
    Agenda& GetAgenda() override;
    uint64_t EventCount() const override;
    uint64_t Marked() const override;
    MiddleboxCounters BoxCounters() const override;
    void Capture(std::unique_ptr<LinkCapture> capture) override;
    void EndCapture() override;

  private:
    /// Shows a capture what passes an end of the link.
    struct CaptureEnd
    {
        LinkCapture* capture;
        int end;

        void Sent(Ptr<const Packet> frame);
        void Arrived(Ptr<const Packet> frame);
    };

    void InstallStack() const;
    void AddHosts();
    void BuildLink(Ptr<Node> left, Ptr<Node> right);
    /// @return the nodes of those hosts
    NodeContainer NodesOf(ScenarioHosts::Range hosts) const;
    /// Builds the links that clients have for themselves.
    void BuildOwnLinks();
    /// @param hosts at one side of the link @param uplink the link's end at their router
    void BuildAccess(ScenarioHosts::Range hosts, Ptr<NetDevice> uplink);
    /// Tells of a packet that was lost, of a host's own link or of a direction.
    void Lose(LossPlace place,
              LossReason reason,
              uint32_t at,
              const ScenarioRouter::AccessFrame& frame);
    void Lose(LossPlace place,
              LossReason reason,
              uint32_t at,
              FrameSegment found,
              const Packet& packet);
    /// Gives a host its addresses, and its one way out.
    void JoinHost(Ptr<NetDevice> device, uint32_t host);
    void JoinHost4(Ptr<NetDevice> device, uint32_t host, Ipv4Address gateway);
    void JoinHost6(Ptr<NetDevice> device, uint32_t host, Ipv6Address gateway);

    ScenarioParameters m_parameters;
    ScenarioHosts m_who;
    NodeContainer m_nodes;        //!< of the hosts
    IpAgenda m_agenda;            //!< the clock of hosts, link and workload
    ConnectionNumbers m_numbers;  //!< with ns-3's own TCP
    NetDeviceContainer m_link;    //!< the clients' end, the servers' end
    TraceSink* m_losses{nullptr}; //!< hears what is lost, if somebody wants it
    std::vector<std::unique_ptr<ScenarioRouter>> m_routers;         //!< the clients', the servers'
    std::unique_ptr<AccessLinks<ScenarioRouter::AccessFrame>> m_up; //!< the clients' own links
    std::unique_ptr<AccessLinks<ScenarioRouter::AccessFrame>> m_down; //!< the same, back
    std::optional<Middlebox> m_box;                                   //!< in front of the clients
    std::optional<ScenarioPacketBox> m_packetBox;                     //!< the same, in their router
    std::array<CaptureEnd, 2> m_captureEnds;                          //!< what the capture sees
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_IP_NETWORK_H
