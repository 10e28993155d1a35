/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-schema.h"

#include "synfin-run-help.h"

#include "ns3/synfin-kernel-counters.h"
#include "ns3/synfin-loss-record.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-provenance.h"
#include "ns3/synfin-run-recorder.h"
#include "ns3/synfin-scenario-parameters.h"
#include "ns3/synfin-scenario-sections.h"
#include "ns3/synfin-state.h"
#include "ns3/synfin-summary-json.h"
#include "ns3/synfin-table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <variant>

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;

/// @return names and meanings of an enumeration of so many values
template <typename E>
Json
Values(int count)
{
    Json values = Json::array();
    for (int i = 0; i < count; ++i)
    {
        const auto value = static_cast<E>(i);
        values.push_back({{"name", ToString(value)}, {"help", Meaning(value)}});
    }
    return values;
}

Json
EdgesToJson()
{
    Json edges = Json::array();
    for (const Edge& edge : LegalEdges())
    {
        edges.push_back({{"from", ToString(edge.from)},
                         {"to", ToString(edge.to)},
                         {"in_figure", edge.isInFigure},
                         {"help", edge.when}});
    }
    return edges;
}

Json
ColumnsToJson(const std::vector<Column>& columns)
{
    Json list = Json::array();
    for (const Column& column : columns)
    {
        Json json{{"name", column.name},
                  {"type", column.type},
                  {"unit", column.unit},
                  {"optional", column.isOptional},
                  {"help", column.help}};
        for (const std::string& value : column.values)
        {
            if (!value.empty())
            {
                json["values"].push_back(value);
            }
        }
        list.push_back(json);
    }
    return list;
}

Json
TablesToJson()
{
    Json tables = Json::array();
    for (const Table* table : RunTables())
    {
        Json json{{"file", table->file},
                  {"rows", table->rows},
                  {"columns", ColumnsToJson(table->columns)}};
        if (!table->more.empty())
        {
            json["more"] = ColumnsToJson(table->more);
        }
        tables.push_back(json);
    }
    return tables;
}

Json
CountersToJson()
{
    Json counters = Json::array();
    for (const KernelCounter& counter : KernelCounterList())
    {
        counters.push_back({{"name", counter.name},
                            {"unit", counter.unit},
                            {"help", counter.help},
                            {"source", counter.source},
                            {"now", counter.isNow}});
    }
    return counters;
}

Json
SummaryToJson()
{
    Json keys = Json::array();
    for (const SummaryKey& key : SummaryKeys())
    {
        keys.push_back({{"key", key.path},
                        {"type", key.type},
                        {"unit", key.unit},
                        {"nullable", key.isNullable},
                        {"help", key.help}});
    }
    return keys;
}

Json
OptionsToJson()
{
    const ScenarioParameters defaults;
    Json options = Json::array();
    for (const auto& field : ScenarioFields())
    {
        options.push_back({{"name", field.name},
                           {"kind", "scenario"},
                           {"group", field.group},
                           {"metavar", field.metavar},
                           {"type", field.type},
                           {"unit", field.unit},
                           {"values", field.values},
                           {"low", field.bounds ? Json(field.bounds->low) : Json()},
                           {"high", field.bounds ? Json(field.bounds->high) : Json()},
                           {"help", field.help},
                           {"accepted", field.accepted},
                           {"default", field.get ? Json(field.get(defaults)) : Json()}});
    }
    for (const auto& option : ProgramOptions())
    {
        const ScenarioField* same = FindScenarioField(FromNs3Name(option.name));
        options.push_back({{"name", option.name},
                           {"kind", "program"},
                           {"group", "Program"},
                           {"metavar", option.metavar},
                           {"type", option.type},
                           {"unit", ""},
                           {"values", option.values},
                           {"low", same && same->bounds ? Json(same->bounds->low) : Json()},
                           {"high", same && same->bounds ? Json(same->bounds->high) : Json()},
                           {"help", option.help},
                           {"default", option.normal.empty() ? Json() : Json(option.normal)}});
    }
    return options;
}

/// Says of which type the member of a profile is, for the schema.
struct TypeName
{
    const char* operator()(bool Profile::*) const
    {
        return "boolean";
    }

    const char* operator()(uint32_t Profile::*) const
    {
        return "integer";
    }

    const char* operator()(Time Profile::*) const
    {
        return "time";
    }

    const char* operator()(std::optional<Time> Profile::*) const
    {
        return "time";
    }

