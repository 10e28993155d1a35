/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * What one connection's life costs: CPU time, events and memory, on synfin's two paths, on ns-3's
 * own TCP and, for CPU time, on this machine's kernel, with few and with many connections in
 * TIME_WAIT.
 *
 * All simulated stacks run the same scenario. Connections begin at a constant rate, and TIME_WAIT
 * lasts as long as it takes for the wanted number of them to begin, so that so many are in
 * TIME_WAIT for most of the run.
 */

#include "synfin-bench-run.h"
#include "synfin-command-line.h"
#include "synfin-help-text.h"
#include "synfin-language.h"
#include "synfin-program.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-ladder-text.h"
#include "ns3/synfin-output-file.h"
#include "ns3/synfin-output-files.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-provenance.h"
#include "ns3/synfin-version.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace ns3::synfin;
namespace po = boost::program_options;

namespace
{

/// What to measure.
struct Plan
{
    std::vector<BenchSubject> subjects;
    std::vector<uint32_t> ladder; //!< connections in TIME_WAIT at once
    uint32_t rate{0};             //!< connections per second of simulated time
    double loss{0};               //!< probability, each way
    ns3::Time delay;              //!< each way
    uint32_t factor{0};           //!< connections per run, in multiples of those in TIME_WAIT
    uint32_t minimum{0};          //!< but at least so many
    uint32_t repeat{0};           //!< runs of each; the median counts
    std::string csv;
};

/// One line of the table.
struct Line
{
    BenchRun run;
    BenchResult result;

    double Microseconds() const
    {
        return result.microseconds / run.lives;
    }
};

/// ns-3's own TCP has 16,384 ephemeral ports for all destinations, and those in TIME_WAIT are
/// taken.
constexpr uint32_t NS3_MOST = 16000;

/// The median of several runs.
Line
MeasureRepeatedly(const Plan& plan, const BenchRun& run)
{
    std::vector<Line> lines;
    for (uint32_t i = 0; i < plan.repeat; ++i)
    {
        lines.push_back({run, Measure(run)});
    }
    std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
        return a.result.microseconds < b.result.microseconds;
    });
    return lines[lines.size() / 2];
}

/// @return the runs of a plan, in order; what cannot be run is said
std::vector<BenchRun>
RunsOf(const Plan& plan)
{
    std::vector<BenchRun> runs;
    for (const BenchSubject subject : plan.subjects)
    {
        if (subject == BenchSubject::KERNEL)
        {
            runs.push_back({subject, plan.minimum, 0, 0, 0, {}});
            continue;
        }
        for (const uint32_t timeWait : plan.ladder)
        {
            if (subject == BenchSubject::NS3 && timeWait > NS3_MOST)
            {
                std::cout << Tr("ns3 with " + std::to_string(timeWait) +
                                " in TIME_WAIT: skipped, it has 16384 ports")
                          << "\n";
                continue;
            }
            // Of a burst all are in TIME_WAIT at once.
            const uint32_t lives = subject == BenchSubject::SYNFIN_BURST
                                       ? timeWait
                                       : std::max(plan.minimum, plan.factor * timeWait);
            runs.push_back({subject, lives, timeWait, 1.0 * plan.rate, plan.loss, plan.delay});
        }
    }
    return runs;
}

/// Prints what stands above the columns, as wide as Write() makes them.
void
PrintHead()
{
    std::cout << PadLeft(Tr("stack"), 13);
    for (const auto& [name, width] : {std::pair{"TIME_WAIT", 11},
                                      std::pair{"peak", 11},
                                      std::pair{"lives", 11},
                                      std::pair{"CPU us/life", 13},
                                      std::pair{"bytes/TIME_WAIT", 17},
                                      std::pair{"events/life", 13}})
    {
        std::cout << PadLeft(Tr(name), width);
    }
    std::cout << "\n";
}

