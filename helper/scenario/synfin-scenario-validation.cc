/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What of a scenario's parameters does not go together.

#include "synfin-blind-fields.h"
#include "synfin-scenario-address-fields.h"
#include "synfin-scenario-attack-fields.h"
#include "synfin-scenario-details.h"
#include "synfin-scenario-event-fields.h"
#include "synfin-scenario-held-connections.h"
#include "synfin-scenario-hosts.h"
#include "synfin-scenario-middlebox-fields.h"
#include "synfin-scenario-parameters.h"
#include "synfin-scenario-rare-fields.h"
#include "synfin-scenario-sections.h"
#include "synfin-scenario-stock-limits.h"

#include "ns3/synfin-fast-open.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-time-limit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return nothing when the fields of the profile agree, else what does not
std::optional<SettingError>
CheckProfile(const ScenarioParameters& p)
{
    for (const Profile* profile : {&p.client.profile, &p.server.profile})
    {
        const auto problem = profile->Validate();
        if (!problem)
        {
            continue;
        }
        std::string values;
        const std::string other = END_PREFIXES[profile == &p.client.profile ? 1 : 0];
        for (const Setting& one : p.ProfileSettings())
        {
            const std::string field = one.name.substr(EndPrefix(one.name).size());
            if (EndPrefix(one.name) != other && problem->find(field) != std::string::npos)
            {
                values += (values.empty() ? "" : " ") + one.name + "=" + one.value;
            }
        }
        return SettingError{{"set", values}, "values that agree: " + *problem + "; " + values};
    }
    return std::nullopt;
}

/// @return true where a frame that would be marked never has room in the queue
bool
NeverMarks(const LinkParameters& link)
{
    bool asks = false;
    for (const LinkStep& step : link.Steps())
    {
        const LinkQueue& queue = step.settings.queue;
        const std::optional<LinkQueue>& threshold = step.settings.ecnThreshold;
        asks = asks || threshold;
        if (threshold && (threshold->bytes != queue.bytes || threshold->size < queue.size))
        {
            return false;
        }
    }
    return asks;
}

/// @return nothing when what each direction of the link does agrees, else what does not
std::optional<SettingError>
CheckLinks(const ScenarioParameters& p)
{
    for (const bool isForward : {true, false})
    {
        const std::string name = isForward ? "forward" : "reverse";
        const LinkParameters link = p.LinkTo(isForward);
        if (const auto problem = link.Validate())
        {
            return SettingError{{"reorder-" + name, link.Get("reorder")}, *problem};
        }
        if (NeverMarks(link))
        {
            return SettingError{{"ecn-threshold-" + name, link.Get("ecn-threshold")},
                                "none, or less than the queue, here " + link.Get("queue") +
                                    ": what finds so much waiting is dropped, not marked"};
        }
    }
    return std::nullopt;
}

/// @return nothing when the stack can do what is asked for, else what does not
std::optional<SettingError>
CheckStack(const ScenarioParameters& p)
{
    return p.stack == StackKind::NS3 ? StockRefusal(p) : std::nullopt;
}

/// @return nothing when hosts and requests agree, else what does not
std::optional<SettingError>
CheckHosts(const ScenarioParameters& p)
{
    if (p.HasIpv6() && p.pathMtu > 0 && p.pathMtu < 1280)
    {
        return SettingError{{"path-mtu", std::to_string(p.pathMtu)},
                            "none, or from 1280 on with IPv6 (RFC 8200 5)"};
    }
    const bool hasSizes = !p.request.IsZero() && !p.response.IsZero();
    if (p.requestsPerConnection.Whole(1 - 1e-9) > 1 && !hasSizes)
    {
        return SettingError{
            {"requests-per-connection", p.requestsPerConnection.Text(Quantity::COUNT)},
            "1 unless --request and --response are both at least 1: they tell where "
            "a request ends"};
    }
    return std::nullopt;
}

