/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-summary-json.h"

namespace ns3
{
namespace synfin
{

using Json = nlohmann::ordered_json;

Json
ToJson(const KernelValues& values)
{
    Json json;
    for (std::size_t i = 0; i < values.size(); ++i)
    {
        json[KernelCounterList()[i].name] = values[i];
    }
    return json;
}

std::string
ToJson(const RunSummary& summary, const Json& parameters)
{
    Json json;
    std::string lists;
    for (const SummaryKey& key : SummaryKeys())
    {
        const Json value = key.value ? key.value(summary) : parameters;
        if (std::string(key.type) == "list")
        {
            // One line for each long list: indented it would have some for each of its members.
            lists += ",\n  \"" + key.path + "\": " + value.dump();
        }
        else
        {
            json[Json::json_pointer("/" + key.path)] = value;
        }
    }
    std::string text = json.dump(2);
    text.erase(text.size() - std::string("\n}").size());
    return text + lists + "\n}\n";
}

} // namespace synfin
} // namespace ns3