/// Figures that a subject does not have stay empty.
void
Write(const Line& line, std::ostream& out, const char* separator, bool aligned)
{
    const bool simulated = line.run.subject != BenchSubject::KERNEL;
    const auto cell = [&](int width, const std::string& text) {
        out << separator << std::setw(aligned ? width : 0) << text;
    };
    const auto figure = [](double value, int digits) {
        std::ostringstream text;
        text << std::fixed << std::setprecision(digits) << value;
        return text.str();
    };
    out << std::setw(aligned ? 13 : 0) << ToString(line.run.subject);
    cell(10, simulated ? std::to_string(line.run.timeWait) : "");
    cell(10, simulated ? std::to_string(line.result.timeWaitPeak) : "");
    cell(10, std::to_string(line.run.lives));
    cell(12, figure(line.Microseconds(), aligned ? 2 : 4));
    cell(16,
         simulated ? figure(1.0 * line.result.bytes / line.result.timeWaitPeak, aligned ? 0 : 1)
                   : "");
    cell(12, simulated ? figure(1.0 * line.result.events / line.run.lives, aligned ? 1 : 3) : "");
    out << std::endl;
}

/// @return the line of that subject and that many in TIME_WAIT, or nullptr
const Line*
Find(const std::vector<Line>& lines, BenchSubject subject, uint32_t timeWait)
{
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
        return line.run.subject == subject && line.run.timeWait == timeWait;
    });
    return found == lines.end() ? nullptr : &*found;
}

/// How the cost grows with the ladder, and how the stacks compare.
void
PrintRatios(const Plan& plan, const std::vector<Line>& lines)
{
    for (const BenchSubject subject : plan.subjects)
    {
        const auto isOfSubject = [&](const Line& line) { return line.run.subject == subject; };
        const auto low = std::find_if(lines.begin(), lines.end(), isOfSubject);
        const auto high = std::find_if(lines.rbegin(), lines.rend(), isOfSubject);
        if (low != lines.end() && low->run.timeWait != high->run.timeWait)
        {
            std::ostringstream text;
            text << ToString(subject) << ": a life with " << high->run.timeWait
                 << " in TIME_WAIT costs " << std::fixed << std::setprecision(2)
                 << high->Microseconds() / low->Microseconds() << " times one with "
                 << low->run.timeWait;
            std::cout << Tr(text.str()) << "\n";
        }
    }
    for (const Line& line : lines)
    {
        const Line* theirs = Find(lines, BenchSubject::NS3, line.run.timeWait);
        if (theirs && line.run.subject != BenchSubject::NS3)
        {
            std::ostringstream text;
            text << "with " << line.run.timeWait << " in TIME_WAIT, ns3 costs " << std::fixed
                 << std::setprecision(2) << theirs->Microseconds() / line.Microseconds()
                 << " times " << ToString(line.run.subject);
            std::cout << Tr(text.str()) << "\n";
        }
    }
}

/// Measures everything, and prints each line as soon as it is known. @return all of it as CSV
std::string
Run(const Plan& plan)
{
    const std::vector<BenchRun> runs = RunsOf(plan);
    PrintHead();
    std::ostringstream csv;
    csv << "stack,time_wait,time_wait_peak,lives,cpu_us_per_life,bytes_per_time_wait,"
           "events_per_life\n";
    std::vector<Line> lines;
    for (const BenchRun& run : runs)
    {
        lines.push_back(MeasureRepeatedly(plan, run));
        Write(lines.back(), std::cout, " ", true);
        Write(lines.back(), csv, ",", false);
    }
    PrintRatios(plan, lines);
    return csv.str();
}

/// @return the number that the text is
uint32_t
ParseCount(const std::string& option, const std::string& text, uint32_t highest)
{
    const auto value = ParseUnsigned(text);
    if (!value || *value < 1 || *value > highest)
    {
        throw Refused(option, text, "a number from 1 to " + std::to_string(highest));
    }
    return static_cast<uint32_t>(*value);
}

/// @return what stands between the commas
std::vector<std::string>
Split(const std::string& text)
{
    std::vector<std::string> parts;
    std::istringstream all(text + ",");
    for (std::string part; std::getline(all, part, ',');)
    {
        parts.push_back(part);
    }
    return parts;
}

std::vector<BenchSubject>
ParseSubjects(const std::string& option, const std::string& text)
{
    std::string names;
    for (int i = 0; i < BENCH_SUBJECT_COUNT; ++i)
    {
        names += (i > 0 ? ", " : "") + std::string(ToString(static_cast<BenchSubject>(i)));
    }
    std::vector<BenchSubject> subjects;
    for (const std::string& part : Split(text))
    {
        int found = 0;
        while (found < BENCH_SUBJECT_COUNT && part != ToString(static_cast<BenchSubject>(found)))
        {
            ++found;
        }
        if (found == BENCH_SUBJECT_COUNT)
        {
            throw Refused(option, text, "a list with commas of " + names);
        }
        subjects.push_back(static_cast<BenchSubject>(found));
    }
    return subjects;
}

