/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-parameters.h"

#include "synfin-scenario-contradictions.h"

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

/// @return how many local ports the clients have in use at once, about
double
PortsBusy(const ScenarioParameters& p)
{
    const double life = (1 + p.requestsPerConnection) * p.RoundTrip() + p.hold.GetSeconds() +
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

double
ScenarioParameters::RoundTrip() const
{
    return (forward.settings.delay + reverse.settings.delay).GetSeconds();
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
        const double handshake = RoundTrip() + timeout.GetSeconds();
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

} // namespace synfin
} // namespace ns3
