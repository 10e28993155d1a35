/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_PATH_MTU_H
#define SYNFIN_SCENARIO_PATH_MTU_H

#include "synfin-scenario-hosts.h"
#include "synfin-scenario-parameters.h"

#include "ns3/nstime.h"
#include "ns3/synfin-agenda.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-path-mtu.h"

#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

class StackDriver;

/// @addtogroup synfin-scenario
/// @{

/// The bound of packets' size at both ends of the shared link, and whom ICMP tells of it: the same
/// on each path. To a client it takes the delay of its own link, to a server no time.
class ScenarioPathMtu
{
  public:
    /**
     * @param parameters the scenario's, with a path-mtu
     * @param hosts the same scenario's
     * @param agenda the path's; outlives this
     */
    ScenarioPathMtu(const ScenarioParameters& parameters,
                    const ScenarioHosts& hosts,
                    Agenda& agenda);

    /// Adds a host.
    /// @param host its number
    /// @param addresses its own
    /// @param driver its TCP; outlives this
    void Add(uint32_t host, const std::vector<AddressId>& addresses, StackDriver& driver);

    /// @return the bound
    PathMtu& Box()
    {
        return m_box;
    }

    /// @copydoc Box()
    const PathMtu& Box() const
    {
        return m_box;
    }

  private:
    /// Who is told.
    struct Host
    {
        StackDriver* driver; //!< its TCP
        Time delay;          //!< of its own link
    };

    Time WayBack(AddressId sender) const;
    void Tell(const PathMtu::Quote& quote, uint32_t mtu) const;

    ScenarioHosts m_who;
    std::unordered_map<AddressId, Host> m_hosts; //!< by their addresses
    PathMtu m_box;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_PATH_MTU_H
