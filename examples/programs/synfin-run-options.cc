/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-run-options.h"

#include "synfin-command-line.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-profile-name.h"
#include "ns3/synfin-settings-file.h"
#include "ns3/synfin-text-file.h"

#include <boost/program_options.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <system_error>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace fs = std::filesystem;
namespace po = boost::program_options;

const std::vector<ProgramOption>&
ProgramOptions()
{
    static const std::vector<ProgramOption> OPTIONS{
        {"help", "", "flag", "print this and end"},
        {"version", "", "flag", "print the version and end"},
        {"config", "FILE", "file", "read parameters from FILE (INI)"},
        {"out", "DIR", "directory", "write results into DIR"},
        {"force", "", "flag", "replace the results that DIR holds, and captures"},
        {"pcap",
         "PREFIX",
         "file",
         "capture both ends of the link: PREFIX-client.pcap, PREFIX-server.pcap"},
        {"progress",
         "WHEN",
         "choice",
         "show a progress line: auto (on a terminal), on or off",
         "auto",
         {"auto", "on", "off"}},
        {"schema",
         "",
         "flag",
         "print states, causes, tables, options and fields of the profile as JSON, for programs to "
         "read, and end"},
        {"fields",
         "FORMAT",
         "choice",
         "list every option and field of the profile for a program to read, and end: json",
         "",
         {"json"}},
        {"check",
         "FILE",
         "file",
         "check sets of options without running them, a line NAME=VALUE<tab>... each, and end: "
         "FILE, or - for the standard input"},
    };
    return OPTIONS;
}

namespace
{

/// Where settings come from.
struct Origin
{
    std::string file; //!< empty: the command line
};

[[noreturn]] void
Refuse(const Origin& origin, const Setting& setting, const std::string& accepted)
{
    throw Refused(origin.file.empty() ? "--" + setting.name
                                      : Brief(origin.file, 40) + ": " + setting.name + " =",
                  setting.value,
                  accepted);
}

/// @return the options that are no parameters of the scenario, for Boost
po::options_description
ProgramGroup()
{
    po::options_description group("Program");
    for (const auto& option : ProgramOptions())
    {
        std::string help = option.help;
        help += option.normal.empty() ? "" : " (default " + option.normal + ")";
        if (option.metavar.empty())
        {
            group.add_options()(option.name.c_str(), help.c_str());
        }
        else
        {
            group.add_options()(option.name.c_str(),
                                po::value<std::string>()->value_name(option.metavar),
                                help.c_str());
        }
    }
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

bool
IsUtf8(const std::string& text)
{
    using Json = nlohmann::json;
    return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::ignore)) == text;
}

/// @return where relative names of files on the command line begin
std::string
WorkingFolder()
{
    std::error_code ignored;
    return fs::current_path(ignored).string();
}

/// Applies settings that come from one place.
void
Apply(RunOptions& options, const Origin& origin, const std::vector<Setting>& settings)
{
    // Results shall tell which files they came from, wherever they are moved to.
    static const std::string here = WorkingFolder();
    std::vector<Setting> parameters;
    std::map<std::string, std::string> typed; // values, by what became of them
    for (const auto& setting : settings)
    {
        if (!ApplyToProgram(options, origin, setting))
        {
            if (!IsUtf8(setting.value))
            {
                Refuse(origin, setting, "text in UTF-8, as summary.json is");
            }
            parameters.push_back(WithFolder(setting, here));
            typed[parameters.back().value] = setting.value;
        }
    }
    if (const auto error = options.parameters.Apply(parameters))
    {
        Refuse(origin, {error->setting.name, typed[error->setting.value]}, error->accepted);
    }
}

/// @return the setting that was typed for one that does not agree with others
Setting
Typed(const Setting& wrong, const std::vector<Setting>& typed)
{
    for (auto setting = typed.rbegin(); setting != typed.rend(); ++setting)
    {
        const std::string field = setting->value.substr(0, setting->value.find('='));
        const bool isField = setting->name == "set" && wrong.name == "set" &&
                             (" " + wrong.value).find(" " + field + "=") != std::string::npos;
        // "loss" is "loss-forward" and "loss-reverse".
        const bool isBoth =
            wrong.name == setting->name + "-forward" || wrong.name == setting->name + "-reverse";
        if (isField || isBoth || (setting->name == wrong.name && wrong.name != "set"))
        {
            return *setting;
        }
    }
    return wrong;
}

/// What each option alone does not tell: whether they agree.
void
Validate(const RunOptions& options, const std::vector<Setting>& typed)
{
    if (const auto error = options.parameters.Validate())
    {
        Refuse({}, Typed(error->setting, typed), error->accepted);
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
    if (setting.name == "schema")
    {
        options.schema = true;
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

/// @return the settings of a file
std::vector<Setting>
ReadConfig(const std::string& path)
{
    constexpr std::size_t MOST = 1 << 20;
    std::string text;
    if (const auto problem = ReadTextFile(path, MOST, text))
    {
        throw Refused("--config", path, *problem);
    }
    return ReadSettings(text, path);
}

/// @return the settings of the command line in their order, "config", "help" and "version" among
/// them
std::vector<Setting>
ReadCommandLine(int argc, char* argv[])
{
    const auto given = ReadOptions(argc, argv, AllOptions(), [](const std::string& name) {
        const ScenarioField* field = FindScenarioField(name);
        return field != nullptr ? field->accepted : std::string();
    });
    std::vector<Setting> settings;
    std::set<std::string> seen;
    for (const auto& option : given)
    {
        const std::string& name = option.string_key;
        const std::string value = option.value.empty() ? "true" : option.value.front();
        const std::string what =
            name == "set" ? "set " + ProfileFieldName(value.substr(0, value.find('='))) : name;
        if (!seen.insert(what).second)
        {
            Refuse({}, {name, value}, "one --" + what + ", not several");
        }
        settings.push_back({name, value});
    }
    return settings;
}

} // namespace

RunOptions
ParseRunOptions(int argc, char* argv[])
{
    RunOptions options;
    std::vector<Setting> settings;
    std::vector<Setting> typed; // in the file, then on the command line
    for (const auto& setting : ReadCommandLine(argc, argv))
    {
        if (setting.name == "config")
        {
            const auto read = ReadConfig(setting.value);
            Apply(options, {setting.value}, read);
            typed.insert(typed.end(), read.begin(), read.end());
        }
        else if (!ApplyToCommand(options, setting))
        {
            settings.push_back(setting);
        }
    }
    Apply(options, {}, settings);
    typed.insert(typed.end(), settings.begin(), settings.end());
    options.parameters.Resolve();
    Validate(options, typed);
    return options;
}

ScenarioParameters
CheckSettings(const std::vector<Setting>& settings)
{
    RunOptions options;
    Apply(options, {}, settings);
    Validate(options, settings);
    options.parameters.Resolve();
    return options.parameters;
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
