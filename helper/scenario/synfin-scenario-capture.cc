/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a scenario captures, and of what it is told.

#include "synfin-scenario.h"

#include "ns3/synfin-annotated-capture.h"

#include <array>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return an address as octets of the network
std::string
OctetsOf(AddressId address, const AddressTable& addresses)
{
    std::array<uint8_t, 16> octets{};
    const bool isIpv6 = (address & IPV6_ADDRESS) != 0;
    if (isIpv6)
    {
        addresses.Ipv6(address).Serialize(octets.data());
    }
    else
    {
        addresses.Ipv4(address).Serialize(octets.data());
    }
    return {reinterpret_cast<const char*>(octets.data()), isIpv6 ? octets.size() : 4};
}

/// @return the names of all hosts: that of the group, or what they are, and a number from 1 on
std::vector<HostName>
NamesOf(const ScenarioHosts& hosts, const ScenarioNetwork& network)
{
    std::vector<HostName> names;
    std::string last;
    uint32_t number = 0;
    for (uint32_t host = 0; host < hosts.Count(); ++host)
    {
        const std::string& group = hosts.NameOf(host);
        const std::string name = !group.empty()         ? group
                                 : hosts.IsClient(host) ? "client"
                                                        : "server";
        number = name == last ? number + 1 : 1;
        last = name;
        for (const AddressId address : network.Hosts()[host]->Addresses())
        {
            names.push_back(
                {OctetsOf(address, network.Addresses()), name + "-" + std::to_string(number)});
        }
    }
    return names;
}

} // namespace

void
Scenario::Capture(const std::string& clientSide, const std::string& serverSide)
{
    m_network->Capture(std::make_unique<PlainLinkCapture>(clientSide, serverSide));
}

void
Scenario::CaptureAnnotated(const std::string& file, const std::string& program)
{
    using Interfaces = std::vector<std::pair<std::string, std::string>>;
    auto pcapng =
        std::make_unique<PcapngFile>(file,
                                     program,
                                     Interfaces{{"client", "the clients' end of the link"},
                                                {"server", "the servers' end of the link"}},
                                     NamesOf(m_hosts, *m_network));
    auto capture = std::make_unique<AnnotatedCapture>(
        std::move(pcapng),
        [clients = m_hosts.ClientCount()](uint32_t host) { return host < clients ? 0 : 1; },
        m_parameters.stack == StackKind::SYNFIN,
        m_network->Addresses());
    m_annotated = capture.get();
    m_network->Capture(std::move(capture));
}

TraceSink::Told
Scenario::Told() const
{
    using Told = TraceSink::Told;
    const bool segments = m_recorder && m_parameters.trace == TraceLevel::SEGMENTS;
    if (segments || (m_annotated && m_parameters.stack == StackKind::SYNFIN))
    {
        return Told::SEGMENTS;
    }
    return m_recorder || m_counters ? Told::SENT : Told::TRANSITIONS;
}

void
Scenario::Listen()
{
    m_isRecorded = m_recorder || m_counters || m_annotated;
    const auto told = Told();
    for (const auto& host : m_network->Hosts())
    {
        host->Trace(this, told);
    }
    if (told == TraceSink::Told::SEGMENTS || m_annotated)
    {
        m_network->SetLossSink(this);
    }
}

} // namespace synfin
} // namespace ns3
