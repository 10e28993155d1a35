/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-text.h"

#include "ns3/synfin-parse.h"

#include <cstddef>

namespace ns3
{
namespace synfin
{

const char* const NOTHING_TO_CORRELATE =
    "a CORRELATION only after something above 0; what comes first here is 0";
const char* const ACCEPTED_PROBABILITY = "a probability from 0 to 1, or from 0% to 100%";

std::string
LinkSettingOf(const std::string& name)
{
    return name == "rate" ? "bandwidth" : name;
}

std::vector<std::string>
SplitText(const std::string& text, char separator)
{
    std::vector<std::string> parts(1);
    for (const char c : text)
    {
        if (c == separator)
        {
            parts.emplace_back();
        }
        else
        {
            parts.back() += c;
        }
    }
    return parts;
}

std::optional<double>
ParseProbability(const std::string& text)
{
    std::optional<double> value;
    if (!text.empty() && text.back() == '%')
    {
        const std::string number = text.substr(0, text.size() - 1);
        // "0.1%" is the number that "0.1e-2" is, not the quotient of two rounded ones.
        value = ParseNumber(number) ? ParseNumber(number + "e-2") : std::nullopt;
    }
    else
    {
        value = ParseNumber(text);
    }
    return value && *value >= 0 && *value <= 1 ? value : std::nullopt;
}

bool
ParseProbabilities(const std::vector<std::string>& parts, const std::vector<double*>& values)
{
    if (parts.size() > values.size())
    {
        return false;
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
    {
        const auto value = ParseProbability(parts[i]);
        if (!value)
        {
            return false;
        }
        *values[i] = *value;
    }
    return true;
}

std::optional<std::string>
ParseCorrelated(const std::string& text,
                const char* accepted,
                double& probability,
                double& correlation)
{
    if (!ParseProbabilities(SplitText(text, ','), {&probability, &correlation}))
    {
        return accepted;
    }
    return probability == 0 && correlation > 0 ? std::optional<std::string>(NOTHING_TO_CORRELATE)
                                               : std::nullopt;
}

} // namespace synfin
} // namespace ns3