/// @return nothing when there are addresses for all hosts, else why not
std::optional<SettingError>
CheckAddresses(const ScenarioHosts& hosts)
{
    uint64_t addresses = hosts.Count();
    uint32_t most = 1;
    for (const ClientGroup& group : hosts.Clients())
    {
        addresses += uint64_t{group.clients} * (group.addressesPerClient - 1);
        most = std::max(most, group.addressesPerClient);
    }
    for (const ServerGroup& group : hosts.Servers())
    {
        addresses += uint64_t{group.servers} * (group.addressesPerServer - 1);
    }
    if (addresses > ScenarioParameters::MAX_ADDRESSES)
    {
        return SettingError{{"addresses-per-client", std::to_string(most)},
                            "at most " + std::to_string(ScenarioParameters::MAX_ADDRESSES) +
                                " addresses in all"};
    }
    if (hosts.ClientCount() > ScenarioParameters::MAX_HOSTS ||
        hosts.Count() - hosts.ClientCount() > ScenarioParameters::MAX_HOSTS)
    {
        return SettingError{{"clients", std::to_string(hosts.ClientCount())},
                            "at most " + std::to_string(ScenarioParameters::MAX_HOSTS) +
                                " clients and as many servers, over all groups"};
    }
    return std::nullopt;
}

/// @return nothing when Fast Open is not asked for or can be, else what is in its way
std::optional<SettingError>
CheckFastOpen(const ScenarioParameters& p)
{
    if (!p.fastOpen)
    {
        return std::nullopt;
    }
    std::string accepted;
    if (p.stack == StackKind::NS3)
    {
        accepted = "false with --stack ns3, whose TCP has no Fast Open";
    }
    else if (p.request.IsZero())
    {
        accepted = "false without --request: there is nothing to send in the SYN";
    }
    else if ((p.client.profile.fastopen & FastOpen::CLIENT) == 0 ||
             (p.server.profile.fastopen & FastOpen::SERVER) == 0)
    {
        accepted = "false unless clients and servers may: --set fastopen=3, or --set "
                   "client:fastopen=1 --set server:fastopen=2";
    }
    return accepted.empty() ? std::nullopt
                            : std::optional(SettingError{{"fast-open", "true"}, accepted});
}

/// @return nothing when what the users are to do fits into simulated time, else what is too much
std::optional<SettingError>
CheckDuration(const ScenarioParameters& p)
{
    // One user's connections follow each other; others begin within 100000000 s (see Validate).
    const double inRow = p.arrivals == Arrivals::CLOSED
                             ? std::ceil(1.0 * p.connections / std::max(p.concurrency, 1U))
                             : 1;
    const double requests = p.requestsPerConnection.Mean();
    const double thinking = (inRow * requests - 1) * p.think.Mean() / 1e9;
    const double holding = inRow * p.hold.Mean() / 1e9;
    const double waiting =
        inRow * (1 + requests) * (p.RoundTrip() + 2 * p.accessDelay.Mean() / 1e9);
    if (p.duration || thinking + holding + waiting <= MAX_YEARS * (NANOSECONDS_PER_YEAR / 1e9))
    {
        return std::nullopt;
    }
    const std::string accepted = "less, so that " + FormatNumber(inRow) + " connections of " +
                                 p.requestsPerConnection.Text(Quantity::COUNT) +
                                 " requests one after the other last at most " +
                                 std::to_string(MAX_YEARS) + " years of simulated time";
    if (thinking >= std::max(holding, waiting))
    {
        return SettingError{{"think", p.think.Text(Quantity::TIME)}, accepted};
    }
    if (holding >= waiting)
    {
        return SettingError{{"hold", p.hold.Text(Quantity::TIME)}, accepted};
    }
    return SettingError{{"connections", std::to_string(p.connections)}, accepted};
}

