/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-run-options.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-parse.h"

#include <boost/program_options.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace fs = std::filesystem;
namespace po = boost::program_options;

namespace
{

/// Where a setting comes from, for messages: "--loss 2" or "FILE: loss = 2".
struct Origin
{
    std::string file; //!< empty: the command line

    std::string Describe(const Setting& setting) const
    {
        return file.empty() ? "--" + setting.name + " " + setting.value
                            : file + ": " + setting.name + " = " + setting.value;
    }
};

[[noreturn]] void
Refuse(const Origin& origin, const Setting& setting, const std::string& accepted)
{
    throw BadInput(origin.Describe(setting) + ": accepted is " + accepted);
}

po::options_description
ProgramGroup()
{
    po::options_description group("Program");
    group.add_options()                          //
        ("help", "print this and end")           //
        ("version", "print the version and end") //
        ("config",
         po::value<std::string>()->value_name("FILE"),
         "read parameters from FILE (INI)")                                            //
        ("out", po::value<std::string>()->value_name("DIR"), "write results into DIR") //
        ("force", "replace the results that DIR holds, and captures")                  //
        ("pcap",
         po::value<std::string>()->value_name("PREFIX"),
         "capture both ends of the link: PREFIX-client.pcap, PREFIX-server.pcap") //
        ("progress",
         po::value<std::string>()->value_name("WHEN"),
         "show a progress line: auto (on a terminal), on or off (default auto)") //
        ("fields",
         po::value<std::string>()->value_name("FORMAT"),
         "list every option and field of the profile for a program to read, and end: json") //
        ("check",
         po::value<std::string>()->value_name("FILE"),
         "check sets of options without running them, a line NAME=VALUE<tab>... each, and end: "
         "FILE, or - for the standard input");
    return group;
}

/// @return the options of one group of ScenarioFields()
po::options_description
ScenarioGroup(const std::string& name)
{
    po::options_description group(name);
    const ScenarioParameters defaults;
    for (const auto& field : ScenarioFields())
    {
        if (name != field.group)
        {
            continue;
        }
        std::string help = field.help + ": " + field.accepted;
        help += field.get ? " (default " + field.get(defaults) + ")" : "";
        if (field.name == "set")
        {
            group.add_options()(
                field.name.c_str(),
                po::value<std::vector<std::string>>()->composing()->value_name(field.metavar),
                help.c_str());
        }
        else
        {
            auto* const value = po::value<std::string>()->value_name(field.metavar);
            if (std::string(field.metavar) == "BOOL")
            {
                value->implicit_value("true"); // the name alone is enough
            }
            group.add_options()(field.name.c_str(), value, help.c_str());
        }
    }
    return group;
}

/// @return all options, in their groups
po::options_description
AllOptions()
{
    po::options_description all;
    std::set<std::string> seen;
    for (const auto& field : ScenarioFields())
    {
        if (seen.insert(field.group).second)
        {
            all.add(ScenarioGroup(field.group));
        }
    }
    all.add(ProgramGroup());
    return all;
}

/// @return a path that a file gives, which is relative to the folder of that file
std::string
PathFrom(const Origin& origin, const std::string& path)
{
    return origin.file.empty() ? path : (fs::path(origin.file).parent_path() / path).string();
}

/**
 * Takes those settings that are no parameters of the scenario.
 * @return true when this was one of them
 */
bool
ApplyToProgram(RunOptions& options, const Origin& origin, const Setting& setting)
{
    using Progress = RunOptions::Progress;
    if (setting.name == "out" || setting.name == "pcap")
    {
        if (setting.value.empty())
        {
            Refuse(origin,
                   setting,
                   setting.name == "out" ? "the name of a directory" : "the start of file names");
        }
        (setting.name == "out" ? options.out : options.pcap) = PathFrom(origin, setting.value);
        return true;
    }
    if (setting.name == "force")
    {
        const auto value = ParseBool(setting.value);
        if (!value)
        {
            Refuse(origin, setting, "true or false");
        }
        options.force = *value;
        return true;
    }
    if (setting.name == "progress")
    {
        if (setting.value != "auto" && setting.value != "on" && setting.value != "off")
        {
            Refuse(origin, setting, "auto, on or off");
        }
        options.progress = setting.value == "auto" ? Progress::AUTO
                           : setting.value == "on" ? Progress::ON
                                                   : Progress::OFF;
        return true;
    }
    return false;
}

/// Applies settings that come from one place.
void
Apply(RunOptions& options, const Origin& origin, const std::vector<Setting>& settings)
{
    std::vector<Setting> parameters;
    for (const auto& setting : settings)
    {
        if (!ApplyToProgram(options, origin, setting))
        {
            parameters.push_back(setting);
        }
    }
    if (const auto error = options.parameters.Apply(parameters))
    {
        Refuse(origin, error->setting, error->accepted);
    }
}

/// What each option alone does not tell: whether they agree.
void
Validate(const RunOptions& options)
{
    if (const auto error = options.parameters.Validate())
    {
        Refuse({}, error->setting, error->accepted);
    }
}

/// Takes what only the command line may ask for, instead of a run.
bool
ApplyToCommand(RunOptions& options, const Setting& setting)
{
    if (setting.name == "help" || setting.name == "version")
    {
        (setting.name == "help" ? options.help : options.version) = true;
        return true;
    }
    if (setting.name == "fields")
    {
        if (setting.value != "json")
        {
            Refuse({}, setting, "json");
        }
        options.fields = true;
        return true;
    }
    if (setting.name == "check")
    {
        options.check = setting.value;
        return true;
    }
    return false;
}

/// @return the text without blanks at either end
std::string
Trim(const std::string& text)
{
    constexpr const char* BLANKS = " \t\r\v\f";
    const std::size_t begin = text.find_first_not_of(BLANKS);
    return begin == std::string::npos
               ? ""
               : text.substr(begin, text.find_last_not_of(BLANKS) - begin + 1);
}

/// Reads an INI file: names of options, and in [profile] fields of the profile; from # on is a
/// comment.
std::vector<Setting>
ReadConfig(const std::string& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
    {
        throw BadInput("--config " + path + ": accepted is an INI file that can be read");
    }
    std::vector<Setting> settings;
    std::istringstream lines(text.str());
    std::string section;
    std::size_t number = 0;
    for (std::string whole; std::getline(lines, whole);)
    {
        ++number;
        const std::string line = Trim(whole.substr(0, whole.find('#')));
        const std::size_t equals = line.find('=');
        const std::string name = Trim(line.substr(0, equals));
        if (line.empty())
        {
            continue;
        }
        if (line.front() == '[' && line.back() == ']' && line.size() > 2)
        {
            section = line.substr(1, line.size() - 2);
            continue;
        }
        if (equals == std::string::npos || name.empty())
        {
            throw BadInput("--config " + path + ": line " + std::to_string(number) + ", " + line +
                           ": accepted is NAME = VALUE in each line");
        }
        const std::string full = section.empty() ? name : section + "." + name;
        const std::string value = Trim(line.substr(equals + 1));
        if (full.rfind("profile.", 0) == 0)
        {
            settings.push_back({"set", full.substr(8) + "=" + value});
        }
        else if (full != "version") // params.ini says which version wrote it
        {
            settings.push_back({full, value});
        }
    }
    return settings;
}

/// @return the settings of the command line in their order, "config", "help" and "version" among
/// them
std::vector<Setting>
ReadCommandLine(int argc, char* argv[])
{
    const po::options_description options = AllOptions();
    po::options_description all;
    all.add(options).add_options()("argument", po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add("argument", -1);
    std::vector<Setting> settings;
    try
    {
        const int style =
            po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        const auto parsed = po::command_line_parser(argc, argv)
                                .options(all)
                                .positional(positional)
                                .style(style)
                                .run();
        std::set<std::string> seen;
        for (const auto& option : parsed.options)
        {
            const std::string& name = option.string_key;
            const std::string value = option.value.empty() ? "true" : option.value.front();
            if (name == "argument")
            {
                throw BadInput(value + ": accepted are the options that --help lists");
            }
            if (!seen.insert(name).second && name != "set")
            {
                Refuse({}, {name, value}, "one --" + name + ", not several");
            }
            settings.push_back({name, value});
        }
    }
    catch (const po::unknown_option& error)
    {
        throw BadInput(error.get_option_name() + ": accepted are the options that --help lists");
    }
    catch (const po::error_with_option_name& error)
    {
        const std::string option = error.get_option_name();
        const ScenarioField* field =
            FindScenarioField(option.substr(std::min<std::size_t>(2, option.size())));
        throw BadInput(option + ": a value is missing" +
                       (field ? "; accepted is " + field->accepted : ""));
    }
    catch (const po::error& error)
    {
        throw BadInput(std::string(error.what()) + ": accepted are the options that --help lists");
    }
    return settings;
}

} // namespace

RunOptions
ParseRunOptions(int argc, char* argv[])
{
    RunOptions options;
    std::vector<Setting> settings;
    for (const auto& setting : ReadCommandLine(argc, argv))
    {
        if (setting.name == "config")
        {
            Apply(options, {setting.value}, ReadConfig(setting.value));
        }
        else if (!ApplyToCommand(options, setting))
        {
            settings.push_back(setting);
        }
    }
    Apply(options, {}, settings);
    options.parameters.Resolve();
    Validate(options);
    return options;
}

void
CheckSettings(const std::vector<Setting>& settings)
{
    RunOptions options;
    Apply(options, {}, settings);
    Validate(options);
}

std::vector<ProgramOption>
ProgramOptions()
{
    std::vector<ProgramOption> options;
    const po::options_description group = ProgramGroup();
    for (const auto& option : group.options())
    {
        const auto value = option->semantic();
        options.push_back({option->long_name(),
                           value->max_tokens() == 0 ? "" : value->name(),
                           option->description()});
    }
    return options;
}

std::string
RunHelp()
{
    std::ostringstream text;
    text << "synfin-run: simulates the whole life of TCP connections and reports what became of "
            "them.\n"
         << "Usage: synfin-run [options]\n"
         << AllOptions()
         << "\nFields of the profile (--set KEY=VALUE, or [profile] in a file), with the values of "
         << ScenarioParameters().profileName << ":\n";
    const ScenarioParameters defaults;
    for (const auto& field : ProfileFields())
    {
        text << "  " << field.name << " = " << defaults.profile.Get(field.name) << "\n      "
             << field.help << " (" << field.unit << "; " << field.source << ")\n";
    }
    return text.str();
}

} // namespace synfin
} // namespace ns3
