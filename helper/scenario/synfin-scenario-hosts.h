/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_HOSTS_H
#define SYNFIN_SCENARIO_HOSTS_H

#include "synfin-scenario-parameters.h"

#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-keyed-draw.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @brief Which hosts a scenario has, on whatever path: by number, the clients first, group by
 * group, then the servers.
 */
class ScenarioHosts
{
  public:
    /// @param parameters the scenario's, resolved
    explicit ScenarioHosts(const ScenarioParameters& parameters);

    /// @return how many there are
    uint32_t Count() const
    {
        return m_clients + m_servers;
    }

    /// @return how many of them are clients, the lower numbers
    uint32_t ClientCount() const
    {
        return m_clients;
    }

    /// @return the groups of users
    const std::vector<ClientGroup>& Clients() const
    {
        return m_clientGroups;
    }

    /// @return the kinds of servers
    const std::vector<ServerGroup>& Servers() const
    {
        return m_serverGroups;
    }

    /// Hosts that follow each other.
    struct Range
    {
        uint32_t begin; //!< the first
        uint32_t end;   //!< one past the last
    };

    /// @return the hosts of the group with that index in Clients()
    Range OfClients(std::size_t group) const
    {
        return m_clientRanges[group];
    }

    /// @return the hosts of the group with that index in Servers()
    Range OfServers(std::size_t group) const
    {
        return m_serverRanges[group];
    }

    /// @return where in Servers() those of a group are
    std::size_t ServersOf(std::size_t group) const
    {
        return m_serversOf[group];
    }

    /// @return true where the host is a client
    bool IsClient(uint32_t host) const
    {
        return host < m_clients;
    }

    /// @return in which group a host is: an index in Clients() or Servers()
    std::size_t GroupOf(uint32_t host) const;

    /// @return the TCP of a host
    const ScenarioEnd& EndOf(uint32_t host) const;

    /// @return the name of a host's group; empty where there is but one
    const std::string& NameOf(uint32_t host) const;

    /// @return how many addresses a host has beside its first
    uint32_t ExtraAddresses(uint32_t host) const
    {
        return (IsClient(host) ? m_clientGroups[GroupOf(host)].addressesPerClient
                               : m_serverGroups[GroupOf(host)].addressesPerServer) -
               1;
    }

    /// @return how many such addresses the hosts before it have
    uint32_t ExtraAddressesBefore(uint32_t host) const;

    /// @return true where some client has a link of its own that does anything
    bool HasAccess() const;

    /// @return true where some group makes sources up
    bool HasSpoofed() const;

    /// @return true where some client has one that does to IPv6 what it does not to IPv4
    bool HasIpv6Access() const
    {
        return !m_ipv6Access.empty();
    }

    /// @return where a client's own link is for an address, among those of MakeAccessLinks()
    uint32_t AccessLinkOf(uint32_t client, AddressId address) const
    {
        return client + ((address & IPV6_ADDRESS) != 0 && HasIpv6Access() ? m_clients : 0);
    }

    /// @return what a client's own link is for IPv6, in one direction
    const AccessParameters& Ipv6Access(uint32_t client, uint32_t direction) const
    {
        return m_ipv6Access[GroupOf(client)][direction];
    }

    /// @return the delay of a client's own link, each way: the same on each path
    Time AccessDelay(uint32_t client) const;

    /// @return the group of a client
    const ClientGroup& ClientGroupOf(uint32_t client) const
    {
        return m_clientGroups[GroupOf(client)];
    }

  private:
    void AddIpv6Access();

    std::vector<ClientGroup> m_clientGroups;
    std::vector<ServerGroup> m_serverGroups;
    std::vector<std::size_t> m_serversOf; //!< by group of users
    std::vector<Range> m_clientRanges;    //!< by group
    std::vector<Range> m_serverRanges;    //!< by group
    std::vector<uint32_t> m_serverExtra;  //!< the same of servers, those of all clients included
    std::vector<std::array<AccessParameters, 2>>
        m_ipv6Access;              //!< by group, where some has one of its own
    std::vector<uint32_t> m_extra; //!< addresses beside the first of the clients of the groups
                                   //!< before, by group
    uint32_t m_clients{0};
    uint32_t m_servers{0};
    KeyedDraw m_delays; //!< of clients' links
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_HOSTS_H
