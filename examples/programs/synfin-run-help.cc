/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-run-help.h"

#include "synfin-help-text.h"
#include "synfin-language.h"

#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-scenario-parameters.h"
#include "ns3/synfin-scenario-sections.h"

#include <boost/algorithm/string/replace.hpp>
#include <set>
#include <sstream>

namespace ns3
{
namespace synfin
{

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
         "capture both ends of the link: PREFIX-client.pcap, PREFIX-server.pcap; or, where it ends "
         "in "
         ".pcapng, one such file with a comment for each frame"},
        {"progress",
         "WHEN",
         "choice",
         "show a progress line: auto (on a terminal), on or off",
         "auto",
         {"auto", "on", "off"}},
        {"lang", "LANG", "choice", LANGUAGE_HELP, "", {"en", "zh"}},
        {"schema",
         "",
         "flag",
         "print states, causes, tables, options and fields of the profile as JSON, for programs to "
         "read, and end"},
        {"draw",
         "",
         "flag",
         "print the network of the scenario as SVG, which Graphviz draws, and end"},
        {"check",
         "FILE",
         "file",
         "check sets of options without running them, a line NAME=VALUE<tab>... each, and end: "
         "FILE, or - for the standard input"},
        {"PrintHelp", "", "flag", "print the options as ns-3's CommandLine does, and end"},
        {"PrintGlobals", "", "flag", "print ns-3's global values that are taken, and end"},
        {"RngRun", "COUNT", "integer", "ns-3's name of --run"},
        {"RngSeed", "COUNT", "integer", "ns-3's name of --seed"},
    };
    return OPTIONS;
}

namespace
{

/// @return such as " (default 5)"; empty where there is none
std::string
Default(const std::string& value)
{
    return value.empty() ? "" : Tr(" (default " + value + ")");
}

/// @return the options that are no parameters of the scenario, for Boost
po::options_description
ProgramGroup()
{
    po::options_description group;
    for (const auto& option : ProgramOptions())
    {
        const std::string help = Tr(option.help) + Default(option.normal);
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
    po::options_description group;
    const ScenarioParameters defaults;
    for (const auto& field : ScenarioFields())
    {
        if (name != field.group)
        {
            continue;
        }
        const std::string help = Tr(field.help) + Tr(": ") + Tr(field.accepted) +
                                 (field.get ? Default(field.get(defaults)) : "");
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

/// @return what stands for the options of sections of a scenario file, for Boost
po::options_description
SectionGroup()
{
    po::options_description group;
    for (const SectionKind& kind : SectionKinds())
    {
        if (*kind.title != '\0')
        {
            group.add_options()((std::string(kind.name) + ".*").c_str(),
                                po::value<std::string>()->value_name("VALUE"),
                                Tr(std::string(kind.what) + ": --" + kind.name + "." + kind.title +
                                   ".KEY is KEY in the section [" + kind.name + " " + kind.title +
                                   "]")
                                    .c_str());
        }
    }
    return group;
}

} // namespace

std::vector<OptionGroup>
RunGroups()
{
    std::vector<OptionGroup> groups;
    std::set<std::string> seen;
    for (const auto& field : ScenarioFields())
    {
        if (seen.insert(field.group).second)
        {
            groups.push_back({field.group, ScenarioGroup(field.group)});
        }
    }
    groups.push_back({"Sections of a scenario file (--config)", SectionGroup()});
    groups.push_back({"Program", ProgramGroup()});
    return groups;
}

po::options_description
RunDescription(const std::vector<OptionGroup>& groups)
{
    po::options_description all;
    for (const OptionGroup& group : groups)
    {
        all.add(group.options);
    }
    return all;
}

std::string
RunHelp()
{
    const std::vector<OptionGroup> groups = RunGroups();
    const unsigned column = RunDescription(groups).get_option_column_width();
    std::ostringstream text;
    text << Tr("synfin-run: simulates the whole life of TCP connections and reports what became of "
               "them.")
         << "\n"
         << Tr("Usage: synfin-run [options]") << "\n";
    for (const OptionGroup& group : groups)
    {
        text << "\n" << OptionsText(group.title, group.options, 80, column);
    }
    const ScenarioParameters defaults;
    text << "\n"
         << Tr("Fields of the profile (--set KEY=VALUE, or [profile] in a file), with the values "
               "of " +
               defaults.profileName + ":")
         << "\n";
    for (const auto& field : ProfileFields())
    {
        text << "  " << field.name << " = " << defaults.client.profile.Get(field.name) << "\n      "
             << Tr(field.help) << Tr(std::string(" (") + field.unit + "; " + field.source + ")")
             << "\n";
    }
    text << "\n"
         << Tr("Congestion controls (--congestion NAME, congestion_control):") << "\n  "
         << CongestionList() << "\n";
    return text.str();
}

std::string
Ns3Help()
{
    std::ostringstream text;
    text << "synfin-run [Program Options] [General Arguments]\n\nProgram Options:\n";
    const ScenarioParameters defaults;
    for (const auto& field : ScenarioFields())
    {
        // Whoever reads it takes two dashes for the begin of an option.
        text << "    --" << field.name << ":  " << boost::replace_all_copy(field.help, "--", "")
             << (field.get ? " [" + field.get(defaults) + "]" : "") << "\n";
    }
    for (const auto& option : ProgramOptions())
    {
        if (option.name == "out" || option.name == "pcap")
        {
            text << "    --" << option.name << ":  " << option.help << "\n";
        }
    }
    text << "\nGeneral Arguments:\n"
            "    --PrintGlobals:              Print the list of globals.\n"
            "    --PrintHelp:                 Print this help message.\n";
    return text.str();
}

std::string
Ns3Globals()
{
    const ScenarioParameters defaults;
    std::ostringstream text;
    text << "Global values:\n"
         << "    --RngRun=[" << defaults.run << "]\n"
         << "        --run\n"
         << "    --RngSeed=[" << defaults.seed << "]\n"
         << "        --seed\n";
    return text.str();
}

std::string
FromNs3Name(const std::string& name)
{
    return name == "RngRun" ? "run" : name == "RngSeed" ? "seed" : name;
}

} // namespace synfin
} // namespace ns3
