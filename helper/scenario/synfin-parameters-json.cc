/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-parameters-json.h"

#include "synfin-scenario-sections.h"

#include "ns3/synfin-parse.h"

namespace ns3
{
namespace synfin
{

using Json = nlohmann::ordered_json;

Json
ParametersToJson(const ScenarioParameters& parameters)
{
    Json json;
    for (const auto& field : ScenarioFields())
    {
        if (field.get)
        {
            const std::string text = field.get(parameters);
            json[field.name] = ParseNumber(text) ? Json::parse(text) : Json(text);
        }
    }
    Json fields;
    for (const Setting& field : parameters.ProfileSettings())
    {
        fields[field.name] = field.value;
    }
    json["set"] = fields;
    for (const SectionText& section : SectionsOf(parameters))
    {
        // "event" is the option.
        Json& own = json[section.kind == "event" ? "events" : section.kind][section.name];
        own = Json::object();
        for (const Setting& setting : section.settings)
        {
            own[setting.name] =
                ParseNumber(setting.value) ? Json::parse(setting.value) : Json(setting.value);
        }
    }
    return json;
}

} // namespace synfin
} // namespace ns3