/// @return nothing when who closes can do it as asked, else what is in the way
std::optional<SettingError>
CheckClose(const ScenarioParameters& p)
{
    if (p.halfClose && p.closer != Closer::CLIENT)
    {
        return SettingError{{"half-close", "true"},
                            "false unless --closer client: it is the client that ends its stream"};
    }
    if (p.halfClose && p.closeBy == CloseBy::RST)
    {
        return SettingError{{"half-close", "true"}, "false with --close-by rst, which ends both"};
    }
    if (p.halfClose && p.requestsPerConnection.Whole(1 - 1e-9) > 1 && p.fastOpen)
    {
        return SettingError{{"half-close", "true"}, "false with --fast-open and several requests"};
    }
    return std::nullopt;
}

/// @return nothing when users come soon enough, else what makes them come late
std::optional<SettingError>
CheckRate(const ScenarioParameters& p)
{
    if (p.arrivals == Arrivals::RECORDED && p.connections > p.recorded->times.size())
    {
        return SettingError{{"connections", std::to_string(p.connections)},
                            "at most " + std::to_string(p.recorded->times.size()) +
                                ", which the file of --arrivals has"};
    }
    if ((p.duration || p.measure || p.end) && p.arrivals == Arrivals::BURST && !p.isCounted)
    {
        return SettingError{
            {"arrivals", "burst"},
            "another one with --duration, --measure or --end and without --connections: "
            "there is no end of a burst"};
    }
    if (!p.measure && !p.warmup.IsZero())
    {
        return SettingError{{"warmup", FormatTime(p.warmup)},
                            "0s without --measure: there is nothing that it would be before"};
    }
    if (p.measure && p.duration && p.warmup + *p.measure > *p.duration)
    {
        return SettingError{{"measure", FormatTime(*p.measure)},
                            "a window that ends within --duration " + FormatTime(*p.duration)};
    }
    if (!p.duration && !p.measure && !p.end && p.arrivals != Arrivals::RECORDED &&
        p.connections / p.rate > 1e8)
    {
        return SettingError{{"rate", FormatNumber(p.rate)},
                            "a rate that begins all connections within 100000000 s"};
    }
    return std::nullopt;
}

/// @return nothing when a scenario of one group agrees with itself, else what does not
std::optional<SettingError>
CheckOne(const ScenarioParameters& p)
{
    for (const auto check : {&CheckProfile,
                             &CheckLinks,
                             &CheckStack,
                             &CheckHosts,
                             &CheckMiddlebox,
                             &CheckHalfOpen,
                             &CheckHeldConnections,
                             &CheckAttack,
                             &CheckBlind,
                             &CheckTimes,
                             &CheckLocalPort,
                             &CheckVersions,
                             &CheckFastOpen,
                             &CheckClose,
                             &CheckDuration,
                             &CheckRate})
    {
        if (const auto error = check(p))
        {
            return error;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<SettingError>
ScenarioParameters::Validate() const
{
    if (const auto error = CheckSections(*this))
    {
        return error;
    }
    ScenarioParameters resolved = *this;
    resolved.Resolve();
    const auto servers = resolved.AllServers();
    const auto groups = resolved.AllClients();
    std::vector<ScenarioParameters> alone;
    for (const ClientGroup& group : groups)
    {
        alone.push_back(resolved.With(group, servers[*ServersOf(group)]));
        alone.back().isCounted = group.isCounted || (group.share && isCounted);
    }
    for (std::size_t i = 0; i < groups.size(); ++i)
    {
        auto error = CheckOne(alone[i]);
        error = error ? error : CheckDetails(alone[i], alone);
        if (error)
        {
            error->setting.name = NameInSections(*this, groups[i], error->setting.name);
            return error;
        }
    }
    const ScenarioHosts hosts(resolved);
    auto error = CheckAddresses(hosts);
    error = error ? error : CheckSpoofed(hosts);
    error = error ? error : CheckVictims(resolved);
    error = error ? error : CheckRare(resolved);
    const auto block = error ? error : CheckNatBlock(resolved, hosts);
    return block ? block : CheckEvents(resolved, hosts);
}

} // namespace synfin
} // namespace ns3
