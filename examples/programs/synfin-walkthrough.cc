/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * One TCP connection, simulated and drawn as a ladder in the terminal.
 */

#include "synfin-command-line.h"
#include "synfin-help-text.h"
#include "synfin-language.h"
#include "synfin-program.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-exchange-drawings.h"
#include "ns3/synfin-exchange-play.h"
#include "ns3/synfin-ladder-text.h"
#include "ns3/synfin-ladder.h"
#include "ns3/synfin-message.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-situation.h"
#include "ns3/synfin-version.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;
namespace po = boost::program_options;

namespace
{

[[noreturn]] void
Refuse(const std::string& option, const std::string& value, const std::string& accepted)
{
    throw Refused("--" + option, value, accepted);
}

std::size_t
Choose(const po::variables_map& given, const char* option, const std::vector<std::string>& names)
{
    const auto value = given[option].as<std::string>();
    const auto place = std::find(names.begin(), names.end(), value);
    if (place == names.end())
    {
        const std::string near = DidYouMean(value, names);
        Refuse(option, value, "one of " + Join(names) + (near.empty() ? "" : "; ") + near);
    }
    return place - names.begin();
}

/// @return what --help says of an option: the form of its value, its help, and what it may be
std::string
HelpOf(const SituationOption& option)
{
    const std::string form = option.value;
    const std::string colon = IsChinese() ? "：" : ": ";
    const bool hasParts = form.find_first_of("=[") != std::string::npos;
    std::string text = (hasParts ? form + colon : "") + Tr(option.help);
    for (std::size_t i = 0; i < option.choices.size(); ++i)
    {
        text += (i == 0 ? colon : IsChinese() ? "、" : ", ") + option.choices[i];
    }
    return text + (option.isRepeatable ? " " + Tr("(repeatable)") : "");
}

/// @return the names of the fields that --set may change
std::string
FieldsText()
{
    std::vector<std::string> names;
    for (const auto& field : ProfileFields())
    {
        names.emplace_back(field.name);
    }
    std::string text;
    for (const std::string& line : Wrap(Join(names), 94))
    {
        text += "  " + line + "\n";
    }
    return text;
}

po::options_description
Options()
{
    const auto text = [](const std::string& value) {
        return po::value<std::string>()->default_value(value);
    };
    po::options_description options("Options", 98, 60);
    auto add = options.add_options();
    for (const SituationOption& option : SituationOptions())
    {
        if (option.isRepeatable)
        {
            const auto list = po::value<std::vector<std::string>>()->composing();
            add(option.name, list, HelpOf(option).c_str());
        }
        else if (option.initial.empty())
        {
            add(option.name, po::value<std::string>(), HelpOf(option).c_str());
        }
        else
        {
            add(option.name, text(option.initial), HelpOf(option).c_str());
        }
    }
    add("format", text("text"), ("what is printed: " + Join(DrawingFormats())).c_str());
    add("end", text(SIDE_NAMES[0]), "whose packetdrill script it is: client, server");
    add("lang", po::value<std::string>(), LANGUAGE_HELP);
    add("ascii", "draw with ASCII characters only");
    add("color", text("auto"), "auto (on a terminal), on or off");
    add("help", "show this and exit");
    add("version", "show the version and exit");
    return options;
}

Situation
ReadSituation(const po::variables_map& given)
{
    Situation situation;
    const auto set = [&situation](const std::string& name, const std::string& value) {
        if (const auto error = situation.Set(name, value))
        {
            Refuse(name, value, error->accepted);
        }
    };
    for (const SituationOption& option : SituationOptions())
    {
        if (given.count(option.name) == 0)
        {
            continue;
        }
        if (!option.isRepeatable)
        {
            set(option.name, given[option.name].as<std::string>());
            continue;
        }
        for (const std::string& value : given[option.name].as<std::vector<std::string>>())
        {
            set(option.name, value);
        }
    }
    if (const auto error = situation.Validate())
    {
        Refuse(error->setting.name, error->setting.value, error->accepted);
    }
    return situation;
}

void
Draw(const po::variables_map& given)
{
    DrawingStyle style;
    style.language = IsChinese() ? Language::ZH : Language::EN;
    style.ascii = given.count("ascii") != 0;
    const auto colour = Choose(given, "color", {"auto", "on", "off"});
    style.colour = colour == 1 || (colour == 0 && isatty(STDOUT_FILENO) != 0);
    style.end = static_cast<int>(Choose(given, "end", {SIDE_NAMES.begin(), SIDE_NAMES.end()}));
    const std::string format = DrawingFormats()[Choose(given, "format", DrawingFormats())];

    const Play play = PlaySituation(ReadSituation(given), style.language);
    if (!play.neverSent.empty())
    {
        const Setting& setting = play.neverSent.front();
        Refuse(setting.name,
               setting.value,
               "what the ladder of this scenario shows; it is never sent");
    }
    std::cout << DrawPlay(play, format, style);
}

/// @return what the command line gives
int
Main(int argc, char* argv[])
{
    const auto options = Options();
    const auto given = ReadValues(argc, argv, options);
    const std::string lang = given.count("lang") == 0 ? "en" : given["lang"].as<std::string>();
    if (lang != "en" && lang != "zh") // its ladder needs no catalogue
    {
        Refuse("lang", lang, "en or zh");
    }
    if (given.count("help") != 0)
    {
        std::cout << Tr("synfin-walkthrough: one TCP connection, drawn as a ladder") << "\n\n"
                  << OptionsText("Options", options, 98, 32) << "\n"
                  << Tr("Fields of a profile, for --set (doc/profiles.rst):") << "\n"
                  << FieldsText() << "\n"
                  << Tr("Example: synfin-walkthrough --lose ack2") << "\n";
        return 0;
    }
    if (given.count("version") != 0)
    {
        std::cout << "synfin-walkthrough " << VERSION << "\n";
        return 0;
    }
    Draw(given);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram("synfin-walkthrough", &Main, argc, argv);
}
