/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What of a scenario's parameters follows from others: shares of groups, and what is AUTO.

#include "synfin-half-open.h"
#include "synfin-scenario-parameters.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return how many local ports the clients have in use at once, about
double
PortsBusy(const ClientGroup& p, const ServerGroup& servers, double roundTrip)
{
    const double requests = p.requestsPerConnection.Mean();
    const double think = p.think.Mean() / 1e9;
    const double life = (1 + requests) * (roundTrip + 2 * p.accessDelay.Mean() / 1e9) +
                        p.hold.Mean() / 1e9 + (requests - 1) * think;
    const double wait = p.closer == Closer::SERVER ? 0 : p.client.profile.TimeWait().GetSeconds();
    double busy = p.connections;
    if (IsForged(p.kind))
    {
        return 0;
    }
    if (p.kind == GroupKind::HALF_OPEN)
    {
        return std::min(busy, p.rate * HalfOpenLife(servers.server.profile).GetSeconds());
    }
    switch (p.arrivals)
    {
    case Arrivals::POISSON:
    case Arrivals::CONSTANT:
        busy = p.rate * (life + wait);
        break;
    case Arrivals::CLOSED:
        busy = life + think > 0 ? p.concurrency * (1 + wait / (life + think)) : busy;
        break;
    case Arrivals::BURST:
    case Arrivals::RECORDED: // how dense it is, it does not say in a word
        break;
    }
    return std::min<double>(busy, p.connections);
}

/// Lets the queues of listeners hold so many, unless they are not the preset's: somebody's wish.
void
MakeRoom(Profile& profile, const Profile& preset, uint32_t needed)
{
    if (profile.somaxconn == preset.somaxconn)
    {
        profile.somaxconn = std::max(profile.somaxconn, needed);
    }
    if (profile.max_syn_backlog == preset.max_syn_backlog)
    {
        // The last quarter may be for others.
        profile.max_syn_backlog =
            std::max(profile.max_syn_backlog,
                     needed + (profile.ReservesBacklog() ? (needed + 2) / 3 : 0));
    }
}

/// @return SYNs that may wait at the servers of a kind: those of a handshake's time, or of a burst
double
BegunAtOnce(const ScenarioParameters& p, const ClientGroup& group, const ServerGroup& servers)
{
    const Time timeout =
        std::max(group.client.profile.rto_initial, servers.server.profile.rto_initial);
    const double roundTrip = p.RoundTrip() + 2 * group.accessDelay.Mean() / 1e9;
    if (group.kind != GroupKind::NORMAL) // nobody makes room for these
    {
        return 0;
    }
    const double handshake = roundTrip + timeout.GetSeconds();
    switch (group.arrivals)
    {
    case Arrivals::BURST:
    case Arrivals::RECORDED:
        return group.connections;
    case Arrivals::CLOSED:
        return group.concurrency;
    case Arrivals::POISSON:
    case Arrivals::CONSTANT:
        break;
    }
    return group.rate * handshake;
}

/// Gives the backlogs that are AUTO a value, and the hosts the queues for it.
void
ResolveBacklogs(ScenarioParameters& p)
{
    const auto groups = p.AllClients();
    std::vector<ServerGroup*> kinds{&p};
    std::vector<ScenarioEnd*> clients{&p.client};
    if (!p.serverGroups.empty())
    {
        kinds.clear();
        std::transform(p.serverGroups.begin(),
                       p.serverGroups.end(),
                       std::back_inserter(kinds),
                       [](ServerGroup& one) { return &one; });
    }
    for (ClientGroup& group : p.clientGroups)
    {
        clients.push_back(&group.client);
    }
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
    {
        ServerGroup& servers = *kinds[kind];
        if (servers.backlog != SCENARIO_AUTO)
        {
            continue;
        }
        // With importance sampling none may find a queue full, nor half full (CheckRare).
        double begun = p.SamplesLoss() ? 2.0 * p.connections + 2 * servers.servers : 0;
        for (const ClientGroup& group : groups)
        {
            const bool counts = !p.SamplesLoss() && p.ServersOf(group).value_or(0) == kind;
            begun += counts ? BegunAtOnce(p, group, servers) : 0;
        }
        const auto needed = static_cast<uint32_t>(
            std::min(std::round(begun / servers.servers), 1.0 * p.MAX_BACKLOG));
        servers.backlog = std::max(needed, 4096U);
        MakeRoom(servers.server.profile, *Profile::Preset(p.PresetOf(servers.server)), needed);
        for (ScenarioEnd* end : clients) // both ends have the same fields, unless told
        {
            MakeRoom(end->profile, *Profile::Preset(p.PresetOf(*end)), needed);
        }
    }
}

