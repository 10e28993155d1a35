/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-details.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

using P = ScenarioParameters;

/// A setting that says how something is done, and what is done at all.
struct Detail
{
    const char* option;
    bool (*isDone)(const P& parameters);
    const char* needs; //!< what has it done
};

/// The same of one direction of the link.
struct LinkDetail
{
    std::string option;
    bool (*isDone)(const LinkParameters& link);
    const char* needs;
};

template <typename Has>
bool
AtSomeTime(const LinkParameters& link, const Has& has)
{
    const auto steps = link.Steps();
    return std::any_of(steps.begin(), steps.end(), [&](const LinkStep& step) -> bool {
        return has(step.settings);
    });
}

/// @return true where frames may wait for a rate
bool
HasRate(const LinkParameters& link)
{
    return AtSomeTime(link, [](const LinkSettings& settings) {
        return settings.bandwidth || settings.bandwidthTrace;
    });
}

/// @return true where a frame may be faster than one before it
bool
DelayVaries(const LinkParameters& link)
{
    return AtSomeTime(link, [&](const LinkSettings& settings) {
        return settings.delayTrace || settings.jitter.amount.IsStrictlyPositive() ||
               settings.delay != link.settings.delay;
    });
}

bool
HasNat(const P& p)
{
    return p.nat;
}

bool
HasFirewall(const P& p)
{
    return p.firewallIdle.has_value();
}

bool
HasConntrack(const P& p)
{
    return p.conntrack > 0;
}

bool
HasPathMtu(const P& p)
{
    return p.pathMtu > 0;
}

bool
HasAccessRate(const P& p)
{
    return p.access[0].bitsPerSecond > 0 || p.access[1].bitsPerSecond > 0;
}

/// Of named groups it may be a share of what all have.
bool
HasUsers(const P& p)
{
    return p.arrivals == Arrivals::CLOSED || !p.groupName.empty();
}

bool
HasAcceptDelay(const P& p)
{
    return !p.acceptDelay.IsZero();
}

constexpr std::array DETAILS{
    Detail{"nat-ports", &HasNat, "--nat"},
    Detail{"nat-timeout", &HasNat, "--nat"},
    Detail{"nat-block", &HasNat, "--nat"},
    Detail{"firewall-opening", &HasFirewall, "--firewall-idle"},
    Detail{"firewall-closing", &HasFirewall, "--firewall-idle"},
    Detail{"firewall-expired", &HasFirewall, "--firewall-idle"},
    Detail{"conntrack-time-wait", &HasConntrack, "--conntrack"},
    Detail{"path-mtu-icmp", &HasPathMtu, "--path-mtu"},
    Detail{"access-queue", &HasAccessRate, "--access-rate"},
    Detail{"acceptors", &HasAcceptDelay, "--accept-delay"},
    Detail{"concurrency", &HasUsers, "--arrivals closed"},
};

const std::array LINK_DETAILS{
    LinkDetail{"queue", &HasRate, "--bandwidth"},
    LinkDetail{"ecn-threshold", &HasRate, "--bandwidth"},
    LinkDetail{"jitter-reorders", &DelayVaries, "--jitter"},
};

SettingError
Without(const std::string& option, const std::string& value, const char* needs)
{
    return {{option, value}, "nothing without " + std::string(needs) + ", of which it is a detail"};
}

/// @return nothing when each direction has what it has details of, or the other one has it that
/// says the same, since one option may have said so for both
std::optional<SettingError>
CheckLinkDetails(const P& p)
{
    static const LinkParameters standards;
    const LinkParameters links[]{p.LinkTo(true), p.LinkTo(false)};
    for (const LinkDetail& detail : LINK_DETAILS)
    {
        if (detail.isDone(links[0]) && detail.isDone(links[1]))
        {
            continue;
        }
        const std::string standard = standards.Get(detail.option);
        const bool isOfBoth = links[0].Get(detail.option) == links[1].Get(detail.option);
        for (const bool isForward : {true, false})
        {
            const std::string value = links[isForward ? 0 : 1].Get(detail.option);
            const bool isDone = detail.isDone(links[isForward ? 0 : 1]) ||
                                (isOfBoth && detail.isDone(links[isForward ? 1 : 0]));
            if (!isDone && value != standard)
            {
                const char* side = isForward ? "-forward" : "-reverse";
                return Without(detail.option + (isOfBoth ? "" : side), value, detail.needs);
            }
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<SettingError>
CheckDetails(const ScenarioParameters& one, const std::vector<ScenarioParameters>& all)
{
    static const auto fields = [] {
        const ScenarioParameters defaults;
        std::vector<std::pair<const ScenarioField*, std::string>>
            found; // and what each has by itself
        for (const Detail& detail : DETAILS)
        {
            const ScenarioField* field = FindScenarioField(detail.option);
            found.emplace_back(field, field->get(defaults));
        }
        return found;
    }();
    auto field = fields.begin();
    for (const Detail& detail : DETAILS)
    {
        const auto& [known, standard] = *field++;
        const auto& get = known->get;
        const std::string value = get(one);
        const auto hasEffect = [&](const P& p) { return detail.isDone(p) && get(p) == value; };
        if (value != standard && std::none_of(all.begin(), all.end(), hasEffect))
        {
            return Without(detail.option, value, detail.needs);
        }
    }
    return CheckLinkDetails(one);
}

} // namespace synfin
} // namespace ns3
