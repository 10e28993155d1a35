/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-blind-fields.h"
#include "synfin-scenario-address-fields.h"
#include "synfin-scenario-attack-fields.h"
#include "synfin-scenario-event-fields.h"
#include "synfin-scenario-field-kinds.h"
#include "synfin-scenario-link-fields.h"
#include "synfin-scenario-middlebox-fields.h"
#include "synfin-scenario-path-mtu-fields.h"
#include "synfin-scenario-profile-fields.h"
#include "synfin-scenario-rare-fields.h"
#include "synfin-scenario-workload-fields.h"

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
IpField()
{
    return Choice({"ip", "Path", "version of IP; dual: hosts have both, and try 6 first"},
                  "VERSION",
                  &Parameters::ip,
                  {{"4", 4}, {"6", 6}, {"dual", Parameters::DUAL_STACK}});
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
    constexpr const char* path = "Path";
    using P = Parameters;
    return {
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
        OptionalTime({"duration",
                      "Run",
                      "simulated time at which the run ends, whatever is under way; without "
                      "--connections as many begin as there is time for"},
                     &P::duration,
                     Hours(24 * 365)),
        Duration({"warmup", "Run", "simulated time that is not measured, before --measure"},
                 &P::warmup,
                 Hours(24 * 365)),
        OptionalTime({"measure",
                      "Run",
                      "window of simulated time that is measured, with intervals by batch means; "
                      "without --connections and --duration it is the last in which connections "
                      "begin"},
                     &P::measure,
                     Hours(24 * 365)),
        // ns-3's generator accepts seeds below 4294944443 and has 2^51 runs for each.
        Count({"seed", "Randomness", "seed of the random numbers"}, &P::seed, 1, 4294944442),
        Count({"run", "Randomness", "which of the seed's independent replications"},
              &P::run,
              0,
              (1ULL << 51) - 1),
        Choice({"trace",
                "Output",
                "which .csv files --out gets; connections: connections.csv only; segments: "
                "all, and every segment"},
               "WHICH",
               &P::trace,
               {{"all", TraceLevel::ALL},
                {"none", TraceLevel::NONE},
                {"connections", TraceLevel::CONNECTIONS},
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
        insert(ScenarioWorkloadFields(), "path");
        insert(ScenarioAddressFields(), "path");
        insert(ScenarioAttackFields(), "path");
        insert(BlindFields(), "path");
        insert(ScenarioServerFields(), "path");
        insert(ScenarioMiddleboxFields(), "path");
        insert(ScenarioPathMtuFields(), "path");
        insert(ScenarioLinkFields(), "ip");
        insert(ScenarioRareFields(), "ip");
        insert(ScenarioProfileFields(), "duration");
        insert({EventField()}, "duration");
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
