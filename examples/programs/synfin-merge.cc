/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Makes the results of one run of what TraceHelper wrote on each of its ranks.
 */

#include "synfin-command-line.h"
#include "synfin-help-text.h"
#include "synfin-language.h"
#include "synfin-program.h"
#include "synfin-progress-line.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-journal-format.h"
#include "ns3/synfin-journal-merge.h"
#include "ns3/synfin-version.h"

#include <boost/program_options.hpp>
#include <csignal>
#include <iostream>
#include <string>
#include <unistd.h>

using namespace ns3;
using namespace ns3::synfin;
namespace po = boost::program_options;

namespace
{

volatile std::sig_atomic_t g_signal = 0;

void
OnSignal(int signal)
{
    g_signal = signal;
}

/// A signal came.
struct Interrupted
{
};

po::options_description
Options()
{
    po::options_description options("Options", 98, 60);
    auto add = options.add_options();
    add("ranks",
        po::value<std::string>(),
        "the folder that the script gave to TraceHelper: it holds rank-0, rank-1 and so on");
    add("out",
        po::value<std::string>(),
        "where the results go: a folder that is made, or is empty");
    add("force", "--out may hold files; those of the same names are replaced");
    add("lang", po::value<std::string>(), LANGUAGE_HELP);
    add("help", "show this and exit");
    add("version", "show the version and exit");
    return options;
}

std::string
Needed(const po::variables_map& given, const std::string& option)
{
    if (given.count(option) == 0)
    {
        throw BadInput("--" + option + " is missing: accepted is --" + option + " FOLDER");
    }
    return given[option].as<std::string>();
}

int
Merge(const std::string& ranks, const RecordingOptions& output)
{
    CatchSignals(OnSignal);
    ProgressLine line(isatty(STDERR_FILENO) != 0);
    try
    {
        MergeJournals(ranks, output, {"", OutputWords()}, [&line](double share) {
            if (g_signal != 0)
            {
                throw Interrupted();
            }
            line.Show(
                [share](double) { return Tr(std::to_string(int(100 * share)) + " % merged"); });
        });
    }
    catch (const JournalError& error)
    {
        line.End();
        throw BadInput("--ranks " + ranks + ": " + error.what());
    }
    catch (const Interrupted&)
    {
        line.End();
        std::cerr << "\nsynfin-merge: " << Tr("interrupted, nothing was written") << "\n";
        return 128 + g_signal;
    }
    line.End();
    return 0;
}

/// @return what the command line gives
int
Main(int argc, char* argv[])
{
    const auto options = Options();
    const auto given = ReadValues(argc, argv, options);
    CheckLanguage(given);
    if (given.count("help") != 0)
    {
        std::cout << Tr("synfin-merge: the results of one run from those of its ranks") << "\n\n"
                  << OptionsText("Options", options, 98) << "\n"
                  << Tr("Example: synfin-merge --ranks out --out merged") << "\n";
        return 0;
    }
    if (given.count("version") != 0)
    {
        std::cout << "synfin-merge " << VERSION << "\n";
        return 0;
    }
    RecordingOptions output;
    output.force = given.count("force") != 0;
    const std::string ranks = Needed(given, "ranks");
    output.folder = Needed(given, "out");
    return Merge(ranks, output);
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram("synfin-merge", &Main, argc, argv);
}