    const char* operator()(PortRange Profile::*) const
    {
        return "range";
    }

    const char* operator()(PortSelection Profile::*) const
    {
        return "choice";
    }

    const char* operator()(std::string Profile::*) const
    {
        return "text";
    }
};

/// @return the words that a member of a profile may be, beside what its type says
std::vector<std::string>
WordsOf(const ProfileField& field)
{
    if (std::holds_alternative<std::optional<Time> Profile::*>(field.member))
    {
        return {"auto"};
    }
    std::vector<std::string> words;
    if (std::holds_alternative<PortSelection Profile::*>(field.member))
    {
        for (int i = 0; i < PORT_SELECTION_COUNT; ++i)
        {
            words.emplace_back(ToString(static_cast<PortSelection>(i)));
        }
    }
    return words;
}

Json
ProfileToJson()
{
    Json fields = Json::array();
    for (const auto& field : ProfileFields())
    {
        Json presets;
        Json unknown = Json::array();
        for (const auto& name : Profile::PresetNames())
        {
            presets[name] = Profile::Preset(name)->Get(field.name);
            const auto& unpublished = Profile::UnknownFields(name);
            if (std::find(unpublished.begin(), unpublished.end(), field.name) != unpublished.end())
            {
                unknown.push_back(name);
            }
        }
        const std::string type = std::visit(TypeName(), field.member);
        const bool hasBounds = type == "integer" || type == "time";
        fields.push_back({{"name", field.name},
                          {"kind", "profile"},
                          {"group", "Profile"},
                          {"metavar", field.unit},
                          {"type", type},
                          {"unit", field.unit},
                          {"values", WordsOf(field)},
                          {"help", field.help},
                          {"accepted", Profile().Set(field.name, "").value_or("")},
                          {"low", hasBounds ? Json(field.low) : Json()},
                          {"high", hasBounds ? Json(field.high) : Json()},
                          {"or_zero", field.orZero},
                          {"source", field.source},
                          {"sysctl", field.Sysctl()},
                          {"default", ScenarioParameters().client.profile.Get(field.name)},
                          {"presets", presets},
                          {"unknown", unknown}});
    }
    return {{"presets", Profile::PresetNames()}, {"fields", fields}};
}

/// Sections of a scenario file that have names of their own, with all that they may have.
Json
SectionsToJson()
{
    Json sections = Json::array();
    for (const SectionKind& kind : SectionKinds())
    {
        if (*kind.title == '\0')
        {
            continue;
        }
        Json own = Json::array();
        for (const ScenarioField& field : kind.own)
        {
            own.push_back(
                {{"name", field.name}, {"help", field.help}, {"accepted", field.accepted}});
        }
        sections.push_back({{"name", kind.name},
                            {"title", kind.title},
                            {"help", kind.what},
                            {"keys", SectionKeys(kind)},
                            {"own", own}});
    }
    return sections;
}

/// @return the units by name, each as so many of a greater one
Json
UnitsToJson(const std::vector<Unit>& units, double greater)
{
    Json json;
    for (const Unit& unit : units)
    {
        json[unit.name] = static_cast<double>(unit.size) / greater;
    }
    return json;
}

} // namespace

std::string
SchemaToJson()
{
    Json json{{"schema", SCHEMA_VERSION}};
    json.update(ProgramToJson("synfin-run"));
    json["states"] = Values<State>(STATE_COUNT);
    json["edges"] = EdgesToJson();
    json["causes"] = Values<Cause>(CAUSE_COUNT);
    json["outcomes"] = Values<Outcome>(OUTCOME_COUNT);
    json["drop_reasons"] = Values<DropReason>(DROP_REASON_COUNT);
    json["loss_places"] = Values<LossPlace>(LOSS_PLACE_COUNT);
    json["loss_reasons"] = Values<LossReason>(LOSS_REASON_COUNT);
    json["segment_kinds"] = Values<SegmentKind>(SEGMENT_KIND_COUNT);
    json["tables"] = TablesToJson();
    json["counters"] = CountersToJson();
    json["summary"] = SummaryToJson();
    json["options"] = OptionsToJson();
    json["profile"] = ProfileToJson();
    json["sections"] = SectionsToJson();
    json["units"] = {{"time_s", UnitsToJson(TimeUnits(), 1e9)},
                     {"rate_bps", UnitsToJson(RateUnits(), 1)}};
    return json.dump(2) + "\n";
}

} // namespace synfin
} // namespace ns3
