/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_FIELD_KINDS_H
#define SYNFIN_SCENARIO_FIELD_KINDS_H

#include "synfin-distribution.h"
#include "synfin-scenario-parameters.h"

#include "ns3/synfin-parse.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/**
 * @file
 * Makes the ScenarioField of a member, one function per kind of value; Part is ScenarioParameters
 * or one of its bases.
 */

/// The values of an enumeration as people write them.
template <typename E>
using Names = std::vector<std::pair<const char*, E>>;

/// What every kind of field has in common.
struct Label
{
    const char* name;     //!< as ScenarioField::name
    const char* group;    //!< as ScenarioField::group
    const char* help;     //!< as ScenarioField::help
    const char* unit{""}; //!< of a whole number
};

/// A whole number between two bounds.
template <typename T, typename Part>
ScenarioField
Count(Label label, T Part::* member, uint64_t low, uint64_t high)
{
    return {label.name,
            label.group,
            "N",
            label.help,
            "an integer from " + std::to_string(low) + " to " + std::to_string(high),
            [=](ScenarioParameters& p, const std::string& text, std::string&) {
                const auto value = ParseUnsigned(text);
                if (!value || *value < low || *value > high)
                {
                    return false;
                }
                p.*member = static_cast<T>(*value);
                return true;
            },
            [=](const ScenarioParameters& p) { return std::to_string(p.*member); },
            "integer",
            label.unit,
            {},
            ScenarioField::Bounds{static_cast<double>(low), static_cast<double>(high)}};
}

/// A whole number between two bounds, or AUTO.
template <typename Part>
ScenarioField
CountOrAuto(Label label, uint32_t Part::* member, uint64_t low, uint64_t high)
{
    ScenarioField field = Count(label, member, low, high);
    const auto set = field.set;
    const auto get = field.get;
    field.accepted = "auto, or " + field.accepted;
    field.values = {"auto"};
    field.set = [=](ScenarioParameters& p, const std::string& text, std::string& accepted) {
        p.*member = ScenarioParameters::AUTO;
        return text == "auto" || set(p, text, accepted);
    };
    field.get = [=](const ScenarioParameters& p) {
        return p.*member == ScenarioParameters::AUTO ? "auto" : get(p);
    };
    return field;
}

/// Yes or no.
template <typename Part>
ScenarioField
Switch(Label label, bool Part::* member)
{
    return {label.name,
            label.group,
            "BOOL",
            label.help,
            "true or false",
            [=](ScenarioParameters& p, const std::string& text, std::string&) {
                const auto value = ParseBool(text);
                if (value)
                {
                    p.*member = *value;
                }
                return value.has_value();
            },
            [=](const ScenarioParameters& p) { return p.*member ? "true" : "false"; },
            "boolean",
            "",
            {}};
}

/// A time between zero and an upper bound.
template <typename Part>
ScenarioField
Duration(Label label, Time Part::* member, Time high)
{
    return {label.name,
            label.group,
            "TIME",
            label.help,
            "a time from 0s to " + FormatTime(high) + ", such as 50ms",
            [=](ScenarioParameters& p, const std::string& text, std::string& accepted) {
                const auto value = ParseTime(text);
                if (!value || *value > high)
                {
                    accepted += WhyNoTime(text);
                    return false;
                }
                p.*member = *value;
                return true;
            },
            [=](const ScenarioParameters& p) { return FormatTime(p.*member); },
            "time",
            "",
            {},
            ScenarioField::Bounds{0, high.GetSeconds()}};
}

/// A time above zero, or none.
template <typename Part>
ScenarioField
OptionalTime(Label label, std::optional<Time> Part::* member, Time high)
{
    return {
        label.name,
        label.group,
        "TIME",
        label.help,
        "none, or a time above 0s and up to " + FormatTime(high) + ", such as 60s",
        [=](ScenarioParameters& p, const std::string& text, std::string& accepted) {
            const auto value = ParseTime(text);
            if (text != "none" && (!value || value->IsZero() || *value > high))
            {
                accepted += WhyNoTime(text);
                return false;
            }
            p.*member = value;
            return true;
        },
        [=](const ScenarioParameters& p) { return p.*member ? FormatTime(*(p.*member)) : "none"; },
        "time",
        "",
        {"none"},
        ScenarioField::Bounds{0, high.GetSeconds()}};
}

/// A quantity that is drawn, or the same always.
template <typename Part>
ScenarioField
Drawn(Label label, const char* metavar, Distribution Part::* member, Quantity quantity, double high)
{
    std::string accepted;
    Distribution::Parse("", quantity, high, accepted);
    const bool isTime = quantity == Quantity::TIME;
    return {label.name,
            label.group,
            metavar,
            label.help,
            accepted,
            [=](ScenarioParameters& p, const std::string& text, std::string& why) {
                const auto value = Distribution::Parse(text, quantity, high, why);
                if (!value)
                {
                    why += isTime ? WhyNoTime(text) : "";
                    return false;
                }
                p.*member = *value;
                return true;
            },
            [=](const ScenarioParameters& p) { return (p.*member).Text(quantity); },
            isTime ? "time" : "integer",
            label.unit,
            {},
            ScenarioField::Bounds{0, isTime ? high / 1e9 : high}};
}

/// @return "poisson, constant or burst"
inline std::string
Alternatives(const std::vector<std::string>& list)
{
    std::string text;
    for (std::size_t i = 0; i < list.size(); ++i)
    {
        text += (i == 0 ? "" : i + 1 == list.size() ? " or " : ", ") + list[i];
    }
    return text;
}

/// One of several names.
template <typename E, typename Part>
ScenarioField
Choice(Label label, const char* metavar, E Part::* member, const Names<E>& names)
{
    std::vector<std::string> values;
    for (const auto& name : names)
    {
        values.emplace_back(name.first);
    }
    return {label.name,
            label.group,
            metavar,
            label.help,
            Alternatives(values),
            [=](ScenarioParameters& p, const std::string& text, std::string&) {
                const auto found = std::find_if(names.begin(), names.end(), [&](const auto& n) {
                    return text == n.first;
                });
                if (found == names.end())
                {
                    return false;
                }
                p.*member = found->second;
                return true;
            },
            [=](const ScenarioParameters& p) -> std::string {
                return std::find_if(names.begin(),
                                    names.end(),
                                    [&](const auto& n) { return n.second == p.*member; })
                    ->first;
            },
            "choice",
            "",
            values};
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_FIELD_KINDS_H