/// Gives groups that have a share of the run's connections, rate and users their part: whole ones,
/// the largest remainders rounded up.
void
ShareOut(const ScenarioParameters& p, std::vector<ClientGroup>& groups)
{
    const auto part = [&](uint32_t whole, uint32_t ClientGroup::* member) {
        std::vector<std::pair<double, ClientGroup*>> remainders;
        double sum = 0;
        uint32_t given = 0;
        for (ClientGroup& group : groups)
        {
            if (group.share)
            {
                const double exact = *group.share * whole;
                sum += exact;
                group.*member = static_cast<uint32_t>(exact + 1e-9 * whole);
                given += group.*member;
                remainders.emplace_back(exact - group.*member, &group);
            }
        }
        std::stable_sort(remainders.begin(), remainders.end(), [](const auto& a, const auto& b) {
            return a.first > b.first;
        });
        for (auto next = remainders.begin(); next != remainders.end() && given + 0.5 < sum; ++next)
        {
            ++(next->second->*member);
            ++given;
        }
    };
    part(p.connections, &ClientGroup::connections);
    part(p.concurrency, &ClientGroup::concurrency);
    for (ClientGroup& group : groups)
    {
        group.rate = group.share ? *group.share * p.rate : group.rate;
    }
}

/// Lets servers close first where that is what a group is for, and it does not say who does.
void
ResolveClosers(ScenarioParameters& p)
{
    const auto resolve = [](ClientGroup& group) {
        if (group.kind == GroupKind::TIME_WAIT_EXHAUST && !group.namesCloser)
        {
            group.closer = Closer::SERVER;
        }
    };
    resolve(p);
    std::for_each(p.clientGroups.begin(), p.clientGroups.end(), resolve);
}

} // namespace

void
ScenarioParameters::Resolve()
{
    if (path == PathKind::AUTO)
    {
        path = stack == StackKind::NS3 ? PathKind::IP : PathKind::DIRECT;
    }
    if (arrivals == Arrivals::RECORDED && !isCounted)
    {
        connections = static_cast<uint32_t>(recorded->times.size());
    }
    else if ((duration || measure || end) && !isCounted)
    {
        connections = MAX_CONNECTIONS;
    }
    ShareOut(*this, clientGroups);
    ResolveClosers(*this);
    for (ClientGroup& group : clientGroups)
    {
        if (group.arrivals == Arrivals::RECORDED && !group.share && !group.isCounted)
        {
            group.connections = static_cast<uint32_t>(group.recorded->times.size());
        }
        else if ((duration || measure || group.end) && !group.share && !group.isCounted)
        {
            group.connections = MAX_CONNECTIONS;
        }
    }
    const auto servers = AllServers();
    const auto resolve = [&](ClientGroup& group) {
        if (group.clients == AUTO)
        {
            const ServerGroup& kind = servers[ServersOf(group).value_or(0)];
            const PortRange range =
                group.kind == GroupKind::HALF_OPEN
                    ? HALF_OPEN_PORTS
                    : Profile::Preset(PresetOf(group.client))->ip_local_port_range;
            const double ports = 1.0 * range.Size() * kind.servers * group.addressesPerClient;
            const double busy =
                SamplesLoss() ? group.connections : PortsBusy(group, kind, RoundTrip());
            const double needed = busy / (0.8 * ports);
            group.clients =
                static_cast<uint32_t>(std::clamp(std::ceil(needed), 1.0, MAX_HOSTS / 2.0));
        }
    };
    if (clientGroups.empty())
    {
        resolve(*this);
    }
    std::for_each(clientGroups.begin(), clientGroups.end(), resolve);
    ResolveBacklogs(*this);
}

} // namespace synfin
} // namespace ns3
