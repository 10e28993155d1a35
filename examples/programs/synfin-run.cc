/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/// @file Runs one scenario, made of the parameters on the command line.

#include "synfin-language.h"
#include "synfin-program.h"
#include "synfin-progress-line.h"
#include "synfin-run-check.h"
#include "synfin-run-draw.h"
#include "synfin-run-help.h"
#include "synfin-run-options.h"
#include "synfin-schema.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-output-directory.h"
#include "ns3/synfin-output-files.h"
#include "ns3/synfin-parameters-json.h"
#include "ns3/synfin-provenance.h"
#include "ns3/synfin-scenario-drawing.h"
#include "ns3/synfin-scenario-rare-fields.h"
#include "ns3/synfin-scenario-stock-limits.h"
#include "ns3/synfin-scenario-table.h"
#include "ns3/synfin-scenario.h"
#include "ns3/synfin-settings-file.h"
#include "ns3/synfin-summary-json.h"
#include "ns3/synfin-text-file.h"
#include "ns3/synfin-version.h"

#include <csignal>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// What a signal removes; filled before the handlers are set, and not changed after that.
struct Leftovers
{
    std::vector<std::string> files;
    std::vector<std::string> folders; //!< the innermost first
    std::string message;              //!< what is said then
};

Leftovers g_leftovers;

/// Leaves nothing half-written; does nothing but system calls, which a handler may do at any
/// moment.
void
OnSignal(int signal)
{
    for (const auto& file : g_leftovers.files)
    {
        unlink(file.c_str());
    }
    for (const auto& folder : g_leftovers.folders)
    {
        rmdir(folder.c_str());
    }
    const std::string& text = g_leftovers.message;
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
    _exit(128 + signal);
}

/// Checks what --check names. @return the exit status
int
Check(const std::string& path)
{
    constexpr std::size_t MOST = 1 << 30;
    std::string text;
    if (path != "-")
    {
        if (const auto problem = ReadTextFile(path, MOST, text))
        {
            throw Refused("--check", path, "- or " + *problem);
        }
    }
    std::istringstream file(text);
    std::ostringstream out;
    CheckLines(path == "-" ? std::cin : file, path == "-" ? "standard input" : path, out);
    if (std::cin.bad())
    {
        throw BadInput("--check -: accepted is a standard input that can be read");
    }
    std::cout << out.str();
    return 0;
}

/// Says what a user may want to know, and goes on.
void
Note(const std::string& text)
{
    std::cerr << "synfin-run: " << Tr("note: " + text) << '\n';
}

/// Says which options and fields of the profile make no difference.
void
TellIgnored(const RunOptions& options)
{
    if (options.parameters.stack != StackKind::NS3)
    {
        return;
    }
    for (const std::string& setting : StockIgnored(options.parameters, options.typed))
    {
        Note("ns-3's TCP has nothing like " + setting.substr(0, setting.find('=')) + ", " +
             setting + " is ignored");
    }
}

/// Refuses a run whose connections had weights and met; says what weights are too few to tell.
void
CheckMeetings(const ScenarioParameters& parameters, const RunSummary& summary)
{
    if (const auto error = CheckRareRun(parameters, summary))
    {
        throw Refused("--" + error->setting.name, error->setting.value, error->accepted);
    }
    for (const std::string& note : RareNotes(parameters, summary))
    {
        Note(note);
    }
}

/// Has a scenario write what is asked for.
void
Record(Scenario& scenario, const ScenarioParameters& parameters, const std::string& folder)
{
    if (parameters.trace != TraceLevel::NONE)
    {
        scenario.Record(folder);
    }
    if (parameters.counters)
    {
        scenario.RecordCounters(folder);
    }
}

/// What the name of a capture ends with that has comments.
constexpr std::string_view PCAPNG = ".pcapng";

/// @return whether a capture is one file with comments, and not a plain one of each end
bool
IsAnnotated(const std::string& pcap)
{
    return pcap.size() > PCAPNG.size() &&
           pcap.compare(pcap.size() - PCAPNG.size(), PCAPNG.size(), PCAPNG) == 0;
}

