/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-field-kinds.h"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

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
IpField()
{
    ScenarioField field = Choice<uint32_t>({"ip", "Path", "version of IP"},
                                           "VERSION",
                                           &Parameters::ip,
                                           {{"4", 4}, {"6", 6}});
    return field;
}

/// What a parameter of the link is, for people.
struct LinkText
{
    const char* metavar;
    const char* help;
};

/// @return the text about one of LinkParameters::Names()
LinkText
LinkTextOf(const std::string& name)
{
    static const std::map<std::string, LinkText> texts{
        {"delay", {"TIME", "propagation delay"}},
        {"jitter", {"JITTER", "random part of the delay: TIME[,DISTRIBUTION][,CORRELATION]"}},
        {"jitter-reorders", {"BOOL", "jitter may change the order of frames"}},
        {"bandwidth", {"RATE", "rate of transmission, or none"}},
        {"queue", {"SIZE", "drop-tail queue in front of the transmission, such as 1000p or 64kB"}},
        {"loss", {"LOSS", "P[,CORRELATION], gemodel:P,R[,1-H[,1-K]], state:P13,..., or file:PATH"}},
        {"duplicate", {"P", "frames that arrive twice: P[,CORRELATION]"}},
        {"reorder", {"P", "frames that skip the delay: P[,CORRELATION][,gap=N]"}},
        {"corrupt", {"P", "frames that arrive damaged"}},
        {"schedule", {"CHANGES", "what changes when: \"10s loss=1; 12s loss=0\""}},
        {"lose", {"SEGMENTS", "segments to lose in every connection, such as synack,ack2:2"}},
    };
    return texts.at(name);
}

/// A parameter of one direction of the link, or of both.
ScenarioField
LinkField(const std::string& name,
          const char* suffix,
          const char* where,
          bool forward,
          bool reverse)
{
    // Names of fields live as long as the program.
    static std::deque<std::string> texts;
    const LinkText text = LinkTextOf(name);
    texts.push_back(name + suffix);
    const char* const label = texts.back().c_str();
    texts.push_back(std::string(text.help) + where);
    ScenarioField field{label,
                        "Path",
                        text.metavar,
                        texts.back().c_str(),
                        LinkParameters().Set(name, "").value_or(""),
                        [=](Parameters& p, const std::string& value, std::string& accepted) {
                            std::optional<std::string> problem;
                            if (forward)
                            {
                                problem = p.forward.Set(name, value);
                            }
                            if (reverse && !problem)
                            {
                                problem = p.reverse.Set(name, value);
                            }
                            accepted = problem.value_or(accepted);
                            return !problem;
                        },
                        nullptr};
    if (forward != reverse)
    {
        field.get = [=](const Parameters& p) {
            const std::string value = (forward ? p.forward : p.reverse).Get(name);
            // No loss is a loss of 0, which tables and plots like better.
            return name == "loss" && value == "none" ? std::string("0") : value;
        };
    }
    return field;
}

/// @return every parameter of the link: of both directions, then of each
Fields
LinkFields()
{
    Fields fields;
    for (const auto& name : LinkParameters::Names())
    {
        fields.push_back(LinkField(name, "", "", true, true));
    }
    for (const auto& name : LinkParameters::Names())
    {
        fields.push_back(LinkField(name, "-forward", ", clients to servers", true, false));
        fields.push_back(LinkField(name, "-reverse", ", servers to clients", false, true));
    }
    return fields;
}

ScenarioField
ProfileNameField()
{
    return {"profile",
            "TCP",
            "NAME",
            "preset of TCP's policies",
            Alternatives(Profile::PresetNames(), [](const auto& name) { return name; }),
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

ScenarioField
SampleField()
{
    return {"sample",
            "Output",
            "1/N",
            "which connections the traces hold, whole ones; hosts.csv is of all",
            "1/N with N from 1 to 1000000000",
            [](Parameters& p, const std::string& text, std::string&) {
                const auto value =
                    text.rfind("1/", 0) == 0 ? ParseUnsigned(text.substr(2)) : std::nullopt;
                if (!value || *value < 1 || *value > 1000000000)
                {
                    return false;
                }
                p.sample = static_cast<uint32_t>(*value);
                return true;
            },
            [](const Parameters& p) { return "1/" + std::to_string(p.sample); }};
}

ScenarioField
CompressField()
{
    Names<Compression> names{{"none", Compression::NONE}};
    if (IsSupported(Compression::ZSTD))
    {
        names.emplace_back("zstd", Compression::ZSTD);
    }
    ScenarioField field = Choice({"compress", "Output", "how the .csv files are compressed"},
                                 "HOW",
                                 &Parameters::compression,
                                 names);
    field.accepted += names.size() == 1 ? ", as this build has no zstd" : "";
    return field;
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
        Choice<PathKind>(
            {"path", path, "how segments travel: through ns-3's IP, or from stack to stack"},
            "PATH",
            &P::path,
            {{"ip", PathKind::IP}, {"direct", PathKind::DIRECT}}),
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
        Choice<TraceLevel>(
            {"trace", "Output", "which .csv files --out gets; segments: all, and every segment"},
            "WHICH",
            &P::trace,
            {{"all", TraceLevel::ALL},
             {"none", TraceLevel::NONE},
             {"segments", TraceLevel::SEGMENTS}}),
        SampleField(),
        CompressField(),
    };
}

} // namespace

const std::vector<ScenarioField>&
ScenarioFields()
{
    static const Fields fields = [] {
        Fields all = MakeFields();
        const Fields link = LinkFields();
        const auto place = std::find_if(all.begin(), all.end(), [](const auto& f) {
            return f.name == std::string("ip");
        });
        all.insert(place, link.begin(), link.end());
        return all;
    }();

    return fields;
}

const ScenarioField*
FindScenarioField(const std::string& name)
{
    static const auto byName = [] {
        std::unordered_map<std::string, const ScenarioField*> fields;
        for (const auto& field : ScenarioFields())
        {
            fields.emplace(field.name, &field);
        }
        return fields;
    }();
    const auto found = byName.find(name);
    return found == byName.end() ? nullptr : found->second;
}

} // namespace synfin
} // namespace ns3
