/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-run-options.h"

#include "synfin-command-line.h"
#include "synfin-language.h"
#include "synfin-run-help.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-scenario-sections.h"
#include "ns3/synfin-settings-file.h"
#include "ns3/synfin-text-file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace fs = std::filesystem;

namespace
{

/// Refuses a setting where it was typed: an option, or a line of a file.
[[noreturn]] void
Refuse(const Setting& setting, const std::string& accepted)
{
    if (setting.file.empty())
    {
        throw Refused("--" + setting.name, setting.value, accepted);
    }
    const bool isField = !setting.section.empty();
    const std::size_t equals = setting.value.find('=');
    std::string name = IsOfSection(setting.name) ? LineOf(setting.name) : setting.name;
    name = isField ? "[" + setting.section + "] " + setting.value.substr(0, equals) : name;
    throw Refused(Brief(setting.file, 40) + ": " + name + " =",
                  isField ? setting.value.substr(equals + 1) : setting.value,
                  accepted);
}

/// @return a path that a file gives, which is relative to the folder of that file
std::string
PathOf(const Setting& setting)
{
    return setting.file.empty() ? setting.value
                                : (fs::path(setting.file).parent_path() / setting.value).string();
}

/**
 * Takes those settings that are no parameters of the scenario.
 * @return true when this was one of them
 */
bool
ApplyToProgram(RunOptions& options, const Setting& setting)
{
    using Progress = RunOptions::Progress;
    if (setting.name == "out" || setting.name == "pcap")
    {
        if (setting.value.empty())
        {
            Refuse(setting,
                   setting.name == "out" ? "the name of a directory" : "the start of file names");
        }
        (setting.name == "out" ? options.out : options.pcap) = PathOf(setting);
        return true;
    }
    if (setting.name == "force")
    {
        const auto value = ParseBool(setting.value);
        if (!value)
        {
            Refuse(setting, "true or false");
        }
        options.force = *value;
        return true;
    }
    if (setting.name == "progress")
    {
        if (setting.value != "auto" && setting.value != "on" && setting.value != "off")
        {
            Refuse(setting, "auto, on or off");
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
    const auto isPlain = [](char letter) { return static_cast<signed char>(letter) >= 0; };
    using Json = nlohmann::json;
    return std::all_of(text.begin(), text.end(), isPlain) ||
           Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::ignore)) == text;
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
Apply(RunOptions& options, const std::vector<Setting>& settings)
{
    // Results shall tell which files they came from, wherever they are moved to.
    static const std::string here = WorkingFolder();
    std::vector<Setting> parameters;
    std::map<std::string, std::string> typed; // values, by what became of them
    std::map<std::string, std::string> names; // the same of names
    for (const auto& setting : settings)
    {
        if (!ApplyToProgram(options, setting))
        {
            if (!IsUtf8(setting.value))
            {
                Refuse(setting, "text in UTF-8, as summary.json is");
            }
            Setting own = setting;
            if (setting.file.empty())
            {
                own.name = FromNs3Name(setting.name);
                names[own.name] = setting.name;
            }
            parameters.push_back(WithFolder(own, here));
            typed[parameters.back().value] = setting.value;
        }
    }
    if (const auto error = options.parameters.Apply(parameters))
    {
        Setting wrong = error->setting;
        wrong.value = typed[wrong.value];
        if (wrong.file.empty() && names.count(wrong.name) > 0)
        {
            wrong.name = names[wrong.name];
        }
        Refuse(wrong, error->accepted);
    }
}

/// @return the setting that was typed for one that does not agree with others
Setting
Typed(const Setting& wrong, const std::vector<Setting>& typed)
{
    // "loss" is "loss-forward" and "loss-reverse", where these are not there themselves.
    for (const std::string suffix : {"", "-forward", "-reverse"})
    {
        for (auto setting = typed.rbegin(); setting != typed.rend(); ++setting)
        {
            const std::string field = setting->value.substr(0, setting->value.find('=')) + "=";
            const bool isField = setting->name == "set" && wrong.name == "set" &&
                                 ((" " + wrong.value).find(" " + field) != std::string::npos ||
                                  wrong.value.find(":" + field) != std::string::npos);
            if (isField || (wrong.name != "set" && wrong.name == setting->name + suffix))
            {
                return *setting;
            }
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
        Refuse(Typed(error->setting, typed), error->accepted);
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
    if (setting.name == "schema" || setting.name == "draw")
    {
        (setting.name == "schema" ? options.schema : options.draw) = true;
        return true;
    }
    if (setting.name == "PrintHelp" || setting.name == "PrintGlobals")
    {
        (setting.name == "PrintHelp" ? options.ns3Help : options.ns3Globals) = true;
        return true;
    }
    if (setting.name == "lang")
    {
        CheckLanguage(setting.value);
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
    const auto options = RunDescription(RunGroups());
    const auto given = ReadOptions(argc, argv, options, [](const std::string& name) {
        const ScenarioField* field = FindScenarioField(name);
        return field != nullptr ? field->accepted : std::string();
    });
    std::vector<Setting> settings;
    std::set<std::string> seen;
    for (const auto& option : given)
    {
        const std::string& name = option.string_key;
        const std::string value = option.value.empty() ? "true" : option.value.front();
        const std::string what = name == "set"
                                     ? "set " + EndFieldName(value.substr(0, value.find('=')))
                                     : FromNs3Name(name);
        if (!seen.insert(what).second)
        {
            Refuse({name, value}, "one --" + what + ", not several");
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
    for (const auto& setting : ReadCommandLine(argc, argv))
    {
        if (setting.name == "config")
        {
            const auto read = ReadConfig(setting.value);
            Apply(options, read);
            options.typed.insert(options.typed.end(), read.begin(), read.end());
        }
        else if (!ApplyToCommand(options, setting))
        {
            settings.push_back(setting);
        }
    }
    Apply(options, settings);
    options.typed.insert(options.typed.end(), settings.begin(), settings.end());
    options.parameters.Resolve();
    Validate(options, options.typed);
    return options;
}

ScenarioParameters
CheckSettings(const std::vector<Setting>& settings)
{
    RunOptions options;
    Apply(options, settings);
    Validate(options, settings);
    return std::move(options.parameters);
}

} // namespace synfin
} // namespace ns3
