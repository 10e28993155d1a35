/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-link-fields.h"

#include "ns3/synfin-segment-namer.h"

#include <map>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

namespace
{

using Parameters = ScenarioParameters;

/// What a parameter of the link is, for people.
struct LinkText
{
    const char* metavar;
    const char* help;
    const char* type{"text"};
    std::vector<std::string> values{};
    std::optional<ScenarioField::Bounds> bounds{};
};

/// @return the text about one of LinkParameters::Names()
LinkText
LinkTextOf(const std::string& name)
{
    static const std::map<std::string, LinkText> texts{
        {"delay",
         {"TIME", "propagation delay, or trace:FILE", "time", {}, ScenarioField::Bounds{0, 86400}}},
        {"jitter", {"JITTER", "random part of the delay: TIME[,DISTRIBUTION][,CORRELATION]"}},
        {"jitter-reorders", {"BOOL", "jitter may change the order of frames", "boolean"}},
        {"bandwidth",
         {"RATE", "rate of transmission, 0, none, or trace:FILE of mahimahi", "rate", {"none"}}},
        {"queue", {"SIZE", "drop-tail queue in front of the transmission, such as 1000p or 64kB"}},
        {"ecn-threshold",
         {"SIZE",
          "packets or bytes in the queue from which on it marks (ECN), such as 20p",
          "text",
          {"none"}}},
        {"loss",
         {"LOSS",
          "P[,CORRELATION], gemodel:P,R[,1-H[,1-K]], gilbert:GOOD,BAD, state:P13,..., or "
          "file:PATH"}},
        {"duplicate", {"P", "frames that arrive twice: P[,CORRELATION]"}},
        {"reorder", {"P", "frames that skip the delay: P[,CORRELATION][,gap=N]"}},
        {"corrupt", {"P", "frames that arrive damaged", "number", {}, ScenarioField::Bounds{0, 1}}},
        {"schedule", {"CHANGES", "what changes when: \"10s loss=1; 12s loss=0\""}},
        {"lose",
         {"SEGMENTS",
          "segments to lose in every connection, such as synack,ack2:2",
          "text",
          SegmentNames()}},
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
    const LinkText text = LinkTextOf(name);
    ScenarioField field{name + suffix,
                        "Path",
                        text.metavar,
                        std::string(text.help) + where,
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
                        nullptr,
                        text.type,
                        "",
                        text.values,
                        text.bounds};
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

} // namespace

std::vector<ScenarioField>
ScenarioLinkFields()
{
    std::vector<ScenarioField> fields;
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

} // namespace synfin
} // namespace ns3
