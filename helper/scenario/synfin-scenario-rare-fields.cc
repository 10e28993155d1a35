/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-rare-fields.h"

#include "synfin-scenario-hosts.h"

#include "ns3/synfin-link-text.h"
#include "ns3/synfin-parse.h"

#include <array>
#include <cstdio>
#include <set>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

using P = ScenarioParameters;

constexpr std::array SIDES{"-forward", "-reverse"};

/// Parameters that may be anything, or that CheckRare looks at; of one side of the link without the
/// side. No other may differ from what it is anyway.
const std::set<std::string>&
Free()
{
    static const std::set<std::string> FREE{"connections",
                                            "rate",
                                            "arrivals",
                                            "clients",
                                            "servers",
                                            "backlog",
                                            "request",
                                            "response",
                                            "requests-per-connection",
                                            "think",
                                            "hold",
                                            "closer",
                                            "close-by",
                                            "half-close",
                                            "path",
                                            "delay",
                                            "jitter",
                                            "jitter-reorders",
                                            "bandwidth",
                                            "queue",
                                            "loss",
                                            "importance-loss",
                                            "duplicate",
                                            "reorder",
                                            "corrupt",
                                            "ip",
                                            "profile",
                                            "client-profile",
                                            "server-profile",
                                            "duration",
                                            "seed",
                                            "run",
                                            "trace",
                                            "sample",
                                            "compress",
                                            "counters"};
    return FREE;
}

/// @return the name without the side of the link
std::string
WithoutSide(const std::string& name)
{
    for (const std::string side : SIDES)
    {
        if (name.size() > side.size() &&
            name.compare(name.size() - side.size(), side.size(), side) == 0)
        {
            return name.substr(0, name.size() - side.size());
        }
    }
    return name;
}

ScenarioField
RareField(const char* name, const char* where, bool forward, bool reverse)
{
    ScenarioField field{
        name,
        "Path",
        "P",
        std::string("frames of handshakes get lost with this probability instead of loss, and "
                    "connections are weighted accordingly, to measure what is rare") +
            where,
        "none, or a probability above 0 and below 1, such as 0.5 or 50%",
        [=](P& p, const std::string& text, std::string&) {
            const auto value = ParseProbability(text);
            if (text != "none" && (!value || *value <= 0 || *value >= 1))
            {
                return false;
            }
            p.importanceLoss[0] = forward ? value : p.importanceLoss[0];
            p.importanceLoss[1] = reverse ? value : p.importanceLoss[1];
            return true;
        },
        nullptr,
        "number",
        "",
        {"none"},
        ScenarioField::Bounds{0, 1}};
    if (forward != reverse)
    {
        field.get = [=](const P& p) -> std::string {
            const auto& value = p.importanceLoss[forward ? 0 : 1];
            return value ? FormatNumber(*value) : "none";
        };
    }
    return field;
}

/// @return nothing when what a direction of the link does to one connection's frames does not
/// depend on those of others
std::optional<SettingError>
CheckRareLink(const P& p, std::size_t side)
{
    const LinkParameters& link = side == 0 ? p.forward : p.reverse;
    const LinkSettings& now = link.settings;
    const auto* loss = std::get_if<IndependentLoss>(&now.loss);
    const bool hasLoss = !std::holds_alternative<std::monostate>(now.loss);
    const auto refuse = [&](const std::string& name, const char* accepted) {
        const std::string value = link.Get(name);
        return SettingError{{name + SIDES[side], name == "loss" && value == "none" ? "0" : value},
                            std::string(accepted) + " with --importance-loss"};
    };
    if (hasLoss && (!loss || loss->correlation != 0))
    {
        return refuse("loss", "a probability without correlation");
    }
    if (p.importanceLoss[side] && (!hasLoss || loss->probability >= 1))
    {
        return refuse("loss", "a probability above 0 and below 1");
    }
    if (now.bandwidth || now.bandwidthTrace)
    {
        return refuse("bandwidth", "none, so that no frame waits for one of another connection,");
    }
    if (now.delayTrace)
    {
        return refuse("delay", "a time");
    }
    if (!now.jitter.amount.IsZero() && now.jitter.correlation != 0)
    {
        return refuse("jitter", "one without correlation");
    }
    if (!now.jitter.amount.IsZero() && !now.jitterReorders)
    {
        return refuse("jitter-reorders", "true, so that no frame waits for one before it,");
    }
    if (now.duplicate.correlation != 0)
    {
        return refuse("duplicate", "a probability without correlation");
    }
    if (now.reorder.event.correlation != 0 || now.reorder.gap != 1)
    {
        return refuse("reorder", "a probability without correlation or gap");
    }
    return std::nullopt;
}

