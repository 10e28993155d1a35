/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_NETWORK_H
#define SYNFIN_SCENARIO_NETWORK_H

#include "synfin-scenario-host.h"
#include "synfin-scenario-path-mtu.h"

#include "ns3/synfin-address-table.h"
#include "ns3/synfin-agenda.h"
#include "ns3/synfin-link-capture.h"
#include "ns3/synfin-middlebox.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// The hosts of a scenario, and the one link between clients and servers: what a path is made of.
class ScenarioNetwork
{
  public:
    virtual ~ScenarioNetwork() = default;

    /// @return the clients, then the servers
    const std::vector<std::unique_ptr<ScenarioHost>>& Hosts() const
    {
        return m_hosts;
    }

    /// @return the addresses behind the ids that all hosts use
    const AddressTable& Addresses() const
    {
        return *m_addresses;
    }

    /// @return the same, for who gives ids
    AddressTable& Addresses()
    {
        return *m_addresses;
    }

    /// @param ear hears what arrives where nobody is, in front of the clients; outlives the network
    virtual void SetEar(SegmentEar* ear) = 0;

    /// @param sink hears what is lost on the way, from now on; outlives the network
    virtual void SetLossSink(TraceSink* sink) = 0;

    /// Losses of the link are sampled with other probabilities. @param importance which outlives
    /// the network
    virtual void SetImportance(ImportanceLoss& importance) = 0;

    /// @return the clock by which the hosts live
    virtual Agenda& GetAgenda() = 0;

    /// @return events of the simulator, or what stands for them, so far
    virtual uint64_t EventCount() const = 0;

    /// @return what the middlebox in front of the clients counted, if there is one
    virtual MiddleboxCounters BoxCounters() const = 0;

    /// @return what the bound of packets' size counted, if there is one
    PathMtu::Counters PathMtuCounters() const
    {
        return m_pathMtu ? m_pathMtu->Box().GetCounters() : PathMtu::Counters();
    }

    /// @return how many frames the link's queues have marked (ECN)
    virtual uint64_t Marked() const = 0;

    /// Has a capture see what passes both ends of the link: end 0 is that of the clients.
    virtual void Capture(std::unique_ptr<LinkCapture> capture) = 0;

    /// Completes the capture, if there is one.
    virtual void EndCapture() = 0;

  protected:
    std::shared_ptr<AddressTable> m_addresses{
        std::make_shared<AddressTable>()};              //!< behind the ids of all hosts
    std::vector<std::unique_ptr<ScenarioHost>> m_hosts; //!< the clients, then the servers
    std::unique_ptr<LinkCapture> m_capture;     //!< of both ends of the link, if somebody wants it
    std::unique_ptr<ScenarioPathMtu> m_pathMtu; //!< bounds packets' size, where something does
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_NETWORK_H
