/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-command.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return a word of a command line, in quotes where a shell needs them
std::string
Quoted(const std::string& word)
{
    static const char* const PLAIN =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "_-+=:,./@%";
    if (!word.empty() && word.find_first_not_of(PLAIN) == std::string::npos)
    {
        return word;
    }
    std::string text = "'";
    for (const char letter : word)
    {
        text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    return text + "'";
}

/// @return the situation without its words about segments that are never sent: the same happens,
/// and the program does not refuse it
Situation
WithoutNeverSent(const Play& play)
{
    using Choices = std::vector<SegmentChoice> Situation::*;
    static constexpr std::pair<const char*, Choices> LISTS[] = {
        {"lose", &Situation::lose},
        {"delay-segment", &Situation::delayed},
        {"duplicate", &Situation::duplicated},
        {"reorder", &Situation::reordered},
    };
    Situation situation = play.situation;
    for (const auto& [option, list] : LISTS)
    {
        const auto isNever = [&, option = option](const SegmentChoice& choice) {
            return std::any_of(play.neverSent.begin(),
                               play.neverSent.end(),
                               [&](const Setting& setting) {
                                   const std::string name =
                                       setting.value.substr(0, setting.value.find('='));
                                   return setting.name == option && name == ToString(choice);
                               });
        };
        auto& choices = situation.*list;
        choices.erase(std::remove_if(choices.begin(), choices.end(), isNever), choices.end());
    }
    return situation;
}

} // namespace

std::string
CommandOf(const Play& play, Language language)
{
    std::string line = "synfin-walkthrough";
    for (const Setting& setting : WithoutNeverSent(play).ToOptions())
    {
        line += " --" + setting.name + " " + Quoted(setting.value);
    }
    return line + (language == Language::ZH ? " --lang zh" : "");
}

} // namespace synfin
} // namespace ns3
