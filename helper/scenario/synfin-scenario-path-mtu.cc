/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-path-mtu.h"

#include "ns3/synfin-icmp.h"
#include "ns3/synfin-stack-driver.h"

namespace ns3
{
namespace synfin
{

ScenarioPathMtu::ScenarioPathMtu(const ScenarioParameters& parameters,
                                 const ScenarioHosts& hosts,
                                 Agenda& agenda)
    : m_who(hosts),
      m_box(
          parameters.pathMtu,
          [this](AddressId sender) { return WayBack(sender); },
          parameters.pathMtuIcmp
              ? PathMtu::Tell([this](const auto& quote, uint32_t mtu) { Tell(quote, mtu); })
              : PathMtu::Tell(),
          agenda)
{
}

void
ScenarioPathMtu::Add(uint32_t host, const std::vector<AddressId>& addresses, StackDriver& driver)
{
    const Time delay =
        m_who.IsClient(host) && m_who.HasAccess() ? m_who.AccessDelay(host) : Time(0);
    for (const AddressId address : addresses)
    {
        m_hosts[address] = {&driver, delay};
    }
}

Time
ScenarioPathMtu::WayBack(AddressId sender) const
{
    return m_hosts.at(sender).delay;
}

void
ScenarioPathMtu::Tell(const PathMtu::Quote& quote, uint32_t mtu) const
{
    m_hosts.at(quote.tuple.localAddress)
        .driver->IcmpError(quote.tuple, quote.seq, IcmpKind::TOO_LARGE, mtu);
}

} // namespace synfin
} // namespace ns3
