/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-segment-forgers.h"

#include "synfin-half-open.h"
#include "synfin-random-streams.h"
#include "synfin-workload-servers.h"

#include "ns3/assert.h"
#include "ns3/synfin-link-frame.h"
#include "ns3/synfin-stack.h"
#include "ns3/synfin-timestamp-option.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// The window of hping3's segments, unless it is told another.
constexpr uint16_t TOOL_WINDOW = 512;

/// @param word random bits, of which the upper half counts
/// @return a whole number from 0 to below count
uint32_t
Below(uint32_t count, uint64_t word)
{
    return static_cast<uint32_t>((word >> 32) * count >> 32);
}

/// @return the SYN with which a host of that profile opens a connection
Segment
SynOf(const Profile& profile, bool isIpv6)
{
    Stack stack(profile, {});
    stack.SetMtuSource([](const FourTuple&) { return uint32_t{LINK_MTU}; });
    const AddressId family = isIpv6 ? IPV6_ADDRESS : 0;
    Actions out;
    stack.Connect({family | 1, family | 2, 1024, WorkloadServers::PORT}, {}, Time(0), out);
    NS_ASSERT(out.segments.size() == 1);
    return out.segments.front().segment;
}

/// SYNs of somebody who waits for no answer.
class SynForger : public SegmentForger
{
  public:
    SynForger(const ClientGroup& group, const AttackSite& site)
        : m_site(site)
    {
        for (const bool isIpv6 : {false, true})
        {
            m_syn[isIpv6 ? 1 : 0] = SynOf(group.client.profile, isIpv6);
            if (group.synOptions == SynOptions::NONE)
            {
                m_syn[isIpv6 ? 1 : 0] = Syn(0);
                m_syn[isIpv6 ? 1 : 0].window = TOOL_WINDOW;
            }
        }
    }

    bool Forge(uint64_t n, Time now, ForgedSegment& out) override
    {
        m_site.Aim(n, out);
        const uint64_t word = m_site.Word(n, 1);
        out.segment = m_syn[out.tuple.IsIpv6() ? 1 : 0];
        out.segment.seq = SequenceNumber32(static_cast<uint32_t>(word));
        if (out.segment.timestamps)
        {
            // RFC 7323 5.4: a clock of each source's own.
            const auto offset = static_cast<uint32_t>(word >> 32);
            out.segment.timestamps->value = TimestampOption::ClockAt(now, offset);
        }
        return true;
    }

  private:
    AttackSite m_site;
    Segment m_syn[2]; //!< of IPv4 and IPv6
};

/// ACKs of no connection.
class AckForger : public SegmentForger
{
  public:
    explicit AckForger(const AttackSite& site)
        : m_site(site)
    {
    }

    bool Forge(uint64_t n, Time, ForgedSegment& out) override
    {
        m_site.Aim(n, out);
        const uint64_t word = m_site.Word(n, 1);
        out.segment = Ack(static_cast<uint32_t>(word), static_cast<uint32_t>(word >> 32));
        out.segment.window = TOOL_WINDOW;
        return true;
    }

  private:
    AttackSite m_site;
};

} // namespace

AttackSite::AttackSite(const ScenarioParameters& parameters,
                       const ScenarioHosts& hosts,
                       std::size_t group,
                       const std::vector<std::unique_ptr<ScenarioHost>>& all,
                       AddressTable& addresses)
    : m_draw(parameters.seed, parameters.run, static_cast<uint32_t>(KeyedPurpose::ATTACKS)),
      m_stream(group),
      m_versions(parameters.HasIpv4() && parameters.HasIpv6() ? 2 : 1)
{
    const auto gather = [&all](ScenarioHosts::Range range, std::vector<ScenarioHost*>& list) {
        for (uint32_t host = range.begin; host < range.end; ++host)
        {
            list.push_back(all[host].get());
        }
    };
    gather(hosts.OfClients(group), m_clients);
    gather(hosts.OfServers(hosts.ServersOf(group)), m_servers);
    m_version = m_versions - 1; // those of IPv4 come first in lists
    if (const auto& spoofed = hosts.Clients()[group].spoofed)
    {
        m_first = spoofed->AddTo(addresses);
        m_sources = spoofed->Count();
        m_version = spoofed->IsIpv6() ? m_version : 0;
    }
}

void
AttackSite::Aim(uint64_t n, ForgedSegment& out) const
{
    const uint64_t word = Word(n, 0);
    const uint64_t turn = n / m_clients.size();
    const uint64_t round = turn / m_servers.size();
    const ScenarioHost& server = *m_servers[turn % m_servers.size()];
    out.from = m_clients[n % m_clients.size()];
    const std::size_t there = server.Addresses().size() / m_versions;
    out.tuple.remoteAddress = server.Addresses()[m_version * there + round % there];
    out.tuple.remotePort = WorkloadServers::PORT;
    out.tuple.localPort =
        static_cast<uint16_t>(HALF_OPEN_PORTS.low + Below(HALF_OPEN_PORTS.Size(), word << 32));
    if (m_sources > 0)
    {
        out.tuple.localAddress = m_first + Below(m_sources, word);
        return;
    }
    const std::size_t here = out.from->Addresses().size() / m_versions;
    out.tuple.localAddress = out.from->Addresses()[m_version * here + round / there % here];
}

std::unique_ptr<SegmentForger>
MakeForger(const ClientGroup& group, const AttackSite& site)
{
    if (group.kind == GroupKind::ACK_FLOOD)
    {
        return std::make_unique<AckForger>(site);
    }
    return std::make_unique<SynForger>(group, site);
}

} // namespace synfin
} // namespace ns3
