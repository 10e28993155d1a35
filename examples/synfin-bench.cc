/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * How much CPU time one connection's life costs, on synfin and on ns-3's own TCP, with few and with
 * many connections in TIME_WAIT.
 *
 * Both stacks run the same scenario: two hosts with full ns-3 stacks on a point-to-point link, no
 * data, traces off, the client closes. Connections begin at a constant rate, and TIME_WAIT lasts as
 * long as it takes for the wanted number of them to begin, so that so many are in TIME_WAIT for
 * most of the run. Each measurement is a process of its own; its user and system time are divided
 * by the number of connections.
 */

#include "ns3/synfin-scenario.h"
#include "ns3/synfin-version.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;
namespace po = boost::program_options;

namespace
{

/// A command line that makes no sense: the program says so and exits with 2.
struct UsageError : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// What to measure.
struct Plan
{
    std::vector<StackKind> stacks;
    std::vector<uint32_t> ladder; //!< connections in TIME_WAIT at once
    uint32_t rate{1000};          //!< connections per second of simulated time
    uint32_t factor{3};           //!< connections per run, in multiples of those in TIME_WAIT
    uint32_t minimum{20000};      //!< but at least so many
    uint32_t repeat{1};           //!< runs of each; the median counts
    std::string csv;
};

/// What the measuring process tells its parent.
struct Outcome
{
    uint64_t orderly{0};      //!< connections that were established and closed in order
    uint64_t timeWaitPeak{0}; //!< in TIME_WAIT at once
};

/// One line of the table.
struct Measurement
{
    StackKind stack;
    uint32_t timeWait{0};
    uint32_t lives{0};
    uint64_t timeWaitPeak{0};
    double microseconds{0}; //!< of CPU time per life
};

const char*
Name(StackKind stack)
{
    return stack == StackKind::SYNFIN ? "synfin" : "ns3";
}

uint32_t
Lives(const Plan& plan, uint32_t timeWait)
{
    return std::max(plan.minimum, plan.factor * timeWait);
}

/// The scenario, run in the calling process.
Outcome
RunScenario(const Plan& plan, StackKind stack, uint32_t timeWait)
{
    ScenarioParameters parameters;
    parameters.stack = stack;
    parameters.connections = Lives(plan, timeWait);
    parameters.rate = plan.rate;
    parameters.arrivals = Arrivals::CONSTANT;
    parameters.forward.settings.delay = MilliSeconds(1);
    parameters.reverse.settings.delay = MilliSeconds(1);
    parameters.closer = Closer::CLIENT;
    parameters.trace = TraceLevel::NONE;
    parameters.profile.time_wait = Seconds(static_cast<double>(timeWait) / plan.rate);
    Scenario scenario(parameters);
    const ScenarioSummary summary = scenario.Run();
    return {summary.workload.closes[static_cast<size_t>(CloseKind::ORDERLY)], summary.timeWaitPeak};
}

/// @return user and system time in microseconds
double
CpuMicroseconds(const rusage& usage)
{
    return 1e6 * static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// One run in a process of its own, so that neither memory nor the simulator is left over from
/// another.
Measurement
Measure(const Plan& plan, StackKind stack, uint32_t timeWait)
{
    int channel[2];
    if (pipe(channel) != 0)
    {
        throw std::runtime_error("no pipe");
    }
    const pid_t child = fork();
    if (child < 0)
    {
        throw std::runtime_error("no process");
    }
    if (child == 0)
    {
        const Outcome outcome = RunScenario(plan, stack, timeWait);
        const bool told = write(channel[1], &outcome, sizeof(outcome)) == sizeof(outcome);
        _exit(told ? 0 : 1);
    }
    close(channel[1]);
    Outcome outcome;
    const bool heard = read(channel[0], &outcome, sizeof(outcome)) == sizeof(outcome);
    close(channel[0]);
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    const uint32_t lives = Lives(plan, timeWait);
    if (!heard || status != 0)
    {
        throw std::runtime_error(std::string("the run on ") + Name(stack) + " failed");
    }
    if (outcome.orderly != lives)
    {
        throw std::runtime_error("only " + std::to_string(outcome.orderly) + " of " +
                                 std::to_string(lives) + " connections on " + Name(stack) +
                                 " were established and closed in order");
    }
    return {stack, timeWait, lives, outcome.timeWaitPeak, CpuMicroseconds(usage) / lives};
}

/// The median of several runs.
Measurement
MeasureRepeatedly(const Plan& plan, StackKind stack, uint32_t timeWait)
{
    std::vector<Measurement> runs;
    for (uint32_t i = 0; i < plan.repeat; ++i)
    {
        runs.push_back(Measure(plan, stack, timeWait));
    }
    std::sort(runs.begin(), runs.end(), [](const Measurement& a, const Measurement& b) {
        return a.microseconds < b.microseconds;
    });
    return runs[runs.size() / 2];
}

/// @return the measurement of that stack and that many in TIME_WAIT, or nullptr
const Measurement*
Find(const std::vector<Measurement>& results, StackKind stack, uint32_t timeWait)
{
    for (const auto& result : results)
    {
        if (result.stack == stack && result.timeWait == timeWait)
        {
            return &result;
        }
    }
    return nullptr;
}

/// How the cost grows with the ladder, and how the stacks compare.
void
PrintRatios(const Plan& plan, const std::vector<Measurement>& results)
{
    std::cout << std::setprecision(2);
    const uint32_t low = plan.ladder.front();
    const uint32_t high = plan.ladder.back();
    for (const StackKind stack : plan.stacks)
    {
        if (low != high)
        {
            const double ratio =
                Find(results, stack, high)->microseconds / Find(results, stack, low)->microseconds;
            std::cout << Name(stack) << ": a life with " << high << " in TIME_WAIT costs " << ratio
                      << " times one with " << low << "\n";
        }
    }
    for (const uint32_t timeWait : plan.ladder)
    {
        const Measurement* ours = Find(results, StackKind::SYNFIN, timeWait);
        const Measurement* theirs = Find(results, StackKind::NS3, timeWait);
        if (ours != nullptr && theirs != nullptr)
        {
            std::cout << "with " << timeWait << " in TIME_WAIT, ns3 costs "
                      << theirs->microseconds / ours->microseconds << " times synfin\n";
        }
    }
}

/// Measures everything, and prints each line as soon as it is known.
void
Run(const Plan& plan, std::ostream* csv)
{
    std::vector<Measurement> results;
    std::cout << " stack   TIME_WAIT    peak   lives   CPU us per life\n" << std::fixed;
    if (csv != nullptr)
    {
        *csv << "stack,time_wait,time_wait_peak,lives,cpu_us_per_life\n" << std::fixed;
    }
    for (const StackKind stack : plan.stacks)
    {
        for (const uint32_t timeWait : plan.ladder)
        {
            const Measurement m = MeasureRepeatedly(plan, stack, timeWait);
            results.push_back(m);
            std::cout << std::setw(6) << Name(stack) << std::setw(12) << timeWait << std::setw(8)
                      << m.timeWaitPeak << std::setw(8) << m.lives << std::setw(18)
                      << std::setprecision(1) << m.microseconds << std::endl;
            if (csv != nullptr)
            {
                *csv << Name(stack) << ',' << timeWait << ',' << m.timeWaitPeak << ',' << m.lives
                     << ',' << std::setprecision(3) << m.microseconds << "\n";
            }
        }
    }
    PrintRatios(plan, results);
}

/// @return the number that the text is
uint32_t
ParseCount(const std::string& option, const std::string& text, uint32_t highest)
{
    const bool digits = !text.empty() && text.size() <= 9 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    const unsigned long value = digits ? std::strtoul(text.c_str(), nullptr, 10) : 0;
    if (value < 1 || value > highest)
    {
        throw UsageError(option + " '" + text + "': accepted is a number from 1 to " +
                         std::to_string(highest));
    }
    return static_cast<uint32_t>(value);
}

std::vector<uint32_t>
ParseLadder(const std::string& option, const std::string& text)
{
    std::vector<uint32_t> ladder;
    std::istringstream parts(text + ",");
    for (std::string part; std::getline(parts, part, ',');)
    {
        // ns-3's own TCP has 16,384 ephemeral ports, and those in TIME_WAIT stay taken.
        ladder.push_back(ParseCount(option, part, 16000));
    }
    return ladder;
}

std::vector<StackKind>
ParseStacks(const std::string& option, const std::string& text)
{
    if (text == "both")
    {
        return {StackKind::SYNFIN, StackKind::NS3};
    }
    if (text == "synfin" || text == "ns3")
    {
        return {text == "ns3" ? StackKind::NS3 : StackKind::SYNFIN};
    }
    throw UsageError(option + " '" + text + "': accepted are both, synfin, ns3");
}

/// @return what to measure, or nothing when the program has said all it was asked for
std::optional<Plan>
ParseOptions(int argc, char** argv)
{
    std::string stack;
    std::string ladder;
    std::string rate;
    std::string minimum;
    std::string repeat;
    Plan plan;
    po::options_description options(
        "synfin-bench: CPU time per connection life, on synfin and on ns-3's own TCP");
    const auto text = [](std::string& value, const char* preset) {
        return po::value<std::string>(&value)->default_value(preset);
    };
    options.add_options()("stack", text(stack, "both"), "both, synfin or ns3")(
        "time-wait",
        text(ladder, "1000,16000"),
        "connections in TIME_WAIT at once")("rate", text(rate, "1000"), "connections per second")(
        "connections",
        text(minimum, "20000"),
        "per run, at least; three times those in TIME_WAIT otherwise")(
        "repeat",
        text(repeat, "1"),
        "runs of each; the median counts")(
        "csv",
        po::value<std::string>(&plan.csv),
        "write the table to this file too")("help", "this text")("version", "the version");
    po::options_description all; // with what is no option, to name it in the refusal
    all.add(options).add_options()("argument", po::value<std::vector<std::string>>());
    po::variables_map values;
    try
    {
        using Style = po::command_line_style::style_t;
        auto parser = po::command_line_parser(argc, argv)
                          .options(all)
                          .positional(po::positional_options_description().add("argument", -1))
                          .style(Style::unix_style ^ Style::allow_guessing);
        po::store(parser.run(), values);
        po::notify(values);
    }
    catch (const po::error& error)
    {
        throw UsageError(std::string(error.what()) + ": accepted are the options of --help");
    }
    if (values.count("help") != 0 || values.count("version") != 0)
    {
        std::ostringstream answer;
        values.count("help") != 0 ? answer << options
                                  : answer << "synfin-bench " << VERSION << "\n";
        std::cout << answer.str();
        return std::nullopt;
    }
    if (values.count("argument") != 0)
    {
        throw UsageError("'" + values["argument"].as<std::vector<std::string>>().front() +
                         "': accepted are the options of --help");
    }
    plan.stacks = ParseStacks("--stack", stack);
    plan.ladder = ParseLadder("--time-wait", ladder);
    plan.rate = ParseCount("--rate", rate, 1000000);
    plan.minimum = ParseCount("--connections", minimum, 100000000);
    plan.repeat = ParseCount("--repeat", repeat, 1000);
    return plan;
}

} // namespace

int
main(int argc, char** argv)
{
    try
    {
        const std::optional<Plan> plan = ParseOptions(argc, argv);
        if (!plan)
        {
            return 0;
        }
        std::ofstream csv;
        if (!plan->csv.empty())
        {
            csv.open(plan->csv);
            if (!csv)
            {
                throw UsageError("--csv '" + plan->csv +
                                 "': accepted is a file that can be written");
            }
        }
        Run(*plan, csv.is_open() ? &csv : nullptr);
        return 0;
    }
    catch (const UsageError& error)
    {
        std::cerr << "synfin-bench: " << error.what() << "\n";
        return 2;
    }
    catch (const std::exception& error)
    {
        std::cerr << "synfin-bench: " << error.what() << "\n";
        return 1;
    }
}
