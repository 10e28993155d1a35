/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-settings.h"

#include "synfin-jitter-quantile.h"
#include "synfin-link-text.h"

#include "ns3/abort.h"
#include "ns3/synfin-parse.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{
namespace synfin
{

namespace
{

using Problem = std::optional<std::string>;

const std::string GAP = "gap=";

const std::string TRACE = "trace:";

Problem
ParseDelay(const std::string& text, LinkSettings& settings)
{
    if (const auto file = TraceFileOf(text))
    {
        const Problem problem = LoadTrace(*file, settings.delayTrace);
        settings.delay = problem ? settings.delay : settings.delayTrace->Greatest();
        return problem;
    }
    const auto value = ParseTime(text);
    if (!value || *value > Hours(24))
    {
        return "a time from 0s to 1d, such as 50ms, or trace:FILE" + WhyNoTime(text);
    }
    settings.delay = *value;
    settings.delayTrace.reset();
    return std::nullopt;
}

std::string
FormatDelay(const LinkSettings& settings)
{
    return settings.delayTrace ? TRACE + settings.delayTrace->Path() : FormatTime(settings.delay);
}

Problem
ParseSwitch(const std::string& text, bool& flag)
{
    const auto value = ParseBool(text);
    flag = value.value_or(flag);
    return value ? Problem() : "true or false";
}

std::string
FormatSwitch(const bool& flag)
{
    return flag ? "true" : "false";
}

Problem
ParseBandwidth(const std::string& text, LinkSettings& settings)
{
    if (const auto file = TraceFileOf(text))
    {
        const Problem problem = LoadTrace(*file, settings.bandwidthTrace);
        settings.bandwidth = problem ? settings.bandwidth : std::nullopt;
        return problem;
    }
    const auto value = text == "0" ? 0 : ParseRate(text);
    if (!value && text != "none")
    {
        return "none, 0 (frames wait), a rate of at least 1bps, such as 10Mbps, or trace:FILE";
    }
    settings.bandwidth = value;
    settings.bandwidthTrace.reset();
    return std::nullopt;
}

std::string
FormatBandwidth(const LinkSettings& settings)
{
    return settings.bandwidthTrace ? TRACE + settings.bandwidthTrace->Path()
           : settings.bandwidth    ? FormatRate(*settings.bandwidth)
                                   : "none";
}

Problem
ParseEvent(const std::string& text, FrameEvent& event)
{
    FrameEvent read;
    if (auto problem = ParseCorrelated(text,
                                       "P or P,CORRELATION, each from 0 to 1 or from 0% to 100%",
                                       read.probability,
                                       read.correlation))
    {
        return problem;
    }
    event = read;
    return std::nullopt;
}

std::string
FormatEvent(const FrameEvent& event)
{
    return FormatNumber(event.probability) +
           (event.correlation == 0 ? "" : "," + FormatNumber(event.correlation));
}

Problem
ParseReorder(const std::string& text, ReorderParameters& reorder)
{
    ReorderParameters read;
    std::string rest = text;
    std::optional<uint64_t> gap = 1;
    if (const auto comma = text.rfind(',');
        comma != std::string::npos && text.compare(comma + 1, GAP.size(), GAP) == 0)
    {
        gap = ParseUnsigned(text.substr(comma + 1 + GAP.size()));
        rest = text.substr(0, comma);
    }
    const char* const accepted = "P[,CORRELATION][,gap=N], such as 25%,50%,gap=5: from 0 to 1 or "
                                 "0% to 100%, and 1 to 1000000";
    if (!gap || *gap < 1 || *gap > 1000000)
    {
        return accepted;
    }
    if (auto problem =
            ParseCorrelated(rest, accepted, read.event.probability, read.event.correlation))
    {
        return problem;
    }
    read.gap = static_cast<uint32_t>(*gap);
    reorder = read;
    return std::nullopt;
}

std::string
FormatReorder(const ReorderParameters& reorder)
{
    return FormatEvent(reorder.event) +
           (reorder.gap == 1 ? "" : "," + GAP + std::to_string(reorder.gap));
}

Problem
ParseCorrupt(const std::string& text, double& probability)
{
    const auto value = ParseProbability(text);
    probability = value.value_or(probability);
    return value ? Problem() : ACCEPTED_PROBABILITY;
}

std::string
FormatCorrupt(const double& probability)
{
    return FormatNumber(probability);
}

/// How one setting is read, written and copied.
struct Field
{
    const char* name;
    Problem (*set)(LinkSettings&, const std::string&);
    std::string (*get)(const LinkSettings&);
    void (*copy)(LinkSettings&, const LinkSettings&);
};

template <auto Member, auto Parse, auto Format>
constexpr Field
MakeField(const char* name)
{
    return {name,
            [](LinkSettings& settings, const std::string& text) {
                return Parse(text, settings.*Member);
            },
            [](const LinkSettings& settings) { return Format(settings.*Member); },
            [](LinkSettings& to, const LinkSettings& from) { to.*Member = from.*Member; }};
}

const std::array<Field, 10> FIELDS{
    Field{
        "delay",
        [](LinkSettings& settings, const std::string& text) { return ParseDelay(text, settings); },
        FormatDelay,
        [](LinkSettings& to, const LinkSettings& from) {
            to.delay = from.delay;
            to.delayTrace = from.delayTrace;
        }},
    MakeField<&LinkSettings::jitter, ParseJitter, FormatJitter>("jitter"),
    MakeField<&LinkSettings::jitterReorders, ParseSwitch, FormatSwitch>("jitter-reorders"),
    Field{"bandwidth",
          [](LinkSettings& settings, const std::string& text) {
              return ParseBandwidth(text, settings);
          },
          FormatBandwidth,
          [](LinkSettings& to, const LinkSettings& from) {
              to.bandwidth = from.bandwidth;
              to.bandwidthTrace = from.bandwidthTrace;
          }},
    MakeField<&LinkSettings::queue, ParseQueue, FormatQueue>("queue"),
    MakeField<&LinkSettings::ecnThreshold, ParseThreshold, FormatThreshold>("ecn-threshold"),
    MakeField<&LinkSettings::loss, ParseLoss, FormatLoss>("loss"),
    MakeField<&LinkSettings::duplicate, ParseEvent, FormatEvent>("duplicate"),
    MakeField<&LinkSettings::reorder, ParseReorder, FormatReorder>("reorder"),
    MakeField<&LinkSettings::corrupt, ParseCorrupt, FormatCorrupt>("corrupt"),
};

const Field*
FindField(const std::string& name)
{
    const std::string canonical = LinkSettingOf(name);
    for (const Field& field : FIELDS)
    {
        if (canonical == field.name)
        {
            return &field;
        }
    }
    return nullptr;
}

} // namespace

std::optional<std::string>
LinkSettings::Set(const std::string& name, const std::string& value)
{
    if (const Field* field = FindField(name))
    {
        return field->set(*this, value);
    }
    std::string names;
    for (const Field& field : FIELDS)
    {
        names += (names.empty() ? "" : ", ") + std::string(field.name);
    }
    return "one of the settings " + names;
}

std::string
LinkSettings::Get(const std::string& name) const
{
    const Field* field = FindField(name);
    NS_ABORT_MSG_UNLESS(field, "no link setting is called " << name);
    return field->get(*this);
}

void
LinkSettings::Copy(const std::string& name, const LinkSettings& from)
{
    const Field* field = FindField(name);
    NS_ABORT_MSG_UNLESS(field, "no link setting is called " << name);
    field->copy(*this, from);
}

Time
LinkSettings::LeastDelay() const
{
    if (reorder.event.probability > 0)
    {
        return Time(0);
    }
    const Time base = delayTrace ? delayTrace->Least() : delay;
    if (jitter.amount.IsZero())
    {
        return base;
    }
    switch (jitter.distribution)
    {
    case JitterDistribution::NORMAL:
    case JitterDistribution::PARETO_NORMAL:
        return Time(0);
    case JitterDistribution::UNIFORM:
    case JitterDistribution::PARETO:
    case JitterDistribution::TABLE:
        break;
    }
    const double lowest =
        static_cast<double>(jitter.amount.GetTimeStep()) * JitterQuantile(jitter, 0);
    return std::max(Time(0), base + TimeStep(std::llround(lowest)));
}

const std::vector<std::string>&
LinkSettings::Names()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Field& field : FIELDS)
        {
            all.emplace_back(field.name);
        }
        return all;
    }();
    return names;
}

} // namespace synfin
} // namespace ns3
