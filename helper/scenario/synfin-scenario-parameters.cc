/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-parameters.h"

#include "synfin-scenario-contradictions.h"
#include "synfin-scenario-stock-limits.h"

#include "ns3/synfin-fast-open.h"
#include "ns3/synfin-message.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-time-limit.h"
#include "ns3/synfin-timer-wheel.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return from one host to the other and back, in seconds
double
RoundTrip(const ScenarioParameters& p)
{
    return (p.forward.settings.delay + p.reverse.settings.delay).GetSeconds();
}

/// @return how many local ports the clients have in use at once, about
double
PortsBusy(const ScenarioParameters& p)
{
    const double life = (1 + p.requestsPerConnection) * RoundTrip(p) + p.hold.GetSeconds() +
                        (p.requestsPerConnection - 1) * p.think.GetSeconds();
    const double wait = p.closer == Closer::SERVER ? 0 : p.client.profile.TimeWait().GetSeconds();
    double busy = p.connections;
    switch (p.arrivals)
    {
    case Arrivals::POISSON:
    case Arrivals::CONSTANT:
        busy = p.rate * (life + wait);
        break;
    case Arrivals::CLOSED:
        busy = life + p.think.GetSeconds() > 0
                   ? p.concurrency * (1 + wait / (life + p.think.GetSeconds()))
                   : busy;
        break;
    case Arrivals::BURST:
        break;
    }
    return std::min<double>(busy, p.connections);
}

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
    for (const auto& [name, link] :
         {std::pair{"forward", &p.forward}, std::pair{"reverse", &p.reverse}})
    {
        if (const auto problem = link->Validate())
        {
            const std::string reorder = std::string("reorder-") + name;
            return SettingError{{reorder, link->Get("reorder")}, *problem};
        }
        if (NeverMarks(*link))
        {
            const std::string threshold = std::string("ecn-threshold-") + name;
            return SettingError{{threshold, link->Get("ecn-threshold")},
                                "none, or less than the queue, here " + link->Get("queue") +
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

/// @return nothing when hosts, addresses and requests agree, else what does not
std::optional<SettingError>
CheckHosts(const ScenarioParameters& p)
{
    if (p.path == PathKind::IP && p.nat)
    {
        return SettingError{{"nat", "true"}, "false with --path ip: ns-3's IP has no NAT"};
    }
    if (p.nat && p.addressesPerClient > 1)
    {
        return SettingError{{"addresses-per-client", std::to_string(p.addressesPerClient)},
                            "1 with --nat"};
    }
    ScenarioParameters resolved = p;
    resolved.Resolve();
    if (static_cast<uint64_t>(resolved.clients) * p.addressesPerClient + p.servers >
        ScenarioParameters::MAX_ADDRESSES)
    {
        return SettingError{{"addresses-per-client", std::to_string(p.addressesPerClient)},
                            "at most " + std::to_string(ScenarioParameters::MAX_ADDRESSES) +
                                " addresses in all"};
    }
    if (p.requestsPerConnection > 1 && (p.request == 0 || p.response == 0))
    {
        return SettingError{{"requests-per-connection", std::to_string(p.requestsPerConnection)},
                            "1 unless --request and --response are both at least 1: they tell "
                            "where a request ends"};
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
    else if (p.request == 0)
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
    const double thoughts = inRow * p.requestsPerConnection - 1;
    const double thinking = thoughts * p.think.GetSeconds();
    const double holding = inRow * p.hold.GetSeconds();
    const double waiting = inRow * (1 + p.requestsPerConnection) * RoundTrip(p);
    if (thinking + holding + waiting <= MAX_YEARS * (NANOSECONDS_PER_YEAR / 1e9))
    {
        return std::nullopt;
    }
    const std::string accepted = "less, so that " + FormatNumber(inRow) + " connections of " +
                                 std::to_string(p.requestsPerConnection) +
                                 " requests one after the other last at most " +
                                 std::to_string(MAX_YEARS) + " years of simulated time";
    if (thinking >= std::max(holding, waiting))
    {
        return SettingError{{"think", FormatTime(p.think)}, accepted};
    }
    if (holding >= waiting)
    {
        return SettingError{{"hold", FormatTime(p.hold)}, accepted};
    }
    return SettingError{{"connections", std::to_string(p.connections)}, accepted};
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

} // namespace

std::string
TypedAs(const Setting& setting)
{
    if (setting.file.empty())
    {
        return "--" + setting.name + " " + setting.value;
    }
    if (setting.section.empty())
    {
        return setting.name + " = " + setting.value;
    }
    const std::size_t equals = setting.value.find('=');
    return "[" + setting.section + "] " + setting.value.substr(0, equals) + " = " +
           setting.value.substr(equals + 1);
}

std::string
EndPrefix(const std::string& field)
{
    for (const std::string prefix : END_PREFIXES)
    {
        if (field.compare(0, prefix.size(), prefix) == 0)
        {
            return prefix;
        }
    }
    return "";
}

std::string
EndFieldName(const std::string& field)
{
    const std::string prefix = EndPrefix(field);
    return prefix + ProfileFieldName(field.substr(prefix.size()));
}

std::vector<Setting>
ScenarioParameters::ProfileSettings() const
{
    std::vector<Setting> settings;
    for (const auto& field : ProfileFields())
    {
        const std::string name = field.name;
        const std::string here = client.profile.Get(name);
        const std::string there = server.profile.Get(name);
        if (here == there)
        {
            settings.push_back({name, here});
            continue;
        }
        settings.push_back({END_PREFIXES[0] + name, here});
        settings.push_back({END_PREFIXES[1] + name, there});
    }
    return settings;
}

Time
ScenarioParameters::TimeWait() const
{
    const auto longest = [](const Profile& profile) {
        return TimerWheel(profile.timer_hz, 0).Latest(profile.TimeWait());
    };
    const Time here = longest(client.profile);
    const Time there = longest(server.profile);
    switch (closer)
    {
    case Closer::CLIENT:
        return here;
    case Closer::SERVER:
        return there;
    case Closer::BOTH:
        break;
    }
    return std::max(here, there);
}

LinkParameters
ScenarioParameters::DefaultLink()
{
    LinkParameters link;
    link.settings.delay = MilliSeconds(50);
    link.settings.bandwidth = 1000000000;
    link.Set("queue", "1000p");
    return link;
}

std::optional<SettingError>
ScenarioParameters::Apply(std::vector<Setting> settings)
{
    for (const auto& setting : settings)
    {
        if (FindScenarioField(setting.name) == nullptr)
        {
            std::vector<std::string> names;
            for (const auto& field : ScenarioFields())
            {
                names.push_back(field.name);
            }
            const std::string near = DidYouMean(setting.name, names);
            return SettingError{setting,
                                "one of the parameters that --help lists" +
                                    (near.empty() ? "" : "; " + near)};
        }
    }
    const auto rank = [](const Setting& setting) {
        const bool isOfOneEnd = setting.name == "set" && !EndPrefix(setting.value).empty();
        return std::pair{FindScenarioField(setting.name), isOfOneEnd};
    };
    std::stable_sort(settings.begin(), settings.end(), [&](const Setting& a, const Setting& b) {
        return rank(a) < rank(b);
    });
    for (const auto& setting : settings)
    {
        const ScenarioField& field = *FindScenarioField(setting.name);
        std::string accepted = field.accepted;
        if (!field.set(*this, setting.value, accepted))
        {
            return SettingError{setting, accepted};
        }
    }
    return FindContradiction(settings);
}

void
ScenarioParameters::Resolve()
{
    if (path == PathKind::AUTO)
    {
        path = stack == StackKind::NS3 ? PathKind::IP : PathKind::DIRECT;
    }
    if (clients == AUTO)
    {
        const PortRange range = Profile::Preset(PresetOf(client))->ip_local_port_range;
        const double ports = 1.0 * (range.high - range.low + 1) * servers * addressesPerClient;
        clients = static_cast<uint32_t>(
            std::clamp(std::ceil(PortsBusy(*this) / (0.8 * ports)), 1.0, MAX_HOSTS / 2.0));
    }
    if (backlog == AUTO)
    {
        const Time timeout = std::max(client.profile.rto_initial, server.profile.rto_initial);
        const double handshake = RoundTrip(*this) + timeout.GetSeconds();
        const double begun = arrivals == Arrivals::BURST    ? connections
                             : arrivals == Arrivals::CLOSED ? concurrency
                                                            : rate * handshake;
        const auto needed =
            static_cast<uint32_t>(std::min(std::round(begun / servers), 1.0 * MAX_BACKLOG));
        backlog = std::max(needed, 4096U);
        for (ScenarioEnd* end : {&client, &server})
        {
            MakeRoom(end->profile, *Profile::Preset(PresetOf(*end)), needed);
        }
    }
}

std::optional<SettingError>
ScenarioParameters::Validate() const
{
    for (const auto check :
         {&CheckProfile, &CheckLinks, &CheckStack, &CheckHosts, &CheckFastOpen, &CheckDuration})
    {
        if (const auto error = check(*this))
        {
            return error;
        }
    }
    if (connections / rate > 1e8)
    {
        return SettingError{{"rate", FormatNumber(rate)},
                            "a rate that begins all connections within 100000000 s"};
    }
    return std::nullopt;
}

} // namespace synfin
} // namespace ns3
