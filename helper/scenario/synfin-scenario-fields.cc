/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-field-kinds.h"
#include "synfin-scenario-link-fields.h"
#include "synfin-scenario-profile-fields.h"

#include <algorithm>
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
    const ScenarioField::Bounds bounds{1e-6, 1e9};
    return {"rate",
            "Workload",
            "PER_S",
            "connections begun per second, on average",
            "a number from 0.000001 to 1000000000",
            [=](Parameters& p, const std::string& text, std::string&) {
                const auto value = ParseNumber(text);
                if (!value || *value < bounds.low || *value > bounds.high)
                {
                    return false;
                }
                p.rate = *value;
                return true;
            },
            [](const Parameters& p) { return FormatNumber(p.rate); },
            "number",
            "connections per second",
            {},
            bounds};
}

ScenarioField
IpField()
{
    ScenarioField field = Choice({"ip", "Path", "version of IP"},
                                           "VERSION",
                                           &Parameters::ip,
                                           {{"4", 4}, {"6", 6}});
    return field;
}

ScenarioField
NatPortsField()
{
    return {"nat-ports",
            "NAT",
            "LOW-HIGH",
            "the NAT's ports, towards each server",
            "LOW-HIGH with ports from 1 to 65535",
            [](Parameters& p, const std::string& text, std::string&) {
                // Written as the hosts' own ports are.
                Profile range;
                const bool isBad = range.Set("ip_local_port_range", text).has_value();
                p.natPorts = isBad ? p.natPorts : range.ip_local_port_range;
                return !isBad;
            },
            [](const Parameters& p) {
                Profile range;
                range.ip_local_port_range = p.natPorts;
                return range.Get("ip_local_port_range");
            }};
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
    constexpr const char* servers = "Servers";
    constexpr const char* nat = "NAT";
    constexpr const char* path = "Path";
    constexpr uint64_t gigabyte = 1000000000;
    using P = Parameters;
    return {
        Count({"connections", work, "how many connections are begun", "connections"},
              &P::connections,
              1,
              100000000),
        RateField(),
        Choice(
            {"arrivals", work, "when they begin: at random, at equal gaps, all at once"},
            "KIND",
            &P::arrivals,
            {{"poisson", Arrivals::POISSON},
             {"constant", Arrivals::CONSTANT},
             {"burst", Arrivals::BURST},
             {"closed", Arrivals::CLOSED}}),
        Count({"concurrency",
               work,
               "users of --arrivals closed, one connection at a time each",
               "users"},
              &P::concurrency,
              1,
              100000000),
        CountOrAuto({"clients",
                     work,
                     "client hosts, which take turns; auto: enough for the ports",
                     "hosts"},
                    &P::clients,
                    1,
                    P::MAX_HOSTS),
        Count({"addresses-per-client",
               work,
               "addresses of each client, which take turns",
               "addresses"},
              &P::addressesPerClient,
              1,
              P::MAX_ADDRESSES),
        Count({"request", work, "octets that the client sends", "octets"},
              &P::request,
              0,
              gigabyte),
        Count({"response", work, "octets that the server sends once it has the request", "octets"},
              &P::response,
              0,
              gigabyte),
        Count({"requests-per-connection",
               work,
               "requests and responses, one after the other",
               "requests"},
              &P::requestsPerConnection,
              1,
              1000000),
        Switch({"fast-open",
                work,
                "TCP Fast Open: clients send the request in the SYN, as far as it fits, once they "
                "have a "
                "server's cookie; asks for fastopen=3 and --request"},
               &P::fastOpen),
        Duration({"think", work, "pause before the next request, or the user's next connection"},
                 &P::think,
                 Hours(24 * 365)),
        Duration({"hold", work, "pause before the close"}, &P::hold, Hours(24 * 365)),
        Choice(
            {"closer", work, "who closes first"},
            "WHO",
            &P::closer,
            {{"client", Closer::CLIENT}, {"server", Closer::SERVER}, {"both", Closer::BOTH}}),
        Choice(
            {"close-by", work, "how it closes: in order, or as with SO_LINGER and a time of 0"},
            "HOW",
            &P::closeBy,
            {{"fin", CloseBy::FIN}, {"rst", CloseBy::RST}}),
        Count({"servers", servers, "server hosts, which take turns", "hosts"},
              &P::servers,
              1,
              P::MAX_HOSTS),
        CountOrAuto({"backlog",
                     servers,
                     "of the servers' listeners, as in listen(2); auto: enough for the rate",
                     "connections"},
                    &P::backlog,
                    0,
                    P::MAX_BACKLOG),
        Duration({"listen-from", servers, "when the servers begin to listen; before, they refuse"},
                 &P::listenFrom,
                 Hours(24 * 365)),
        Switch({"nat", nat, "all clients share one address and its ports (not with --path ip)"},
               &P::nat),
        NatPortsField(),
        Duration({"nat-timeout", nat, "how long the NAT keeps a port after the connection's end"},
                 &P::natTimeout,
                 Hours(24 * 365)),
        Choice(
            {"path",
             path,
             "how segments travel: through ns-3's IP, or from stack to stack, which is faster and "
             "writes the same; auto: direct unless the stack is ns3"},
            "PATH",
            &P::path,
            {{"auto", PathKind::AUTO}, {"ip", PathKind::IP}, {"direct", PathKind::DIRECT}}),
        IpField(),
        Choice({"stack", "TCP", "whose TCP the hosts run"},
                          "NAME",
                          &P::stack,
                          {{"synfin", StackKind::SYNFIN}, {"ns3", StackKind::NS3}}),
        // ns-3's generator accepts seeds below 4294944443 and has 2^51 runs for each.
        Count({"seed", "Randomness", "seed of the random numbers"}, &P::seed, 1, 4294944442),
        Count({"run", "Randomness", "which of the seed's independent replications"},
              &P::run,
              0,
              (1ULL << 51) - 1),
        Choice(
            {"trace", "Output", "which .csv files --out gets; segments: all, and every segment"},
            "WHICH",
            &P::trace,
            {{"all", TraceLevel::ALL},
             {"none", TraceLevel::NONE},
             {"segments", TraceLevel::SEGMENTS}}),
        SampleField(),
        CompressField(),
        Switch({"counters",
                "Output",
                "what Linux would have counted at each host, as nstat prints it: counters.csv"},
               &P::counters),
    };
}

} // namespace

const std::vector<ScenarioField>&
ScenarioFields()
{
    static const Fields fields = [] {
        Fields all = MakeFields();
        const auto insert = [&all](const Fields& fields, const char* before) {
            const auto place = std::find_if(all.begin(), all.end(), [&](const auto& f) {
                return f.name == before;
            });
            all.insert(place, fields.begin(), fields.end());
        };
        insert(ScenarioLinkFields(), "ip");
        insert(ScenarioProfileFields(), "seed");
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
