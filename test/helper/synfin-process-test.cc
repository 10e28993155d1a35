/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-scenario-table.h"
#include "ns3/synfin-scenario.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Every file of a run, by name, and its table but for the wall clock.
using Outputs = std::map<std::string, std::string>;

ScenarioParameters
ParametersOf(const std::vector<Setting>& settings)
{
    ScenarioParameters parameters;
    EXPECT_FALSE(parameters.Apply(settings));
    EXPECT_FALSE(parameters.Validate());
    return parameters;
}

/// Runs a scenario into a folder.
void
RunInto(const std::filesystem::path& folder, const std::vector<Setting>& settings)
{
    const ScenarioParameters parameters = ParametersOf(settings);
    std::filesystem::create_directories(folder);
    Scenario scenario(parameters, true);
    scenario.Record(folder);
    scenario.Capture(folder / "client.pcap", folder / "server.pcap");
    RunSummary summary = scenario.Run();
    summary.wallSeconds = 0;
    std::ofstream table(folder / "table");
    PrintTable(table, summary, parameters);
}

/// Does something in a process of its own.
template <typename What>
void
Apart(const What& what)
{
    const pid_t child = fork();
    if (child == 0)
    {
        what();
        _exit(testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
}

Outputs
Read(const std::filesystem::path& folder)
{
    Outputs outputs;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
    {
        std::ostringstream text;
        text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        outputs[entry.path().filename()] = text.str();
    }
    return outputs;
}

const std::vector<Setting> BEFORE{{"connections", "40"},
                                  {"clients", "3"},
                                  {"servers", "2"},
                                  {"loss", "0.1"},
                                  {"seed", "5"}};

class Process : public testing::TestWithParam<std::vector<Setting>>
{
};

} // namespace

TEST_P(Process, GivesWhatItGivesAloneAfterOthers)
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("synfin-process-" + std::to_string(getpid()));
    const std::vector<Setting>& settings = GetParam();
    Apart([&] { RunInto(folder / "alone", settings); });
    Apart([&] {
        for (const char* ip : {"4", "6"})
        {
            for (const char* path : {"direct", "ip"})
            {
                std::vector<Setting> before = BEFORE;
                before.push_back({"path", path});
                before.push_back({"ip", ip});
                RunInto(folder / "before", before);
            }
        }
        RunInto(folder / "after", settings);
    });
    const Outputs alone = Read(folder / "alone");
    const Outputs after = Read(folder / "after");
    std::filesystem::remove_all(folder);
    EXPECT_GE(alone.size(), 6U); // three or four traces, two captures, the table
    for (const auto& [name, text] : alone)
    {
        EXPECT_FALSE(text.empty()) << name;
        EXPECT_TRUE(after.at(name) == text) << name; // without printing all of it
    }
}

INSTANTIATE_TEST_SUITE_P(
    Scenarios,
    Process,
    testing::Values(
        std::vector<Setting>{{"connections", "60"}, {"path", "direct"}, {"trace", "segments"}},
        std::vector<Setting>{{"connections", "60"}, {"path", "ip"}, {"trace", "segments"}},
        std::vector<Setting>{{"connections", "60"},
                             {"path", "direct"},
                             {"ip", "6"},
                             {"clients", "2"},
                             {"loss", "0.2"},
                             {"profile", "freebsd"},
                             {"set", "port_selection=rfc6056-3"},
                             {"trace", "segments"}},
        std::vector<Setting>{{"connections", "60"},
                             {"path", "ip"},
                             {"ip", "6"},
                             {"clients", "2"},
                             {"jitter", "10ms"},
                             {"trace", "segments"}},
        std::vector<Setting>{{"connections", "60"},
                             {"path", "direct"},
                             {"nat", "true"},
                             {"clients", "4"},
                             {"trace", "segments"}},
        std::vector<Setting>{{"connections", "60"},
                             {"path", "ip"},
                             {"stack", "ns3"},
                             {"ip", "6"}}));