/// @return the options, each with its default
po::options_description
Description()
{
    po::options_description options;
    const auto add = [&options](const char* name, const char* normal, const char* help) {
        options.add_options()(name, po::value<std::string>()->default_value(normal), help);
    };
    add("stacks",
        "synfin-ip,synfin-direct,synfin-burst,ns3,kernel",
        "what to measure; synfin-burst: on the direct path, all connections at one instant");
    add("time-wait", "1000,16000", "connections in TIME_WAIT at once, one run each");
    add("rate", "1000", "connections per second");
    add("loss", "0", "probability that a segment is lost");
    add("delay", "1ms", "of a segment");
    add("factor", "3", "connections per run, in multiples of those in TIME_WAIT");
    add("connections", "20000", "connections per run, at least");
    add("repeat", "1", "runs of each; the median counts");
    options.add_options()(
        "csv",
        po::value<std::string>(),
        "write the table to this file too, and beside it FILE.json, which says who made it");
    options.add_options()("lang", po::value<std::string>(), LANGUAGE_HELP);
    options.add_options()("help", "this text")("version", "the version");
    return options;
}

/// @return what to measure, or nothing when the program has said all it was asked for
std::optional<Plan>
ParseOptions(int argc, char** argv)
{
    const po::options_description options = Description();
    const po::variables_map values = ReadValues(argc, argv, options);
    CheckLanguage(values);
    if (values.count("help") != 0)
    {
        std::cout << OptionsText("synfin-bench: CPU time, memory and events per connection life, "
                                 "on synfin and beside it",
                                 options,
                                 80);
        return std::nullopt;
    }
    if (values.count("version") != 0)
    {
        std::cout << "synfin-bench " << VERSION << "\n";
        return std::nullopt;
    }
    Plan plan;
    plan.csv = values.count("csv") != 0 ? values["csv"].as<std::string>() : "";
    const auto text = [&values](const char* name) { return values[name].as<std::string>(); };
    plan.subjects = ParseSubjects("--stacks", text("stacks"));
    for (const std::string& part : Split(text("time-wait")))
    {
        plan.ladder.push_back(ParseCount("--time-wait", part, 20000000));
    }
    plan.rate = ParseCount("--rate", text("rate"), 10000000);
    const auto loss = ParseNumber(text("loss"));
    if (!loss || *loss < 0 || *loss > 0.5)
    {
        throw Refused("--loss", text("loss"), "a number from 0 to 0.5");
    }
    plan.loss = *loss;
    const auto delay = ParseTime(text("delay"));
    if (!delay || *delay > ns3::Seconds(10))
    {
        throw Refused("--delay", text("delay"), "a time from 0s to 10s" + WhyNoTime(text("delay")));
    }
    plan.delay = *delay;
    plan.factor = ParseCount("--factor", text("factor"), 100);
    plan.minimum = ParseCount("--connections", text("connections"), 100000000);
    plan.repeat = ParseCount("--repeat", text("repeat"), 1000);
    return plan;
}

/// Writes a whole file.
void
Write(const std::string& path, const std::string& text)
{
    OutputFile file(path, Compression::NONE);
    file.Write(text.data(), text.size());
    file.Close();
}

int
Main(int argc, char** argv)
{
    const std::optional<Plan> plan = ParseOptions(argc, argv);
    if (!plan)
    {
        return 0;
    }
    std::unique_ptr<OutputFiles> files;
    if (!plan->csv.empty())
    {
        files = std::make_unique<OutputFiles>("--csv " + plan->csv,
                                              plan->csv,
                                              std::vector<std::string>{"", ".json"},
                                              true,
                                              nullptr);
    }
    const std::string csv = Run(*plan);
    if (files)
    {
        Write(files->Paths()[0], csv);
        Write(files->Paths()[1], ProvenanceToJson("synfin-bench", {argv, argv + argc}));
        files->Commit();
    }
    return 0;
}

} // namespace

int
main(int argc, char** argv)
{
    return RunProgram("synfin-bench", &Main, argc, argv);
}
