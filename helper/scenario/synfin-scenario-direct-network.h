/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_DIRECT_NETWORK_H
#define SYNFIN_SCENARIO_DIRECT_NETWORK_H

#include "synfin-scenario-hosts.h"
#include "synfin-scenario-network.h"
#include "synfin-scenario-parameters.h"

#include "ns3/synfin-connection-namer.h"
#include "ns3/synfin-direct-agenda.h"
#include "ns3/synfin-direct-capture.h"
#include "ns3/synfin-direct-driver.h"
#include "ns3/synfin-direct-wire.h"
#include "ns3/synfin-middlebox-answers.h"
#include "ns3/synfin-middlebox.h"

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

/// The direct path: Stack to Stack through the link, no Packet, no IP, no NetDevice.
class ScenarioDirectNetwork : public ScenarioNetwork
{
  public:
    /// Builds hosts and link, and a middlebox where there is to be one.
    ScenarioDirectNetwork(const ScenarioParameters& parameters, const ScenarioHosts& hosts);

    void SetEar(SegmentEar* ear) override;
    void SetLossSink(TraceSink* sink) override;
    void SetImportance(ImportanceLoss& importance) override;
    Agenda& GetAgenda() override;
    uint64_t EventCount() const override;
    MiddleboxCounters BoxCounters() const override;
    uint64_t Marked() const override;
    void Capture(std::unique_ptr<LinkCapture> capture) override;
    void EndCapture() override;

  private:
    ConnectionNamer* NamerFor(const ScenarioParameters& parameters);
    void BuildMiddlebox(const ScenarioParameters& parameters, const ScenarioHosts& hosts);
    void BuildHosts(const ScenarioParameters& parameters, const ScenarioHosts& hosts);
    void BuildAccess(const ScenarioParameters& parameters, const ScenarioHosts& hosts);

    DirectAgenda m_agenda;                     //!< the clock of all that follows
    const uint32_t m_clients;                  //!< hosts
    const bool m_isSpoofed;                    //!< sources are made up
    const Time m_last;                         //!< until then anything happens
    std::unique_ptr<DirectCapture> m_frames;   //!< what a capture sees, if there is one
    std::optional<Middlebox> m_box;            //!< in front of the clients
    std::optional<MiddleboxAnswers> m_answers; //!< its own
    ConnectionNamer m_namer;                   //!< for segments that are lost by name
    DirectWire m_forward;                      //!< from clients to servers
    DirectWire m_reverse;                      //!< from servers to clients
    std::unique_ptr<AccessLinks<DirectWire::AccessFrame>> m_up;   //!< the clients' own links
    std::unique_ptr<AccessLinks<DirectWire::AccessFrame>> m_down; //!< the same, back
    std::vector<std::unique_ptr<DirectDriver>> m_drivers;         //!< of the hosts, in their order
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_DIRECT_NETWORK_H