std::string
PcapPrefix(const std::string& pcap)
{
    return IsAnnotated(pcap) ? pcap.substr(0, pcap.size() - PCAPNG.size()) : pcap;
}

std::vector<std::string>
PcapEndings(const std::string& pcap)
{
    return IsAnnotated(pcap) ? std::vector<std::string>{std::string(PCAPNG)}
                             : std::vector<std::string>{"-client.pcap", "-server.pcap"};
}

/// Has a scenario capture into these files.
void
Capture(Scenario& scenario, const std::vector<std::string>& paths)
{
    if (paths.size() == 1)
    {
        scenario.CaptureAnnotated(paths.front(), std::string("synfin-run ") + VERSION);
    }
    else
    {
        scenario.Capture(paths[0], paths[1]);
    }
}

/**
 * @param options what to run
 * @param command the words of the command line
 * @return the exit status
 */
int
Run(const RunOptions& options, const std::vector<std::string>& command)
{
    std::unique_ptr<OutputDirectory> output;
    std::unique_ptr<OutputFiles> captures;
    if (!options.out.empty())
    {
        output = std::make_unique<OutputDirectory>(options.out, options.force);
        g_leftovers = {output->Files(), output->Folders(), ""};
    }
    if (!options.pcap.empty())
    {
        captures = std::make_unique<OutputFiles>("--pcap " + options.pcap,
                                                 PcapPrefix(options.pcap),
                                                 PcapEndings(options.pcap),
                                                 options.force,
                                                 output.get());
        const auto& files = captures->Paths();
        g_leftovers.files.insert(g_leftovers.files.end(), files.begin(), files.end());
        // Inside a directory that was made for the results, they come first.
        const auto folders = captures->Folders();
        g_leftovers.folders.insert(g_leftovers.folders.begin(), folders.begin(), folders.end());
    }
    g_leftovers.message = "\nsynfin-run: " + Tr("interrupted, nothing was written") + "\n";
    CatchSignals(OnSignal);
    ProgressLine line(
        options.progress == RunOptions::Progress::ON ||
        (options.progress == RunOptions::Progress::AUTO && isatty(STDERR_FILENO) != 0));
    RunSummary summary;
    {
        Scenario scenario(options.parameters, captures != nullptr);
        if (output)
        {
            Record(scenario, options.parameters, output->Folder());
        }
        if (captures)
        {
            Capture(scenario, captures->Paths());
        }
        scenario.SetWatcher([&line](const ScenarioProgress& progress) {
            line.Show([&](double wallSeconds) { return ProgressText(progress, wallSeconds); });
        });
        summary = scenario.Run();
    }
    line.End();
    CheckMeetings(options.parameters, summary);
    if (output)
    {
        output->Write("params.ini", ToIni(options.parameters));
        output->Write("summary.json", ToJson(summary, ParametersToJson(options.parameters)));
        output->Write("provenance.json", ProvenanceToJson("synfin-run", command));
    }
    CatchSignals(SIG_IGN); // whole or not at all
    if (captures)
    {
        captures->Commit();
    }
    if (output)
    {
        output->Commit();
    }
    PrintTable(std::cout, summary, options.parameters, Translations());
    return 0;
}

int
Main(int argc, char* argv[])
{
    const RunOptions options = ParseRunOptions(argc, argv);
    if (options.help || options.version)
    {
        std::cout << (options.help ? RunHelp() : std::string("synfin-run ") + VERSION + "\n");
        return 0;
    }
    if (options.ns3Help || options.ns3Globals)
    {
        std::cout << (options.ns3Help ? Ns3Help() : Ns3Globals());
        return 0;
    }
    if (options.schema)
    {
        std::cout << SchemaToJson();
        return 0;
    }
    if (!options.check.empty())
    {
        return Check(options.check);
    }
    if (options.draw)
    {
        std::cout << DrawnByGraphviz(ToDot(options.parameters));
        return 0;
    }
    TellIgnored(options);
    return Run(options, {argv, argv + argc});
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram("synfin-run", &Main, argc, argv);
}
