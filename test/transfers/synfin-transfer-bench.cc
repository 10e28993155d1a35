/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Bulk transfers of synfin and of ns-3's own TCP, one row of CSV a run; transfers.py makes tables.

#include "synfin-transfer-run.h"

#include "ns3/command-line.h"
#include "ns3/synfin-congestion-types.h"
#include "ns3/synfin-profile.h"

#include <algorithm>
#include <iostream>
#include <sstream>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

std::vector<std::string>
Split(const std::string& list)
{
    std::vector<std::string> parts;
    std::istringstream text(list);
    for (std::string part; std::getline(text, part, ',');)
    {
        parts.push_back(part);
    }
    return parts;
}

void
Print(const TransferResult& result)
{
    std::cout << result.goodput << ',' << result.seconds << ',' << result.fairness << ','
              << result.sent << ',' << result.dropped << ',' << result.queued << ',' << result.cpu
              << ',' << result.complete << std::endl;
}

void
List(const std::vector<TransferScenario>& scenarios)
{
    std::cout << "scenario,rate,rtt_ms,queue,loss,reorder,flows,octets,seconds\n";
    for (const TransferScenario& one : scenarios)
    {
        std::cout << one.name << ',' << one.rate << ',' << one.rtt.GetMilliSeconds() << ','
                  << (one.codel ? "CoDel" : std::to_string(one.QueueSize())) << ',' << one.loss
                  << ',' << one.reorder << ',' << one.flows << ',' << one.octets << ','
                  << one.duration.GetSeconds() << '\n';
    }
}

std::vector<TransferStack>
StacksOf(const std::string& names)
{
    std::vector<TransferStack> stacks;
    for (const std::string& name : Split(names))
    {
        stacks.push_back(name == "ns3" ? TransferStack::NS3 : TransferStack::SYNFIN);
    }
    return stacks;
}

/// @return nothing when all were run, else what is not known
std::string
RunAll(const std::vector<TransferScenario>& scenarios,
       const std::vector<std::string>& congestion,
       const std::vector<TransferStack>& stacks,
       uint64_t seeds,
       TransferLog log)
{
    for (const std::string& name : congestion)
    {
        Profile profile;
        profile.congestion_control = name;
        if (const auto accepted = CongestionProblem(profile))
        {
            return "--congestion " + name + ": accepted is " + *accepted;
        }
        const TypeId type = *FindCongestionType(name);
        for (const TransferScenario& scenario : scenarios)
        {
            for (uint64_t run = 1; run <= seeds; ++run)
            {
                for (const TransferStack stack : stacks)
                {
                    std::cout << scenario.name << ',' << name << ','
                              << (stack == TransferStack::SYNFIN ? "synfin" : "ns3") << ',' << run
                              << ',' << std::flush;
                    Print(RunTransfer(scenario, stack, type, run, log));
                }
            }
        }
    }
    return "";
}

} // namespace

int
main(int argc, char** argv)
{
    std::string names;
    std::string congestion = "cubic,linuxcubic,linuxreno";
    uint64_t seeds = 3;
    std::string stacks = "synfin,ns3";
    bool list = false;
    bool log = false;
    CommandLine command(__FILE__);
    command.AddValue("scenarios", "names with commas between them; all where none is given", names);
    command.AddValue("congestion",
                     "names as of synfin-run --congestion, with commas; all: each",
                     congestion);
    command.AddValue("seeds", "runs of each, from 1 on", seeds);
    command.AddValue("stacks", "whose TCP: synfin, ns3", stacks);
    command.AddValue("list", "print the scenarios and run none", list);
    command.AddValue("log",
                     "print the first flow's window, threshold and state as they change, and all "
                     "that it logs after the begin of a run's row",
                     log);
    command.Parse(argc, argv);

    std::vector<TransferScenario> scenarios = TransferScenarios();
    const std::vector<std::string> chosen = Split(names);
    for (const std::string& name : chosen)
    {
        if (std::none_of(scenarios.begin(), scenarios.end(), [&](const auto& known) {
                return known.name == name;
            }))
        {
            std::cerr << "synfin-transfer-bench: there is no scenario " << name << "\n";
            return 2;
        }
    }
    scenarios.erase(std::remove_if(scenarios.begin(),
                                   scenarios.end(),
                                   [&](const auto& known) {
                                       return !chosen.empty() &&
                                              std::find(chosen.begin(), chosen.end(), known.name) ==
                                                  chosen.end();
                                   }),
                    scenarios.end());
    if (list)
    {
        List(scenarios);
        return 0;
    }
    std::cout
        << "scenario,congestion,stack,run,goodput_bps,seconds,fairness,sent,dropped,queued,cpu_s,"
           "complete"
        << std::endl;
    const std::string problem = RunAll(scenarios,
                                       congestion == "all" ? CongestionNames() : Split(congestion),
                                       StacksOf(stacks),
                                       seeds,
                                       log ? TransferLog::ON : TransferLog::OFF);
    if (!problem.empty())
    {
        std::cerr << "synfin-transfer-bench: " << problem << "\n";
        return 2;
    }
    return 0;
}