/// @return nothing when the servers' queues hold all connections at once, and are not half full
/// then: from there on Linux ends some sooner
std::optional<SettingError>
CheckRareQueues(const P& p)
{
    const Profile& server = p.server.profile;
    const uint64_t needed = 2 * ((uint64_t{p.connections} + p.servers - 1) / p.servers);
    const std::string least = "at least " + std::to_string(needed) +
                              " with --importance-loss, twice a server's connections, so that "
                              "none finds a queue full";
    if (p.backlog < needed)
    {
        return SettingError{{"backlog", std::to_string(p.backlog)}, "auto, or " + least};
    }
    for (const auto& [name, value] : {std::pair{"somaxconn", server.somaxconn},
                                      std::pair{"max_syn_backlog", server.max_syn_backlog}})
    {
        if (value < needed)
        {
            return SettingError{{"set", std::string(name) + "=" + std::to_string(value)}, least};
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<ScenarioField>
ScenarioRareFields()
{
    return {RareField("importance-loss", "", true, true),
            RareField("importance-loss-forward", ", clients to servers", true, false),
            RareField("importance-loss-reverse", ", servers to clients", false, true)};
}

std::optional<SettingError>
CheckRare(const ScenarioParameters& p)
{
    if (!p.SamplesLoss())
    {
        return std::nullopt;
    }
    const std::string with = " with --importance-loss, which asks for connections that do not meet";
    if (!p.clientGroups.empty() || !p.serverGroups.empty())
    {
        return SettingError{{"importance-loss", FormatNumber(p.importanceLoss[0].value_or(0))},
                            "none in a scenario of several groups, whose connections meet"};
    }
    const ScenarioParameters defaults;
    for (const ScenarioField& field : ScenarioFields())
    {
        if (field.get && Free().count(WithoutSide(field.name)) == 0 &&
            field.get(p) != field.get(defaults))
        {
            return SettingError{{field.name, field.get(p)}, field.get(defaults) + with};
        }
    }
    if (p.arrivals == Arrivals::CLOSED)
    {
        return SettingError{{"arrivals", "closed"}, "poisson, constant or burst" + with};
    }
    if (p.ip == P::DUAL_STACK)
    {
        return SettingError{{"ip", "dual"}, "4 or 6" + with};
    }
    for (const std::size_t side : {0, 1})
    {
        if (auto error = CheckRareLink(p, side))
        {
            return error;
        }
    }
    return CheckRareQueues(p);
}

std::optional<SettingError>
CheckRareRun(const ScenarioParameters& p, const RunSummary& summary)
{
    if (!summary.rare)
    {
        return std::nullopt;
    }
    const StackCounters& counters = summary.counters;
    const std::array<std::pair<const char*, uint64_t>, 9> meetings{
        {{"connections met what an earlier one had left at the server", summary.rare->Met()},
         {"SYNs found a queue full", counters.CountOf(DropReason::SYN_QUEUE_FULL)},
         {"connections found a queue full", counters.CountOf(DropReason::ACCEPT_QUEUE_FULL)},
         {"SYNs drew a cookie", counters.CountOf(StackEvent::COOKIE_WANTED)},
         {"half-open connections made room", counters.CountOf(StackEvent::HALF_OPEN_RECYCLED)},
         {"connections had no port",
          summary.connections.CountOf(Outcome::NO_PORT) +
              summary.connections.CountOf(Outcome::ADDRESS_IN_USE)},
         {"connections found TIME_WAIT full", counters.timeWaitEvicted},
         {"connections took another one's TIME_WAIT", counters.timeWaitReused},
         {"segments met a later connection",
          counters.oldDuplicatesAccepted + counters.oldDuplicatesRejected}}};
    for (const auto& [what, count] : meetings)
    {
        if (count > 0)
        {
            return SettingError{{"connections", std::to_string(p.connections)},
                                "fewer, or a lower --rate, or more --clients or --servers, with "
                                "--importance-loss: " +
                                    std::to_string(count) + " " + what +
                                    ", so weights would be wrong"};
        }
    }
    return std::nullopt;
}

std::vector<std::string>
RareNotes(const ScenarioParameters& p, const RunSummary& summary)
{
    std::vector<std::string> notes;
    if (!summary.rare)
    {
        return notes;
    }
    constexpr double FEW = 30; // a relative error of some 18 %
    const double effective = summary.rare->Failure().effective;
    const std::string advice = "; more --connections, or another --importance-loss, tell more";
    char text[32];
    std::snprintf(text, sizeof(text), "%.3g", effective);
    if (effective == 0)
    {
        notes.push_back("no handshake failed, so nothing is known of how often they do" + advice);
    }
    else if (effective < FEW)
    {
        notes.push_back("the handshakes that failed count as " + std::string(text) +
                        " (effective sample size), too few to trust the interval" + advice);
    }
    constexpr uint32_t FEW_HOSTS = 10;
    const ScenarioHosts hosts(p);
    const uint32_t servers = hosts.Count() - hosts.ClientCount();
    const bool hasWheels = p.client.profile.timer_hz > 0 || p.server.profile.timer_hz > 0;
    if (hasWheels && (hosts.ClientCount() < FEW_HOSTS || servers < FEW_HOSTS))
    {
        notes.push_back("timers ride a wheel (timer_hz), which all connections of a host share: "
                        "the errors are of these few hosts; more --clients and --servers tell "
                        "more");
    }
    return notes;
}

} // namespace synfin
} // namespace ns3
