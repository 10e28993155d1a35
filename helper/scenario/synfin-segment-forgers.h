/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SEGMENT_FORGERS_H
#define SYNFIN_SEGMENT_FORGERS_H

#include "synfin-scenario-attacker.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Where a group of attackers is, and what it attacks.
class AttackSite
{
  public:
    /**
     * @param parameters the scenario's
     * @param hosts what groups there are
     * @param group the attackers'
     * @param all the hosts, by number
     * @param addresses gives the ids of made up sources
     */
    AttackSite(const ScenarioParameters& parameters,
               const ScenarioHosts& hosts,
               std::size_t group,
               const std::vector<std::unique_ptr<ScenarioHost>>& all,
               AddressTable& addresses);

    /// @return the attackers' hosts
    const std::vector<ScenarioHost*>& Clients() const
    {
        return m_clients;
    }

    /// @return 64 random bits of the n-th segment: k says which, 0 or 1
    uint64_t Word(uint64_t n, uint32_t k) const
    {
        return m_draw.Word(m_stream, 2 * n + k);
    }

    /**
     * @brief Chooses who sends the n-th segment, from where and to which server's port.
     *
     * Attackers take turns, and servers and addresses, as users do. The source's port is drawn, and
     * its address where it is made up.
     */
    void Aim(uint64_t n, ForgedSegment& out) const;

  private:
    std::vector<ScenarioHost*> m_clients;
    std::vector<ScenarioHost*> m_servers;
    KeyedDraw m_draw;
    uint64_t m_stream;     //!< of random numbers
    AddressId m_first{0};  //!< of made up sources
    uint32_t m_sources{0}; //!< of these; 0: attackers' own addresses
    uint32_t m_version;    //!< whose addresses are used, of those that hosts have
    uint32_t m_versions;   //!< that hosts have
};

/// @return who makes the segments of a group's attack
std::unique_ptr<SegmentForger> MakeForger(const ClientGroup& group, const AttackSite& site);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SEGMENT_FORGERS_H
