/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-field-kinds.h"

namespace ns3
{
namespace synfin
{

namespace
{

using Fields = std::vector<ScenarioField>;
using Parameters = ScenarioParameters;

ScenarioField
RateField()
{
    return {"rate",
            "Workload",
            "PER_S",
            "connections begun per second, on average",
            "a number from 0.000001 to 1000000000",
            true,
            [](Parameters& p, const std::string& text, std::string&) {
                const auto value = ParseNumber(text);
                if (!value || *value < 1e-6 || *value > 1e9)
                {
                    return false;
                }
                p.rate = *value;
                return true;
            },
            [](const Parameters& p) { return FormatNumber(p.rate); }};
}

ScenarioField
BandwidthField()
{
    return {"bandwidth",
            "Path",
            "RATE",
            "rate of the link, each way",
            "a rate from 1kbps to 1Tbps, such as 10Mbps",
            false,
            [](Parameters& p, const std::string& text, std::string&) {
                const auto value = ParseRate(text);
                if (!value || *value < 1000 || *value > 1000000000000)
                {
                    return false;
                }
                p.bandwidth = *value;
                return true;
            },
            [](const Parameters& p) { return FormatRate(p.bandwidth); }};
}

/// Reads "1000p", "64kB", "1MiB".
bool
SetQueue(QueueLimit& queue, const std::string& text)
{
    static const std::vector<std::pair<const char*, uint64_t>> units{{"p", 0},
                                                                     {"B", 1},
                                                                     {"kB", 1000},
                                                                     {"KiB", 1024},
                                                                     {"MB", 1000000},
                                                                     {"MiB", 1048576}};
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto value = ParseUnsigned(text.substr(0, digits));
    const auto unit = std::find_if(units.begin(), units.end(), [&](const auto& u) {
        return text.compare(digits, std::string::npos, u.first) == 0;
    });
    if (!value || *value > 1000000000 || unit == units.end())
    {
        return false;
    }
    const bool bytes = unit->second != 0;
    const uint64_t size = bytes ? *value * unit->second : *value;
    if (size < (bytes ? 1500 : 1) || size > 1000000000)
    {
        return false;
    }
    queue = {static_cast<uint32_t>(size), bytes};
    return true;
}

ScenarioField
QueueField()
{
    return {"queue",
            "Path",
            "SIZE",
            "drop-tail queue of the link, each way",
            "packets from 1p to 1000000000p or bytes from 1500B to 1000MB, such as 1000p or 64kB",
            false,
            [](Parameters& p, const std::string& text, std::string&) {
                return SetQueue(p.queue, text);
            },
            [](const Parameters& p) {
                return std::to_string(p.queue.size) + (p.queue.bytes ? "B" : "p");
            }};
}

ScenarioField
IpField()
{
    ScenarioField field = Choice<uint32_t>({"ip", "Path", "version of IP"},
                                           "VERSION",
                                           &Parameters::ip,
                                           {{"4", 4}, {"6", 6}});
    field.isNumber = true;
    return field;
}

ScenarioField
LossField()
{
    return {"loss",
            "Path",
            "P",
            "loss of both directions: each packet on its own",
            "a probability from 0 to 1",
            true,
            [](Parameters& p, const std::string& text, std::string&) {
                return SetProbability(p.lossForward, text) && SetProbability(p.lossReverse, text);
            },
            nullptr};
}

ScenarioField
ProfileNameField()
{
    return {"profile",
            "TCP",
            "NAME",
            "preset of TCP's policies",
            Alternatives(Profile::PresetNames(), [](const auto& name) { return name; }),
            false,
            [](Parameters& p, const std::string& text, std::string&) {
                const auto preset = Profile::Preset(text);
                if (!preset)
                {
                    return false;
                }
                p.profileName = text;
                p.profile = *preset;
                return true;
            },
            [](const Parameters& p) { return p.profileName; }};
}

ScenarioField
MslField()
{
    return {"msl",
            "TCP",
            "TIME",
            "maximum segment lifetime: TIME_WAIT lasts twice as long",
            "a time, such as 30s",
            false,
            [](Parameters& p, const std::string& text, std::string& accepted) {
                const auto problem = p.profile.Set("msl", text);
                if (problem)
                {
                    accepted = *problem;
                    return false;
                }
                p.profile.time_wait.reset();
                return true;
            },
            nullptr};
}

ScenarioField
SetField()
{
    return {"set",
            "TCP",
            "KEY=VALUE",
            "any field of the profile; may be repeated",
            "KEY=VALUE with a field of the profile",
            false,
            [](Parameters& p, const std::string& text, std::string& accepted) {
                const std::size_t equals = text.find('=');
                if (equals == std::string::npos)
                {
                    return false;
                }
                const auto problem = p.profile.Set(text.substr(0, equals), text.substr(equals + 1));
                accepted = problem.value_or(accepted);
                return !problem;
            },
            nullptr};
}

Fields
MakeFields()
{
    constexpr const char* work = "Workload";
    constexpr const char* path = "Path";
    constexpr uint64_t gigabyte = 1000000000;
    using P = Parameters;
    return {
        Count({"connections", work, "how many connections are begun"},
              &P::connections,
              1,
              100000000),
        RateField(),
        Choice<Arrivals>(
            {"arrivals", work, "when they begin: at random, at equal gaps, all at once"},
            "KIND",
            &P::arrivals,
            {{"poisson", Arrivals::POISSON},
             {"constant", Arrivals::CONSTANT},
             {"burst", Arrivals::BURST}}),
        Count({"clients", work, "client hosts, which take turns"}, &P::clients, 1, 10000),
        Count({"servers", work, "server hosts, which take turns"}, &P::servers, 1, 10000),
        Count({"request", work, "octets that the client sends"}, &P::request, 0, gigabyte),
        Count({"response", work, "octets that the server sends once it has the request"},
              &P::response,
              0,
              gigabyte),
        Duration({"hold", work, "pause before the close"}, &P::hold, Hours(24 * 365)),
        Choice<Closer>(
            {"closer", work, "who closes first"},
            "WHO",
            &P::closer,
            {{"client", Closer::CLIENT}, {"server", Closer::SERVER}, {"both", Closer::BOTH}}),
        Count({"backlog", work, "of the servers' listeners, as in listen(2)"},
              &P::backlog,
              0,
              1000000),
        Duration({"listen-from", work, "when the servers begin to listen; before, they refuse"},
                 &P::listenFrom,
                 Hours(24 * 365)),
        Duration({"delay", path, "propagation delay of the link, one way"}, &P::delay, Hours(24)),
        BandwidthField(),
        QueueField(),
        LossField(),
        Probability({"loss-forward", path, "loss from clients to servers"}, &P::lossForward),
        Probability({"loss-reverse", path, "loss from servers to clients"}, &P::lossReverse),
        IpField(),
        Choice<StackKind>({"stack", "TCP", "whose TCP the hosts run"},
                          "NAME",
                          &P::stack,
                          {{"synfin", StackKind::SYNFIN}, {"ns3", StackKind::NS3}}),
        ProfileNameField(),
        MslField(),
        SetField(),
        // ns-3's generator accepts seeds below 4294944443 and has 2^51 runs for each.
        Count({"seed", "Randomness", "seed of the random numbers"}, &P::seed, 1, 4294944442),
        Count({"run", "Randomness", "which of the seed's independent replications"},
              &P::run,
              0,
              (1ULL << 51) - 1),
        Choice<TraceLevel>({"trace", "Output", "which .csv files --out gets"},
                           "WHICH",
                           &P::trace,
                           {{"all", TraceLevel::ALL}, {"none", TraceLevel::NONE}}),
    };
}

} // namespace

const std::vector<ScenarioField>&
ScenarioFields()
{
    static const Fields fields = MakeFields();
    return fields;
}

const ScenarioField*
FindScenarioField(const std::string& name)
{
    for (const auto& field : ScenarioFields())
    {
        if (name == field.name)
        {
            return &field;
        }
    }
    return nullptr;
}

} // namespace synfin
} // namespace ns3
