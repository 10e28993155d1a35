/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * One TCP connection, simulated and drawn as a ladder in the terminal.
 */

#include "ns3/synfin-walkthrough.h"

#include "synfin-command-line.h"
#include "synfin-program.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-ladder-text.h"
#include "ns3/synfin-ladder.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-scenario-parameters.h"
#include "ns3/synfin-segment-namer.h"
#include "ns3/synfin-version.h"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <iostream>
#include <sstream>
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

std::string
Join(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
    {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
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

std::vector<SegmentCopy>
ParseLose(const std::vector<std::string>& lists)
{
    std::vector<SegmentCopy> lose;
    for (const auto& list : lists)
    {
        std::istringstream items(list + ",");
        for (std::string item; std::getline(items, item, ',');)
        {
            const auto copy = ParseSegmentCopy(item);
            if (!copy)
            {
                Refuse("lose", item, AcceptedSegmentCopies());
            }
            lose.push_back(*copy);
        }
    }
    return lose;
}

/// Reads --profile and --set, and what they are for one end.
std::array<Profile, 2>
ParseProfiles(const po::variables_map& given)
{
    std::vector<Setting> settings;
    for (const char* option : {"profile", "client-profile", "server-profile"})
    {
        settings.push_back({option, given[option].as<std::string>()});
    }
    const auto fields = given.count("set") == 0 ? std::vector<std::string>()
                                                : given["set"].as<std::vector<std::string>>();
    for (const auto& field : fields)
    {
        if (field.find('=') == std::string::npos)
        {
            Refuse("set", field, "FIELD=VALUE");
        }
        settings.push_back({"set", field});
    }
    ScenarioParameters ends;
    if (const auto error = ends.Apply(settings))
    {
        Refuse(error->setting.name, error->setting.value, error->accepted);
    }
    for (const ScenarioEnd* end : {&ends.client, &ends.server})
    {
        if (const auto error = end->profile.Validate())
        {
            Refuse("set", fields.back(), *error);
        }
    }
    return {ends.client.profile, ends.server.profile};
}

Time
ParseDelay(const std::string& text)
{
    const auto delay = ParseTime(text);
    if (!delay || *delay > Seconds(1000))
    {
        Refuse("delay", text, "a time from 0 to 1000s, such as 50ms" + WhyNoTime(text));
    }
    return *delay;
}

void
SetSeed(const std::string& text)
{
    const ScenarioField& field = *FindScenarioField("seed");
    ScenarioParameters parameters;
    std::string accepted = field.accepted;
    if (!field.set(parameters, text, accepted))
    {
        Refuse("seed", text, accepted);
    }
    RngSeedManager::SetSeed(parameters.seed);
}

po::options_description
Options()
{
    const auto text = [](const char* value) {
        return po::value<std::string>()->default_value(value);
    };
    const auto list = [] { return po::value<std::vector<std::string>>()->composing(); };
    po::options_description options("Options", 98, 60);
    auto add = options.add_options();
    std::string names;
    for (const std::string& name : ns3::synfin::SegmentNames())
    {
        names += (names.empty() ? "" : ", ") + name;
    }
    add("scenario",
        text("normal"),
        "normal, simultaneous-open, simultaneous-close, half-close, refused or "
        "reset");
    add("lose",
        list(),
        ("drop a segment: " + names +
         "; ack2:2 is its second copy (repeat it, or give a list with commas)")
            .c_str());
    add("lang", text("en"), "language of the explanations: en or zh");
    add("profile",
        text(Profile::DEFAULT_PRESET),
        ("TCP of both ends: " + Join(Profile::PresetNames())).c_str());
    add("client-profile", text("auto"), "TCP of the left end; auto: as --profile");
    add("server-profile", text("auto"), "TCP of the right end; auto: as --profile");
    add("set",
        list(),
        "FIELD=VALUE: a field of the profile, of one end with client: or server: before it "
        "(repeatable)");
    add("delay", text("50ms"), "one-way delay");
    add("seed",
        text("1"),
        "of the random numbers: where the clocks of the hosts stand (timer_hz) when it begins");
    add("ascii", "draw with ASCII characters only");
    add("color", text("auto"), "auto (on a terminal), on or off");
    add("help", "show this and exit");
    add("version", "show the version and exit");
    return options;
}

void
Draw(const po::variables_map& given)
{
    LadderStyle style;
    style.language = Choose(given, "lang", {"en", "zh"}) == 0 ? Language::EN : Language::ZH;
    style.ascii = given.count("ascii") != 0;
    const auto colour = Choose(given, "color", {"auto", "on", "off"});
    style.colour = colour == 1 || (colour == 0 && isatty(STDOUT_FILENO) != 0);

    WalkthroughParameters parameters;
    parameters.scenario =
        static_cast<WalkthroughScenario>(Choose(given, "scenario", WalkthroughScenarioNames()));
    if (given.count("lose") != 0)
    {
        parameters.lose = ParseLose(given["lose"].as<std::vector<std::string>>());
    }
    parameters.delay = ParseDelay(given["delay"].as<std::string>());
    SetSeed(given["seed"].as<std::string>());
    parameters.profiles = ParseProfiles(given);

    LadderSteps steps(Walkthrough::CLIENT, Walkthrough::SERVER, style.language);
    Walkthrough walkthrough(parameters, steps);
    walkthrough.Run();
    const auto neverSent = walkthrough.NeverSent();
    if (!neverSent.empty())
    {
        Refuse("lose",
               ToString(neverSent.front()),
               "what the ladder of this scenario shows; it is never sent");
    }
    const auto& [client, server] = parameters.profiles;
    std::cout << Ladder(style, {client.TimeWait(), server.TimeWait()}).Draw(steps);
}

/// @return what the command line gives
int
Main(int argc, char* argv[])
{
    const auto options = Options();
    const auto given = ReadValues(argc, argv, options);
    if (given.count("help") != 0)
    {
        std::cout << "synfin-walkthrough: one TCP connection, drawn as a ladder\n\n"
                  << options << "\nExample: synfin-walkthrough --lose ack2\n";
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
