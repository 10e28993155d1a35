/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange-command.h"

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

} // namespace

std::string
CommandOf(const Situation& situation, Language language)
{
    std::string line = "synfin-walkthrough";
    for (const Setting& setting : situation.ToOptions())
    {
        line += " --" + setting.name + " " + Quoted(setting.value);
    }
    return line + (language == Language::ZH ? " --lang zh" : "");
}

} // namespace synfin
} // namespace ns3
